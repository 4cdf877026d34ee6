import { expect, test } from 'vitest'
import { igmp, MAX_RECORDS } from '../../dissectors/igmp/igmp.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { bytesOf, u16 } from '../support/packet.ts'

const record = (type: number, sources = 0) =>
  bytesOf(type, 0, u16(sources), [239, 1, 1, 1], ...Array<number[]>(sources).fill([10, 0, 0, 9]))
const report = (...records: Uint8Array[]) => bytesOf(0x22, 0, 0, 0, 0, 0, u16(records.length), ...records)

test.each([
  ['11 00 0000 00000000', '0x11', 'Membership Query', 'discover', ''],
  ['11 0a 0000 ef010101', '0x11', 'Membership Query', 'discover', '239.1.1.1'],
  ['12 00 0000 ef010101', '0x12', 'Version 1 Membership Report', 'session', 'join 239.1.1.1'],
  ['16 00 0000 ef010101', '0x16', 'Version 2 Membership Report', 'session', 'join 239.1.1.1'],
  ['17 00 0000 ef010101', '0x17', 'Leave Group', 'session', 'leave 239.1.1.1'],
  ['13 00 0000 00000000', '0x13', 'DVMRP', 'discover', ''],
  ['99 00 0000 00000000', '0x99', 'IGMP type 0x99', 'unknown', ''],
])('%s', (bytes, code, name, operationClass, target) => {
  const dialogue = new Dialogue(igmp).toServer(bytes, bytes)
  expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: code, name, class: operationClass, target })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test.each([
  [1, 0, 'leave'],
  [1, 1, 'join sources of'],
  [2, 0, 'join'],
  [3, 0, 'leave'],
  [3, 1, 'join sources of'],
  [4, 0, 'join'],
  [5, 1, 'join sources of'],
  [6, 1, 'leave sources of'],
])('a record of type %i with %i sources is: %s', (type, sources, words) => {
  const dialogue = new Dialogue(igmp).toServer(report(record(type, sources), record(4)))
  expect(dialogue.heard[0]?.target).toBe(`${words} 239.1.1.1, join 239.1.1.1`)
  expect(dialogue.observed('malformed')).toEqual([])
})

test('records that are named have a limit', () => {
  const [heard] = new Dialogue(igmp).toServer(report(...Array<Uint8Array>(MAX_RECORDS + 9).fill(record(4)))).heard
  expect(heard?.target.split(', ')).toHaveLength(MAX_RECORDS)
})

test.each([
  ['11 00 0000 00000000', 'IGMP querier (version 1)'],
  ['11 64 0000 00000000', 'IGMP querier (version 2)'],
  ['11 64 0000 00000000 027d0000', 'IGMP querier (version 3)'],
])('who asks %s is the querier, said once', (bytes, role) => {
  const identity = new Dialogue(igmp).toServer(bytes, bytes).observed('identity')
  expect(identity).toMatchObject([{ of: 'client', facts: { role } }])
})

test('a report with too few records, or a message that is cut, is malformed; an unknown type undecoded', () => {
  const reasonsOf = (bytes: Uint8Array) =>
    new Dialogue(igmp)
      .toServer(bytes)
      .observed('malformed')
      .map(({ reason }) => reason)
  expect(reasonsOf(bytesOf(report().slice(0, 7), 2, record(4)))).toEqual(['bad-length'])
  expect(reasonsOf(bytesOf(report().slice(0, 7), 1, record(5, 2).slice(0, -4)))).toEqual(['bad-length'])
  expect(reasonsOf(fromHex('16 00 0000'))).toEqual(['truncated'])
  expect(new Dialogue(igmp).toServer('99 00 0000 00000000').observed('undecoded')).toMatchObject([{ code: 0x99 }])
  expect(igmp.probe(cursorOver(fromHex('16 00 0000')), 'to-server')).toBe('no')
})
