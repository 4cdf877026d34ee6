import { describe, expect, test } from 'vitest'
import { opcua } from '../../dissectors/opcua/opcua.ts'
import {
  acknowledge,
  ask,
  hello,
  NULL,
  node,
  openReply,
  openRequest,
  reply,
  text,
} from '../../fixtures/generate/opcua-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { u16le, u32le } from '../support/packet.ts'

const DENIED = 0x801f_0000
const EXISTS = 0x805e_0000
const UNCERTAIN = 0x4000_0000
const GOOD = 0
const SPEED = node(2, 'Line1.Speed')

function opened(): Dialogue {
  return new Dialogue(opcua).toServer(hello('opc.tcp://plc:4840'), openRequest(1)).toClient(acknowledge(), openReply(1))
}

function codes(...each: readonly number[]): number[] {
  return [...u32le(each.length), ...each.flatMap(u32le)]
}

/** A CallMethodResult: one argument with a diagnosis, one result of the method. */
function called(status: number, argument = GOOD): number[] {
  return [...u32le(status), ...codes(argument), ...u32le(1), 0x01, ...u32le(3), ...u32le(1), 12, ...text('done')]
}

function added(status: number): number[] {
  return [...u32le(status), ...node(2, 'New')]
}

function updated(status: number, ...values: readonly number[]): number[] {
  return [...u32le(status), ...codes(...values), ...u32le(1), 0]
}

function list(...elements: readonly (readonly number[])[]): number[] {
  return [...u32le(elements.length), ...elements.flat()]
}

describe('a service that succeeds is refused where one of its results is bad', () => {
  test.each([
    ['Write', 676, codes(GOOD, DENIED, EXISTS), DENIED],
    ['Write, of all good', 676, codes(GOOD, UNCERTAIN), 0],
    ['Write, without results', 676, NULL, 0],
    ['AddReferences', 497, codes(DENIED), DENIED],
    ['DeleteNodes', 503, codes(GOOD, DENIED), DENIED],
    ['DeleteReferences', 509, codes(DENIED), DENIED],
    ['AddNodes', 491, list(added(GOOD), added(EXISTS)), EXISTS],
    ['AddNodes, of all good', 491, list(added(GOOD), added(GOOD)), 0],
    ['Call', 715, list(called(GOOD), called(DENIED)), DENIED],
    ['Call, of all good', 715, list(called(GOOD), called(UNCERTAIN)), 0],
    ['Call, by an argument', 715, list(called(GOOD, DENIED)), DENIED],
    ['HistoryUpdate', 703, list(updated(DENIED)), DENIED],
    ['HistoryUpdate, by a value', 703, list(updated(GOOD, GOOD), updated(GOOD, GOOD, EXISTS)), EXISTS],
  ])('%s', (_, response, results, status) => {
    const dialogue = opened().toClient(reply(response, 2, GOOD, results, NULL))
    expect(dialogue.heard.at(-1)).toMatchObject({ role: 'response', status })
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('the results of a read are no refusal of it', () => {
    const dialogue = opened().toClient(reply(634, 2, GOOD, u32le(1), 0x02, u32le(DENIED), NULL))
    expect(dialogue.heard.at(-1)).toMatchObject({ function: '631', status: 0 })
  })

  test('results that are cut are malformed, and those before count', () => {
    const dialogue = opened().toClient(reply(676, 2, GOOD, u32le(9), u32le(DENIED)))
    expect(dialogue.heard.at(-1)).toMatchObject({ status: DENIED })
    expect(dialogue.observed('malformed')).toHaveLength(1)
  })
})

describe('nodes that are added', () => {
  function add(id: readonly number[], name: string): number[] {
    const isVariable = u32le(2)
    return [...node(0, 85), ...node(0, 35), ...id, ...u16le(2), ...text(name), ...isVariable, 0, 0, 0, ...node(0, 63)]
  }

  test.each([
    ['by the id they shall have', add(SPEED, 'Speed'), 'i=85 new ns=2;s=Line1.Speed'],
    ['by their name where the server is to choose', add([0, 0], 'Speed'), 'i=85 new 2:Speed'],
    ['by their name where the id is a null text', add([3, 0, 0, ...NULL], 'Speed'), 'i=85 new 2:Speed'],
  ])('are named %s', (_, item, target) => {
    const dialogue = opened().toServer(ask(488, 2, list(item)))
    expect(dialogue.heard.at(-1)).toMatchObject({ class: 'configure', target })
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('are told from others below the same node', () => {
    const two = opened().toServer(ask(488, 2, list(add([0, 0], 'A'))), ask(488, 3, list(add([0, 0], 'B'))))
    expect(two.heard.slice(-2).map(({ target }) => target)).toEqual(['i=85 new 2:A', 'i=85 new 2:B'])
  })
})
