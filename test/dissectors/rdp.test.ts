import { describe, expect, test } from 'vitest'
import { rdp } from '../../dissectors/rdp/rdp.ts'
import {
  clientCore,
  connectAnswer,
  connectInitial,
  connectResponse,
  mcs,
  negotiation,
  request,
  tpkt,
} from '../../fixtures/generate/rdp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf } from '../support/packet.ts'

describe('connects', () => {
  test('the cookie names the user, and the negotiation what is offered and chosen', () => {
    const dialogue = new Dialogue(rdp).toServer(request('operator', 3)).toClient(connectAnswer(negotiation(2, 2)))
    expect(dialogue.heard[0]).toMatchObject({ function: 'x224 connect', target: 'user operator, offers TLS, CredSSP' })
    expect(dialogue.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['client', { user: 'operator' }],
      ['server', { capability: 'RDP security CredSSP' }],
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'encrypted', user: 'operator' }])
  })

  test('a failure is an error by its code', () => {
    const dialogue = new Dialogue(rdp).toServer(request('', 1)).toClient(connectAnswer(negotiation(3, 5)))
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', status: 5 })
    expect(dialogue.observed('session')).toMatchObject([{ state: 'refused' }])
  })

  test('without a negotiation it is the security of RDP itself', () => {
    const dialogue = new Dialogue(rdp).toClient(connectAnswer(new Uint8Array(0)))
    expect(dialogue.observed('identity')[0]?.facts).toEqual({ capability: 'RDP security RDP' })
  })
})

describe('conference', () => {
  test('the client tells its name and build', () => {
    const dialogue = new Dialogue(rdp).toServer(connectInitial(clientCore('PANEL31', 2600)))
    expect(dialogue.observed('identity')[0]?.facts).toEqual({ name: 'PANEL31', software: 'RDP client build 2600' })
  })

  test.each([
    [0, 'none'],
    [2, 'encrypted'],
  ])('a server with encryption level %i is %s', (level, security) => {
    expect(new Dialogue(rdp).toClient(connectResponse(level)).observed('session')).toMatchObject([{ security }])
  })
})

test('confirms answer their requests, data is one-way', () => {
  const dialogue = new Dialogue(rdp).toServer(mcs(10), mcs(25, 0, 6)).toClient(mcs(11, 0, 0, 6), mcs(26, 0, 6))
  expect(dialogue.heard.map((each) => [each.role, each.name])).toEqual([
    ['request', 'MCS attachUserRequest'],
    ['event', 'MCS sendDataRequest'],
    ['response', 'MCS attachUserRequest'],
    ['event', 'MCS sendDataIndication'],
  ])
})

test.each([
  ['a cookie', request('a', -1), 'yes'],
  ['a negotiation', request('', 3), 'yes'],
  ['an answer', connectAnswer(negotiation(2, 1)), 'yes'],
  ['an MCS connect', connectInitial(new Uint8Array(8)), 'yes'],
  ['its first bytes', connectInitial(new Uint8Array(8)).slice(0, 8), 'need-more'],
  ['two bytes', bytesOf(3, 0), 'need-more'],
  ['data joined midway', mcs(25, 0, 6, 3, 0xeb, 0x70, 4, 1, 2, 3, 4), 'yes'],
  ['data whose length does not agree', mcs(25, 0, 6, 3, 0xeb, 0x70, 5, 1, 2, 3, 4), 'no'],
  ['a connect of another protocol', tpkt(17, 0xe0, 0, 0, 0, 1, 0, 0xc1, 2, 1, 0, 0xc2, 2, 1, 2, 0xc0, 1, 10), 'no'],
  ['an answer that offers', connectAnswer(negotiation(1, 1)), 'no'],
  ['protocols that do not exist', connectAnswer(negotiation(2, 0x0100_0000)), 'no'],
  ['data of another protocol', tpkt(2, 0xf0, 0x80, 0x32, 1, 0, 0), 'no'],
  ['data with a reference', tpkt(4, 0xf0, 0, 0, 0x80, 0x7f, 0x65), 'no'],
  ['no TPKT', bytesOf(4, 0, 0, 19), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(rdp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('records of TLS and fast-path PDUs have their own lengths', () => {
  const lengths = [
    bytesOf(0x16, 3, 1, 1, 0),
    bytesOf(0x17, 3),
    bytesOf(0x44, 6),
    bytesOf(0, 0x81, 2),
    bytesOf(0, 0x81),
    bytesOf(0x45, 9),
    bytesOf(0x44, 1),
    bytesOf(0, 0x80, 1),
    bytesOf(0),
  ].map((bytes) => rdp.messageLength(cursorOver(bytes)))
  expect(lengths).toEqual([261, 0, 6, 258, 0, -1, -1, -1, 0])
})
