import { describe, expect, test } from 'vitest'
import { ptp } from '../../dissectors/ptp/ptp.ts'
import {
  announce,
  clockDescription,
  clockOf,
  delayRequest,
  delayResponse,
  followUp,
  management,
  peerDelay,
  ptp1,
  ptp2,
  sync,
} from '../../fixtures/generate/ptp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u16 } from '../support/packet.ts'

const MAC = '00:13:95:00:00:04'
const clock = clockOf(MAC)
const slave = clockOf('00:21:c1:00:00:11')
const factsOf = (bytes: Uint8Array) => new Dialogue(ptp).toServer(bytes).observed('identity')[0]?.facts

describe('version 2', () => {
  test.each([
    [sync(clock), '0x0', 'Sync', 'time', 'event'],
    [delayRequest(clock), '0x1', 'Delay_Req', 'diagnose', 'request'],
    [peerDelay(2, clock), '0x2', 'Pdelay_Req', 'diagnose', 'request'],
    [peerDelay(3, clock), '0x3', 'Pdelay_Resp', 'diagnose', 'response'],
    [followUp(clock), '0x8', 'Follow_Up', 'time', 'event'],
    [delayResponse(clock, slave), '0x9', 'Delay_Resp', 'diagnose', 'response'],
    [announce(clock, { grandmaster: clock }), '0xb', 'Announce', 'discover', 'event'],
    [ptp2(12, clock, new Uint8Array(10)), '0xc', 'Signaling', 'session', 'event'],
    [management(clock, 0, 1), '0xd 0', 'Management GET', 'read', 'request'],
    [management(clock, 1, 1), '0xd 1', 'Management SET', 'configure', 'request'],
    [management(clock, 2, 9), '0xd 2', 'Management RESPONSE', 'read', 'response'],
    [management(clock, 1, 0x200f), '0xd 1', 'Management SET', 'time', 'request'],
    [management(clock, 3, 5), '0xd 3', 'Management COMMAND', 'mode', 'request'],
    [management(clock, 3, 1), '0xd 3', 'Management COMMAND', 'control', 'request'],
    [management(clock, 4, 1), '0xd 4', 'Management ACKNOWLEDGE', 'session', 'response'],
    [management(clock, 9, 1), '0xd 9', 'Management action 9', 'unknown', 'response'],
  ])('%#: function %s', (message, code, name, operationClass, role) => {
    const dialogue = new Dialogue(ptp).toServer(message, message)
    expect(dialogue.heard[0]).toMatchObject({ role, function: code, name, class: operationClass })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('a grandmaster tells domain, class and source, once for each of its states', () => {
    const message = announce(clock, { grandmaster: clock })
    const lost = announce(clock, { grandmaster: clock, clockClass: 7, source: 0x99 })
    const dialogue = new Dialogue(ptp).toServer(message, message, lost)
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
      {
        role: 'PTP grandmaster',
        capability: 'PTP clock 00:13:95:ff:fe:00:00:04, domain 0, clock class 6, accuracy 0x21, priorities 128 and 127',
        'time-source': 'GNSS',
      },
      expect.objectContaining({ 'time-source': 'PTP source 0x99' }),
    ])
  })

  test('a boundary clock names its grandmaster', () => {
    expect(factsOf(announce(slave, { grandmaster: clock, steps: 1 }))).toMatchObject({
      role: 'PTP boundary clock',
      'time-source': 'PTP clock 00:13:95:ff:fe:00:00:04',
    })
  })

  test('who asks for the delay is a slave, said once', () => {
    const dialogue = new Dialogue(ptp).toServer(delayRequest(slave), delayRequest(slave))
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'client', about: '', facts: { role: 'PTP slave', capability: 'PTP clock 00:21:c1:ff:fe:00:00:11' } },
    ])
  })

  test('an answer to one alone tells whose time it takes, said once', () => {
    const dialogue = new Dialogue(ptp).toClient(delayResponse(clock, slave), delayResponse(clock, slave))
    expect(dialogue.observed('topology')).toMatchObject([{ relation: 'takes-time-from', of: 'client', other: '' }])
  })

  test('an answer that all can hear tells no address: a clock identity need not be made of the one that a slave sends by', () => {
    expect(new Dialogue(ptp).toServer(delayResponse(clock, slave)).observations).toEqual([])
  })

  test('a description tells maker, model, revisions and name, once', () => {
    const data = clockDescription(MAC, 'Clockmaker;TS-4;A123', '1;2.3;4.5', 'clock-4;roof')
    const dialogue = new Dialogue(ptp).toClient(management(clock, 2, 1, data), management(clock, 2, 1, data))
    expect(dialogue.observed('identity')).toMatchObject([
      {
        of: 'server',
        message: 'PTP Clock Description',
        facts: {
          vendor: 'Clockmaker',
          model: 'TS-4',
          serial: 'A123',
          hardware: '1',
          firmware: '2.3',
          software: '4.5',
          name: 'clock-4',
          location: 'roof',
        },
      },
    ])
    expect(new Dialogue(ptp).toClient(management(clock, 2, 1, data.slice(0, 30))).observations).toEqual([])
    expect(new Dialogue(ptp).toClient(management(clock, 2, 0x2005, bytesOf(u16(1)))).observations).toEqual([])
  })
})

describe('version 1', () => {
  test.each([
    [0, 'Sync', 'time', 'event'],
    [1, 'Delay_Req', 'diagnose', 'request'],
    [2, 'Follow_Up', 'time', 'event'],
    [3, 'Delay_Resp', 'diagnose', 'response'],
    [4, 'Management', 'configure', 'event'],
  ])('control %i is %s', (control, name, operationClass, role) => {
    const message = ptp1(control, MAC, MAC)
    const dialogue = new Dialogue(ptp).toServer(message, message)
    expect(dialogue.heard[0]).toMatchObject({ function: `v1 ${control}`, name, class: operationClass, role })
    expect(dialogue.observed('identity')).toHaveLength(control < 2 ? 1 : 0)
  })

  test('a Sync names the grandmaster and its clock', () => {
    expect(factsOf(ptp1(0, MAC, MAC))).toEqual({
      role: 'PTP grandmaster',
      capability: `PTP version 1, clock ${MAC}, subdomain _DFLT, stratum 1`,
      'time-source': 'GPS',
    })
    expect(factsOf(ptp1(0, '00:80:63:00:09:01', MAC))).toMatchObject({
      role: 'PTP boundary clock',
      'time-source': `PTP clock ${MAC}`,
    })
  })
})

const plain = sync(clock)
test.each([
  ['version 2', plain, 'yes'],
  ['with padding', bytesOf(plain, new Uint8Array(2)), 'yes'],
  ['802.1AS of version 2.1', bytesOf(0x10, 0x12, plain.slice(2)), 'yes'],
  ['version 1', ptp1(0, MAC, MAC), 'yes'],
  ['version 3', bytesOf(0, 3, plain.slice(2)), 'no'],
  ['a type that does not exist', bytesOf(5, plain.slice(1)), 'no'],
  ['a length beyond it', bytesOf(plain.slice(0, 2), u16(999), plain.slice(4)), 'no'],
  ['a length below its type', bytesOf(plain.slice(0, 2), u16(40), plain.slice(4)), 'no'],
  ['the control field of another type', bytesOf(plain.slice(0, 32), 3, plain.slice(33)), 'no'],
  [
    'version 1 with a control that does not exist',
    bytesOf(ptp1(0, MAC, MAC).slice(0, 32), 9, new Uint8Array(91)),
    'no',
  ],
  ['version 1 that is cut', ptp1(0, MAC, MAC).slice(0, 60), 'no'],
  ['version 1 without a subdomain', ptp1(0, MAC, MAC).fill(0, 4, 20), 'no'],
  ['version 1 whose subdomain is no text', ptp1(0, MAC, MAC).fill(7, 5, 6), 'no'],
  ['version 1 with text behind the NUL of its subdomain', ptp1(0, MAC, MAC).fill(0x41, 19, 20), 'no'],
  ['too short', plain.slice(0, 20), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(ptp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(ptp.directionOf(cursorOver(bytes))).toBeUndefined()
  if (verdict === 'no') expect(new Dialogue(ptp).toServer(bytes).observed('malformed')).toHaveLength(1)
})
