import { Cursor } from '../kit/cursor.ts'
import type { Direction } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import type { Plan } from './attributes.ts'

/** Requests that may await their answer; the oldest is forgotten first. */
export const MAX_PENDING = 64
/** Operations of which the meaning of each attribute is remembered. */
export const MAX_PLANS = 256
/** Octets of an APDU in segments that are put together: what lies beyond is not looked at. */
export const MAX_ASSEMBLED = 8192
/** Numbers of requests that have no invoke id, above those that there are. */
export const INVOKE = { association: 16, release: 17, shortNames: 18, opaque: 19, link: 20 } as const

const INVOKES = 32
/** How many values `linkKey` has. */
export const LINKS = 0x400_0000_0000
const NOTHING = new Uint8Array(0)

/** The segments of one direction. */
class Assembly {
  isOpen = false
  isCut = false
  private bytes = NOTHING
  private length = 0

  begin(): void {
    this.isOpen = true
    this.isCut = false
    this.length = 0
  }

  add(view: DataView, from: number, to: number): void {
    const count = Math.min(to - from, MAX_ASSEMBLED - this.length)
    if (count < to - from) this.isCut = true
    if (this.length + count > this.bytes.length) {
      const more = new Uint8Array(Math.min(MAX_ASSEMBLED, (this.length + count) * 2))
      more.set(this.bytes.subarray(0, this.length))
      this.bytes = more
    }
    for (let i = 0; i < count; i++) this.bytes[this.length + i] = view.getUint8(from + i)
    this.length += count
  }

  /** What has been put together; the buffer is given up, as most APDUs are in one frame. */
  end(): Cursor {
    const { bytes, length } = this
    this.isOpen = false
    this.bytes = NOTHING
    const view = new DataView(bytes.buffer)
    return new Cursor(view).reset(view, 0, length)
  }
}

/** What is remembered of one dialogue. */
export class DlmsState {
  readonly operations = new Operations()
  /** By the two sides and the invoke id. */
  readonly asked = new Pending<Operation>(MAX_PENDING)
  /** By the two sides: what an exception is about. */
  readonly newest = new Pending<Operation>(MAX_PENDING)
  /** By the two sides and the invoke id: what a further block belongs to. */
  readonly begun = new Pending<Operation>(MAX_PENDING)
  /** What the attributes of an operation tell, by its place. */
  readonly plans = new Map<number, readonly Plan[]>()
  readonly said = new Map<number, number>()
  readonly assemblies: Readonly<Record<Direction, Assembly>> = {
    'to-server': new Assembly(),
    'to-client': new Assembly(),
  }
  /** Of the APDU that is read: application process of the client, logical device, physical device of a bus or 0. */
  client = 0
  server = 0
  physical = 0
  /** The APDU is not there as a whole: it is longer than what is put together. */
  isCut = false
  /** The application context of the association says that APDUs are ciphered. */
  isCiphered = false

  /** The two sides in 42 bits, for keys of operations: 14 bits each, as many as addresses of HDLC have. */
  get linkKey(): number {
    return ((this.client & 0x3fff) * 0x4000 + (this.server & 0x3fff)) * 0x4000 + (this.physical & 0x3fff)
  }

  idOf(invoke: number): number {
    return this.linkKey * INVOKES + invoke
  }

  /** 'logical device 1'; with its physical device where several are behind one port. */
  get module(): string {
    return `${this.physical === 0 ? '' : `device ${this.physical} `}logical device ${this.server}`
  }

  ask(invoke: number, operation: Operation): void {
    this.asked.ask(this.idOf(invoke), operation)
    this.newest.ask(this.linkKey, operation)
  }
}
