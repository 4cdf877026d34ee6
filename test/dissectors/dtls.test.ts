import { describe, expect, test } from 'vitest'
import { dtls } from '../../dissectors/dtls/dtls.ts'
import { DTLS_HELLO, dtlsRecord, fragment } from '../../fixtures/generate/dtls.ts'
import { certificate, certificateMessage, serverHelloBody } from '../../fixtures/generate/tls-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex } from '../support/packet.ts'

const SECRET = new Uint8Array(40).fill(0x55)
const HELLO = dtlsRecord(22, 0, fragment(1, 0, DTLS_HELLO))

describe('handshake', () => {
  test('a hello is read with its cookie, and its fingerprint says that it is DTLS', () => {
    const dialogue = new Dialogue(dtls).toServer(HELLO)
    expect(dialogue.heard).toMatchObject([{ role: 'request', function: 'handshake 1', name: 'client_hello' }])
    expect(dialogue.observed('identity')[1]?.facts).toMatchObject({
      fingerprint: expect.stringMatching(/^ja4 dd3i020100_/),
      'protocol-revision': 'DTLS 1.3',
    })
  })

  test('messages are put together from fragments in order', () => {
    const chain = certificateMessage(certificate('drive-4')).slice(4)
    const parts = [fragment(11, 2, chain, 0, 30), fragment(11, 2, chain, 30, 80), fragment(11, 2, chain, 80)]
    const dialogue = new Dialogue(dtls).toClient(dtlsRecord(22, 0, fragment(2, 1, serverHelloBody(0xfefd, 0xc02b))))
    for (const part of parts) dialogue.toClient(dtlsRecord(22, 0, part))
    expect(dialogue.heard.map((each) => each.name)).toEqual(['server_hello', 'certificate'])
    expect(dialogue.observed('malformed')).toEqual([])
    expect(dialogue.observed('identity').at(-1)?.facts).toMatchObject({ 'certificate-subject': 'CN=drive-4' })
  })

  test('a fragment out of order is passed over, one that does not fit malformed', () => {
    const chain = certificateMessage(certificate('drive-4')).slice(4)
    const dialogue = new Dialogue(dtls).toClient(dtlsRecord(22, 0, fragment(11, 2, chain, 50)))
    const bad = fragment(11, 2, chain)
    bad[11] = 0xff
    dialogue.toClient(dtlsRecord(22, 0, bad))
    expect(dialogue.heard).toEqual([])
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  })
})

describe('encryption', () => {
  test('is told of each record of DTLS 1.2 and 1.3 alike, and of the session once', () => {
    const dialogue = new Dialogue(dtls)
      .toServer(dtlsRecord(20, 0, 1), dtlsRecord(22, 1, SECRET), dtlsRecord(23, 1, SECRET))
      .toClient(bytesOf(0x2f, 0, 1, SECRET))
    expect(dialogue.heard.map((each) => each.function)).toEqual([
      'content 20',
      'handshake encrypted',
      'content 23',
      'content 23',
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'encrypted' }])
    expect(dialogue.observed('undecoded').length).toBe(3)
  })
})

test('the probe wants a record whose content is in order', () => {
  const verdict = (bytes: Uint8Array) => dtls.probe(cursorOver(bytes), 'to-server')
  const direction = (bytes: Uint8Array) => dtls.directionOf(cursorOver(bytes))
  expect(verdict(HELLO)).toBe('yes')
  expect(verdict(dtlsRecord(23, 1, SECRET))).toBe('yes')
  expect(verdict(dtlsRecord(21, 0, [2, 50]))).toBe('yes')
  expect(verdict(dtlsRecord(23, 0, SECRET))).toBe('no')
  expect(verdict(dtlsRecord(22, 0, [1, 2]))).toBe('no')
  expect(verdict(dtlsRecord(22, 0, SECRET))).toBe('no')
  expect(verdict(HELLO.slice(0, 40))).toBe('no')
  expect(verdict(hex('16fefd'))).toBe('no')
  expect(verdict(bytesOf(0x16, 3, 3, new Uint8Array(20)))).toBe('no')
  expect(direction(HELLO)).toBe('to-server')
  expect(direction(dtlsRecord(22, 0, fragment(3, 0, hex('fefd00'))))).toBe('to-client')
  expect(direction(dtlsRecord(22, 0, fragment(11, 0, hex('00'))))).toBeUndefined()
  expect(direction(dtlsRecord(23, 1, SECRET))).toBeUndefined()
})

test('a record that is cut is malformed', () => {
  const heard: object[] = []
  const sink = {
    operation: () => {},
    observe: (each: object) => heard.push(each),
    handOff: () => {},
    wantsValues: () => false,
    value: () => {},
  }
  const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
  dtls.dissect(cursorOver(hex('16fefd')), info, dtls.newState(), sink)
  expect(heard).toMatchObject([{ kind: 'malformed' }])
})
