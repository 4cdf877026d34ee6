/* The control packet of BFD: RFC 5880 clauses 4.1 to 4.4. */
import type { Cursor } from '../kit/cursor.ts'

export const STATE = { adminDown: 0, down: 1, init: 2, up: 3 } as const
export const STATES: readonly string[] = ['AdminDown', 'Down', 'Init', 'Up']
/** Clause 4.1; 9 to 11: RFC 6428 clause 3.5. */
const DIAGNOSTICS: readonly string[] = [
  '',
  'Control Detection Time Expired',
  'Echo Function Failed',
  'Neighbor Signaled Session Down',
  'Forwarding Plane Reset',
  'Path Down',
  'Concatenated Path Down',
  'Administratively Down',
  'Reverse Concatenated Path Down',
  'Mis-connectivity defect',
]
/** Diagnostics by which a session went down because nothing came any more. */
const TIMED_OUT: readonly number[] = [1, 2]
const VERSION = 1
const HEADER_LENGTH = 24
const AT = { state: 1, multiplier: 2, length: 3, mine: 4, yours: 8, transmit: 12, receive: 16, echo: 20 } as const
const FLAG = { poll: 0x20, final: 0x10, authentication: 0x04, multipoint: 0x01 } as const
/** Of what authenticates, type and length come first; the shortest is a password of one character (clause 4.2). */
const LEAST_AUTHENTICATION = 4
const AUTHENTICATION: readonly string[] = [
  '',
  'BFD simple password',
  'BFD keyed MD5',
  'BFD meticulous keyed MD5',
  'BFD keyed SHA1',
  'BFD meticulous keyed SHA1',
]
const SIMPLE_PASSWORD = 1
/** Intervals, in microseconds, that routers can be set to are below this (268 s). */
const LONG_INTERVAL = 0x1000_0000

/** One packet. One object, reused. */
export class BfdPacket {
  state = 0
  diagnostic = 0
  /** By which the sender knows the session. */
  discriminator = 0
  yours = 0
  authentication = 0
  defect: '' | 'truncated' | 'bad-length' | 'bad-value' = ''

  /** Reads the packet at the cursor, which stays. RFC 5880 clause 6.8.6 says which are to be discarded. */
  read({ view, pos, left }: Cursor): void {
    this.authentication = 0
    this.defect = left < HEADER_LENGTH ? 'truncated' : ''
    if (this.defect !== '') return
    const first = view.getUint8(pos)
    const second = view.getUint8(pos + AT.state)
    const length = view.getUint8(pos + AT.length)
    this.diagnostic = first & 0x1f
    this.state = second >> 6
    this.discriminator = view.getUint32(pos + AT.mine)
    this.yours = view.getUint32(pos + AT.yours)
    const isAuthenticated = (second & FLAG.authentication) !== 0
    if (length < HEADER_LENGTH + (isAuthenticated ? 2 : 0) || length > left) this.defect = 'bad-length'
    else if (first >> 5 !== VERSION || view.getUint8(pos + AT.multiplier) === 0 || !this.isOfSession()) {
      this.defect = 'bad-value'
    } else if (isAuthenticated) this.authentication = view.getUint8(pos + HEADER_LENGTH)
  }

  /** Who says that it is starting or up knows the other's number already. */
  private isOfSession(): boolean {
    return this.discriminator !== 0 && (this.yours !== 0 || this.state <= STATE.down)
  }

  get isTimedOut(): boolean {
    return this.state === STATE.down && TIMED_OUT.includes(this.diagnostic)
  }
}

/** What must hold of a packet, and intervals that are set in practice: its numbers are small, and nothing follows it. */
export function isPacket(bytes: Cursor): boolean {
  packet.read(bytes)
  if (packet.defect !== '' || packet.diagnostic >= DIAGNOSTICS.length) return false
  const { view, pos, left } = bytes
  const flags = view.getUint8(pos + AT.state)
  const isPollAndFinal = (flags & FLAG.poll) !== 0 && (flags & FLAG.final) !== 0
  if (isPollAndFinal || (flags & FLAG.multipoint) !== 0) return false
  const transmit = view.getUint32(pos + AT.transmit)
  if (transmit === 0 || transmit >= LONG_INTERVAL) return false
  if (view.getUint32(pos + AT.receive) >= LONG_INTERVAL || view.getUint32(pos + AT.echo) >= LONG_INTERVAL) return false
  const length = view.getUint8(pos + AT.length)
  if (length !== left) return false
  return (flags & FLAG.authentication) === 0 ? length === HEADER_LENGTH : isAuthentication(bytes)
}

const packet = new BfdPacket()

/** A type that exists, whose length goes to the end. */
function isAuthentication(bytes: Cursor): boolean {
  const type = bytes.peek(HEADER_LENGTH)
  const length = bytes.peek(HEADER_LENGTH + 1)
  return isKnownAuthentication(type) && length >= LEAST_AUTHENTICATION && HEADER_LENGTH + length === bytes.left
}

function isKnownAuthentication(type: number): boolean {
  return type > 0 && type < AUTHENTICATION.length
}

export function authenticationText(type: number): string {
  return AUTHENTICATION[type] || `BFD authentication ${type}`
}

export function isClear(type: number): boolean {
  return type === SIMPLE_PASSWORD
}

export function diagnosticText(code: number): string {
  return code === 0 ? '' : (DIAGNOSTICS[code] ?? `diagnostic ${code}`)
}
