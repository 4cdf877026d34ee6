import { describe, expect, test } from 'vitest'
import { MAX_SAID, SaidOnce } from '../../dissectors/kit/said-once.ts'
import { certificateFacts } from '../../dissectors/opcua/certificate.ts'
import { opcua } from '../../dissectors/opcua/opcua.ts'
import {
  acknowledge,
  ask,
  chunk,
  close,
  hello,
  message,
  NULL,
  node,
  open,
  openReply,
  openRequest,
  POLICY_BASIC256SHA256,
  readItem,
  readNodes,
  reply,
  text,
} from '../../fixtures/generate/opcua-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { ascii, hex, u32le } from '../support/packet.ts'

const SPEED = node(2, 'Line1.Speed')
const BAD_USER_ACCESS_DENIED = 0x801f_0000

/** A DER element (X.690 clause 8.1). */
function element(tag: number, ...parts: readonly (readonly number[])[]): number[] {
  const content = parts.flat()
  return [tag, ...(content.length < 128 ? [content.length] : [0x81, content.length]), ...content]
}

function time(digits: string): number[] {
  return element(digits.length === 13 ? 0x17 : 0x18, ascii(digits))
}

function name(...attributes: readonly (readonly [readonly number[], number, readonly number[]])[]): number[] {
  const sets = attributes.map(([type, tag, value]) =>
    element(0x31, element(0x30, element(0x06, type), element(tag, value))),
  )
  return element(0x30, ...sets)
}

/** The fields of RFC 5280 clause 4.1 down to the subject, without a signature. */
function certificate(from: number[], to: number[]): number[] {
  const issuer = name([[0x55, 4, 3], 0x0c, ascii('ca')], [[0x2a, 3], 0x13, ascii('x')])
  const subject = name([[0x55, 4, 3], 0x1e, [0, 0x68, 0, 0x6d, 0, 0x69]], [[0x55, 4, 10], 0x13, ascii('Acme')])
  const version = element(0xa0, element(0x02, [2]))
  return element(
    0x30,
    element(0x30, version, element(0x02, [1]), element(0x30, []), issuer, element(0x30, from, to), subject),
  )
}

const CERTIFICATE = certificate(time('240131000000Z'), time('20500131000000Z'))

function opened(): Dialogue {
  return new Dialogue(opcua).toServer(hello('opc.tcp://plc:4840'), openRequest(1)).toClient(acknowledge(), openReply(1))
}

function last(dialogue: Dialogue) {
  return dialogue.heard.at(-1)
}

describe('channels and sessions', () => {
  const secured = () =>
    new Dialogue(opcua)
      .toServer(open(POLICY_BASIC256SHA256, 1, new Array(256).fill(9)))
      .toClient(open(POLICY_BASIC256SHA256, 1, new Array(256).fill(9)))

  test('an open channel without security says so once', () => {
    const dialogue = opened().toServer(openRequest(2)).toClient(openReply(2))
    expect(dialogue.observed('session')).toEqual([{ kind: 'session', state: 'opened', security: 'none', user: '' }])
  })

  test('a signed channel is read, without the signature', () => {
    const signed = secured().toServer(ask(631, 2, readNodes(readItem(SPEED)), new Array(32).fill(7)))
    expect(last(signed)).toMatchObject({ function: '631', target: 'ns=2;s=Line1.Speed' })
    expect(signed.observed('session')).toEqual([{ kind: 'session', state: 'opened', security: 'signed', user: '' }])
  })

  test('an encrypted message is counted, and not decoded', () => {
    const dark = secured().toServer(chunk('C', 1, new Array(64).fill(9)), chunk('F', 1, new Array(64).fill(9)))
    expect(last(dark)).toMatchObject({ role: 'request', function: 'MSG', class: 'unknown' })
    expect(dark.observed('undecoded').map(({ reason }) => reason)).toEqual([
      'encrypted',
      'encrypted',
      'encrypted',
      'encrypted',
    ])
    expect(dark.observed('session').map(({ security }) => security)).toEqual(['encrypted'])
  })

  test('of a user name token the name is told and the password is not', () => {
    const token = [...text('username'), ...text('operator1'), ...text('secret'), ...NULL]
    const extension = [...node(0, 324), 1, ...u32le(token.length), ...token]
    const activate = ask(467, 2, NULL, NULL, u32le(1), NULL, NULL, u32le(1), text('en'), extension, NULL, NULL)
    const refused = opened()
      .toServer(activate)
      .toClient(reply(470, 2, BAD_USER_ACCESS_DENIED))
    expect(refused.observed('session').at(-1)).toEqual({
      kind: 'session',
      state: 'refused',
      security: 'none',
      user: 'operator1',
    })
    expect(JSON.stringify([refused.observations, refused.heard])).not.toContain('secret')
    expect(refused.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method: 'OPC UA user name', account: 'operator1', protection: 'clear' },
    ])
    expect(refused.heard.at(-2)).toMatchObject({ function: '467', class: 'authenticate', target: 'user name' })
  })

  test('an error answers the Hello that waits', () => {
    const dialogue = new Dialogue(opcua)
      .toServer(hello('opc.tcp://plc'))
      .toClient(message('ERRF', u32le(0x8083_0000), NULL))
    expect(last(dialogue)).toMatchObject({ role: 'response', function: 'HEL', status: 0x8083_0000 })
  })

  test('closing the channel is a request that nobody answers', () => {
    expect(last(opened().toServer(close(2)))).toMatchObject({ role: 'request', function: '452', class: 'session' })
  })
})

test('build information is told by its nodes, one by one or as a structure', () => {
  const string = (value: string) => [1, 12, ...text(value)]
  const date = [1, 13, ...hex('00 80 19 e0 3c 8a db 01')]
  const nodes = [2263, 2261, 2266].map((id) => readItem(node(0, id)))
  const single = opened().toServer(ask(631, 2, readNodes(...nodes, readItem(SPEED))))
  single.toClient(reply(634, 2, 0, u32le(4), string('Acme'), string('PLC 1'), date, [0], u32le(0)))
  expect(single.observed('identity').at(-1)?.facts).toEqual({
    vendor: 'Acme',
    product: 'PLC 1',
    'build-date': '2025-03-01T00:00:00Z',
  })

  const info = [
    ...text('urn:plc'),
    ...text('Acme'),
    ...text('PLC 1'),
    ...text('1.2'),
    ...text('77'),
    ...new Array(8).fill(0),
  ]
  const status = [...new Array(20).fill(0), ...info, ...u32le(0), 0]
  const value = [1, 22, ...node(0, 864), 1, ...u32le(status.length), ...status]
  const whole = opened().toServer(
    ask(631, 2, readNodes([2, 0, 0, ...u32le(2256)].concat(readItem(node(0, 1)).slice(4)))),
  )
  whole.toClient(reply(634, 2, 0, u32le(1), value, u32le(0)))
  const facts = whole.observed('identity').at(-1)?.facts
  expect(facts).toMatchObject({ 'product-code': 'urn:plc', vendor: 'Acme', software: '1.2', 'build-number': '77' })
})

test('build information behind other values is found', () => {
  const number = [1, 6, ...u32le(7)]
  const dialogue = opened().toServer(ask(631, 2, readNodes(readItem(SPEED), readItem(node(0, 2263)))))
  dialogue.toClient(reply(634, 2, 0, u32le(2), number, [1, 12, ...text('Acme')], u32le(0)))
  expect(dialogue.observed('identity').at(-1)?.facts).toEqual({ vendor: 'Acme' })
})

test('build information is said once, and what is none is passed over', () => {
  const read = (...ids: number[]) => readNodes(...ids.map((id) => readItem(node(0, id))))
  const xml = [1, 22, ...node(0, 341), 2, ...text('<BuildInfo/>')]
  const empty = [1, 22, ...node(0, 340), 0]
  const values = [...xml, ...empty, 1, 6, ...u32le(7), 1, 12, ...text('Acme')]
  const dialogue = opened()
  for (const request of [2, 3]) {
    dialogue
      .toServer(ask(631, request, read(2260, 2256, 2264, 2263)))
      .toClient(reply(634, request, 0, u32le(4), values, u32le(0)))
  }
  dialogue.toServer(ask(631, 4, read(2263))).toClient(reply(634, 4, 0, u32le(1), 1, 6, u32le(7), u32le(0)))
  const said = dialogue.observed('identity').filter(({ message: name }) => name === 'Read BuildInfo')
  expect(said.map(({ facts }) => facts)).toEqual([{ vendor: 'Acme' }])
  expect(dialogue.observed('malformed')).toEqual([])
})

test('a user who shows a certificate is named by its subject', () => {
  const token = [...text('certificate'), ...u32le(CERTIFICATE.length), ...CERTIFICATE]
  const extension = [...node(0, 327), 1, ...u32le(token.length), ...token]
  const dialogue = opened()
    .toServer(ask(467, 2, NULL, NULL, u32le(0), u32le(0), extension, NULL, NULL))
    .toClient(reply(470, 2, 0))
  expect(dialogue.observed('session').at(-1)).toMatchObject({ state: 'opened', user: 'CN=hmi, O=Acme' })
})

describe('certificates', () => {
  const factsOf = (bytes: readonly number[]) =>
    certificateFacts(new DataView(Uint8Array.from(bytes).buffer), 0, bytes.length)

  test('subject, issuer and validity are told', () => {
    expect(factsOf(CERTIFICATE)).toEqual({
      'certificate-subject': 'CN=hmi, O=Acme',
      'certificate-issuer': 'CN=ca, 2a03=x',
      'certificate-validity': '2024-01-31T00:00:00Z/2050-01-31T00:00:00Z',
    })
  })

  test('a year of two digits lies between 1950 and 2049', () => {
    expect(factsOf(certificate(time('500131000000Z'), time('491231000000Z')))['certificate-validity']).toBe(
      '1950-01-31T00:00:00Z/2049-12-31T00:00:00Z',
    )
  })

  test('lengths of one, two and three octets are understood', () => {
    const [from, to] = [time('240131000000Z'), time('250131000000Z')]
    const body = (organisation: string) =>
      element(
        0x30,
        element(0x02, [1]),
        element(0x30, []),
        name([[0x55, 4, 10], 0x13, ascii(organisation)]),
        element(0x30, from, to),
        name([[0x55, 4, 3], 0x0c, ascii('hmi')]),
      )
    const long = body('x'.repeat(100))
    const lengths = [
      [0x81, long.length],
      [0x82, 0, long.length],
      [0x83, 0, 0, long.length],
    ]
    for (const length of lengths) {
      const facts = factsOf([0x30, ...length, ...long])
      expect(facts).toMatchObject({ 'certificate-subject': 'CN=hmi', 'certificate-issuer': `O=${'x'.repeat(100)}` })
    }
  })

  test('what is no certificate tells nothing, and neither does a cut one', () => {
    expect(factsOf([0x30, 0x84, 0, 0, 0, 1, 0])).toEqual({})
    expect(factsOf([0x30, 0x83, 0, 0, 1, 0x31])).toEqual({})
    expect(factsOf(element(0x30, element(0x30, [0x02, 1])))).toEqual({})
    for (let length = 0; length < CERTIFICATE.length; length++)
      expect(factsOf(CERTIFICATE.slice(0, length))).toEqual({})
  })
})

test('statements remembered are bounded, the oldest is forgotten first', () => {
  const said = new SaidOnce()
  const view = new DataView(new ArrayBuffer(4))
  for (let subject = 0; subject <= MAX_SAID; subject++) said.isNew(subject, view, 0, 4)
  expect([said.isNew(MAX_SAID, view, 0, 4), said.isNew(0, view, 0, 4)]).toEqual([false, true])
})
