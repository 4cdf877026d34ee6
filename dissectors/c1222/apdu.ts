/* The envelope: IEEE 1703-2012, 5.2 (encoding) and 5.3.4 (ACSE), and the EPSEM in it as far as its services (5.3.3). */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'

/** [APPLICATION 0]. */
const ACSE = 0x60
export const OBJECT_IDENTIFIER = 0x06
export const RELATIVE_IDENTIFIER = 0x80
const INTEGER = 0x02
const EXTERNAL = 0x28
const OCTETS = 0x81
const ELEMENT = {
  context: 0xa1,
  calledTitle: 0xa2,
  calledInvocation: 0xa4,
  callingTitle: 0xa6,
  qualifier: 0xa7,
  callingInvocation: 0xa8,
  mechanism: 0x8b,
  authentication: 0xac,
  userInformation: 0xbe,
} as const
const NUMBER = 0x1f
const LONG = 0x80
/** Length octets behind the first. */
const MAX_LENGTH_OCTETS = 3
const MAX_INVOCATION_OCTETS = 6
export const MAX_APDU = 0x1_0000
/** 5.3.3. */
const RESERVED = 0x80
const HAS_CLASS = 0x10
const CLASS_LENGTH = 4
const MAC_LENGTH = 4
const CLEAR_WITH_MAC = 1
const CIPHERTEXT = 2
/** 5.3.4.6. */
const NOTIFICATION = 0x04
/** Up to here are results, from here on requests. */
export const FIRST_REQUEST = 0x20

/** Response control, 5.3.3. */
export const RESPOND = { always: 0, onException: 1, never: 2 } as const

/** Length of the message at the cursor. */
export function apduLength(bytes: Cursor): number {
  if (bytes.left === 0) return NEED_MORE
  if (bytes.peek(0) !== ACSE) return NOT_A_MESSAGE
  if (bytes.left < 2) return NEED_MORE
  const first = bytes.peek(1)
  if (first < LONG) return 2 + first
  const octets = first - LONG
  if (octets === 0 || octets > MAX_LENGTH_OCTETS) return NOT_A_MESSAGE
  if (bytes.left < 2 + octets) return NEED_MORE
  let length = 0
  for (let at = 2; at < 2 + octets; at++) length = length * 256 + bytes.peek(at)
  return 2 + octets + length <= MAX_APDU ? 2 + octets + length : NOT_A_MESSAGE
}

/** One message as places in its view. One object, reused: `read` overwrites it. */
export class Apdu {
  /** AP titles: contents of their identifiers, which are relative or not; from equals to where there is none. */
  calledFrom = 0
  calledTo = 0
  calledIsRelative = false
  callingFrom = 0
  callingTo = 0
  callingIsRelative = false
  /** -1 when missing. An answer has that of its request as the called one. */
  calledInvocation = -1
  callingInvocation = -1
  isNotification = false
  /** Contents of the calling authentication value. */
  authenticationFrom = 0
  authenticationTo = 0
  /** -1 until it is there. */
  control = -1
  /** Where the end device class lies, of four bytes; -1 when there is none. */
  classAt = -1
  servicesFrom = 0
  servicesTo = 0
  /** Contents of the element, or of the service, read last. */
  start = 0
  end = 0
  /** Whether bytes are missing of what is right as far as it goes. */
  isCut = false
  private view: DataView = new DataView(new ArrayBuffer(0))
  /** Where the bytes end. */
  private limit = 0

  /** Reads the message at the cursor, which stays; false when it is none. */
  read(bytes: Cursor): boolean {
    this.clear()
    const length = apduLength(bytes)
    if (length === NOT_A_MESSAGE) return false
    this.view = bytes.view
    this.limit = bytes.end
    if (length === NEED_MORE || !this.header(bytes.pos, bytes.pos + length)) return this.isCut || length === NEED_MORE
    return this.elements(this.start, this.end)
  }

  /** Whether what is seen of the EPSEM is one: its reserved bit is set, and its mode exists. */
  get isEpsem(): boolean {
    return this.control >= 0 && (this.control & RESERVED) !== 0 && this.mode <= CIPHERTEXT
  }

  get isEncrypted(): boolean {
    return this.mode === CIPHERTEXT
  }

  get isSigned(): boolean {
    return this.mode === CLEAR_WITH_MAC
  }

  /** `RESPOND`. */
  get responseControl(): number {
    return this.control & 3
  }

  /** Code of the first service; -1 when it is not there, or not to be read. */
  get firstService(): number {
    if (this.isEncrypted || !this.service(this.servicesFrom)) return -1
    return this.start < this.end && this.start < this.limit ? this.view.getUint8(this.start) : -1
  }

  /** 5.3.4.9: an answer says what it answers. Of the two, the services are surer. */
  get isAnswer(): boolean {
    const service = this.firstService
    return service < 0 ? this.calledInvocation >= 0 : service < FIRST_REQUEST
  }

  /** Reads the service that begins at `at` with its length, to `start` and `end`; false when it does not fit. */
  service(at: number): boolean {
    return this.header(at - 1, this.servicesTo)
  }

  private get mode(): number {
    return (this.control >> 2) & 3
  }

  private clear(): void {
    this.calledFrom = this.calledTo = this.callingFrom = this.callingTo = 0
    this.calledInvocation = this.callingInvocation = -1
    this.authenticationFrom = this.authenticationTo = 0
    this.control = this.classAt = -1
    this.servicesFrom = this.servicesTo = 0
    this.isNotification = this.isCut = false
  }

  /** In the order of their numbers; the invocation and the user information are always there. */
  private elements(from: number, to: number): boolean {
    let last = 0
    for (let at = from; at < to; at = this.end) {
      const tag = at < this.limit ? this.view.getUint8(at) : -1
      if (tag >= 0 && (tag & NUMBER) <= last) return false
      last = tag & NUMBER
      if (!this.header(at, to)) return this.isCut
      const { end } = this
      const isHere = end <= this.limit || tag === ELEMENT.userInformation
      if (isHere && !this.element(tag)) return this.isCut
      this.end = end
      if (end > this.limit) {
        this.isCut = true
        return true
      }
    }
    return this.callingInvocation >= 0 && this.control >= 0
  }

  private element(tag: number): boolean {
    switch (tag) {
      case ELEMENT.context:
      case ELEMENT.calledTitle:
      case ELEMENT.callingTitle:
        return this.identifier(tag)
      case ELEMENT.calledInvocation:
      case ELEMENT.callingInvocation:
      case ELEMENT.qualifier:
        return this.integer(tag)
      case ELEMENT.mechanism:
        return true
      case ELEMENT.authentication:
        this.authenticationFrom = this.start
        this.authenticationTo = this.end
        return true
      case ELEMENT.userInformation:
        return this.userInformation()
      default:
        return false
    }
  }

  private identifier(tag: number): boolean {
    const to = this.end
    const inner = this.inner(to)
    if ((inner !== OBJECT_IDENTIFIER && inner !== RELATIVE_IDENTIFIER) || this.end !== to) return false
    if (tag === ELEMENT.calledTitle) {
      this.calledFrom = this.start
      this.calledTo = this.end
      this.calledIsRelative = inner === RELATIVE_IDENTIFIER
    } else if (tag === ELEMENT.callingTitle) {
      this.callingFrom = this.start
      this.callingTo = this.end
      this.callingIsRelative = inner === RELATIVE_IDENTIFIER
    }
    return true
  }

  private integer(tag: number): boolean {
    const to = this.end
    const octets = this.inner(to) === INTEGER && this.end === to ? this.end - this.start : 0
    if (octets === 0 || octets > MAX_INVOCATION_OCTETS) return false
    let value = 0
    for (let at = this.start; at < this.end; at++) value = value * 256 + this.view.getUint8(at)
    if (tag === ELEMENT.calledInvocation) this.calledInvocation = value
    else if (tag === ELEMENT.callingInvocation) this.callingInvocation = value
    else this.isNotification = (value & NOTIFICATION) !== 0
    return true
  }

  /** 5.3.4.11: EXTERNAL, the encoding by number where it is not the usual one, and octets, which are the EPSEM. */
  private userInformation(): boolean {
    let to = this.end
    if (this.inner(to) !== EXTERNAL) return false
    to = this.end
    let tag = this.inner(to)
    if (tag === INTEGER || tag === OBJECT_IDENTIFIER) {
      this.start = this.end
      tag = this.inner(to)
    }
    if (tag !== OCTETS || this.start >= this.end) return false
    return this.epsem(this.start, this.end)
  }

  private epsem(from: number, to: number): boolean {
    if (from >= this.limit) {
      this.isCut = true
      return false
    }
    this.control = this.view.getUint8(from)
    const hasClass = (this.control & HAS_CLASS) !== 0 && !this.isEncrypted
    this.servicesFrom = from + 1 + (hasClass ? CLASS_LENGTH : 0)
    this.servicesTo = this.isSigned ? to - MAC_LENGTH : to
    if (this.servicesFrom > this.servicesTo) return false
    this.classAt = hasClass ? from + 1 : -1
    return true
  }

  /** Tag of the element at the start of the one just read, which it is now instead; -1 when there is none. */
  private inner(to: number): number {
    const at = this.start
    return this.header(at, to) ? this.view.getUint8(at) : -1
  }

  /** Reads the length of the element at `at`, whose contents must fit before `to`, though not be here. */
  private header(at: number, to: number): boolean {
    const { view, limit } = this
    if (at + 2 > to) return false
    if (at + 2 > limit) return this.cut()
    const first = view.getUint8(at + 1)
    const octets = first < LONG ? 0 : first - LONG
    if (first === LONG || octets > MAX_LENGTH_OCTETS) return false
    if (at + 2 + octets > limit) return this.cut()
    let length = octets === 0 ? first : 0
    for (let i = 0; i < octets; i++) length = length * 256 + view.getUint8(at + 2 + i)
    this.start = at + 2 + octets
    this.end = this.start + length
    return this.end <= to
  }

  private cut(): false {
    this.isCut = true
    return false
  }
}
