import { describe, expect, test } from 'vitest'
import { dlms } from '../../dissectors/dlms/dlms.ts'
import { MAX_ASSEMBLED } from '../../dissectors/dlms/dlms-state.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../../dissectors/kit/dissector.ts'
import {
  ANSWER_LLC,
  aare,
  aarq,
  blockAnswer,
  descriptor,
  element,
  getAnswer,
  getRequest,
  hdlc,
  octets,
  REQUEST_LLC,
  wrapped,
} from '../../fixtures/generate/dlms-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { infoOf } from '../support/fixture-messages.ts'
import { type Bytes, bytesOf, u16, u32 } from '../support/packet.ts'

const ENERGY = descriptor(3, '1.0.1.8.0.255', 2)
const CLIENT = 0x21
const METER = 0x03
const SNRM = hdlc(METER, CLIENT, 0x93)
const ASK = hdlc(METER, CLIENT, 0x10, bytesOf(REQUEST_LLC, getRequest(ENERGY)))
const ANSWER = hdlc(CLIENT, METER, 0x30, bytesOf(ANSWER_LLC, getAnswer(bytesOf(17, 1))))

function probe(bytes: Bytes): string {
  return dlms.probe(cursorOver(bytes), 'to-server')
}

function lengthOf(...bytes: number[]): number {
  return dlms.messageLength(cursorOver(bytesOf(bytes)))
}

function wayOf(bytes: Bytes): string | undefined {
  return dlms.directionOf(cursorOver(bytes))
}

describe('the probe of the wrapper', () => {
  test.each([
    [aarq(), 'yes'],
    [aare(0, 0), 'yes'],
    [bytesOf(0x60, 5, 1), 'no'],
    [bytesOf(0x60, 0x81, 1, 0), 'yes'],
    [bytesOf(0x60, 0x82, 0, 1, 0), 'yes'],
    [bytesOf(0x60, 0x83, 0, 0, 0), 'no'],
    [getRequest(ENERGY), 'yes'],
    [getRequest(ENERGY, 0xd1), 'no'],
    [bytesOf(0xc0, 9, 0xc1, 0), 'no'],
    [bytesOf(0xc4, 0, 0xc1, 0), 'no'],
    [blockAnswer(true, 1, bytesOf(1)), 'yes'],
    [element(0xc8, 1, 2, 3), 'yes'],
    [bytesOf(0xc8, 9, 1), 'no'],
    [bytesOf(0xdb, 8, new Array(8).fill(1), 1, 1), 'yes'],
    [bytesOf(0xdb, 7, 1), 'no'],
    [bytesOf(0xe0, 8, 1), 'no'],
    [bytesOf(0xd8, 1, 2), 'yes'],
    [bytesOf(0xd8, 1, 2, 3), 'no'],
    [bytesOf(0x0f, u32(1), 0, 17, 1), 'yes'],
    [bytesOf(0x0f, u32(1), 5, 17, 1), 'no'],
    [bytesOf(0xc2, 0, ENERGY, 17, 1), 'yes'],
    [bytesOf(0xc2, 2, ENERGY, 17, 1), 'no'],
    [bytesOf(5, 1, 2, u16(8)), 'yes'],
    [bytesOf(5, 1, 9, u16(8)), 'no'],
    [bytesOf(0x0c, 1, 0, 17, 1), 'no'],
    [bytesOf(0x99, 1), 'no'],
    [bytesOf(0x63), 'no'],
  ])('%#', (apdu, verdict) => {
    expect(probe(wrapped(16, 1, apdu))).toBe(verdict)
  })

  test('wants its version, two sides of which one is a client, and enough of the APDU', () => {
    const whole = wrapped(16, 1, aarq())
    expect(probe(whole.slice(0, 0))).toBe('need-more')
    for (const length of [1, 7, 8, 12]) expect(probe(whole.slice(0, length))).toBe('need-more')
    expect(probe(whole.slice(0, 20))).toBe('yes')
    expect(probe(wrapped(0, 1, aarq()))).toBe('no')
    expect(probe(wrapped(16, 0, aarq()))).toBe('no')
    expect(probe(wrapped(0x100, 0x101, aarq()))).toBe('no')
    expect(probe(wrapped(16, 0x4000, aarq()))).toBe('no')
    expect(probe(bytesOf(0, 2, whole.slice(2)))).toBe('no')
    expect(probe(bytesOf(1, whole))).toBe('no')
    expect(probe(wrapped(16, 1, bytesOf()))).toBe('no')
  })
})

describe('the probe of HDLC', () => {
  test('wants the check sequences', () => {
    expect(probe(SNRM)).toBe('yes')
    expect(probe(ASK)).toBe('yes')
    for (const at of [4, 6, 20]) {
      const wrong = ASK.slice()
      wrong[at] = (wrong[at] as number) ^ 0x40
      expect(probe(wrong)).toBe('no')
    }
    expect(probe(bytesOf(SNRM.slice(0, -1), 0))).toBe('no')
  })

  test('is content with that of the header where the frame is not shown whole', () => {
    expect(probe(ASK.slice(0, 1))).toBe('need-more')
    expect(probe(ASK.slice(0, 6))).toBe('need-more')
    expect(probe(ASK.slice(0, 12))).toBe('yes')
    expect(probe(ASK.slice(1, 12))).toBe('need-more')
    expect(probe(bytesOf(0x7e, 0xa5, 0, 2, 4, 6, 8, 10, 12))).toBe('no')
    const wrong = ASK.slice(0, 20)
    wrong[5] = 0x55
    expect(probe(wrong)).toBe('no')
  })
})

test('the length of a message', () => {
  expect(lengthOf()).toBe(NEED_MORE)
  expect(lengthOf(0)).toBe(NEED_MORE)
  expect(lengthOf(1)).toBe(NOT_A_MESSAGE)
  expect(lengthOf(0, 1, 0, 16)).toBe(NEED_MORE)
  expect(lengthOf(0, 1, 0, 16, 0, 1, 0, 5)).toBe(13)
  expect(lengthOf(0, 1, 0, 16, 0, 1, 0, 0)).toBe(NOT_A_MESSAGE)
  expect(lengthOf(0x7e)).toBe(NEED_MORE)
  expect(lengthOf(0x7e, 0x7e)).toBe(NEED_MORE)
  expect(lengthOf(0x7e, 0x10)).toBe(NOT_A_MESSAGE)
  expect(lengthOf(0x7e, 0xa0)).toBe(NEED_MORE)
  expect(lengthOf(0x7e, 0xa0, 0x07)).toBe(9)
  expect(lengthOf(0x7e, 0x10, 0x07)).toBe(NOT_A_MESSAGE)
  expect(lengthOf(0x7e, 0xa0, 0x03)).toBe(NOT_A_MESSAGE)
  expect(lengthOf(0xa0, 0x07)).toBe(8)
})

test('the way of a message is told by it alone where it can be', () => {
  expect(wayOf(bytesOf(0x7e))).toBeUndefined()
  expect(wayOf(wrapped(16, 1, aarq()))).toBe('to-server')
  expect(wayOf(wrapped(1, 16, aare(0, 0)))).toBe('to-client')
  expect(wayOf(wrapped(1, 16, bytesOf(0x0f, 0)))).toBe('to-client')
  expect(wayOf(wrapped(16, 1, bytesOf(0x16, 0)))).toBe('to-server')
  expect(wayOf(wrapped(1, 16, bytesOf(0xdb, 8)))).toBeUndefined()
  expect(wayOf(wrapped(1, 16, bytesOf(0xdb, 8)).slice(0, 8))).toBeUndefined()
  expect(wayOf(SNRM)).toBe('to-server')
  expect(wayOf(hdlc(METER, CLIENT, 0x53))).toBe('to-server')
  expect(wayOf(hdlc(CLIENT, METER, 0x73))).toBe('to-client')
  expect(wayOf(hdlc(CLIENT, METER, 0x1f))).toBe('to-client')
  expect(wayOf(ASK)).toBe('to-server')
  expect(wayOf(ANSWER)).toBe('to-client')
  expect(wayOf(hdlc(CLIENT, METER, 0x11))).toBeUndefined()
  expect(wayOf(ASK.slice(0, 12))).toBeUndefined()
})

describe('an HDLC link', () => {
  test('is opened and closed, or refused', () => {
    const dialogue = new Dialogue(dlms).toServer(SNRM).toClient(hdlc(CLIENT, METER, 0x73))
    dialogue.toServer(hdlc(METER, CLIENT, 0x11)).toClient(hdlc(CLIENT, METER, 0x11))
    dialogue.toServer(hdlc(METER, CLIENT, 0x53)).toClient(hdlc(CLIENT, METER, 0x73))
    dialogue.toServer(SNRM).toClient(hdlc(CLIENT, METER, 0x1f), hdlc(CLIENT, METER, 0x97))
    expect(dialogue.heard.map(({ role, function: name, status }) => [role, name, status])).toEqual([
      ['request', 'snrm', 0],
      ['response', 'snrm', 0],
      ['request', 'disc', 0],
      ['response', 'disc', 0],
      ['request', 'snrm', 0],
      ['response', 'snrm', 0x2_0000],
      ['response', 'snrm', 0x2_0001],
    ])
    expect(dialogue.observations).toMatchObject([{ kind: 'session', state: 'closed' }])
  })

  test.each([
    [[0x03], 'logical device 1'],
    [[0x02, 0x23], 'device 17 logical device 1'],
    [[0x00, 0x02, 0x02, 0x03], 'device 129 logical device 1'],
  ])('to address %j', (address, module) => {
    const { heard } = new Dialogue(dlms).toServer(hdlc(address, CLIENT, 0x93))
    expect(heard[0]).toMatchObject({ module, target: 'client 16' })
  })

  test('whose addresses do not end, or are of three octets, is malformed', () => {
    for (const address of [
      [2, 2, 3],
      [2, 2, 2, 2],
    ]) {
      expect(new Dialogue(dlms).toServer(hdlc(address, CLIENT, 0x93)).observations).toMatchObject([
        { kind: 'malformed', reason: 'bad-checksum' },
      ])
    }
    expect(new Dialogue(dlms).toServer(hdlc(2, 2, 3)).observed('malformed')).toHaveLength(1)
  })
})

test('two frames may share a flag, and several flags lie between', () => {
  const dialogue = new Dialogue(dlms).toServer(bytesOf(0x7e, 0x7e, ASK, ASK.slice(1)))
  expect(dialogue.heard).toHaveLength(2)
  expect(dialogue.lostBytes).toBe(0)
})

describe('an APDU in segments', () => {
  const reply = bytesOf(ANSWER_LLC, getAnswer(octets('GRX0000000000000000000001')))
  const name = hdlc(METER, CLIENT, 0x10, bytesOf(REQUEST_LLC, getRequest(descriptor(1, '0.0.42.0.0.255', 2))))
  const part = (from: number, to: number, goesOn: boolean) => hdlc(CLIENT, METER, 0x30, reply.slice(from, to), goesOn)

  test('is put together', () => {
    const dialogue = new Dialogue(dlms).toServer(name)
    dialogue.toClient(part(0, 10, true), part(10, 12, true), part(12, reply.length, false))
    expect(dialogue.observed('identity')[0]?.facts).toMatchObject({ name: 'GRX0000000000000000000001' })
    expect(dialogue.heard).toHaveLength(2)
  })

  test('of which the beginning was lost says nothing', () => {
    const dialogue = new Dialogue(dlms).toServer(name).toClient(part(10, 12, true), part(12, reply.length, false))
    expect(dialogue.heard).toHaveLength(1)
    const state = dlms.newState()
    const said: string[] = []
    const sink = {
      operation: (role: string) => void said.push(role),
      observe: () => {},
      wantsValues: () => false,
      value: () => {},
      handOff: () => {},
    }
    const whole = { ...infoOf('to-client'), afterGap: false }
    dlms.dissect(cursorOver(part(0, 10, true)), whole, state, sink)
    dlms.dissect(cursorOver(part(12, reply.length, false)), { ...whole, afterGap: true }, state, sink)
    expect(said).toEqual([])
  })

  test('that is longer than what is put together is read as far as it goes', () => {
    const long = bytesOf(ANSWER_LLC, 0xc4, 1, 0xc1, 0, 9, 0x82, u16(9000), new Uint8Array(9000))
    const dialogue = new Dialogue(dlms).toServer(name)
    for (let at = 0; at < long.length; at += 1000) {
      const isLast = at + 1000 >= long.length
      dialogue.toClient(hdlc(CLIENT, METER, 0x30, long.slice(at, at + 1000), !isLast))
    }
    expect(long.length).toBeGreaterThan(MAX_ASSEMBLED)
    expect(dialogue.heard).toHaveLength(2)
    expect(dialogue.observed('malformed')).toEqual([])
  })
})

test('a notification in a frame without a number is read', () => {
  const event = bytesOf(ANSWER_LLC, 0xc2, 0, ENERGY, 17, 1)
  expect(new Dialogue(dlms).toClient(hdlc(CLIENT, METER, 0x13, event)).heard[0]).toMatchObject({
    function: 'event-notification',
  })
})
