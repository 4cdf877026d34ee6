import type { Points } from '../kit/observation.ts'
import { objectText, propertyText } from './object-names.ts'
import { gravityOfWritten } from './services.ts'

/** Objects and properties of one message that its target names; of the others it gives the number. */
export const MAX_ITEMS = 4
/** Objects and properties of one message that are points of it; further ones are left out. */
export const MAX_POINTS = 64
const PRESENT_VALUE = 85
/** What stands for 'no property' and 'no array index'. */
export const NONE = -1

/** What one message acts on, told from another by `key` without building any text. One object per dialogue. */
export class Target {
  count = 0
  /** A word, or two numbers, that are the target instead. */
  word = ''
  low = NONE
  high = NONE
  /** Of the properties that are named, kept or not, the one whose change has the gravest consequence; NONE without any. */
  gravest = NONE
  private gravity = 0
  private kept = 0
  private readonly objects = new Uint32Array(MAX_POINTS)
  private readonly properties = new Int32Array(MAX_POINTS)
  private readonly indexes = new Int32Array(MAX_POINTS)

  clear(): void {
    this.count = 0
    this.kept = 0
    this.word = ''
    this.low = NONE
    this.high = NONE
    this.gravest = NONE
    this.gravity = 0
  }

  add(object: number, property: number, index: number): void {
    this.count++
    const gravity = gravityOfWritten(property)
    if (gravity > this.gravity) {
      this.gravity = gravity
      this.gravest = property
    }
    if (this.kept === MAX_POINTS) return
    this.objects[this.kept] = object
    this.properties[this.kept] = property
    this.indexes[this.kept] = index
    this.kept++
  }

  /** A number of 53 bits for what the target says, for the function, and for the part that is addressed. */
  key(code: number, part: number): number {
    let a = mix(0x811c9dc5 ^ code, this.count)
    a = mix(a, part | 0)
    let b = mix(0x1b873593 ^ this.gravity, (part / 0x1_0000_0000) | 0)
    for (let i = 0; i < this.named; i++) {
      const object = this.objects[i] as number
      const property = this.properties[i] as number
      a = mix(mix(mix(a, object), property), this.indexes[i] as number)
      b = mix(mix(b, object ^ 0x5bd1e995), property)
    }
    a = mix(mix(a, this.low), this.high)
    for (let i = 0; i < this.word.length; i++) b = mix(b, this.word.charCodeAt(i))
    return ((b >>> 0) & 0x1f_ffff) * 0x1_0000_0000 + (a >>> 0)
  }

  /** What is written, and present values that are read: other properties describe an object, they are no points. */
  points(writes: boolean): Points[] {
    const points: Points[] = []
    for (let i = 0; i < this.kept; i++) {
      const property = this.properties[i] as number
      if (property === NONE || (!writes && property !== PRESENT_VALUE)) continue
      const name = `${objectText(this.objects[i] as number)} ${propertyText(property, this.indexes[i] as number)}`
      points.push({ name, first: -1, count: 1, type: '', writes })
    }
    return points
  }

  private get named(): number {
    return Math.min(this.kept, MAX_ITEMS)
  }

  /** 'analog-input 1 present-value, object-name, device 3 model-name +2' */
  text(): string {
    if (this.word !== '') return this.word
    if (this.low !== NONE) return this.low === this.high ? `${this.low}` : `${this.low}..${this.high}`
    const parts: string[] = []
    for (let i = 0; i < this.named; i++) {
      const object = this.objects[i] as number
      const property = this.properties[i] as number
      const isSame = i > 0 && this.objects[i - 1] === object
      const named = property === NONE ? '' : propertyText(property, this.indexes[i] as number)
      parts.push(isSame && named !== '' ? named : `${objectText(object)} ${named}`.trim())
    }
    const others = this.count - this.named
    return others > 0 ? `${parts.join(', ')} +${others}` : parts.join(', ')
  }
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
