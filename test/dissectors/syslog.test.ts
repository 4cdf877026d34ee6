import { describe, expect, test } from 'vitest'
import { MAX_PROGRAMS } from '../../dissectors/syslog/messages.ts'
import { syslog } from '../../dissectors/syslog/syslog.ts'
import { SYSLOG, text } from '../../fixtures/generate/small-services.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'

function facts(...messages: string[]): object[] {
  return new Dialogue(syslog)
    .toServer(...messages.map((each) => text(each)))
    .observed('identity')
    .map((each) => each.facts)
}

describe('headers', () => {
  test.each([
    [SYSLOG.bsd, [{ name: 'plc-7' }, { application: 'fw' }], 'local0.info', 'publish', 'fw'],
    [SYSLOG.ietf, [{ name: 'hmi-3.plant.example' }, { application: 'scada' }], 'user.err', 'alarm', 'scada'],
    [SYSLOG.cisco, [{ application: '%SYS-5-CONFIG_I' }], 'local7.notice', 'publish', '%SYS-5-CONFIG_I'],
    [SYSLOG.iso, [{ name: 'edge-1' }, { application: 'dhcpd' }], 'daemon.info', 'publish', 'dhcpd'],
    [
      '<0>Oct  21 07:28:00 2015 DeLorean dr_brown[1985]: x',
      [{ name: 'DeLorean' }, { application: 'dr_brown' }],
      'kern.emerg',
      'alarm',
      'dr_brown',
    ],
    ['<13>Apr  5 12:56:51 robin: Hello', [{ application: 'robin' }], 'user.notice', 'publish', 'robin'],
    ['<13>Apr  5 12:56:51 10.0.0.9 su: x', [{ ip: '10.0.0.9' }, { application: 'su' }], 'user.notice', 'publish', 'su'],
    ['<189>%LINK-3-UPDOWN: x', [{ application: '%LINK-3-UPDOWN' }], 'local7.notice', 'publish', '%LINK-3-UPDOWN'],
    ['<34>1 - - - - - - x', [], 'auth.crit', 'alarm', ''],
    ['<34>1 2026-01-15T08:00:00Z host', [], 'auth.crit', 'alarm', ''],
    ['<13>password: hunter2', [], 'user.notice', 'publish', ''],
    ['<13>Apr  5 12:56:51 somebody signed in', [], 'user.notice', 'publish', ''],
    ['<13>Apr  5 12:56:51 host we!rd: x', [{ name: 'host' }], 'user.notice', 'publish', ''],
    ['<13>Apr  x 12:56:51 host su: x', [], 'user.notice', 'publish', ''],
    ['<13>Apr  5 12-56-51 host su: x', [], 'user.notice', 'publish', ''],
    ['<13>12345 and more text: x', [], 'user.notice', 'publish', ''],
  ])('%s', (message, identity, priority, operationClass, target) => {
    expect(facts(message)).toEqual(identity)
    const [heard] = new Dialogue(syslog).toServer(text(message)).heard
    expect(heard).toMatchObject({ role: 'event', function: priority, class: operationClass, target })
  })

  test('what a message says is never told', () => {
    const dialogue = new Dialogue(syslog).toServer(text('<13>Apr  5 12:56:51 host su: password hunter2'))
    expect(JSON.stringify([dialogue.observations, dialogue.heard])).not.toContain('hunter2')
  })
})

describe('network devices', () => {
  const IOS = '%SYS-5-CONFIG_I'
  const asa = { vendor: 'Cisco', product: 'Adaptive Security Appliance (ASA)' }
  test.each([
    ['123: sw1: *Mar  1 00:01:02.123: %SYS-5-CONFIG_I: x', [{ name: 'sw1' }, { application: IOS }]],
    ['45: sw1: 000123: *Mar  1 00:01:02.123 UTC: %SYS-5-CONFIG_I: x', [{ name: 'sw1' }, { application: IOS }]],
    ['45: 10.0.0.9: Mar  1 00:01:02: %SYS-5-CONFIG_I: x', [{ ip: '10.0.0.9' }, { application: IOS }]],
    ['45: sw1: %SYS-5-CONFIG_I: x', [{ name: 'sw1' }, { application: IOS }]],
    ['45: 000123: *Mar  1 00:01:02.123 UTC: %SYS-5-CONFIG_I: x', [{ application: IOS }]],
    ['45: *Mar  1 00:01:02.123 CEST: %SYS-5-CONFIG_I: x', [{ application: IOS }]],
    ['45: 1w2d: %SYS-5-CONFIG_I: x', [{ application: IOS }]],
    ['45: 00:00:46: %SYS-5-CONFIG_I: x', [{ application: IOS }]],
    [': 2026 Jan  5 08:00:00 UTC: %ETHPORT-5-IF_UP: x', [{ application: '%ETHPORT-5-IF_UP' }]],
    ['Mar  1 00:01:03 sw1 45: *Mar  1 00:01:02.123: %SYS-5-CONFIG_I: x', [{ name: 'sw1' }, { application: IOS }]],
    ['%ASA-6-302013: Built', [{ application: '%ASA-6-302013', ...asa }]],
    ['Jul 15 2026 11:25:54: %ASA-6-302013: Built', [{ application: '%ASA-6-302013', ...asa }]],
    ['Jul 15 2026 11:25:54 fw1 : %ASA-6-302013: x', [{ name: 'fw1' }, { application: '%ASA-6-302013', ...asa }]],
    ['2026-07-15T11:25:54Z fw1 : %ASA-6-302013: x', [{ name: 'fw1' }, { application: '%ASA-6-302013', ...asa }]],
    ['Jul 15 11:25:54 UTC: %ASA-session-6-302013: x', [{ application: '%ASA-session-6-302013', ...asa }]],
    ['Apr  5 12:56:51 12345 su: x', [{ application: 'su' }]],
    ['Apr  5 12:56:51 a/b su: x', [{ application: 'su' }]],
    ['Apr  5 12:56:51 host su: 50 %of-all', [{ name: 'host' }, { application: 'su' }]],
    ['%wrong-9-X: x', []],
    ['%SYS-5-: x', []],
    ['%SYS-5-CONFIG', []],
  ])('<189>%s', (message, identity) => {
    expect(facts(`<189>${message}`)).toEqual(identity)
  })
})

describe('senders', () => {
  test('one that sends messages of several hosts is a relay', () => {
    const from = (host: string) => `<13>Apr  5 12:56:51 ${host} su: x`
    expect(facts(from('a'), from('a'), from('b'), from('c'))).toEqual([
      { name: 'a' },
      { application: 'su' },
      { role: 'syslog relay' },
    ])
  })

  test('repeated messages are one operation, and programs are told up to the limit', () => {
    const dialogue = new Dialogue(syslog).toServer(text(SYSLOG.bsd), text(SYSLOG.bsd))
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    const many = Array.from({ length: MAX_PROGRAMS + 5 }, (_, i) => `<13>Apr  5 12:56:51 p${i}: x`)
    expect(facts(...many).length).toBe(MAX_PROGRAMS)
  })
})

test('the probe wants a priority and text', () => {
  const verdict = (value: string) => syslog.probe(cursorOver(text(value)), 'to-server')
  expect(verdict(SYSLOG.bsd)).toBe('yes')
  expect(verdict('<7>text\n')).toBe('yes')
  for (const no of [
    '<192>text',
    '<07>text',
    '<>text',
    '<x>text',
    '<1',
    '<1234>x',
    'text',
    '<7>\u0001\u0002\u0003',
    '<7>x',
  ]) {
    expect(verdict(no)).toBe('no')
  }
  expect(new Dialogue(syslog).toServer(text('nothing')).observed('malformed').length).toBe(1)
  expect(syslog.directionOf(cursorOver(text('')))).toBe('to-server')
})
