import { describe, expect, test } from 'vitest'
import { SignIn } from '../../dissectors/kit/sign-in.ts'
import {
  ntlmAuthenticate,
  ntlmChallenge,
  ntlmNegotiate,
  spnegoInit,
  spnegoKerberos,
  spnegoResponse,
} from '../../fixtures/generate/ntlm-message.ts'
import { bytesOf, u16le, u32le } from '../support/packet.ts'

function read(bytes: Uint8Array): SignIn {
  const signIn = new SignIn()
  signIn.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
  return signIn
}

const PAIRS = [
  [2, 'PLANT'],
  [1, 'HIST01'],
  [4, 'plant.example'],
  [3, 'hist01.plant.example'],
] as const

describe('NTLMSSP', () => {
  test.each([
    ['raw', ntlmChallenge({ target: 'PLANT', pairs: PAIRS })],
    ['in SPNEGO', spnegoResponse(ntlmChallenge({ target: 'PLANT', pairs: PAIRS }))],
  ])('a CHALLENGE, %s, tells who the server is', (_, bytes) => {
    const facts = read(bytes)
      .identities('server')
      .map((each) => each.facts)
    expect(facts).toEqual([
      { name: 'HIST01', domain: 'PLANT', os: 'Windows 10.0 build 17763' },
      { name: 'hist01.plant.example', domain: 'plant.example' },
    ])
  })

  test('without target information the target is the domain or the host, by its flag', () => {
    expect(read(ntlmChallenge({ target: 'PLANT', build: 0 })).identities('server')[0]?.facts).toEqual({
      domain: 'PLANT',
    })
    const host = ntlmChallenge({ target: 'HIST01', targetFlag: 0x2_0000, build: 0 })
    expect(read(host).identities('server')[0]?.facts).toEqual({ name: 'HIST01' })
  })

  test('an AUTHENTICATE tells the account, the client and its version', () => {
    const signIn = read(spnegoResponse(ntlmAuthenticate('PLANT', 'operator', 'EWS21')))
    expect(signIn.account).toBe('PLANT\\operator')
    expect(signIn.identities('client')[0]?.facts).toEqual({ name: 'EWS21', os: 'Windows 10.0 build 19041' })
  })

  test('a NEGOTIATE tells the client where it says its name', () => {
    expect(read(spnegoInit(ntlmNegotiate('PLANT', 'EWS21'))).identities('client')[0]?.facts).toEqual({
      name: 'EWS21',
      domain: 'PLANT',
    })
    expect(read(ntlmNegotiate()).identities('client')).toEqual([])
  })

  test('a name that lies in a response is not read', () => {
    const bytes = ntlmAuthenticate('PLANT', 'operator', 'EWS21')
    // The fields of the user point to the NT response.
    bytes.set(bytes.slice(20, 28), 36)
    expect(read(bytes).account).toBe('')
    expect(JSON.stringify(read(bytes).ntlm)).not.toContain('ZZ')
  })

  test('an AUTHENTICATE of an old client has neither flags nor version', () => {
    const name = [0x41, 0]
    const empty = [...u16le(0), ...u16le(0), ...u32le(60)]
    const field = [...u16le(2), ...u16le(2), ...u32le(60)]
    const head = ntlmAuthenticate('', '', '').slice(0, 12)
    const signIn = read(bytesOf(head, empty, empty, empty, field, empty, empty, name))
    expect([signIn.account, signIn.ntlm.version]).toEqual(['A', ''])
  })

  test.each([
    ['too short for its type', ntlmChallenge({ target: 'PLANT' }).slice(0, 20)],
    ['an AUTHENTICATE cut in its fields', ntlmAuthenticate('A', 'b', 'C').slice(0, 40)],
    ['of an unknown type', bytesOf(ntlmNegotiate().slice(0, 8), u32le(9), new Uint8Array(30))],
  ])('a message %s tells nothing', (_, bytes) => {
    expect(read(bytes).ntlm.type).toBe(0)
  })
})

describe('Kerberos', () => {
  test('a ticket names its service and realm, and nothing else', () => {
    const signIn = read(spnegoKerberos(['cifs', 'hist01.plant.example'], 'PLANT.EXAMPLE'))
    expect([signIn.mechanism, signIn.service, signIn.account]).toEqual([
      'Kerberos',
      'cifs/hist01.plant.example@PLANT.EXAMPLE',
      '',
    ])
  })
})

test.each([
  ['nothing', new Uint8Array(0)],
  ['other bytes', bytesOf(1, 2, 3, 4)],
  ['an element that does not fit', bytesOf(0x60, 0x50, 0x06, 0x02, 1, 2)],
])('%s is no token', (_, bytes) => {
  expect(read(bytes).mechanism).toBe('')
})

test('an offer without a token says its mechanism', () => {
  expect(read(spnegoResponse(undefined)).mechanism).toBe('NTLMSSP')
})
