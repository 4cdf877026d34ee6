/*
 * Types and codes of ICMP messages, by the registry of IANA. RFC 792, RFC 950 (address mask), RFC 1122 clause 3.2.2 and
 * RFC 1812 clause 5.2.7 (codes), RFC 1256 (router discovery), RFC 8335 (extended echo).
 */
import type { OperationClass, OperationRole } from '../kit/observation.ts'

export const TYPE = {
  unreachable: 3,
  redirect: 5,
  routerAdvertisement: 9,
  timeExceeded: 11,
  maskReply: 18,
} as const

interface MessageType {
  readonly name: string
  readonly class: OperationClass
  readonly role: OperationRole
  /** Bytes of its fixed part. */
  readonly least: number
  /** What its codes mean, where they mean something. */
  readonly codes?: readonly string[]
}

const UNREACHABLE = [
  'net',
  'host',
  'protocol',
  'port',
  'fragmentation needed',
  'source route failed',
  'net unknown',
  'host unknown',
  'source host isolated',
  'net administratively prohibited',
  'host administratively prohibited',
  'net, for this type of service',
  'host, for this type of service',
  'communication administratively prohibited',
  'host precedence violation',
  'precedence cutoff in effect',
]

/** Errors, echoes and clocks find out whether a way works: diagnose. Who is there and who routes: discover. */
const TYPES: Readonly<Record<number, MessageType>> = {
  0: { name: 'Echo Reply', class: 'diagnose', role: 'response', least: 8 },
  3: { name: 'Destination Unreachable', class: 'diagnose', role: 'event', least: 8, codes: UNREACHABLE },
  4: { name: 'Source Quench', class: 'diagnose', role: 'event', least: 8 },
  5: { name: 'Redirect', class: 'discover', role: 'event', least: 8 },
  6: { name: 'Alternate Host Address', class: 'discover', role: 'event', least: 8 },
  8: { name: 'Echo', class: 'diagnose', role: 'request', least: 8 },
  9: { name: 'Router Advertisement', class: 'discover', role: 'event', least: 8 },
  10: { name: 'Router Solicitation', class: 'discover', role: 'request', least: 8 },
  11: {
    name: 'Time Exceeded',
    class: 'diagnose',
    role: 'event',
    least: 8,
    codes: ['in transit', 'fragment reassembly'],
  },
  12: { name: 'Parameter Problem', class: 'diagnose', role: 'event', least: 8 },
  13: { name: 'Timestamp', class: 'diagnose', role: 'request', least: 20 },
  14: { name: 'Timestamp Reply', class: 'diagnose', role: 'response', least: 20 },
  15: { name: 'Information Request', class: 'discover', role: 'request', least: 8 },
  16: { name: 'Information Reply', class: 'discover', role: 'response', least: 8 },
  17: { name: 'Address Mask Request', class: 'discover', role: 'request', least: 12 },
  18: { name: 'Address Mask Reply', class: 'discover', role: 'response', least: 12 },
  30: { name: 'Traceroute', class: 'diagnose', role: 'event', least: 8 },
  40: { name: 'Photuris', class: 'diagnose', role: 'event', least: 8 },
  42: { name: 'Extended Echo Request', class: 'diagnose', role: 'request', least: 8 },
  43: { name: 'Extended Echo Reply', class: 'diagnose', role: 'response', least: 8 },
}

const CODE = 0x100

export function messageType(type: number): MessageType | undefined {
  return TYPES[type]
}

/** The number of an operation: the type, and the code of those whose codes mean something. */
export function operationCode(type: number, code: number): number {
  return TYPES[type]?.codes === undefined ? type : type + (code + 1) * CODE
}

export function describeMessage(operation: number): { function: string; name: string } {
  const type = operation % CODE
  const name = TYPES[type]?.name ?? `ICMP type ${type}`
  if (operation < CODE) return { function: String(type), name }
  const code = Math.floor(operation / CODE) - 1
  return { function: `${type}/${code}`, name: `${name}: ${TYPES[type]?.codes?.[code] ?? `code ${code}`}` }
}
