import { expect, test } from 'vitest'
import { http } from '../../dissectors/http/http.ts'
import { MAX_TOKEN } from '../../dissectors/http/token.ts'
import { request, response, token } from '../../fixtures/generate/http-message.ts'
import { ntlmAuthenticate, ntlmChallenge, ntlmNegotiate, spnegoResponse } from '../../fixtures/generate/ntlm-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { bytesOf, u32le } from '../support/packet.ts'

const HOST = 'Host: 10.0.0.1'
const PAIRS = [
  [2, 'PLANT'],
  [1, 'HIST01'],
] as const
const PROOF = ntlmAuthenticate('PLANT', 'engineer', 'EWS21')

function signIn(...fields: string[]): Dialogue {
  const one = new Dialogue(http)
  for (const field of fields) {
    one.toServer(request('GET /', [HOST, field]))
    one.toClient(response('401 No', [], ''))
  }
  return one
}

test('a challenge tells who the server is, alone or within Negotiate', () => {
  for (const bytes of [
    ntlmChallenge({ target: 'PLANT', pairs: PAIRS }),
    spnegoResponse(ntlmChallenge({ target: 'PLANT', pairs: PAIRS })),
  ]) {
    const one = new Dialogue(http)
    one.toServer(request('GET /', [HOST]))
    const scheme = bytes[0] === 0x4e ? 'NTLM' : 'Negotiate'
    one.toClient(response('401 No', [token('WWW-Authenticate', scheme, bytes)], ''))
    expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      ['server', { name: 'HIST01', domain: 'PLANT', os: 'Windows 10.0 build 17763' }],
    ])
  }
})

test('the last token of a client tells its name, its system and the account, and never the proof', () => {
  const one = signIn(token('Authorization', 'NTLM', ntlmNegotiate()), token('Authorization', 'NTLM', PROOF))
  expect(one.observed('credential').map(({ method, account }) => [method, account])).toEqual([
    ['HTTP NTLM', ''],
    ['HTTP NTLM', 'PLANT\\engineer'],
  ])
  expect(one.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
    ['client', { name: 'EWS21', os: 'Windows 10.0 build 19041' }],
  ])
})

test('the same account is told once', () => {
  const proof = token('Authorization', 'NTLM', PROOF)
  expect(signIn(proof, proof).observed('credential')).toHaveLength(1)
})

test('a scheme without a token, with one that is none, or with another name tells no names', () => {
  const fields = ['NTLM', 'NTLM ', 'NTLM !!', 'Negotiate AAAA', 'NTLMX TlRMTVNTUAAD']
  for (const field of fields) expect(signIn(`Authorization: ${field}`).observed('identity')).toEqual([])
})

test('names behind the limit of a token are not read', () => {
  const long = bytesOf(PROOF.slice(0, 32), u32le(MAX_TOKEN - 2), PROOF.slice(36))
  const padded = bytesOf(long, new Uint8Array(MAX_TOKEN + 64).fill(0x41))
  expect(
    signIn(token('Authorization', 'NTLM', padded))
      .observed('identity')
      .map(({ facts }) => facts),
  ).toEqual([{ name: 'EWS21', os: 'Windows 10.0 build 19041' }])
  const [credential] = signIn(token('Authorization', 'NTLM', padded)).observed('credential')
  expect(credential?.account).toBe('engineer')
})
