/*
 * Answers of ListIdentity and ListServices. Little-endian, socket addresses big-endian.
 * The CIP Networks Library, Volume 2, sections 2-4.2 (table 2-4.4) and 2-4.6 (table 2-4.10); Volume 8: CIP Security (the
 * item beside the identity: profiles, states of the CIP Security and the EtherNet/IP Security object, open ports).
 */
import { CIP_SECURITY_ITEM, LIST_IDENTITY_ITEM, LIST_SERVICES_ITEM, MAX_ITEMS } from '../cip/common-packet.ts'
import { deviceFacts, type Facts } from '../cip/device-identity.ts'
import type { Cursor } from '../kit/cursor.ts'

const ITEM_HEADER = 4
/** Version, then the address family and the port. */
const ADDRESS_AT = 6
const DEVICE_AT = 18
const SERVICE_NAME_LENGTH = 16
const CIP_OVER_TCP = 0x0020
const IO_OVER_UDP = 0x0100
const SECURITY_PROFILES = [
  'EtherNet/IP Integrity',
  'EtherNet/IP Confidentiality',
  'CIP Authorization',
  'CIP User Authentication',
  'Resource-Constrained',
]
const SECURITY_STATES = ['factory default', 'configuration in progress', 'configured', 'incomplete configuration']

/** What the items at the cursor say of their sender; no facts when none of them is of the kind asked for. */
export function listedFacts(bytes: Cursor): Facts {
  const { end } = bytes
  const count = Math.min(bytes.u16le(), MAX_ITEMS)
  const facts: Facts = {}
  for (let i = 0; i < count && bytes.left >= ITEM_HEADER; i++) {
    const type = bytes.u16le()
    const length = bytes.u16le()
    const itemTo = bytes.pos + length
    if (itemTo > end) break
    bytes.end = itemTo
    if (type === LIST_IDENTITY_ITEM) Object.assign(facts, identityFacts(bytes))
    else if (type === CIP_SECURITY_ITEM) Object.assign(facts, securityFacts(bytes))
    else if (type === LIST_SERVICES_ITEM) Object.assign(facts, servicesFacts(bytes))
    bytes.reset(bytes.view, itemTo, end)
  }
  return facts
}

function identityFacts(item: Cursor): Facts {
  if (item.left < DEVICE_AT) return {}
  const octets = [0, 1, 2, 3].map((i) => item.peek(ADDRESS_AT + i))
  item.skip(DEVICE_AT)
  const facts = deviceFacts(item)
  return octets.some((octet) => octet !== 0) ? { ...facts, ip: octets.join('.') } : facts
}

function securityFacts(item: Cursor): Facts {
  const bits = item.u16le()
  const state = item.u8()
  if (item.short) return {}
  const profiles = SECURITY_PROFILES.filter((_, bit) => (bits >> bit) & 1)
  return { capability: `CIP Security, ${[SECURITY_STATES[state] ?? `state ${state}`, ...profiles].join(', ')}` }
}

function servicesFacts(item: Cursor): Facts {
  item.skip(2)
  const flags = item.u16le()
  if (item.left < SERVICE_NAME_LENGTH || item.short) return {}
  const name = item.text(SERVICE_NAME_LENGTH).trim()
  const abilities = [
    ...(flags & CIP_OVER_TCP ? ['CIP over TCP'] : []),
    ...(flags & IO_OVER_UDP ? ['class 0 and 1 over UDP'] : []),
  ]
  return abilities.length === 0 ? {} : { capability: `${name}: ${abilities.join(', ')}` }
}
