import { expect, test } from 'vitest'
import { MAX_TARGETS } from '../../dissectors/http2/headers.ts'
import { Hpack, MAX_TABLE } from '../../dissectors/http2/hpack.ts'
import { http2 } from '../../dissectors/http2/http2.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, hex, u16, u32 } from '../support/packet.ts'

const PREFACE = bytesOf(ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'))
const SETTINGS = frame(4, 0, 0, [0, 3, 0, 0, 0, 100])
const [END, PADDED, PRIORITY] = [4, 8, 0x20]
/** Method GET and scheme http, both of the fixed table. */
const GET = [0x82, 0x86]

function frame(
  type: number,
  flags: number,
  stream: number,
  ...parts: readonly (number | readonly number[] | Bytes)[]
): Bytes {
  const body = bytesOf(...parts)
  return bytesOf(body.length >> 16, u16(body.length & 0xffff), type, flags, u32(stream), body)
}

/** A field whose name is in the fixed table, kept in the growing one, its value in plain text. */
function kept(index: number, value: string): number[] {
  return [0x40 + index, value.length, ...ascii(value)]
}

/** The same with a name of its own, and not kept. */
function named(name: string, value: string): number[] {
  return [0, name.length, ...ascii(name), value.length, ...ascii(value)]
}

function fieldsOf(table: Hpack, text: string): string[] | false {
  const bytes = hex(text)
  const fields: string[] = []
  const isRead = table.read(new DataView(bytes.buffer), 0, bytes.length, (name, value) =>
    fields.push(`${name}: ${value}`),
  )
  return isRead && fields
}

test('requests are told by method and path, and answered by their stream', () => {
  const get = (stream: number) => frame(1, END, stream, GET, kept(4, '/api/tags?token=x'), kept(1, 'plc.example'))
  const { heard, operations } = new Dialogue(http2)
    .toServer(PREFACE, SETTINGS, get(1), frame(1, END, 3, GET, 0xbf, 0xbe))
    .toClient(SETTINGS, frame(1, END, 3, 0x8d), frame(0, 1, 3, new Array(500).fill(7)), frame(1, END, 1, 0x88))
  expect(heard.map(({ role, name, target, status }) => [role, name, target, status])).toEqual([
    ['event', 'connection preface', '', 0],
    ['event', 'SETTINGS', '', 0],
    ['request', 'GET', 'plc.example/api/tags', 0],
    ['request', 'GET', 'plc.example/api/tags', 0],
    ['event', 'SETTINGS', '', 0],
    ['response', 'GET', 'plc.example/api/tags', 404],
    ['response', 'GET', 'plc.example/api/tags', 0],
  ])
  expect(operations[2]).toBe(operations[3])
})

test('programs of both sides are said, once', () => {
  const dialogue = new Dialogue(http2)
    .toServer(frame(1, END, 1, GET, 0x84, kept(58, 'curl/7.88.1')), frame(1, END, 3, GET, 0x84, 0xbe))
    .toClient(frame(1, END, 1, 0x88, kept(54, 'nghttpd')), frame(1, END, 3, 0x88, 0xbe))
  expect(dialogue.observed('identity')).toMatchObject([
    { of: 'client', facts: { software: 'curl/7.88.1' } },
    { of: 'server', facts: { software: 'nghttpd' } },
  ])
})

test('padding and priority stand around the fields', () => {
  const fields = [...GET, 0x84]
  const { heard } = new Dialogue(http2).toServer(
    frame(1, END | PADDED | PRIORITY, 1, 3, [0, 0, 0, 0, 16], fields, [0, 0, 0]),
    frame(1, END | PADDED, 3, 200, fields),
  )
  expect(heard.map(({ name, target }) => [name, target])).toEqual([
    ['GET', '/'],
    ['HEADERS', ''],
  ])
})

test('a gRPC call that fails in its trailer is told so, and interim answers are none', () => {
  const call = frame(1, END, 1, 0x83, kept(4, '/tags.Service/Read'))
  const { heard } = new Dialogue(http2)
    .toServer(call, frame(1, END, 1, named('grpc-timeout', '1S')))
    .toClient(frame(1, END, 1, [0x08, 3, ...ascii('100')]), frame(1, END, 1, 0x88))
    .toClient(frame(1, END, 1, named('grpc-status', '5')), frame(1, END, 9, 0x88, named('grpc-status', '0')))
  expect(heard.map(({ role, name, status }) => [role, name, status])).toEqual([
    ['request', 'POST', 0],
    ['event', 'HEADERS', 0],
    ['event', 'HEADERS', 0],
    ['response', 'POST', 0],
    ['event', 'HEADERS', 5],
    ['response', 'Response to a request that was not seen', 0],
  ])
})

test('what a gRPC call does is not known, what else is posted is written', () => {
  const call = frame(1, END, 1, 0x83, kept(4, '/tags.Service/Read'), named('content-type', 'application/grpc+proto'))
  const post = frame(1, END, 3, 0x83, kept(4, '/tags'), named('content-type', 'application/json'))
  const { heard } = new Dialogue(http2).toServer(PREFACE, call, post)
  expect(heard.slice(1).map((each) => [each.target, each.class])).toEqual([
    ['/tags.Service/Read', 'unknown'],
    ['/tags', 'write'],
  ])
})

test('fields in several frames are not read, nor are those that come after', () => {
  const dialogue = new Dialogue(http2)
    .toServer(frame(1, END, 1, GET, 0x84), frame(1, 0, 3, GET), frame(9, END, 3, 0x84), frame(1, END, 5, GET, 0x84))
    .toClient(frame(1, 0, 1, 0x88), frame(5, END, 1, u32(2), GET))
  expect(dialogue.heard.map(({ role, name }) => [role, name])).toEqual([
    ['request', 'GET'],
    ['event', 'HEADERS'],
    ['event', 'CONTINUATION'],
    ['event', 'HEADERS'],
    ['response', 'GET'],
    ['event', 'PUSH_PROMISE'],
  ])
  expect(dialogue.observed('undecoded')).toHaveLength(5)
})

test('a promise is one of its own', () => {
  const { heard } = new Dialogue(http2).toClient(frame(5, END, 1, u32(2), GET, 0x84))
  expect(heard).toMatchObject([{ role: 'event', name: 'PUSH_PROMISE', class: 'session' }])
})

test('a stream that the server gives up is the answer to its request; one that the client gives up has none', () => {
  const get = (stream: number) => frame(1, END, stream, GET, named(':path', '/a'))
  const { heard } = new Dialogue(http2)
    .toServer(PREFACE, get(1), get(3), frame(3, 0, 3, u32(8)))
    .toClient(frame(3, 0, 1, u32(2)), frame(1, END, 3, 0x88), frame(3, 0, 1, u32(0)))
  expect(heard.slice(1).map(({ role, name, status }) => [role, name, status])).toEqual([
    ['request', 'GET', 0],
    ['request', 'GET', 0],
    ['event', 'RST_STREAM', 8],
    ['response', 'GET', 2],
    ['response', 'Response to a request that was not seen', 0],
    ['event', 'RST_STREAM', 0],
  ])
})

test('who signs in is said once, and no password', () => {
  const basic = (stream: number) => frame(1, END, stream, GET, named(':path', '/a'), kept(23, 'Basic b3BjOmdlaGVpbQ=='))
  const one = new Dialogue(http2).toServer(PREFACE, basic(1), basic(3), frame(1, END, 5, GET, 0xbe))
  expect(one.observed('credential')).toEqual([
    { kind: 'credential', of: 'client', method: 'HTTP Basic', account: 'opc', protection: 'clear' },
  ])
  expect(JSON.stringify([one.heard, one.observations])).not.toMatch(/geheim|b3BjOmdlaGVpbQ/)
})

test('streams and connections end with their reason', () => {
  const { heard } = new Dialogue(http2).toClient(
    frame(3, 0, 1, u32(8)),
    frame(7, 0, 0, u32(1), u32(11)),
    frame(6, 0, 0),
  )
  expect(heard.map(({ name, status }) => [name, status])).toEqual([
    ['RST_STREAM', 8],
    ['GOAWAY', 11],
    ['PING', 0],
  ])
})

test('frames that are not known are told by their number', () => {
  expect(new Dialogue(http2).toServer(frame(0x0c, 0, 0)).heard).toMatchObject([{ name: 'frame 12' }])
})

test('so many targets have a name, and what is more has none', () => {
  const dialogue = new Dialogue(http2)
  for (let i = 0; i <= MAX_TARGETS; i++)
    dialogue.toServer(frame(1, END, i * 2 + 1, GET, [0x04, 4, ...ascii(`/${100 + i}`)]))
  expect([dialogue.heard.at(-2)?.target, dialogue.heard.at(-1)?.target]).toEqual([`/${99 + MAX_TARGETS}`, '…'])
})

// RFC 7541, appendix C.4 and C.6: requests and answers with Huffman codes, and a table of 256 bytes that lets go.
test('the examples of the standard are read', () => {
  const requests = new Hpack()
  expect(fieldsOf(requests, '828684418cf1e3c2e5f23a6ba0ab90f4ff')).toEqual([
    ':method: GET',
    ':scheme: http',
    ':path: /',
    ':authority: www.example.com',
  ])
  expect(fieldsOf(requests, '828684be5886a8eb10649cbf')).toContain('cache-control: no-cache')
  expect(fieldsOf(requests, '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf')).toContain('custom-key: custom-value')
  const answers = new Hpack()
  const first =
    '488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3'
  expect(fieldsOf(answers, `3fe101${first}`)).toContain('location: https://www.example.com')
  expect(fieldsOf(answers, '4883640effc1c0bf')).toEqual([
    ':status: 307',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:21 GMT',
    'location: https://www.example.com',
  ])
})

test('secrets are told where they come in full, and not kept', () => {
  const table = new Hpack()
  expect(fieldsOf(table, `5704${'78'.repeat(4)}`)).toEqual(['authorization: xxxx'])
  expect(fieldsOf(table, 'be')).toEqual(['authorization: '])
})

test.each([
  ['a number that is in no table', 'ff00'],
  ['a name that is in no table', '7f00'],
  ['a text cut short', '000561'],
  ['a value that is missing', '40016100'.slice(0, 6)],
  ['a number without an end', 'ffffffffffff'],
  ['a number cut short', 'ff'],
  ['a table beyond all', `3f${'e1ff'}ff7f`],
  ['the end of texts within one', '000161' + '84ffffffff'],
])('%s makes the table unknown', (_, text) => {
  const table = new Hpack()
  expect(fieldsOf(table, text)).toBe(false)
  expect([table.isLost, fieldsOf(table, '82')]).toEqual([true, false])
  expect(MAX_TABLE).toBeGreaterThan(4096)
})

test('the preface is a beginning, and the settings of a server are', () => {
  const verdictOf = (bytes: Bytes) => http2.probe(cursorOver(bytes), 'to-server')
  expect([PREFACE, SETTINGS].map(verdictOf)).toEqual(['yes', 'yes'])
  expect([PREFACE.subarray(0, 20), SETTINGS.subarray(0, 8)].map(verdictOf)).toEqual(['need-more', 'need-more'])
  const none = [
    frame(4, 1, 0),
    frame(4, 0, 1, u16(3), u32(1)),
    frame(4, 0, 0, u16(99), u32(1)),
    frame(6, 0, 0, u32(1), u32(2)),
  ]
  expect(none.map(verdictOf)).toEqual(['no', 'no', 'no', 'no'])
  expect(http2.directionOf(cursorOver(PREFACE))).toBe('to-server')
  expect(http2.directionOf(cursorOver(SETTINGS))).toBeUndefined()
  expect(http2.messageLength(cursorOver(bytesOf([1, 0, 0, 0x20, 0, 0, 0, 0, 0])))).toBe(-1)
  expect(http2.messageLength(cursorOver(SETTINGS, 0, 8))).toBe(0)
})

test('a frame cut short is malformed', () => {
  const heard: string[] = []
  const sink = {
    operation: () => heard.push('operation'),
    observe: ({ kind }: { kind: string }) => heard.push(kind),
    wantsValues: () => false,
    value: () => undefined,
    handOff: () => undefined,
  }
  const info = { timeUs: 0, direction: 'to-server', afterGap: true, sourceMac: 0, targetMac: 0 } as const
  http2.dissect(cursorOver(SETTINGS, 0, 5), info, http2.newState(), sink)
  expect(heard).toEqual(['malformed'])
})
