/*
 * TLVs of the Cisco and Foundry discovery protocols: 16 bits of type, 16 of length with this header, the value. Big-endian.
 * Cisco has published the types, but no standard ("Configuring Cisco Discovery Protocol"); Foundry took over the first six.
 */
import { Cursor } from '../kit/cursor.ts'
import { ipv4Text, ipv6Text } from '../kit/ip-text.ts'
import type { Fact } from '../kit/observation.ts'

/** TLVs of one message, addresses of one TLV and lines of one text that are read. */
export const MAX_TLVS = 64
export const MAX_ADDRESSES = 16
export const MAX_LINES = 16
export const TLV = {
  device: 1,
  addresses: 2,
  port: 3,
  capabilities: 4,
  version: 5,
  platform: 6,
  domain: 9,
  vlan: 10,
  voiceVlan: 14,
  systemName: 20,
  management: 22,
  location: 23,
} as const
const HEADER_LENGTH = 4
const CAPABILITY_BITS_LENGTH = 4
const CAPABILITIES = [
  'router',
  'transparent bridge',
  'source route bridge',
  'switch',
  'host',
  'IGMP',
  'repeater',
  'VoIP phone',
  'remotely managed device',
  'CVTA phone port',
  'two-port MAC relay',
]
/** The protocol of an address: an NLPID (1) or what stands in an 802.2 header (2). */
const NLPID_IPV4 = 0xcc
const NO_ADDRESSES: readonly string[] = ['0.0.0.0', '::']

export interface Statement {
  readonly fact: Fact
  readonly value: string
  readonly message: string
}

/** Calls `each` with the type and value of every TLV up to the cursor's end; false when one does not fit. */
export function readTlvs(bytes: Cursor, each: (type: number, value: Cursor) => void): boolean {
  for (let count = 0; count < MAX_TLVS && bytes.left > 0; count++) {
    if (bytes.left < HEADER_LENGTH) return false
    const type = bytes.u16()
    const length = bytes.u16() - HEADER_LENGTH
    if (length < 0 || length > bytes.left) return false
    each(type, value.reset(bytes.view, bytes.pos, bytes.pos + length))
    bytes.skip(length)
  }
  return true
}

const value = new Cursor(new DataView(new ArrayBuffer(0)))

/** What a TLV with one value says of its sender; undefined when nothing that is kept. */
export function statementOf(type: number, tlv: Cursor): Statement | undefined {
  switch (type) {
    case TLV.device:
      return { fact: 'name', value: text(tlv), message: 'Device ID' }
    case TLV.port:
      return { fact: 'port-id', value: text(tlv), message: 'Port ID' }
    case TLV.capabilities:
      return { fact: 'capability', value: capabilities(tlv), message: 'Capabilities' }
    case TLV.version:
      return { fact: 'software', value: lines(tlv), message: 'Software Version' }
    case TLV.platform:
      return { fact: 'model', value: text(tlv), message: 'Platform' }
    case TLV.domain:
      return { fact: 'domain', value: text(tlv), message: 'VTP Management Domain' }
    case TLV.vlan:
      return { fact: 'vlan', value: vlan(tlv), message: 'Native VLAN' }
    case TLV.systemName:
      return { fact: 'name', value: text(tlv), message: 'System Name' }
    case TLV.location:
      // A byte of kind comes first.
      tlv.skip(1)
      return { fact: 'location', value: text(tlv), message: 'Location' }
    default:
      return undefined
  }
}

/** The addresses of a TLV: their number, then for each the protocol's kind and bytes, and the address with its length. */
export function addressesOf(tlv: Cursor): string[] {
  const found: string[] = []
  const count = tlv.u32()
  for (let i = 0; i < count && i < MAX_ADDRESSES && tlv.left > 0; i++) {
    tlv.skip(1)
    const protocolLength = tlv.u8()
    const isIpv4 = protocolLength === 1 && tlv.left > 0 && tlv.peek(0) === NLPID_IPV4
    tlv.skip(protocolLength)
    const length = tlv.u16()
    if (tlv.short || length > tlv.left) return found
    const { pos } = tlv
    const address = isIpv4 && length === 4 ? ipv4Text(tlv) : length === 16 ? ipv6Text(tlv) : ''
    if (address !== '' && !NO_ADDRESSES.includes(address)) found.push(address)
    tlv.pos = pos + length
  }
  return found
}

/** The version in the text of a software: 'Version 12.2(25)SEG4, RELEASE SOFTWARE'. */
export function versionIn(software: string): string {
  return /\bVersion:? ?([\w.()-]*\d[\w.()-]*)/i.exec(software)?.[1] ?? ''
}

function text(tlv: Cursor): string {
  return tlv.text(tlv.left, 'utf8').trim()
}

/** Lines become parts of one text. */
function lines(tlv: Cursor): string {
  const parts: string[] = []
  while (tlv.left > 0 && parts.length < MAX_LINES) {
    let length = 0
    while (length < tlv.left && !isLineEnd(tlv.peek(length))) length++
    const part = tlv.text(length, 'utf8').trim()
    if (part !== '') parts.push(part)
    tlv.skip(Math.min(1, tlv.left))
  }
  return parts.join('; ')
}

function isLineEnd(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d
}

/** Cisco writes bits, Foundry words. */
function capabilities(tlv: Cursor): string {
  if (tlv.left !== CAPABILITY_BITS_LENGTH || tlv.peek(0) !== 0) return text(tlv)
  const bits = tlv.u32()
  return CAPABILITIES.filter((_, bit) => (bits & (1 << bit)) !== 0).join(', ')
}

function vlan(tlv: Cursor): string {
  const id = tlv.u16()
  return id === 0 ? '' : String(id)
}
