import { describe, expect, test } from 'vitest'
import { dcerpc } from '../../dissectors/dcerpc/dcerpc.ts'
import { MAX_BINDINGS } from '../../dissectors/dcerpc/dcom-bindings.ts'
import { MAX_TOWERS } from '../../dissectors/dcerpc/endpoint-map.ts'
import { MAX_CALLS, MAX_CONTEXTS } from '../../dissectors/dcerpc/rpc-association.ts'
import {
  bind,
  bindAck,
  call,
  callAnswer,
  callFault,
  mapAnswer,
  RPC_INTERFACES,
  rpc,
  stringBindings,
} from '../../fixtures/generate/dcerpc-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u16le, u32le } from '../support/packet.ts'

const STUB = new Uint8Array(8)

function bound(uuid: string): Dialogue {
  return new Dialogue(dcerpc).toServer(bind(11, [uuid])).toClient(bindAck(12, [0]))
}

describe('calls', () => {
  test('a call is named by its interface and operation, and made once', () => {
    const dialogue = bound(RPC_INTERFACES.svcctl).toServer(call(0, 19, STUB), call(0, 19, STUB, { call: 2 }))
    expect(dialogue.heard.at(-1)).toMatchObject({
      function: 'svcctl 19',
      name: 'svcctl RStartServiceW',
      class: 'control',
    })
    expect(dialogue.operations.at(-1)).toBe(dialogue.operations.at(-2))
  })

  test.each([
    ['12345778-1234-abcd-ef00-0123456789ab', 0, 'lsarpc LsarClose', 'session'],
    ['12345778-1234-abcd-ef00-0123456789ab', 29, 'lsarpc LsarSetSecret', 'configure'],
    ['12345778-1234-abcd-ef00-0123456789ab', 37, 'lsarpc LsarAddAccountRights', 'configure'],
    [RPC_INTERFACES.samr, 32, 'samr SamrRemoveMemberFromAlias', 'configure'],
    [RPC_INTERFACES.srvsvc, 36, 'srvsvc NetrShareEnumSticky', 'read'],
  ])('of %s operation %i is %s, of class %s', (uuid, number, name, operationClass) => {
    expect(
      bound(uuid)
        .toServer(call(0, number, STUB))
        .heard.at(-1),
    ).toMatchObject({ name, class: operationClass })
  })

  test('an operation without a name has its number', () => {
    expect(
      bound(RPC_INTERFACES.samr)
        .toServer(call(0, 61, STUB))
        .heard.at(-1),
    ).toMatchObject({
      function: 'samr 61',
      name: 'samr operation 61',
      class: 'read',
    })
  })

  test('a fault is an error', () => {
    const dialogue = bound(RPC_INTERFACES.svcctl)
      .toServer(call(0, 1, STUB))
      .toClient(callFault(0, 5))
    expect(dialogue.heard.at(-1)).toMatchObject({ role: 'response', function: 'svcctl 1', status: 5 })
  })

  test('answers past the last calls that are remembered are counted without their names', () => {
    const dialogue = bound(RPC_INTERFACES.svcctl)
    for (let i = 0; i <= MAX_CALLS; i++) dialogue.toServer(call(0, 1, STUB, { call: 10 + i }))
    dialogue.toClient(callAnswer(0, STUB, { call: 10 }))
    expect(dialogue.heard.at(-1)).toMatchObject({ role: 'response', function: 'request' })
  })

  test('the oldest context is forgotten first', () => {
    const dialogue = new Dialogue(dcerpc)
    for (let i = 0; i < 3; i++) dialogue.toServer(bind(14, new Array(30).fill(RPC_INTERFACES.samr)))
    const many = rpc({ type: 14 }, new Uint8Array(8), 1, 0, 0, 0, u16le(0x900), 1, 0, new Uint8Array(40))
    for (let i = 0; i < MAX_CONTEXTS; i++) dialogue.toServer(many.with(28, i))
    dialogue.toServer(call(0, 1, STUB))
    expect(dialogue.heard.at(-1)).toMatchObject({ function: 'opnum 1', target: '' })
  })
})

describe('endpoints', () => {
  const mapped = (stub: Uint8Array) =>
    bound(RPC_INTERFACES.epm)
      .toServer(call(0, 3, STUB))
      .toClient(callAnswer(0, stub))

  test('the mapper tells which port a service has, and that calls will come there', () => {
    const dialogue = mapped(mapAnswer(RPC_INTERFACES.svcctl, [49670]))
    expect(dialogue.observed('expectation')).toMatchObject([{ over: 'tcp', port: 49670, protocol: 'dcerpc' }])
    expect(dialogue.observed('identity')[0]?.facts).toEqual({ service: 'svcctl on tcp 49670' })
  })

  test('a tower that is cut tells nothing', () => {
    expect(mapped(mapAnswer(RPC_INTERFACES.svcctl, [49670]).slice(0, 80)).observed('identity')).toEqual([])
  })

  test(`${MAX_TOWERS} towers of an answer are looked at, and sixteen services named`, () => {
    const ports = Array.from({ length: MAX_TOWERS + 9 }, (_, i) => 50_000 + i)
    expect(mapped(mapAnswer(RPC_INTERFACES.svcctl, ports)).observed('expectation')).toHaveLength(16)
  })

  test(`the object exporter tells names and addresses, ${MAX_BINDINGS} of them`, () => {
    const names = ['HIST01', ...Array.from({ length: MAX_BINDINGS + 5 }, (_, i) => `10.0.0.${i}`)]
    const alive = bytesOf(u32le(5), u32le(1), stringBindings(names), u32le(0), u32le(0))
    const dialogue = bound(RPC_INTERFACES.objectExporter)
      .toServer(call(0, 5, STUB))
      .toClient(callAnswer(0, alive))
    const facts = dialogue.observed('identity')[0]?.facts
    expect(facts?.name).toBe('HIST01')
    expect(facts?.['network-address']?.split(', ')).toHaveLength(MAX_BINDINGS - 1)
  })
})

test('a bind that is cut is malformed', () => {
  const dialogue = new Dialogue(dcerpc).toServer(rpc({ type: 11 }, new Uint8Array(8), [9, 0, 0, 0]))
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
})

test('big-endian calls are read too', () => {
  const little = call(0, 7, STUB)
  const big = little.slice()
  big[4] = 0
  for (const at of [8, 10]) big.set([little[at + 1] as number, little[at] as number], at)
  big.set([...little.slice(12, 16)].reverse(), 12)
  big.set([0, 7], 22)
  expect(new Dialogue(dcerpc).toServer(big).heard[0]).toMatchObject({ function: 'opnum 7' })
})

test.each([
  ['a bind', bind(11, [RPC_INTERFACES.epm]), 'yes'],
  ['ten bytes of one', bind(11, [RPC_INTERFACES.epm]).slice(0, 10), 'need-more'],
  ['version 4', bind(11, [RPC_INTERFACES.epm]).with(0, 4), 'no'],
  ['minor version 2', bind(11, [RPC_INTERFACES.epm]).with(1, 2), 'no'],
  ['a type of connectionless RPC', bind(11, [RPC_INTERFACES.epm]).with(2, 7), 'no'],
  ['a character set that is not ASCII', bind(11, [RPC_INTERFACES.epm]).with(4, 0x11), 'no'],
  ['a floating point that is not IEEE', bind(11, [RPC_INTERFACES.epm]).with(5, 1), 'no'],
  ['a length that is too small', bind(11, [RPC_INTERFACES.epm]).with(8, 20), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(dcerpc.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})
