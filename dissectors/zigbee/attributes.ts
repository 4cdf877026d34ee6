/* Attributes in a frame of ZCL, each with its type and value: ZigBee Cluster Library 075123, 2.5 and 2.6.2. Little-endian. */
import type { Cursor } from '../kit/cursor.ts'

/** Attributes of one frame that are told apart. */
export const MAX_ATTRIBUTES = 48
const OCTETS = 0x41
const TEXT = 0x42
const LONG_OCTETS = 0x43
const LONG_TEXT = 0x44
const NO_TEXT = 0xff
const BOOLEAN = 0x10
const SINGLE = 0x39
/** Types of which it is not known where they end, as those made of others. */
const UNKNOWN_SIZE = -1
const SIZES: Readonly<Record<number, number>> = {
  0x00: 0,
  [BOOLEAN]: 1,
  0x30: 1,
  0x31: 2,
  0x38: 2,
  [SINGLE]: 4,
  0x3a: 8,
  0xe0: 4,
  0xe1: 4,
  0xe2: 4,
  0xe8: 2,
  0xe9: 2,
  0xea: 4,
  0xf0: 8,
  0xf1: 16,
  0xff: 0,
}
const TYPE_NAMES: Readonly<Record<number, string>> = {
  [BOOLEAN]: 'boolean',
  [SINGLE]: 'single',
  0x30: 'enum8',
  0x31: 'enum16',
}

/** The attributes of the frame being dissected. */
export class Attributes {
  count = 0
  /** Of the first one that was not read; 0 once one was. */
  status = 0
  /** Their numbers, which tell one operation from another, as 16 bits each. */
  readonly ids = new DataView(new ArrayBuffer(MAX_ATTRIBUTES * 2))
  private readonly types = new Uint8Array(MAX_ATTRIBUTES)
  /** Where values lie in the frame; less than 0 where there is none. */
  private readonly places = new Int32Array(MAX_ATTRIBUTES)

  /** Numbers alone, as they are asked for. */
  readNumbers(bytes: Cursor): void {
    this.begin()
    while (bytes.left >= 2 && this.count < MAX_ATTRIBUTES) this.add(bytes.u16le(), 0, -1)
  }

  /** Each with its value; `hasStatus`: with what became of it before that. */
  readValues(bytes: Cursor, hasStatus: boolean): void {
    this.begin()
    while (bytes.left > 0 && this.count < MAX_ATTRIBUTES && !bytes.short) {
      const id = bytes.u16le()
      const status = hasStatus ? bytes.u8() : 0
      if (status !== 0) {
        if (this.status === 0 && this.count === 0) this.status = status
        continue
      }
      const type = bytes.u8()
      const size = sizeOf(type, bytes)
      const place = bytes.pos
      if (size !== UNKNOWN_SIZE) bytes.skip(size)
      if (bytes.short) return
      this.status = 0
      this.add(id, type, size === UNKNOWN_SIZE ? -1 : place)
      if (size === UNKNOWN_SIZE) return
    }
  }

  /** How each is to be reported, or is expected to be (2.5.7). */
  readReporting(bytes: Cursor): void {
    this.begin()
    while (bytes.left > 0 && this.count < MAX_ATTRIBUTES && !bytes.short) {
      const isReceived = bytes.u8() !== 0
      this.add(bytes.u16le(), 0, -1)
      if (isReceived) bytes.skip(2)
      else {
        const type = bytes.u8()
        bytes.skip(4)
        if (isAnalog(type)) bytes.skip(Math.max(0, sizeOf(type, bytes)))
      }
    }
  }

  begin(): void {
    this.count = 0
    this.status = 0
  }

  id(index: number): number {
    return this.ids.getUint16(index * 2)
  }

  typeName(index: number): string {
    const type = this.types[index] as number
    if (type >= 0x20 && type < 0x28) return `uint${(type - 0x1f) * 8}`
    return type >= 0x28 && type < 0x30 ? `int${(type - 0x27) * 8}` : (TYPE_NAMES[type] ?? '')
  }

  /** A number or a state in text; '' of what is neither. */
  value(index: number, { view }: Cursor): string {
    const at = this.places[index] as number
    const type = this.types[index] as number
    if (at < 0) return ''
    if (type === BOOLEAN) return view.getUint8(at) === 0 ? 'false' : 'true'
    if (type === SINGLE) return String(view.getFloat32(at, true))
    const isSigned = type >= 0x28 && type < 0x2c
    const isNumber =
      isSigned || (type >= 0x20 && type < 0x26) || (type >= 0x18 && type < 0x1e) || type === 0x30 || type === 0x31
    if (!isNumber) return ''
    const size = SIZES[type] ?? (type & 0x07) + 1
    const value = unsigned(view, at, size)
    return String(isSigned && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value)
  }

  /** A text; '' of anything else. */
  text(index: number, bytes: Cursor): string {
    const at = this.places[index] as number
    const type = this.types[index]
    if (at < 0 || type !== TEXT) return ''
    const length = bytes.view.getUint8(at - 1)
    if (length === NO_TEXT || at + length > bytes.end) return ''
    bytes.pos = at
    return bytes.text(length, 'utf8').trim()
  }

  private add(id: number, type: number, place: number): void {
    this.ids.setUint16(this.count * 2, id)
    this.types[this.count] = type
    this.places[this.count++] = place
  }
}

function unsigned(view: DataView, at: number, size: number): number {
  let value = 0
  for (let i = size - 1; i >= 0; i--) value = value * 256 + view.getUint8(at + i)
  return value
}

/** How long the value is; of texts, whose length comes first, that is read. */
function sizeOf(type: number, bytes: Cursor): number {
  if (type === OCTETS || type === TEXT) {
    const length = bytes.u8()
    return length === NO_TEXT ? 0 : length
  }
  if (type === LONG_OCTETS || type === LONG_TEXT) {
    const length = bytes.u16le()
    return length === 0xffff ? 0 : length
  }
  const isGeneral = (type >= 0x08 && type < 0x10) || (type >= 0x18 && type < 0x30)
  return isGeneral ? (type & 0x07) + 1 : (SIZES[type] ?? UNKNOWN_SIZE)
}

/** Types whose change is told by how much (2.6.2). */
function isAnalog(type: number): boolean {
  return (type >= 0x20 && type < 0x30) || (type >= 0x38 && type < 0x3b) || (type >= 0xe0 && type < 0xe3)
}
