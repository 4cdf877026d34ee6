import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { s7comm } from '../../dissectors/s7comm/s7comm.ts'
import type { ChangeEntry } from '../../sensor/model/delta.ts'
import { outcomeOf } from '../../sensor/model/events/production-words.ts'
import { runCapture } from '../support/run-line.ts'

/** What each call of Snap7 puts on the wire: function and target. */
const CALLS: Readonly<Record<string, string>> = {
  'read DB1 0 16': '0x04 DB1.DBX0.0 BYTE 16',
  'write DB1 4 8': '0x05 DB1.DBX4.0 BYTE 8',
  'read DB1 4 8': '0x04 DB1.DBX4.0 BYTE 8',
  'read M 0 16': '0x04 M0.0 BYTE 16',
  'read DB9 0 4': '0x04 DB9.DBX0.0 BYTE 4',
  'order code': 'userdata 4/1 SZL 0x0011 index 0x0000 (module identification)',
  'CPU information': 'userdata 4/1 SZL 0x001c index 0x0000 (component identification)',
  'CP information': 'userdata 4/1 SZL 0x0131 index 0x0001 (communication capability)',
  status: 'userdata 4/1 SZL 0x0424 index 0x0000 (operating modes)',
  'list of blocks': 'userdata 3/1 ',
  clock: 'userdata 7/1 ',
  password: 'userdata 5/1 ',
  'no password': 'userdata 5/2 ',
  stop: '0x29 P_PROGRAM',
  'hot start': '0x28 P_PROGRAM',
  'cold start': '0x28 P_PROGRAM C',
}

describe('a capture of Snap7', () => {
  const { delta } = runCapture('fixtures/s7comm/snap7.pcap', [s7comm])
  const recorded: { call: string; succeeded: boolean }[] = JSON.parse(
    readFileSync('fixtures/s7comm/snap7.oracle.json', 'utf8'),
  )

  test('every call that the client recorded is heard once, and fails when it says so', () => {
    const expected = recorded
      .filter(({ call }) => call !== 'disconnect')
      .map((one) => [CALLS[one.call], 1, 1, one.succeeded ? 0 : 1])
    const heard = delta.operations
      .filter(({ function: code }) => code !== 'cotp cr' && code !== '0xf0')
      .map((one) => [`${one.function} ${one.target}`, one.requests, one.responses, one.errors])
    expect(heard).toEqual(expected)
  })

  test('the password that the client sent is kept nowhere', () => {
    expect(JSON.stringify(delta)).not.toContain('SECRET')
  })
})

test('of a write of two variables of which one is refused, the other is written, and the event says both', () => {
  const { delta } = runCapture('fixtures/s7comm/variables.pcap', [s7comm])
  const writes = delta.operations.filter(({ function: code }) => code === '0x05')
  expect(writes.map(({ target, requests, errors, values }) => [target, requests, errors, values.length])).toEqual([
    ['MB10', 1, 0, 1],
    ['DB9.DBD0', 1, 0, 1],
    ['DB10.DBD0', 1, 1, 0],
  ])
  const [change] = delta.changes
  expect(change).toMatchObject({ requests: 3, accepted: 2, refused: 1 })
  expect(outcomeOf(change as ChangeEntry)).toBe('partly refused')
})
