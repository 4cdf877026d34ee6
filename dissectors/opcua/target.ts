import { attributeName, nodeText, VALUE_ATTRIBUTE } from './node-text.ts'

/** Nodes of one request that its target names; of the others it gives the number. */
export const MAX_NODES = 4
/** Bytes of a text that a target keeps. */
const MAX_TEXT = 128
const NONE = -1

/**
 * What one request acts on, as places in its message: told from another by `key` without building any text.
 * One object per dialogue, filled anew for each request.
 */
export class Target {
  /** Nodes that the request names. */
  count = 0
  kept = 0
  /** Nodes that are kept at most. */
  readonly most: number
  readonly nodeFrom: Int32Array
  readonly nodeTo: Int32Array
  readonly attribute: Int32Array
  /** The method called on the node; -1 where there is none. */
  readonly methodFrom: Int32Array
  readonly methodTo: Int32Array
  /** A text that is the target, a URL for example; empty when from equals to. */
  textFrom = 0
  textTo = 0
  /** A word that is the target, which the message does not spell out. */
  word = ''
  private low = 0
  private high = 0

  constructor(most = MAX_NODES) {
    this.most = most
    this.nodeFrom = new Int32Array(most)
    this.nodeTo = new Int32Array(most)
    this.attribute = new Int32Array(most)
    this.methodFrom = new Int32Array(most)
    this.methodTo = new Int32Array(most)
  }

  clear(): void {
    this.count = 0
    this.kept = 0
    this.textFrom = 0
    this.textTo = 0
    this.word = ''
  }

  node(from: number, to: number, attribute: number): void {
    this.nodeFrom[this.kept] = from
    this.nodeTo[this.kept] = to
    this.attribute[this.kept] = attribute
    this.methodFrom[this.kept] = NONE
    this.kept++
  }

  /** The method of the node given last. */
  method(from: number, to: number): void {
    this.methodFrom[this.kept - 1] = from
    this.methodTo[this.kept - 1] = to
  }

  get isEmpty(): boolean {
    return this.count === 0 && this.textFrom === this.textTo && this.word === ''
  }

  /** A number of 53 bits for what the target says, and for the function. */
  key(view: DataView, code: number): number {
    this.low = 0x811c9dc5 ^ code
    this.high = 0x1b873593 ^ this.count
    for (let i = 0; i < this.kept; i++) {
      this.mix(view, this.nodeFrom[i] as number, this.nodeTo[i] as number)
      this.mixByte(this.attribute[i] as number)
      if (this.methodFrom[i] !== NONE) this.mix(view, this.methodFrom[i] as number, this.methodTo[i] as number)
    }
    this.mix(view, this.textFrom, this.textTo)
    for (let i = 0; i < this.word.length; i++) this.mixByte(this.word.charCodeAt(i))
    return ((this.high >>> 0) & 0x1f_ffff) * 0x1_0000_0000 + (this.low >>> 0)
  }

  /** 'ns=2;s=Line1.Speed, i=2258 +3': built only for a target not met before. */
  text(view: DataView): string {
    if (this.word !== '') return this.word
    if (this.textTo > this.textFrom) return textOf(view, this.textFrom, Math.min(this.textTo, this.textFrom + MAX_TEXT))
    const nodes: string[] = []
    for (let i = 0; i < this.kept; i++) {
      let node = nodeText(view, this.nodeFrom[i] as number, this.nodeTo[i] as number)
      const attribute = this.attribute[i] as number
      if (attribute !== VALUE_ATTRIBUTE) node += ` ${attributeName(attribute)}`
      const method = this.methodFrom[i] as number
      if (method !== NONE) node += ` method ${nodeText(view, method, this.methodTo[i] as number)}`
      nodes.push(node)
    }
    const others = this.count - this.kept
    return others > 0 ? `${nodes.join(', ')} +${others}` : nodes.join(', ')
  }

  private mix(view: DataView, from: number, to: number): void {
    let { low, high } = this
    for (let i = from; i < to; i++) {
      const byte = view.getUint8(i)
      low = Math.imul(low ^ byte, 0x01000193)
      high = Math.imul((high << 5) ^ (high >>> 27) ^ byte, 0x9e3779b1)
    }
    this.low = low
    this.high = high
    this.mixByte(to - from)
  }

  private mixByte(byte: number): void {
    this.low = Math.imul(this.low ^ byte, 0x01000193)
    this.high = Math.imul((this.high << 5) ^ (this.high >>> 27) ^ byte, 0x9e3779b1)
  }
}

function textOf(view: DataView, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) {
    const byte = view.getUint8(i)
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
  }
  return text
}
