import { describe, expect, test } from 'vitest'
import { MAX_BODY } from '../../dissectors/opcua/chunk-assembly.ts'
import { opcua } from '../../dissectors/opcua/opcua.ts'
import { MAX_PENDING } from '../../dissectors/opcua/opcua-state.ts'
import {
  acknowledge,
  ask,
  chunk,
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
  requestBody,
  responseBody,
  text,
} from '../../fixtures/generate/opcua-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex, u16le, u32le } from '../support/packet.ts'

const SPEED = node(2, 'Line1.Speed')
const BAD_USER_ACCESS_DENIED = 0x801f_0000
const UNCERTAIN = 0x4000_0000

function opened(): Dialogue {
  return new Dialogue(opcua).toServer(hello('opc.tcp://plc:4840'), openRequest(1)).toClient(acknowledge(), openReply(1))
}

function last(dialogue: Dialogue) {
  return dialogue.heard.at(-1)
}

describe('framing', () => {
  test('a message begins with type, chunk and length, and only services come in several chunks', () => {
    expect(opcua.messageLength(cursorOver(hex('48 45 4c 46 20 00 00 00')))).toBe(32)
    expect(opcua.messageLength(cursorOver(hex('4d 53 47 43 00 10 00 00')))).toBe(4096)
    expect(opcua.messageLength(cursorOver(hex('4f 50 4e 43 00 10 00 00')))).toBe(-1)
    expect(opcua.messageLength(cursorOver(hex('4d 53 47 46 17 00 00 00')))).toBe(-1)
    expect(opcua.messageLength(cursorOver(hex('41 43 4b 46 1d 00 00 00')))).toBe(-1)
    expect(opcua.messageLength(cursorOver(hex('4d 53 47 46 00 00 00 80')))).toBe(-1)
  })

  test('a few bytes are waited for only while they begin a known type', () => {
    for (const begin of ['', '4d', '4d 53', '4d 53 47', '43 4c', '52 48 45 46 10']) {
      expect(opcua.probe(cursorOver(hex(begin)), 'to-server')).toBe('need-more')
    }
    for (const begin of ['47', '48 54', '4d 53 48', '48 45 4c 4c 4f']) {
      expect(opcua.messageLength(cursorOver(hex(begin))), begin).toBe(begin.startsWith('48 45 4c') ? 0 : -1)
    }
  })

  test('type and service tell the direction, whatever side speaks first', () => {
    expect(opcua.directionOf(cursorOver(hello('opc.tcp://plc')))).toBe('to-server')
    expect(opcua.directionOf(cursorOver(acknowledge()))).toBe('to-client')
    expect(opcua.directionOf(cursorOver(openRequest(1)))).toBe('to-server')
    expect(opcua.directionOf(cursorOver(openReply(1)))).toBe('to-client')
    expect(opcua.directionOf(cursorOver(ask(631, 1)))).toBe('to-server')
    expect(opcua.directionOf(cursorOver(reply(634, 1, 0)))).toBe('to-client')
    expect(opcua.directionOf(cursorOver(message('RHEF', text('urn:a'), text('opc.tcp://a'))))).toBe('to-client')
    expect(opcua.directionOf(cursorOver(open(POLICY_BASIC256SHA256, 1, new Array(64).fill(9))))).toBeUndefined()
    expect(opcua.directionOf(cursorOver(chunk('F', 1, new Array(64).fill(9))))).toBeUndefined()
    expect(opcua.directionOf(cursorOver(message('ERRF', u32le(0), NULL)))).toBeUndefined()
    expect(opcua.directionOf(cursorOver(hex('48 45 4c')))).toBeUndefined()
  })
})

describe('services', () => {
  test('a read names its nodes, and the answer counts under the id of the request', () => {
    const read = opened()
      .toServer(ask(631, 2, readNodes(readItem(SPEED), readItem(node(0, 2258), 4))))
      .toClient(reply(634, 2, 0))
    const target = 'ns=2;s=Line1.Speed, i=2258 DisplayName'
    const both = { function: '631', name: 'Read', class: 'read', module: '', target, status: 0 }
    expect(read.heard.slice(-2)).toEqual([
      { role: 'request', ...both },
      { role: 'response', ...both },
    ])
  })

  test('the same request is the same operation object each time', () => {
    const bytes = ask(631, 2, readNodes(readItem(SPEED)))
    const twice = opened().toServer(bytes, bytes)
    expect(twice.operations.at(-1)).toBe(twice.operations.at(-2))
  })

  test('what is written does not make another operation of the same write', () => {
    const write = (value: number) => ask(673, value, u32le(1), SPEED, u32le(13), NULL, 1, 7, u32le(value))
    const twice = opened().toServer(write(1), write(2))
    expect(twice.operations.at(-1)).toBe(twice.operations.at(-2))
    expect(last(twice)).toMatchObject({ class: 'write', target: 'ns=2;s=Line1.Speed' })
  })

  test('a call names object and method, past arguments of any type', () => {
    const scalars = [
      [0],
      [1, 1],
      [12, ...text('x')],
      [17, ...node(0, 1)],
      [20, 0, 0, ...text('q')],
      [21, 3, ...text('en'), ...text('hi')],
      [22, ...node(0, 1), 1, ...u32le(1), 0],
      [23, 0x3f, 1, 1, ...new Array(24).fill(0)],
      [24, 1, 1],
      [25, 0x7f, ...new Array(16).fill(0), ...text('d'), ...new Array(4).fill(0), 0],
      [26, ...u32le(2), 1, 2],
      [0x86, ...u32le(2), ...new Array(8).fill(0)],
      [0xcc, ...u32le(2), ...text('a'), ...text('b'), ...u32le(1), ...u32le(2)],
    ]
    const first = [...node(2, 1), ...node(2, 'Start'), ...u32le(scalars.length), ...scalars.flat()]
    const call = opened().toServer(ask(712, 2, u32le(2), first, node(2, 3), node(2, 4), u32le(0)))
    expect(last(call)?.target).toBe('ns=2;i=1 method ns=2;s=Start, ns=2;i=3 method ns=2;i=4')
    expect(call.observed('malformed')).toEqual([])
  })

  test.each([
    ['ConditionRefresh', [3875], 'alarm'],
    ['Acknowledge and Confirm', [9111, 9113], 'alarm'],
    ['GetMonitoredItems', [11_492], 'publish'],
    ['Acknowledge and a method of the server', [9111, 'Start'], 'control'],
    ['methods of two classes', [9111, 12_873], 'control'],
    ['more methods than are kept', [9111, 9111, 9111, 9111, 9111], 'control'],
  ] as const)('a call of %s is of the class of what it does', (_, methods, expected) => {
    const calls = methods.map((id) => [...node(2, 1), ...node(typeof id === 'number' ? 0 : 2, id), ...u32le(0)])
    expect(last(opened().toServer(ask(712, 2, u32le(calls.length), calls.flat())))).toMatchObject({ class: expected })
  })

  test('of many nodes the first are named and the others counted', () => {
    const many = Array.from({ length: 100 }, (_, i) => readItem(node(3, i)))
    expect(last(opened().toServer(ask(631, 2, readNodes(...many))))?.target).toBe(
      'ns=3;i=0, ns=3;i=1, ns=3;i=2, ns=3;i=3 +96',
    )
  })

  test('a bad result is an error, an uncertain one is none', () => {
    const read = ask(631, 2, readNodes(readItem(SPEED)))
    expect(
      last(
        opened()
          .toServer(read)
          .toClient(reply(634, 2, BAD_USER_ACCESS_DENIED)),
      )?.status,
    ).toBe(BAD_USER_ACCESS_DENIED)
    expect(
      last(
        opened()
          .toServer(read)
          .toClient(reply(634, 2, UNCERTAIN)),
      )?.status,
    ).toBe(0)
  })

  test('a fault answers the service that was asked', () => {
    const fault = opened()
      .toServer(ask(673, 2, u32le(0)))
      .toClient(reply(397, 2, BAD_USER_ACCESS_DENIED))
    expect(last(fault)).toMatchObject({ role: 'response', function: '673', status: BAD_USER_ACCESS_DENIED })
  })

  test('an answer whose request was not seen counts under its service', () => {
    expect(last(new Dialogue(opcua).toClient(reply(634, 9, 0)))).toMatchObject({
      role: 'response',
      function: '631',
      target: '',
    })
    expect(last(new Dialogue(opcua).toClient(reply(397, 9, BAD_USER_ACCESS_DENIED)))).toMatchObject({
      function: '397',
      name: 'ServiceFault',
    })
  })

  test('an unknown service keeps its number, and says that it was not understood', () => {
    const unknown = opened()
      .toServer(ask(4711, 2))
      .toClient(reply(4714, 2, 0))
    expect(unknown.heard.slice(-2).map((each) => each.function)).toEqual(['4711', '4711'])
    expect(unknown.observed('undecoded').map(({ reason }) => reason)).toEqual(['unknown-function', 'unknown-function'])
  })
})

describe('chunks', () => {
  const body = bytesOf(requestBody(631), readNodes(...Array.from({ length: 60 }, (_, i) => readItem(node(3, i)))))

  test('a request in chunks is one request', () => {
    const parts = opened().toServer(
      chunk('C', 2, body.slice(0, 50)),
      chunk('C', 2, body.slice(50, 400)),
      chunk('F', 2, body.slice(400)),
    )
    expect(parts.heard.filter((each) => each.function === '631')).toHaveLength(1)
    expect(last(parts)?.target).toBe('ns=3;i=0, ns=3;i=1, ns=3;i=2, ns=3;i=3 +56')
  })

  test('of a body too long only the beginning is kept, and that is no fault of the message', () => {
    const long = bytesOf(requestBody(673), u32le(1), SPEED, u32le(13), NULL, 1, 15, u32le(MAX_BODY * 2))
    const dialogue = opened().toServer(chunk('C', 2, long))
    for (let i = 0; i < 4; i++) dialogue.toServer(chunk('C', 2, new Uint8Array(MAX_BODY / 2)))
    dialogue.toServer(chunk('F', 2, new Uint8Array(8)))
    expect(last(dialogue)).toMatchObject({ function: '673', target: 'ns=2;s=Line1.Speed' })
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('messages put together at a time are bounded, and the end of a forgotten one is still counted', () => {
    const dialogue = opened()
    for (const request of [2, 3, 4]) dialogue.toServer(chunk('C', request, body.slice(0, 100)))
    for (const request of [2, 3, 4]) dialogue.toServer(chunk('F', request, body.slice(100)))
    expect(dialogue.heard.slice(-3).map((each) => each.function)).toEqual(['MSG', '631', '631'])
  })

  test('an answer given up in the middle is an error', () => {
    const dialogue = opened().toServer(ask(631, 2, readNodes(readItem(SPEED))))
    dialogue.toClient(chunk('C', 2, responseBody(634, 0)), chunk('A', 2, u32le(0x8008_0000), text('too large')))
    expect(last(dialogue)).toMatchObject({ role: 'response', function: '631', status: 0x8008_0000 })
  })
})

test('a body that ends early is malformed, and still counted', () => {
  const dialogue = opened().toServer(ask(631, 2, new Array(12).fill(0), u32le(9), readItem(SPEED)))
  expect(last(dialogue)).toMatchObject({ function: '631', target: 'ns=2;s=Line1.Speed' })
  expect(dialogue.observed('malformed')).toEqual([
    { kind: 'malformed', reason: 'truncated', offset: expect.any(Number) },
  ])
})

test('requests without an answer are forgotten, the oldest first', () => {
  const dialogue = opened()
  for (let request = 2; request < MAX_PENDING + 3; request++)
    dialogue.toServer(ask(673, request, u32le(1), SPEED, u32le(13), NULL, 0))
  dialogue.toClient(reply(676, 2, 0), reply(676, 3, 0))
  expect(dialogue.heard.slice(-2).map((each) => each.target)).toEqual(['', 'ns=2;s=Line1.Speed'])
})

test('a node id of 32 bits is read as one of 16 bits is', () => {
  const wide = [2, ...u16le(0), ...u32le(70_000)]
  expect(last(opened().toServer(ask(631, 2, readNodes(readItem(wide), readItem([0, 85])))))?.target).toBe(
    'i=70000, i=85',
  )
})
