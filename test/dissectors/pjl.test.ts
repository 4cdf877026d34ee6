import { describe, expect, test } from 'vitest'
import { MAX_MODEL, pjl } from '../../dissectors/pjl/pjl.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const EXIT = '\x1b%-12345X'
const text = (value: string) => bytesOf(ascii(value))
const dialogue = () => new Dialogue(pjl)

describe('probe', () => {
  test.each([
    [`${EXIT}@PJL`, 'yes'],
    ['@PJL INFO ID\r\n', 'yes'],
    ['\x1b%-', 'need-more'],
    ['@P', 'need-more'],
    ['', 'need-more'],
    ['\x1bE', 'no'],
    ['@PJX', 'no'],
    ['%!PS-Adobe', 'no'],
  ])('%j: %s', (bytes, verdict) => {
    expect(pjl.probe(cursorOver(text(bytes)), 'to-server')).toBe(verdict)
  })

  test('the end of a language comes from the client', () => {
    expect(pjl.directionOf(cursorOver(text(EXIT)))).toBe('to-server')
    expect(pjl.directionOf(cursorOver(text('@PJL')))).toBeUndefined()
    expect(pjl.directionOf(cursorOver(text('')))).toBeUndefined()
  })
})

test.each([
  [`${EXIT}@PJL`, 9],
  ['\x1b%-', 0],
  ['\x1bE\x01', -1],
  ['@PJL INFO ID\r\nx', 14],
  ['@PJL', 0],
  ['\f@', 1],
  ['', 0],
  ['a\x01b\n', -1],
  ['a\tb\n', 4],
])('%j has length %i', (bytes, length) => {
  expect(pjl.messageLength(cursorOver(text(bytes)))).toBe(length)
})

test('the answer to INFO ID is a model', () => {
  const one = dialogue()
    .toServer(text(`${EXIT}@PJL INFO ID\r\n`))
    .toClient(text('@PJL INFO ID\r\n"Example 400"\r\n\f'))
  expect(one.observed('identity')).toMatchObject([
    { of: 'server', message: 'PJL INFO ID', facts: { model: 'Example 400', 'device-type': 'printer' } },
  ])
  expect(one.heard.map(({ role, function: code, target }) => [role, code, target])).toEqual([
    ['request', 'INFO', 'ID'],
    ['response', 'INFO', 'ID'],
  ])
})

test('no other line is one, and a model has an end', () => {
  const one = dialogue().toClient(text('@PJL INFO STATUS\r\nCODE=10001\r\n\f"Example"\r\n'))
  expect(one.observed('identity')).toEqual([])
  const [said] = dialogue()
    .toClient(text(`@PJL INFO ID\r\n${'a'.repeat(300)}\r\n`))
    .observed('identity')
  expect(said?.facts.model).toHaveLength(MAX_MODEL)
})

test('commands, and status that is told unasked, without what could be a secret', () => {
  const one = dialogue().toServer(
    text(
      `${EXIT}@PJL JOB NAME = "x" PASSWORD = 1234\r\n@pjl nothing\r\n@PJL\r\n@PJL inquire paper\r\n@PJL FOO 1234\r\n`,
    ),
  )
  one.toServer(text('@PJL RDYMSG DISPLAY = "1234"\r\n')).toClient(text('@PJL USTATUS DEVICE\r\nCODE=1\r\n\f@PJL\r\n'))
  expect(one.heard.map(({ role, function: code, class: kind, target }) => [role, code, kind, target])).toEqual([
    ['request', 'JOB', 'session', ''],
    ['request', 'INQUIRE', 'read', 'PAPER'],
    ['request', 'other', 'unknown', ''],
    ['request', 'RDYMSG', 'configure', ''],
    ['event', 'USTATUS', 'session', ''],
  ])
  expect(JSON.stringify(one)).not.toContain('1234')
})

test('what is printed passes', () => {
  const one = dialogue().toServer(text(`${EXIT}@PJL ENTER LANGUAGE = PCL\r\n\x1bE\x01\x02`), text('\x80\x81'))
  one.toClient(text('@PJL INFO STATUS\r\n'))
  expect([one.lostBytes, one.heard.length]).toEqual([0, 2])
})
