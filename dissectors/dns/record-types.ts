/*
 * Types, classes and opcodes: the IANA registry of DNS parameters (RFC 6895).
 */
export const TYPE = {
  a: 1,
  ns: 2,
  cname: 5,
  soa: 6,
  null: 10,
  ptr: 12,
  hinfo: 13,
  txt: 16,
  aaaa: 28,
  srv: 33,
  opt: 41,
  ixfr: 251,
  axfr: 252,
  any: 255,
} as const

export const CLASS = { in: 1, chaos: 3, any: 255 } as const

const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  10: 'NULL',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  17: 'RP',
  24: 'SIG',
  25: 'KEY',
  28: 'AAAA',
  29: 'LOC',
  33: 'SRV',
  35: 'NAPTR',
  36: 'KX',
  37: 'CERT',
  39: 'DNAME',
  41: 'OPT',
  43: 'DS',
  44: 'SSHFP',
  45: 'IPSECKEY',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  49: 'DHCID',
  50: 'NSEC3',
  51: 'NSEC3PARAM',
  52: 'TLSA',
  59: 'CDS',
  60: 'CDNSKEY',
  61: 'OPENPGPKEY',
  64: 'SVCB',
  65: 'HTTPS',
  99: 'SPF',
  249: 'TKEY',
  250: 'TSIG',
  251: 'IXFR',
  252: 'AXFR',
  255: 'ANY',
  256: 'URI',
  257: 'CAA',
}

export function typeName(type: number): string {
  return TYPE_NAMES[type] ?? `TYPE${type}`
}

export function isKnownType(type: number): boolean {
  return TYPE_NAMES[type] !== undefined
}

/** IN, CHAOS, HESIOD, NONE and ANY. The highest bit is that of multicast DNS (RFC 6762, 18.12 and 18.13). */
export function isKnownClass(value: number): boolean {
  const plain = value & 0x7fff
  return plain === 1 || plain === 3 || plain === 4 || plain === 254 || plain === 255
}
