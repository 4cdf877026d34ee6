import { expect, test } from 'vitest'
import { esio } from '../../dissectors/esio/esio.ts'
import { MAX_FOLLOWED, TransactionCounts } from '../../dissectors/esio/transaction-counts.ts'
import { esioData, esioStatus, esioTelegram } from '../../fixtures/generate/esio-telegram.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'

const INPUTS = { id: 92, to: 1, data: [1, 2, 3] }

test('transfers are told by source, number and destination, and allocate nothing when they come again', () => {
  const { heard, operations } = new Dialogue(esio).toServer(
    esioData(1, 13, INPUTS, { ...INPUTS, id: 93 }),
    esioData(2, 13, { ...INPUTS, data: [4] }),
  )
  expect(heard).toMatchObject([
    { role: 'event', function: '1', class: 'publish', target: 'station 13: transfer 92 to station 1' },
    { target: 'station 13: transfer 93 to station 1' },
    { target: 'station 13: transfer 92 to station 1' },
  ])
  expect(operations[0]).toBe(operations[2])
})

test('stations say their number, and remote I/O what it is, once', () => {
  const telegrams = [esioData(1, 13, INPUTS), esioStatus(13), esioStatus(13)]
  const said = new Dialogue(esio)
    .toServer(...telegrams)
    .toClient(esioData(1, 1, INPUTS))
    .observed('identity')
  expect(said).toMatchObject([
    { of: 'client', facts: { 'network-address': 'station 13' } },
    { of: 'client', facts: { 'network-address': 'station 13', 'device-type': 'remote I/O' } },
    { of: 'server', facts: { 'network-address': 'station 1' } },
  ])
})

test('transactions that are missing are told, where they were counted by one before', () => {
  const at = (transaction: number) => esioData(transaction, 13, INPUTS)
  const dialogue = new Dialogue(esio).toServer(at(0xffff), at(0), at(0), at(3), at(2))
  expect(dialogue.observed('irregular')).toMatchObject([{ reason: 'sequence-gap', detail: 'station 13' }])
  expect(new Dialogue(esio).toServer(at(1), at(3), at(5)).observed('irregular')).toEqual([])
})

test('transactions of so many telegrams are followed', () => {
  const counts = new TransactionCounts()
  for (let telegram = 0; telegram <= MAX_FOLLOWED; telegram++) for (const n of [1, 2]) counts.follow(telegram, n)
  expect([counts.follow(MAX_FOLLOWED - 1, 9), counts.follow(MAX_FOLLOWED, 9)]).toEqual([true, false])
})

test('telegrams that remote I/O has missed are told once', () => {
  const dialogue = new Dialogue(esio).toServer(esioStatus(13), esioStatus(13, 1), esioStatus(13, 1))
  expect(dialogue.heard[0]).toMatchObject({ function: '2', class: 'diagnose', target: 'station 13' })
  expect(dialogue.observed('irregular')).toMatchObject([{ reason: 'sequence-gap', detail: 'to station 13' }])
})

test('either side may publish', () => {
  expect(esio.directionOf(cursorOver(esioData(1, 13, INPUTS)))).toBeUndefined()
})

test('a telegram without a transfer is one', () => {
  expect(new Dialogue(esio).toServer(esioData(1, 13)).heard).toMatchObject([{ target: 'station 13: nothing' }])
})

test.each([
  ['a telegram cut short', esioData(1, 13, INPUTS).subarray(0, 19), 'truncated'],
  ['a length that is another', esioData(1, 13, INPUTS).subarray(0, 24), 'bad-value'],
  ['another version', withByte(esioData(1, 13, INPUTS), 7, 1), 'bad-value'],
  ['a kind that does not exist', esioTelegram(3, 1, [0, 0, 0, 1, 0, 0, 0, 13, 0, 0]), 'bad-value'],
  ['a transfer that is not there', withByte(esioData(1, 13, INPUTS), 20, 2), 'truncated'],
  ['the first transfer longer than all', withByte(esioData(1, 13, INPUTS), 31, 9), 'truncated'],
  ['bytes behind the transfers', withByte(esioData(1, 13, INPUTS), 31, 2), 'bad-length'],
])('%s is malformed, and no beginning', (_, bytes, reason) => {
  expect(new Dialogue(esio).toServer(bytes).observed('malformed')).toMatchObject([{ reason }])
  expect(esio.probe(cursorOver(bytes), 'to-server')).toBe('no')
})

test('a status of another type is not decoded', () => {
  const bytes = withByte(esioStatus(13), 13, 2)
  const dialogue = new Dialogue(esio).toServer(bytes)
  expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function', code: 2 }])
  expect(dialogue.heard).toMatchObject([{ class: 'unknown' }])
})

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice()
  copy[at] = value
  return copy
}
