import { expect, test } from 'vitest'
import { egd } from '../../dissectors/egd/egd.ts'
import { egdSample } from '../../fixtures/generate/egd-sample.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'

const SAMPLE = { producer: '10.1.1.1', exchange: 7, request: 1, data: [1, 2] }

test('samples are told by exchange and producer, and allocate nothing when they come again', () => {
  const dialogue = new Dialogue(egd).toServer(
    egdSample(SAMPLE),
    egdSample({ ...SAMPLE, request: 2, status: 0, data: [3, 4] }),
    egdSample({ ...SAMPLE, exchange: 8 }),
  )
  expect(dialogue.heard).toMatchObject([
    { role: 'event', function: '13', class: 'publish', target: 'exchange 7 of 10.1.1.1' },
    { target: 'exchange 7 of 10.1.1.1' },
    { target: 'exchange 8 of 10.1.1.1' },
  ])
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('a producer says its number once', () => {
  const said = new Dialogue(egd).toServer(egdSample(SAMPLE), egdSample(SAMPLE)).observed('identity')
  expect(said).toMatchObject([{ of: 'client', facts: { 'device-id': 'producer 10.1.1.1' } }])
})

test('a sample that is sent although something is wrong is an alarm', () => {
  const [heard] = new Dialogue(egd).toServer(egdSample({ ...SAMPLE, status: 7 })).heard
  expect(heard).toMatchObject({ class: 'alarm', target: 'exchange 7 of 10.1.1.1: data refresh period exceeded' })
})

test.each([
  ['a header cut short', egdSample(SAMPLE).subarray(0, 31), 'truncated'],
  ['a state that does not exist', egdSample({ ...SAMPLE, status: 99 }), 'bad-value'],
  ['an exchange without a number', egdSample({ ...SAMPLE, exchange: 0 }), 'bad-value'],
  ['a second longer than a second', withByte(egdSample(SAMPLE), 19, 0x7f), 'bad-value'],
  ['something in what is reserved', withByte(egdSample(SAMPLE), 30, 1), 'bad-value'],
])('%s is malformed, and no beginning', (_, bytes, reason) => {
  const dialogue = new Dialogue(egd).toServer(bytes)
  expect(dialogue.observed('malformed')).toMatchObject([{ reason }])
  expect(dialogue.heard).toMatchObject([{ name: 'unknown EGD message', class: 'unknown' }])
  expect(egd.probe(cursorOver(bytes), 'to-server')).toBe('no')
})

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice()
  copy[at] = value
  return copy
}
