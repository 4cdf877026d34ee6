import { expect, test } from 'vitest'
import { kerberos } from '../../dissectors/kerberos/kerberos.ts'
import { kdcError, kdcReply, kdcRequest, overTcp } from '../../fixtures/generate/kerberos-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u32 } from '../support/packet.ts'

const REALM = 'PLANT.EXAMPLE'
const TGT = ['krbtgt', REALM]
const ASK = kdcRequest({ client: ['operator'], realm: REALM, service: TGT })

test('a request names who asks for which service, and is made once', () => {
  const dialogue = new Dialogue(kerberos).toServer(overTcp(ASK), overTcp(ASK))
  expect(dialogue.heard[0]).toMatchObject({
    function: '10',
    name: 'AS-REQ',
    class: 'authenticate',
    target: `operator@${REALM} for krbtgt/${REALM}@${REALM}`,
  })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('who only asked is no account, who was answered is one', () => {
  const dialogue = new Dialogue(kerberos).toServer(ASK)
  expect(dialogue.observed('credential')).toEqual([])
  dialogue.toClient(kdcReply(11, ['operator'], REALM, TGT))
  expect(dialogue.observed('credential')).toMatchObject([
    { method: 'Kerberos', account: `operator@${REALM}`, protection: 'protected' },
  ])
})

test('a machine account is the name of its host', () => {
  const dialogue = new Dialogue(kerberos).toClient(kdcReply(11, ['EWS21$'], REALM, TGT))
  expect(dialogue.observed('identity').at(-1)).toMatchObject({
    of: 'client',
    facts: { name: 'EWS21', domain: REALM },
  })
})

test('a NetBIOS address is the name of its host', () => {
  const dialogue = new Dialogue(kerberos).toServer(kdcRequest({ client: ['a'], realm: REALM, host: 'EWS21' }))
  expect(dialogue.observed('identity')).toMatchObject([{ of: 'client', facts: { name: 'EWS21' } }])
})

test('an error answers what was asked, by its code', () => {
  const dialogue = new Dialogue(kerberos).toServer(ASK).toClient(kdcError(25, REALM, TGT, ['operator']))
  expect(dialogue.heard[1]).toMatchObject({ role: 'response', function: '10', status: 25 })
  expect(dialogue.observed('identity')[0]?.facts).toEqual({ role: 'Kerberos KDC', domain: REALM })
})

test('an answer whose request was not seen is counted as its own', () => {
  expect(new Dialogue(kerberos).toClient(kdcError(0, REALM, TGT)).heard[0]).toMatchObject({
    function: '30',
    status: 60,
  })
  expect(new Dialogue(kerberos).toClient(kdcReply(13, ['a'], REALM, TGT)).heard[0]).toMatchObject({ function: '12' })
})

test('nothing that is encrypted is ever told', () => {
  const dialogue = new Dialogue(kerberos).toServer(ASK).toClient(kdcReply(11, ['operator'], REALM, TGT))
  expect(JSON.stringify([dialogue.observations, dialogue.heard])).not.toMatch(/Z{4}|5a5a/)
})

test.each([
  ['a datagram', ASK, 'yes'],
  ['a message over TCP', overTcp(ASK), 'yes'],
  ['its first bytes', overTcp(ASK).slice(0, 12), 'need-more'],
  ['its first three bytes', overTcp(ASK).slice(0, 3), 'need-more'],
  ['a datagram that is cut', ASK.slice(0, 60), 'no'],
  ['an AP exchange', ASK.with(0, 0x6e), 'no'],
  ['another version', ASK.with(ASK.indexOf(5), 4), 'no'],
  ['a length that is too large', bytesOf(u32(0x90_0000), ASK), 'no'],
  ['a length that is too small', bytesOf(u32(4), ASK), 'no'],
  ['other bytes behind a length', bytesOf(u32(40), new Uint8Array(40)), 'no'],
  ['a few bytes', ASK.slice(0, 4), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(kerberos.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})
