import { Cursor } from '../kit/cursor.ts'
import { ipv4Text, ipv6Text } from '../kit/ip-text.ts'
import { CLASS, TYPE } from './record-types.ts'
import type { RecordWalk } from './record-walk.ts'

const CLASS_MASK = 0x7fff
const IPV4 = 4
const IPV6 = 16

/** Whether the record gives the address of a host (RFC 1035, 3.4.1; RFC 3596, 2.2). */
export function isAddress(record: RecordWalk): boolean {
  if ((record.class & CLASS_MASK) !== CLASS.in) return false
  const length = record.dataEnd - record.dataAt
  return (record.type === TYPE.a && length === IPV4) || (record.type === TYPE.aaaa && length === IPV6)
}

/** The address in a record of an address; '' for one that is no host's: none at all, or the reader's own. */
export function hostAddress(view: DataView, dataAt: number, dataEnd: number): string {
  cursor.reset(view, dataAt, dataEnd)
  const text = dataEnd - dataAt === IPV4 ? ipv4Text(cursor) : ipv6Text(cursor)
  return text === '0.0.0.0' || text === '::' || text === '::1' || text.startsWith('127.') ? '' : text
}

const cursor = new Cursor(new DataView(new ArrayBuffer(0)))
