import { attributeName, nodeText, qualifiedName, VALUE_ATTRIBUTE } from './node-text.ts'

/** Nodes of one request that its target names; of the others it gives the number. */
export const MAX_NODES = 4
/** Bytes of a text that a target keeps. */
const MAX_TEXT = 128
const NONE = -1

/** What a target says beside a node: the method called on it, or what is added below it by id or by name. */
export const METHOD = 0
export const NEW_NODE = 1
export const NEW_NAME = 2

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
  /** What is said beside the node; -1 where there is nothing. */
  readonly besideFrom: Int32Array
  readonly besideTo: Int32Array
  readonly besideIs: Uint8Array
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
    this.besideFrom = new Int32Array(most)
    this.besideTo = new Int32Array(most)
    this.besideIs = new Uint8Array(most)
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
    this.besideFrom[this.kept] = NONE
    this.kept++
  }

  /** What is said beside the node given last: METHOD, NEW_NODE or NEW_NAME. */
  beside(is: number, from: number, to: number): void {
    this.besideFrom[this.kept - 1] = from
    this.besideTo[this.kept - 1] = to
    this.besideIs[this.kept - 1] = is
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
      if (this.besideFrom[i] === NONE) continue
      this.mixByte(this.besideIs[i] as number)
      this.mix(view, this.besideFrom[i] as number, this.besideTo[i] as number)
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
      nodes.push(node + this.besideText(view, i))
    }
    const others = this.count - this.kept
    return others > 0 ? `${nodes.join(', ')} +${others}` : nodes.join(', ')
  }

  private besideText(view: DataView, i: number): string {
    const from = this.besideFrom[i] as number
    const to = this.besideTo[i] as number
    if (from === NONE) return ''
    switch (this.besideIs[i]) {
      case METHOD:
        return ` method ${nodeText(view, from, to)}`
      case NEW_NODE:
        return ` new ${nodeText(view, from, to)}`
      default:
        return ` new ${qualifiedName(view, from, to)}`
    }
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
