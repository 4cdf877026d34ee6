/* SnmpEngineID: RFC 3411, clause 5: the enterprise's number, then what the format says: an address or a text. */
import { Cursor } from '../kit/cursor.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import type { Fact } from '../kit/observation.ts'
import { enterpriseName, NET_SNMP } from './enterprises.ts'

const MAX_LENGTH = 32
const MIN_LENGTH = 5
const NO_MAC = '00:00:00:00:00:00'
const FORMAT = { ipv4: 1, mac: 3, text: 4 } as const

/** What the engine id in `view[from, to)` says of its engine. */
export function engineFacts(view: DataView, from: number, to: number): Partial<Record<Fact, string>> {
  const length = to - from
  if (length < MIN_LENGTH || length > MAX_LENGTH) return {}
  const facts: Partial<Record<Fact, string>> = { 'device-id': cursor.reset(view, from, to).hex(length) }
  const first = cursor.reset(view, from, to).u32()
  const enterprise = first & 0x7fff_ffff
  const vendor = enterprise === NET_SNMP ? '' : enterpriseName(enterprise)
  if (vendor !== '') facts.vendor = vendor
  // The first bit is not set in the older form, which has no format.
  if (first >>> 31 === 0) return facts
  const format = cursor.u8()
  if (format === FORMAT.mac && cursor.left === 6) {
    const mac = cursor.hex(6, ':')
    if (mac !== NO_MAC) facts.mac = mac
  }
  if (format === FORMAT.ipv4 && cursor.left === 4) facts.ip = ipv4Text(cursor)
  if (format === FORMAT.text && cursor.left > 0) facts.name = cursor.text(cursor.left, 'utf8')
  return facts
}

const cursor = new Cursor(new DataView(new ArrayBuffer(0)))
