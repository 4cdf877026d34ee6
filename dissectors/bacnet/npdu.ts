/* The network layer's header. ASHRAE 135-2020 clause 6.2. */
import type { Cursor } from '../kit/cursor.ts'
import { keyOfBytes } from '../kit/operations.ts'

export const VERSION = 1
const NETWORK_MESSAGE = 0x80
const HAS_DESTINATION = 0x20
const HAS_SOURCE = 0x08
/** Bits that are zero (clause 6.2.2). */
export const RESERVED = 0x50
/** The destination of a broadcast to all networks. */
const GLOBAL = 0xffff
/** UDP ports of BACnet/IP (annex J.1.2): six bytes that end with one are an IP address and port. */
const FIRST_PORT = 0xbac0
const LAST_PORT = 0xbacf
/** Octets of an IP address and a port, or of a MAC address. */
const IP_STATION = 6
/** The first octets of addresses that are no host's on a network (RFC 6890). */
const LOOPBACK = 127
const FIRST_GROUP = 224
const NOWHERE = 0

/** The header of the message being dissected, as places in it. One object per dialogue. */
export class Npdu {
  isNetworkMessage = false
  /** Numbers for the remote part that is addressed, and for the one that speaks; 0 for the host itself. */
  destination = NOWHERE
  source = NOWHERE
  private destinationAt = 0
  private sourceAt = 0
  private view: DataView = EMPTY

  /** Reads the header and moves behind it; false for one that breaks the rules. */
  read(cursor: Cursor): boolean {
    const version = cursor.u8()
    const control = cursor.u8()
    this.view = cursor.view
    this.isNetworkMessage = (control & NETWORK_MESSAGE) !== 0
    this.destinationAt = cursor.pos
    this.destination = control & HAS_DESTINATION ? addressKey(cursor, true) : NOWHERE
    this.sourceAt = cursor.pos
    this.source = control & HAS_SOURCE ? addressKey(cursor, false) : NOWHERE
    if (control & HAS_DESTINATION) cursor.skip(1)
    return version === VERSION && (control & RESERVED) === 0 && !cursor.short
  }

  /** 'network 5 station 10' */
  destinationText(): string {
    return this.destination === NOWHERE ? '' : addressText(this.view, this.destinationAt)
  }

  sourceText(): string {
    return this.source === NOWHERE ? '' : addressText(this.view, this.sourceAt)
  }

  /** The network that the one who speaks is on; 0 when it is the host itself. */
  sourceNetwork(): number {
    return this.source === NOWHERE ? 0 : this.view.getUint16(this.sourceAt)
  }

  /** The bytes that it was read from may be gone when the next message comes. */
  forget(): void {
    this.view = EMPTY
  }
}

const EMPTY: DataView = new DataView(new ArrayBuffer(0))

/** A broadcast, to all networks or to all stations of one, addresses no part. */
function addressKey(cursor: Cursor, isDestination: boolean): number {
  const at = cursor.pos
  const network = cursor.u16()
  const length = cursor.u8()
  cursor.skip(length)
  if (cursor.short || (isDestination && (network === GLOBAL || length === 0))) return NOWHERE
  return keyOfBytes(cursor.view, at, cursor.pos, 1)
}

function addressText(view: DataView, at: number): string {
  const network = view.getUint16(at)
  const length = view.getUint8(at + 2)
  const bytes = Array.from({ length: Math.min(length, 16) }, (_, i) => view.getUint8(at + 3 + i))
  return `network ${network} station ${stationText(bytes)}`
}

/** A station of MS/TP or ARCNET by its number, of BACnet/IP by address and port, of Ethernet by its MAC address. */
export function stationText(bytes: readonly number[]): string {
  if (bytes.length === 1) return String(bytes[0])
  const port = bytes.length === IP_STATION ? ((bytes[4] as number) << 8) | (bytes[5] as number) : 0
  if (isIpStation(bytes[0] as number, port)) return `${bytes.slice(0, 4).join('.')}:${port}`
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(bytes.length === IP_STATION ? ':' : '')
}

/** The first byte is that of a host's address: a MAC address that ends so by chance mostly begins with 0. */
function isIpStation(first: number, port: number): boolean {
  return port >= FIRST_PORT && port <= LAST_PORT && first !== 0 && first !== LOOPBACK && first < FIRST_GROUP
}
