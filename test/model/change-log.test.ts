import { expect, test } from 'vitest'
import type { OperationClass } from '../../dissectors/kit/observation.ts'
import { ChangeLog, isChange, MAX_CHANGES, SPELL_US } from '../../sensor/model/change-log.ts'
import { Conversation, OperationRecord } from '../../sensor/model/conversation.ts'
import { FunctionWords } from '../../sensor/model/function-words.ts'
import { simple } from '../support/simple-protocol.ts'

const CAPTURE = 1
const at = (timeUs: number) => ({ capture: CAPTURE, frame: 1, timeUs })
const conversation = new Conversation(1, 1, 2, 'simple', 'tcp', 7777, 'content', at(0))

function record(operationClass: OperationClass, code = 1, target = 'x'): OperationRecord {
  const operation = { class: operationClass, code, module: '', target, slot: 0, points: [] }
  return new OperationRecord(conversation, simple, operation, '', target, at(0))
}

test('values, control, configuration, logic, mode and firmware change production; nothing else does', () => {
  const changing = (['write', 'control', 'configure', 'download', 'mode', 'firmware'] as const).every(isChange)
  const harmless = (['session', 'read', 'publish', 'upload', 'time', 'unknown'] as const).some(isChange)
  expect([changing, harmless]).toEqual([true, false])
})

test('a cyclic write is one event, with the sums of its answers', () => {
  const log = new ChangeLog()
  for (let i = 0; i < 5; i++) {
    log.asked(record('write'), CAPTURE, at(i * 10 * SPELL_US))
    log.answered(record('write'), i === 4 ? 2 : 0, CAPTURE, at(i * 10 * SPELL_US + 1))
  }
  const changes = log.drain()
  expect(changes.map(({ spellUs, requests, accepted, refused }) => [spellUs, requests, accepted, refused])).toEqual([
    [0, 5, 4, 1],
  ])
})

test('what is operated or configured is told once of each, what is written once of all', () => {
  for (const [operationClass, expected] of [
    ['control', ['breaker 1', 'breaker 2']],
    ['configure', ['breaker 1', 'breaker 2']],
    ['write', ['']],
    ['mode', ['']],
  ] as const) {
    const log = new ChangeLog()
    for (const target of ['breaker 1', 'breaker 2', 'breaker 1'])
      log.asked(record(operationClass, 1, target), CAPTURE, at(1000))
    const changes = log.drain().map((change) => change.take(new FunctionWords()))
    expect(changes.map(({ actsOn }) => actsOn)).toEqual(expected)
    expect(changes.reduce((sum, { requests }) => sum + requests, 0)).toBe(3)
  }
})

test('what is announced is counted apart from what is asked for', () => {
  const log = new ChangeLog()
  const breaker = record('control')
  log.asked(breaker, CAPTURE, at(1))
  log.announced(breaker, CAPTURE, at(2))
  log.announced(breaker, CAPTURE, at(3))
  expect(log.drain().map((change) => change.take(new FunctionWords()))).toMatchObject([{ requests: 1, announced: 2 }])
})

test('every spell of a mode change is an event of its own', () => {
  const log = new ChangeLog()
  for (const timeUs of [1000, 1000 + SPELL_US, 1001 + 3 * SPELL_US]) log.asked(record('mode'), CAPTURE, at(timeUs))
  expect(log.drain().map(({ spellUs, requests }) => [spellUs, requests])).toEqual([
    [1000, 2],
    [1001 + 3 * SPELL_US, 1],
  ])
})

test('an answer whose request was not seen is an event too', () => {
  const log = new ChangeLog()
  log.answered(record('firmware'), 0, CAPTURE, at(5))
  expect(log.drain().map(({ requests, accepted }) => [requests, accepted])).toEqual([[0, 1]])
})

test(`at most ${MAX_CHANGES} are followed at a time`, () => {
  const log = new ChangeLog()
  for (let code = 0; code <= MAX_CHANGES; code++) log.asked(record('write', code), CAPTURE, at(code))
  const first = log.drain()
  expect(first).toHaveLength(MAX_CHANGES + 1)
  log.asked(record('write', 0), CAPTURE, at(9))
  expect(log.drain()[0]?.requests).toBe(1)
})

test('an answer to what acts on something else belongs to the spell that goes on', () => {
  const log = new ChangeLog()
  const [one, other] = [record('mode'), record('mode')]
  log.asked(one, CAPTURE, at(1000))
  log.asked(other, CAPTURE, at(1000 + 3 * SPELL_US))
  log.answered(one, 0, CAPTURE, at(1001 + 3 * SPELL_US))
  expect(log.drain().map(({ requests, accepted }) => [requests, accepted])).toEqual([
    [1, 0],
    [1, 1],
  ])
})
