import { expect, test } from 'vitest'
import { coap } from '../../dissectors/coap/coap.ts'
import { CoapState, MAX_OBSERVED, MAX_PATHS } from '../../dissectors/coap/coap-state.ts'
import { coapTcp } from '../../dissectors/coap/coap-tcp.ts'
import { describeCode } from '../../dissectors/coap/codes.ts'
import { LinkReader, MAX_LINKS } from '../../dissectors/coap/links.ts'
import {
  ACK,
  block,
  coapMessage,
  coapOverTcp,
  NON,
  OPTION,
  path,
  queries,
  RST,
  tlv,
} from '../../fixtures/generate/coap-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ObservingSink } from '../support/fixture-messages.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const LINKS = [OPTION.format, 40] as const
const TEXT = [OPTION.format, 0] as const
const temperature = path('/sensors/temp')
const get = coapMessage({ code: 1, options: temperature })
const dialogue = () => new Dialogue(coap)
const ask = (code: number, where: string) => coapMessage({ code, options: path(where) })
const heard = (one: Dialogue) =>
  one.heard.map(({ role, name, class: kind, target, status }) => [role, name, kind, target, status])
const facts = (one: Dialogue) => one.observed('identity').map(({ of, facts: said }) => [of, said])

test.each([
  ['a request', get, 'yes'],
  ['an answer with text', coapMessage({ code: 0x45, options: [TEXT], payload: '21.5' }), 'yes'],
  ['a notification', coapMessage({ type: NON, code: 0x45, options: [[OPTION.observe, 5], TEXT], payload: '1' }), 'yes'],
  ['an answer without options', coapMessage({ type: ACK, code: 0x44 }), 'no'],
  ['a ping', coapMessage({ code: 0 }), 'no'],
  ['three bytes', get.subarray(0, 3), 'no'],
  ['another version', bytesOf(0x81, get.subarray(1)), 'no'],
  ['a token of nine bytes', bytesOf(0x49, get.subarray(1)), 'no'],
  ['a token beyond the end', bytesOf(0x48, 1, 0, 1, 5), 'no'],
  ['a code of no meaning', bytesOf(0x41, 0x1f, get.subarray(2)), 'no'],
  ['an option that is not known', coapMessage({ code: 1, options: [...temperature, [13, 'abcdefgh']] }), 'no'],
  ['an option that is too long', coapMessage({ code: 1, options: [...temperature, [12, [1, 2, 3]]] }), 'no'],
  ['a path that is no text', coapMessage({ code: 1, options: [[11, [0xc0, 0x80, 1, 2, 3, 4]]] }), 'no'],
  ['a path with control characters', coapMessage({ code: 1, options: [[11, [1, 2, 3, 4, 5, 6]]] }), 'no'],
  ['a path in UTF-8', coapMessage({ code: 1, options: path('/größe') }), 'yes'],
  ['a path with half a character', coapMessage({ code: 1, options: [[11, [0x61, 0xc3, 0x61, 0x62, 0x63]]] }), 'no'],
  ['text that is none', coapMessage({ code: 0x45, options: [TEXT], payload: [0, 1, 2, 3, 4] }), 'no'],
  ['an option beyond the end', bytesOf(get, 0xb9, 0x61), 'no'],
  ['a reserved length', bytesOf(get, 0x0f), 'no'],
  ['a signal of TCP', bytesOf(0x41, 0xe1, 0, 1, 1, 0x20), 'no'],
])('of %s the probe says so', (_, bytes, verdict) => {
  expect(coap.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('random bytes are no CoAP', () => {
  let state = 7
  const random = () => {
    state = (state * 48271) % 0x7fffffff
    return state & 255
  }
  let taken = 0
  for (let i = 0; i < 20_000; i++) {
    const bytes = Uint8Array.from({ length: 5 + (i % 60) }, random)
    if (coap.probe(cursorOver(bytes), 'to-server') === 'yes') taken++
    if (coapTcp.probe(cursorOver(bytes), 'to-server') === 'yes') taken++
  }
  expect(taken).toBe(0)
})

test('an option and zeros behind it are no request over TCP', () => {
  const zeros = bytesOf(0x81, 1, 0, 0x14, 0, 0, 0, 1, 0, 0, 0, 0)
  expect(coapTcp.probe(cursorOver(zeros), 'to-server')).toBe('no')
})

test('methods go to the server, responses to the client, the rest either way', () => {
  const of = (code: number) => coap.directionOf(cursorOver(coapMessage({ code })))
  expect([of(1), of(0x45), of(0)]).toEqual(['to-server', 'to-client', undefined])
  expect(coap.directionOf(cursorOver(new Uint8Array(2)))).toBeUndefined()
  expect(coapTcp.directionOf(cursorOver(new Uint8Array(1)))).toBeUndefined()
  expect(coapTcp.directionOf(cursorOver(coapOverTcp({ code: 3 })))).toBe('to-server')
})

test('an answer is matched by its token, whatever its number', () => {
  const one = dialogue()
    .toServer(coapMessage({ code: 1, id: 1, token: [1], options: temperature }))
    .toServer(coapMessage({ code: 3, id: 2, token: [2], options: path('/light') }))
    .toClient(coapMessage({ type: ACK, code: 0, id: 1 }), coapMessage({ code: 0x84, id: 90, token: [2] }))
    .toClient(coapMessage({ code: 0x45, id: 91, token: [1] }), coapMessage({ code: 0x45, id: 92, token: [9] }))
    .toServer(coapMessage({ type: RST, code: 0 }), coapMessage({ type: NON, code: 0 }), coapMessage({ code: 0 }))
  expect(heard(one)).toEqual([
    ['request', 'GET', 'read', '/sensors/temp', 0],
    ['request', 'PUT', 'write', '/light', 0],
    ['event', 'Acknowledgement', 'session', '', 0],
    ['response', 'PUT', 'write', '/light', 404],
    ['response', 'GET', 'read', '/sensors/temp', 0],
    ['response', 'Content, to a request that was not seen', 'unknown', '', 0],
    ['event', 'Reset', 'session', '', 0],
    ['event', 'Empty', 'session', '', 0],
    ['event', 'Ping', 'session', '', 0],
  ])
})

test('what is observed is published until it is no longer observed', () => {
  const news = (value: number) =>
    coapMessage({ type: NON, code: 0x45, token: [3], options: [[OPTION.observe, value], TEXT], payload: String(value) })
  const observe = (value: number) =>
    coapMessage({ code: 1, token: [3], options: [[OPTION.observe, value], ...temperature] })
  const one = dialogue()
  one.samples = true
  one.toServer(observe(0)).toClient(news(1), news(2), news(3))
  expect(one.heard.map(({ role, name, class: kind }) => [role, name, kind])).toEqual([
    ['request', 'GET, observe', 'read'],
    ['response', 'GET, observe', 'read'],
    ['event', 'Notification', 'publish'],
    ['event', 'Notification', 'publish'],
  ])
  expect(one.operations[2]).toBe(one.operations[3])
  expect(one.values).toEqual(['/sensors/temp = 1', '/sensors/temp = 2', '/sensors/temp = 3'])
  one.toServer(observe(1)).toClient(coapMessage({ code: 0x45, token: [3] }), news(4))
  expect(one.heard.at(-1)).toMatchObject({ role: 'event', name: 'Notification', target: '' })
  const ended = dialogue()
    .toServer(observe(0))
    .toClient(news(1), coapMessage({ code: 0xa0, token: [3] }), news(2))
  expect(ended.heard.slice(2).map(({ target, status }) => [target, status])).toEqual([
    ['/sensors/temp', 500],
    ['', 0],
  ])
  const state = new CoapState()
  for (let i = 0; i <= MAX_OBSERVED; i++) state.observe(i, ended.operations[0] as never)
  expect([state.observed.size, state.observed.has(0)]).toEqual([MAX_OBSERVED, false])
})

test('numbers and states are values of points, texts are none, and keys of LwM2M have no points', () => {
  const one = dialogue()
  one.samples = true
  const put = (where: string, payload: string, format = 0) =>
    one.toServer(coapMessage({ code: 3, options: [...path(where), [OPTION.format, format]], payload }))
  put('/a', '-1.5e3')
  put('/b', 'ON')
  put('/c', 'secret')
  put('/d', '7', 42)
  put('/0/0/5', '1234')
  put('/e', 'x'.repeat(40))
  expect(one.values).toEqual(['/a = -1.5e3', '/b = ON'])
})

test('neither queries nor users of a proxy are kept, of many paths the last ones are one', () => {
  const one = dialogue().toServer(
    coapMessage({ code: 2, options: [...path('/login'), ...queries('key=secret')], payload: 'secret' }),
    coapMessage({ code: 1, options: [[OPTION.proxy, 'coap://me:secret@10.0.0.9/a?k=secret']] }),
  )
  expect(one.heard.map(({ target }) => target)).toEqual(['/login', 'coap://10.0.0.9/a'])
  for (let i = 0; i < MAX_PATHS; i++) one.toServer(ask(1, `/${i}`))
  expect(one.heard.at(-1)?.target).toBe('…')
})

test('a device tells what it has, block by block', () => {
  const links = '</a>;rt="x, y",</b>;rt=z;title="<,>",</c>,<coap://other/d?k>,<>,</e>'
  const part = (number: number, from: number, to: number) =>
    coapMessage({
      code: 0x45,
      options: [LINKS, [OPTION.block2, block(number, to < links.length, 0)]],
      payload: links.slice(from, to),
    })
  const core = ask(1, '/.well-known/core')
  const one = dialogue()
    .toServer(core)
    .toClient(part(0, 0, 16))
    .toServer(core)
    .toClient(part(1, 16, 99))
  expect(one.heard[0]?.class).toBe('discover')
  expect(facts(one)).toEqual(
    ['/a (x, y)', '/b (z)', '/c', '/coap://other/d', '/e'].map((service) => ['server', { service: `CoAP ${service}` }]),
  )
  one.toServer(core).toClient(part(1, 16, 99))
  expect(facts(one)).toHaveLength(5)
  const later = dialogue()
    .toServer(core)
    .toClient(part(1, 16, 99))
  expect(facts(later)).toHaveLength(3)
  const other = dialogue()
    .toServer(core)
    .toClient(coapMessage({ code: 0x45, options: [[OPTION.format, 50]], payload: '[]' }))
  expect(facts(other)).toEqual([])
  const cut = dialogue()
    .toServer(core)
    .toClient(coapMessage({ code: 0x45, options: [LINKS, [OPTION.block2, block(0, true, 0)]], payload: '</a>,</b' }))
  expect(facts(cut.toServer(core).toClient(part(1, 16, 99)))).toHaveLength(4)
  const many = cursorOver(bytesOf(ascii(Array.from({ length: MAX_LINKS + 9 }, (_, i) => `</${i}>`).join(','))))
  expect(new LinkReader().read(many, 0, 0)).toHaveLength(MAX_LINKS)
})

const register = coapMessage({
  code: 2,
  options: [...path('/rd'), LINKS, ...queries('ep=meter-1', 'lt=300', 'lwm2m=1.1', 'b=U', 'key=secret')],
  payload: '</3/0>,</3303/0>,</3303/1>,</9999/0>',
})

test('a device of LwM2M registers with its name, for how long, and its objects', () => {
  const one = dialogue().toServer(register, register)
  expect(facts(one).map(([of, said]) => [of, Object.values(said as object)])).toEqual([
    ['client', ['meter-1', 'LwM2M 1.1', 'registers for 300 s']],
    ['client', ['LwM2M object 3 (Device)']],
    ['client', ['LwM2M object 3303 (Temperature)']],
    ['client', ['LwM2M object 9999']],
  ])
  expect(JSON.stringify(one.observations)).not.toContain('secret')
  const directory = dialogue().toServer(coapMessage({ code: 2, options: [...path('/rd'), ...queries('ep=node-2')] }))
  expect(facts(directory)).toEqual([['client', { 'device-id': 'node-2' }]])
  expect(directory.heard[0]?.class).toBe('session')
})

test('what is done to a device of LwM2M tells by its object; of another one nothing is known', () => {
  const orders: readonly [number, string, string][] = [
    [3, '/0/0/1', 'configure'],
    [3, '/3303/0/5601', 'write'],
    [2, '/3303/0/5605', 'control'],
    [2, '/3303/0', 'write'],
    [2, '/3/0/5', 'mode'],
    [3, '/5/0/0', 'firmware'],
    [1, '/5/0/3', 'read'],
    [3, '/light', 'write'],
  ]
  const managed = dialogue().toServer(register)
  const other = dialogue()
  for (const [code, where] of orders) {
    managed.toServer(ask(code, where))
    other.toServer(ask(code, where))
  }
  expect(managed.heard.slice(1).map(({ class: kind }) => kind)).toEqual(orders.map(([, , kind]) => kind))
  expect(new Set(other.heard.map(({ class: kind }) => kind))).toEqual(new Set(['write', 'read']))
})

test('object 3 tells who a device is, in TLV, JSON, SenML or as text', () => {
  const reply = (format: number, payload: string | Uint8Array) =>
    coapMessage({ type: ACK, code: 0x45, options: [[OPTION.format, format]], payload })
  const long = bytesOf([0xd0, 1], [0, 5], ascii('EM-44'))
  const values = bytesOf(
    tlv(0, 'Example Meters'),
    long,
    tlv(3, '2.1'),
    [0xe1, 0, 9, 95],
    [0x86, 6, 0x41, 0, 1, 0x41, 1, 5],
  )
  const instance = bytesOf([0x08, 0, values.length], values)
  const all = { vendor: 'Example Meters', model: 'EM-44', firmware: '2.1' }
  for (const bytes of [values, instance]) {
    const one = dialogue().toServer(ask(1, '/3/0')).toClient(reply(11_542, bytes)).toServer(ask(1, '/3/0'))
    expect(facts(one.toClient(reply(11_542, bytes)))).toEqual([['server', all]])
  }
  const senml = '[{"bn":"/3/0/","n":"0","vs":"Maker"},{"n":"2","vs":"0815"},{"n":"9","v":95}]'
  expect(facts(dialogue().toServer(ask(1, '/3')).toClient(reply(110, senml)))).toEqual([
    ['server', { vendor: 'Maker', serial: '0815' }],
  ])
  const text = dialogue().toServer(register, ask(1, '/3/0/19')).toClient(reply(0, '7.1'))
  expect(facts(text).at(-1)).toEqual(['server', { software: '7.1' }])
  expect(facts(dialogue().toServer(ask(1, '/3/0/19')).toClient(reply(0, '7.1')))).toEqual([])
  const cut = dialogue()
    .toServer(ask(1, '/3/0'))
    .toClient(reply(11_542, bytesOf([0xd8, 0], [0, 0, 9, 1])))
  expect(facts(cut)).toEqual([])
})

test('what OSCORE protects is counted as encrypted', () => {
  const one = dialogue().toServer(coapMessage({ code: 2, options: [[OPTION.oscore, [9, 20, 7]]], payload: [1, 2, 3] }))
  expect(one.observed('undecoded')).toMatchObject([{ reason: 'encrypted' }])
})

test('what is no message is malformed, a code of no meaning is undecoded', () => {
  const one = dialogue().toServer(bytesOf(get, 0xff), bytesOf(get, 0xdf))
  expect(one.observed('malformed')).toMatchObject([{ reason: 'bad-value', offset: 5 }, { reason: 'bad-value' }])
  expect(dialogue().toServer(bytesOf(0x40, 0x1f, 0, 1)).lostBytes).toBe(4)
  const sink = new ObservingSink()
  const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
  coap.dissect(cursorOver(new Uint8Array(4)), info, coap.newState(), sink)
  coapTcp.dissect(cursorOver(bytesOf(0x08, 1)), info, coapTcp.newState(), sink)
  coapTcp.dissect(cursorOver(new Uint8Array(1)), info, coapTcp.newState(), sink)
  coap.dissect(cursorOver(bytesOf(0x40, 0x1f, 0, 1)), info, coap.newState(), sink)
  expect(sink.observed).toMatchObject([
    { reason: 'bad-value' },
    { reason: 'truncated' },
    { reason: 'truncated' },
    { reason: 'unknown-function', code: 0x1f },
  ])
  expect(describeCode(0x1f)).toEqual({ function: '0.31', name: 'Code 0.31' })
})

test('over TCP a length stands first, and the connection has messages of its own', () => {
  const csm = coapOverTcp({
    code: 0xe1,
    token: [],
    options: [
      [2, 1152],
      [4, []],
    ],
  })
  const long = (size: number) => coapOverTcp({ code: 0x45, payload: Array<number>(size).fill(0x41) })
  const one = new Dialogue(coapTcp)
    .toServer(csm, coapOverTcp({ code: 1, options: temperature }))
    .toClient(csm, long(300), long(66_000), coapOverTcp({ code: 0, token: [] }))
    .toServer(coapOverTcp({ code: 0xe2, token: [] }), coapOverTcp({ code: 0xe5, token: [] }))
  expect(one.heard.map(({ role, name }) => [role, name])).toEqual([
    ['event', 'CSM'],
    ['request', 'GET'],
    ['event', 'CSM'],
    ['response', 'GET'],
    ['response', 'Content, to a request that was not seen'],
    ['event', 'Code 0.00'],
    ['event', 'Ping'],
    ['event', 'Abort'],
  ])
  expect([one.lostBytes, one.observed('session')]).toMatchObject([0, [{ state: 'closed' }]])
  const verdict = (bytes: Uint8Array) => coapTcp.probe(cursorOver(bytes), 'to-server')
  const request = coapOverTcp({ code: 1, options: temperature })
  expect([verdict(csm), verdict(bytesOf(csm, request)), verdict(request), verdict(request.subarray(0, 4))]).toEqual([
    'need-more',
    'yes',
    'yes',
    'need-more',
  ])
  expect([
    verdict(coapOverTcp({ code: 0, token: [] })),
    verdict(bytesOf(csm, 0, 0)),
    verdict(coapOverTcp({ code: 0x44 })),
  ]).toEqual(['no', 'need-more', 'no'])
  expect([verdict(bytesOf(9, 1)), verdict(bytesOf(0x10, 0xe1, 0xd0)), verdict(bytesOf(0xf0, 1))]).toEqual([
    'no',
    'no',
    'need-more',
  ])
  expect(coapTcp.messageLength(cursorOver(bytesOf(0xf0, 0xff, 0, 0, 0, 1)))).toBe(-1)
  expect(coapTcp.messageLength(cursorOver(bytesOf(0x10, 0x1f, 0)))).toBe(-1)
})
