import { describe, expect, test } from 'vitest'
import { ldap } from '../../dissectors/ldap/ldap.ts'
import { LdapState, MAX_PENDING } from '../../dissectors/ldap/ldap-state.ts'
import { element } from '../../fixtures/generate/ber-element.ts'
import {
  bindAnswer,
  entry,
  equal,
  ldapMessage,
  netlogonAnswer,
  PRESENT,
  result,
  saslBind,
  search,
  simpleBind,
} from '../../fixtures/generate/ldap-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u32 } from '../support/packet.ts'

/** A name of 200 labels of one letter. */
const LABELS = bytesOf(...new Array(200).fill([1, 0x61]), 0)

describe('binds', () => {
  test('a password in clear is told of, and never told', () => {
    const dialogue = new Dialogue(ldap).toServer(simpleBind(1, 'CN=a', 'hunter2')).toClient(bindAnswer(1, 0))
    expect(dialogue.observed('credential')).toMatchObject([
      { method: 'LDAP simple bind', account: 'CN=a', protection: 'clear' },
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none', user: 'CN=a' }])
    expect(JSON.stringify([dialogue.observations, dialogue.heard])).not.toContain('hunter2')
  })

  test('without a password nobody signs in', () => {
    const dialogue = new Dialogue(ldap).toServer(simpleBind(1, '', ''), simpleBind(2, 'CN=a', ''))
    expect(dialogue.observed('credential')).toEqual([])
  })

  test('PLAIN has the account between its zeros', () => {
    const token = bytesOf(ascii('x'), 0, ascii('operator'), 0, ascii('hunter2'))
    const dialogue = new Dialogue(ldap).toServer(saslBind(1, 'PLAIN', token)).toClient(bindAnswer(1, 49))
    expect(dialogue.observed('credential')).toMatchObject([{ account: 'operator', protection: 'clear' }])
    expect(dialogue.heard[1]?.status).toBe(49)
    expect(JSON.stringify(dialogue.observations)).not.toContain('hunter2')
    const cut = new Dialogue(ldap).toServer(saslBind(1, 'PLAIN', bytesOf(ascii('hunter2'))))
    expect(JSON.stringify([cut.observations, cut.heard])).not.toContain('hunter2')
  })
})

describe('searches', () => {
  test('a search names its base and scope, and is made once', () => {
    const ask = search(1, 'DC=plant', 2, PRESENT, ['cn'])
    const dialogue = new Dialogue(ldap).toServer(ask, ask)
    expect(dialogue.heard[0]).toMatchObject({ function: '3', name: 'searchRequest', target: 'DC=plant (subtree)' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('the root of the directory is the server itself, other entries are not', () => {
    const dialogue = new Dialogue(ldap).toClient(
      entry(1, '', [
        ['dnsHostName', 'dc1.plant.example'],
        ['defaultNamingContext', 'DC=plant,DC=example'],
      ]),
      entry(2, 'CN=x', [['dnsHostName', 'x.plant.example']]),
      entry(3, '', [['defaultNamingContext', 'O=plant']]),
    )
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
      { name: 'dc1.plant.example', domain: 'plant.example' },
      { domain: 'O=plant' },
    ])
  })

  test('a netlogon answer tells the controller by its names, also through pointers', () => {
    const dialogue = new Dialogue(ldap).toClient(entry(1, '', [['Netlogon', netlogonAnswer(0)]]))
    expect(dialogue.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
      [
        'server',
        { name: 'dc1.plant.example', domain: 'plant.example', role: 'domain controller', location: 'site Mill' },
      ],
      ['server', { name: 'DC1', domain: 'PLANT' }],
      ['client', { location: 'site Mill' }],
    ])
  })

  test.each([
    ['that points to itself', (bytes: Uint8Array) => bytes.with(bytes.indexOf(0xc0) + 1, bytes.indexOf(0xc0))],
    ['with a name of more labels than there can be', (bytes: Uint8Array) => bytesOf(bytes.slice(0, 24), LABELS)],
    ['that is cut', (bytes: Uint8Array) => bytes.slice(0, 50)],
    ['of another kind', (bytes: Uint8Array) => bytes.with(0, 19)],
    ['whose pointer is cut', (bytes: Uint8Array) => bytes.slice(0, bytes.indexOf(0xc0) + 1)],
  ])('a netlogon answer %s tells nothing', (_, change) => {
    const dialogue = new Dialogue(ldap).toClient(entry(1, '', [['Netlogon', change(netlogonAnswer())]]))
    expect(dialogue.observed('identity')).toEqual([])
  })

  test('a filter that is no ping tells nothing of who asks', () => {
    const dialogue = new Dialogue(ldap).toServer(search(1, '', 0, element(0xa0, equal('Host', 'X')), []))
    expect(dialogue.observed('identity')).toEqual([])
  })
})

test(`${MAX_PENDING} requests may wait`, () => {
  const state = new LdapState()
  for (let i = 0; i <= MAX_PENDING; i++) state.asked.ask(i, state.on(0x63, ''))
  expect([state.asked.size, state.asked.forgotten]).toEqual([MAX_PENDING, 1])
})

test.each([
  ['1.3.6.1.4.1.4203.1.11.1', 'Password Modify', 'configure'],
  ['1.3.6.1.4.1.4203.1.11.3', 'Who am I', 'session'],
  ['1.2.3', '1.2.3', 'session'],
])('the extended operation %s is %s, of class %s', (oid, target, operationClass) => {
  const name = bytesOf(0x80, oid.length, ascii(oid))
  const one = new Dialogue(ldap).toServer(ldapMessage(1, 0x77, name)).toClient(result(1, 0x78, 0))
  expect(one.heard.map((each) => [each.role, each.target, each.class])).toEqual([
    ['request', target, operationClass],
    ['response', target, operationClass],
  ])
})

test('comparisons that are false are no errors', () => {
  expect(new Dialogue(ldap).toClient(result(1, 0x6f, 5)).heard[0]?.status).toBe(0)
})

test.each([
  ['a bind', simpleBind(1, 'CN=a', 'x'), 'yes'],
  ['an unbind', ldapMessage(2, 0x42), 'yes'],
  ['the beginning of an entry', entry(1, 'CN=long', [['a', 'x'.repeat(400)]]).slice(0, 40), 'yes'],
  ['its first bytes', simpleBind(1, 'CN=a', 'x').slice(0, 4), 'need-more'],
  ['nothing', new Uint8Array(0), 'need-more'],
  ['SNMP', bytesOf(0x30, 12, 2, 1, 0, 4, 6, ascii('public'), 0), 'no'],
  ['an operation that does not exist', ldapMessage(1, 0x7a), 'no'],
  ['an identifier that is negative', bytesOf(0x30, 5, 2, 1, 0x80, 0x42, 0), 'no'],
  ['lengths that do not agree', simpleBind(1, 'CN=a', 'x').with(6, 3), 'no'],
  ['an indefinite length', bytesOf(0x30, 0x80, 2, 1, 1, 0x42, 0), 'no'],
  ['a message that is too long', bytesOf(0x30, 0x84, u32(0x4000_0000), 2, 1, 1, 0x63), 'no'],
  ['a layer of security', bytesOf(u32(40), 5, 4, 6, 0xff, new Uint8Array(36)), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(ldap.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('bytes that are neither LDAP nor a layer of security begin no message', () => {
  const lengths = [bytesOf(0x16, 2, 0, 0, 0), bytesOf(u32(9), 1, 2, 3, 4), bytesOf(0x44, 0x44)]
  expect(lengths.map((bytes) => ldap.messageLength(cursorOver(bytes)))).toEqual([-1, -1, -1])
})
