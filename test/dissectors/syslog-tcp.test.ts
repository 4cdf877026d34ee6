import { describe, expect, test } from 'vitest'
import { MAX_MESSAGE, syslogTcp } from '../../dissectors/syslog/syslog-tcp.ts'
import { SYSLOG, text } from '../../fixtures/generate/small-services.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'

const counted = (message: string) => `${message.length} ${message}`
const lengthOf = (bytes: string) => syslogTcp.messageLength(cursorOver(text(bytes)))

describe('framing', () => {
  test.each([
    ['<13>a b c\n<', 10],
    ['<13>a b c\r\n', 11],
    ['<13>a\0', 6],
    ['<13>a', 0],
    ['<1', 0],
    ['', 0],
    ['5 <13>a', 7],
    ['5 <1', 7],
    ['5', 0],
    ['05 <13>a\n', 9],
    ['5 a\n', 4],
    ['5 <1234>\n', 9],
    ['123456 <13>\n', 12],
    [`${MAX_MESSAGE} <13>\n`, 11],
    ['5a <13>\n', 8],
    ['<1234>\n', 7],
    ['plain\n', 6],
    ['\n', 1],
    ['\x01plain\n', -1],
  ])('%j has length %i', (bytes, length) => {
    expect(lengthOf(bytes)).toBe(length)
  })
})

describe('probe', () => {
  test.each([
    [counted(SYSLOG.ietf), 'yes'],
    [`${SYSLOG.bsd}\n`, 'yes'],
    [SYSLOG.bsd, 'yes'],
    [counted(SYSLOG.ietf).slice(0, 30), 'yes'],
    ['<13>Apr', 'need-more'],
    ['60 <13>Apr', 'need-more'],
    ['<13>Apr\n', 'yes'],
    ['<13>\x01\x02\x03\n', 'no'],
    ['<999>Apr 5\n', 'no'],
    ['GET / HTTP/1.1\r\n', 'no'],
  ])('%j: %s', (bytes, verdict) => {
    expect(syslogTcp.probe(cursorOver(text(bytes)), 'to-server')).toBe(verdict)
  })
})

test('both framings tell what a datagram tells, and what messages say is never told', () => {
  for (const frame of [counted, (message: string) => `${message}\n`]) {
    const said = new Dialogue(syslogTcp).toServer(
      text(frame(SYSLOG.bsd), frame('<13>Apr  5 12:56:51 plc-7 su: hunter2')),
    )
    expect(said.heard.map(({ function: code, target }) => [code, target])).toEqual([
      ['local0.info', 'fw'],
      ['user.notice', 'su'],
    ])
    expect(said.observed('identity').map(({ facts }) => facts)).toEqual([
      { name: 'plc-7' },
      { application: 'fw' },
      { application: 'su' },
    ])
    expect(JSON.stringify(said.observations)).not.toContain('hunter2')
  }
})

test('a line end between two messages is nothing', () => {
  const said = new Dialogue(syslogTcp).toServer(text('\n', counted(SYSLOG.bsd), '\n', counted(SYSLOG.bsd)))
  expect([said.heard.length, said.observed('malformed').length, said.lostBytes]).toEqual([2, 0, 0])
})

test('a priority that does not exist is malformed', () => {
  expect(new Dialogue(syslogTcp).toServer(text('<999>x\n')).observed('malformed')).toHaveLength(1)
})
