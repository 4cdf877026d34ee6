/*
 * What hellos and LSPs say of who sends them: ISO/IEC 10589 clause 9, RFC 1195 clause 5.3 (addresses of IPv4), RFC 5303 (hellos
 * between two), RFC 5304 and RFC 5310 (authentication), RFC 5305 (router id), RFC 5308 (IPv6), RFC 5301 (host names).
 */
import { ipText, macText } from '../kit/address-text.ts'
import { Cursor } from '../kit/cursor.ts'
import { ipv6Text } from '../kit/ip-text.ts'

const TLV = {
  areas: 1,
  neighbours: 6,
  authentication: 10,
  addresses: 132,
  routerId: 134,
  hostName: 137,
  addresses6: 232,
  pair: 240,
} as const
const HEADER_LENGTH = 2
/** Areas, addresses and neighbours that are read of one PDU. */
export const MAX_AREAS = 4
export const MAX_ADDRESSES = 16
export const MAX_NEIGHBOURS = 32
/** RFC 5303 clause 3.1: a state and a circuit come before who is at the other end. */
const PAIR_NEIGHBOUR_AT = 5
export const NO_AUTHENTICATION = -1

/** One object, reused. */
export class IsisTlvs {
  areas: string[] = []
  ips: string[] = []
  /** Addresses of neighbours on a LAN, or the system at the other end. */
  neighbours: string[] = []
  name = ''
  authentication = NO_AUTHENTICATION
  isWhole = true

  /** Reads `view[from, to)`. */
  read(view: DataView, from: number, to: number): void {
    this.areas = []
    this.ips = []
    this.neighbours = []
    this.name = ''
    this.authentication = NO_AUTHENTICATION
    this.isWhole = areWhole(view, from, to)
    for (let at = from; at + HEADER_LENGTH <= to; at = endAt(view, at)) {
      const end = endAt(view, at)
      if (end > to) return
      this.take(view.getUint8(at), value.reset(view, at + HEADER_LENGTH, end))
    }
  }

  private take(type: number, tlv: Cursor): void {
    switch (type) {
      case TLV.areas:
        while (tlv.left > 0 && this.areas.length < MAX_AREAS) this.areas.push(areaText(tlv))
        return
      case TLV.neighbours:
        while (tlv.left >= 6 && this.neighbours.length < MAX_NEIGHBOURS) {
          this.neighbours.push(macText(tlv.u16() * 0x1_0000_0000 + tlv.u32()))
        }
        return
      case TLV.pair:
        tlv.skip(PAIR_NEIGHBOUR_AT)
        if (tlv.left >= 6) this.neighbours.push(systemText(tlv.u16() * 0x1_0000_0000 + tlv.u32()))
        return
      case TLV.addresses:
      case TLV.routerId:
        while (tlv.left >= 4 && this.ips.length < MAX_ADDRESSES) this.addAddress(ipText(tlv.u32()))
        return
      case TLV.addresses6:
        while (tlv.left >= 16 && this.ips.length < MAX_ADDRESSES) this.addAddress(ipv6Text(tlv))
        return
      case TLV.hostName:
        this.name = tlv.text(tlv.left, 'utf8')
        return
      case TLV.authentication:
        // What kind it is; what follows is a password or a digest, and is not looked at.
        if (tlv.left > 0) this.authentication = tlv.u8()
        return
      default:
    }
  }

  private addAddress(ip: string): void {
    if (ip !== '0.0.0.0' && ip !== '::' && !this.ips.includes(ip)) this.ips.push(ip)
  }
}

const value = new Cursor(new DataView(new ArrayBuffer(0)))

/** Whether TLVs fill `view[from, to)`. */
export function areWhole(view: DataView, from: number, to: number): boolean {
  let at = from
  while (at + HEADER_LENGTH <= to) at = endAt(view, at)
  return at === to
}

function endAt(view: DataView, at: number): number {
  return at + HEADER_LENGTH + view.getUint8(at + 1)
}

/** '0000.0000.0001' for a system id of 48 bits. */
export function systemText(system: number): string {
  const digits = system.toString(16).padStart(12, '0')
  return `${digits.slice(0, 4)}.${digits.slice(4, 8)}.${digits.slice(8)}`
}

/** '49.0001': the authority's byte, then two by two, as they are configured. */
function areaText(tlv: Cursor): string {
  const length = tlv.u8()
  const digits = tlv.hex(Math.min(length, tlv.left))
  const groups = digits.slice(2).match(/.{1,4}/g) ?? []
  return [digits.slice(0, 2), ...groups].join('.')
}
