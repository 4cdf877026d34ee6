import { describe, expect, test } from 'vitest'
import { MAX_ELEMENTS_TOLD } from '../../dissectors/opcua/data-value.ts'
import { MAX_POINTS } from '../../dissectors/opcua/node-points.ts'
import { MAX_WATCHED } from '../../dissectors/opcua/notifications.ts'
import { opcua } from '../../dissectors/opcua/opcua.ts'
import { MAX_PENDING_DETAILS } from '../../dissectors/opcua/opcua-state.ts'
import {
  acknowledge,
  ask,
  hello,
  NULL,
  node,
  openReply,
  openRequest,
  readItem,
  readNodes,
  reply,
  text,
} from '../../fixtures/generate/opcua-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex, u16le, u32le } from '../support/packet.ts'

const READ = 631
const READ_REPLY = 634
const WRITE = 673
const WRITE_REPLY = 676
const BAD_NOT_WRITABLE = 0x803b_0000
const WATCH = 751
const PUBLISH = 826
const PUBLISH_REPLY = 829
const DELETE_SUBSCRIPTIONS = 847
const NO_STRINGS = [...u32le(0), 0, ...NULL]

function opened(): Dialogue {
  const one = new Dialogue(opcua)
  one.samples = true
  return one.toServer(hello('opc.tcp://plc:4840'), openRequest(1)).toClient(acknowledge(), openReply(1))
}

/** A DataValue of one Variant, with a status and a time of the server. */
function value(type: number, bytes: Bytes): number[] {
  return [0x0b, type, ...bytes, ...u32le(0), ...new Uint8Array(8)]
}

function written(id: readonly number[], dataValue: readonly number[], attribute = 13, range: readonly number[] = NULL) {
  return [...id, ...u32le(attribute), ...range, ...dataValue]
}

function write(...items: readonly (readonly number[])[]): Bytes {
  return ask(WRITE, 5, u32le(items.length), items.flat())
}

function results(...values: readonly (readonly number[])[]): Bytes {
  return reply(READ_REPLY, 5, 0, u32le(values.length), values.flat(), NO_STRINGS)
}

/** The answer to a Write: one status for each node. */
function granted(...statuses: readonly number[]): Bytes {
  return reply(WRITE_REPLY, 5, 0, u32le(statuses.length), statuses.flatMap(u32le), NULL)
}

/** To be watched in reporting mode: handle, interval, no filter, queue of one. */
function item(name: string, handle: number): number[] {
  return [...readItem(node(2, name)), ...u32le(2), ...u32le(handle), ...new Uint8Array(8), 0, 0, 0, ...u32le(1), 1]
}

function watch(subscription: number, ...items: readonly (readonly number[])[]): Bytes {
  return ask(WATCH, 5, u32le(subscription), u32le(2), u32le(items.length), items.flat())
}

/** What a Publish is answered with: changes by handle, as one notification, behind one of another kind. */
function published(subscription: number, ...changes: readonly (readonly number[])[]): Bytes {
  const items = [...u32le(changes.length), ...changes.flat(), ...NULL]
  const events = [1, 0, ...u16le(916), 1, ...u32le(4), ...u32le(0)]
  const notifications = [...u32le(2), ...events, 1, 0, ...u16le(811), 1, ...u32le(items.length), ...items]
  const message = [...u32le(1), ...new Uint8Array(8), ...notifications]
  return reply(PUBLISH_REPLY, 6, 0, u32le(subscription), u32le(1), u32le(1), 0, message, u32le(0), u32le(0))
}

function change(handle: number, byte: number): number[] {
  return [...u32le(handle), ...value(3, bytesOf(byte))]
}

const TYPED: readonly (readonly [string, number, string, string])[] = [
  ['Boolean', 1, '01', '1'],
  ['SByte', 2, 'ff', '-1'],
  ['Byte', 3, 'ff', '255'],
  ['Int16', 4, 'feff', '-2'],
  ['UInt16', 5, 'feff', '65534'],
  ['Int32', 6, 'feffffff', '-2'],
  ['UInt32', 7, 'feffffff', '4294967294'],
  ['Int64', 8, 'feffffffffffffff', '-2'],
  ['UInt64', 9, 'feffffffffffffff', '18446744073709551614'],
  ['Float', 10, 'cdcccc3d', '0.1'],
  ['Double', 11, '9a9999999999b93f', '0.1'],
]

describe('nodes as points', () => {
  test('those that are read, without what describes the server or a node', () => {
    const items = [
      readItem(node(2, 'Speed')),
      readItem(node(0, 2258)),
      readItem(node(3, 7), 4),
      readItem(node(2, 'Speed')),
    ]
    const one = opened().toServer(ask(READ, 5, readNodes(...items)))
    expect(one.operations.at(-1)?.points).toEqual([
      { name: 'ns=2;s=Speed', first: -1, count: 1, type: '', writes: false },
    ])
  })

  test('those that are written, whatever attribute of them is', () => {
    const one = opened().toServer(
      write(written(node(2, 'Speed'), value(3, hex('07'))), written(node(2, 'A'), value(3, hex('07')), 5)),
    )
    expect(one.operations.at(-1)?.points.map(({ name, writes }) => [name, writes])).toEqual([
      ['ns=2;s=Speed', true],
      ['ns=2;s=A Description', true],
    ])
  })

  test('those that are watched', () => {
    const one = opened().toServer(watch(9, item('Level', 1)))
    expect(one.operations.at(-1)?.points).toMatchObject([{ name: 'ns=2;s=Level', writes: false }])
  })

  test(`at most ${MAX_POINTS} of a request`, () => {
    const many = Array.from({ length: MAX_POINTS + 9 }, (_, i) => readItem(node(2, i)))
    expect(
      opened()
        .toServer(ask(READ, 5, readNodes(...many)))
        .operations.at(-1)?.points,
    ).toHaveLength(MAX_POINTS)
  })

  test('no other service has any', () => {
    expect(
      opened()
        .toServer(ask(560, 5, u32le(1), node(2, 'Speed')))
        .operations.at(-1)?.points,
    ).toEqual([])
  })
})

describe('their values', () => {
  test.each(TYPED)('%s, read', (_, type, bytes, expected) => {
    const one = opened().toServer(ask(READ, 5, readNodes(readItem(node(2, 'Speed')))))
    expect(one.toClient(results(value(type, hex(bytes)))).values).toEqual([`ns=2;s=Speed = ${expected}`])
  })

  test('of several nodes, each its own; texts are not told, and octets of a list', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F']
    const one = opened().toServer(ask(READ, 5, readNodes(...names.map((name) => readItem(node(2, name))))))
    one.toClient(
      results(
        value(3, hex('01')),
        value(12, bytesOf(text('secret'))),
        [0x02, ...u32le(0x8000_0000)],
        value(3, hex('04')),
        [0x01, 0x83, ...u32le(2), 1, 2],
        value(3, hex('06')),
      ),
    )
    expect(one.values).toEqual(['ns=2;s=A = 1', 'ns=2;s=D = 4', 'ns=2;s=E = [2]', 'ns=2;s=F = 6'])
  })

  test.each([
    ['of Int16', 0x84, [...u32le(3), 1, 0, 0xfe, 0xff, 3, 0], '[3] 1, -2, 3'],
    ['of Boolean', 0x81, [...u32le(2), 1, 0], '[2] 1, 0'],
    ['of Double', 0x8b, [...u32le(1), ...hex('9a9999999999b93f')], '[1] 0.1'],
    ['of nothing', 0x86, [...u32le(0)], '[0]'],
    ['that is null', 0x86, [...NULL], '[0]'],
    ['that is long', 0x85, [...u32le(300), ...new Uint8Array(600)], `[300]${' 0,'.repeat(MAX_ELEMENTS_TOLD)} …`],
    ['of two dimensions', 0xc4, [...u32le(2), 1, 0, 2, 0, ...u32le(2), ...u32le(2), ...u32le(1)], '[2 x 1]'],
    ['of one dimension that is told', 0xc4, [...u32le(2), 1, 0, 2, 0, ...u32le(1), ...u32le(2)], '[2] 1, 2'],
    ['of five dimensions', 0xc4, [...u32le(0), ...u32le(5), ...[0, 1, 2, 3, 4].flatMap(u32le)], '[0 x 1 x 2 x 3 x …]'],
    ['of texts', 0x8c, [...u32le(1), ...text('secret')], '[1]'],
    ['of structures', 0x96, [...u32le(2), 0, 0, 0, 0, 0, 0], '[2]'],
  ])('of an array %s', (_, encoding, elements, expected) => {
    const one = opened().toServer(ask(READ, 5, readNodes(readItem(node(2, 'A')), readItem(node(2, 'B')))))
    one.toClient(results([0x01, encoding, ...elements], value(3, hex('07'))))
    expect(one.values).toEqual([`ns=2;s=A = ${expected}`, 'ns=2;s=B = 7'])
  })

  test('none of an array that is cut, or of no type there is', () => {
    const read = ask(READ, 5, readNodes(readItem(node(2, 'A'))))
    expect(
      opened()
        .toServer(read)
        .toClient(results([0x01, 0x86, ...u32le(9), 1, 2])).values,
    ).toEqual([])
    expect(
      opened()
        .toServer(read)
        .toClient(results([0x01, 0x9f, ...u32le(0)])).values,
    ).toEqual([])
    expect(
      opened()
        .toServer(read)
        .toClient(results([0x01, 0xc6, ...u32le(0), ...u32le(9)])).values,
    ).toEqual([])
  })

  test('none of a value whose status is bad', () => {
    const one = opened().toServer(ask(READ, 5, readNodes(readItem(node(2, 'A')), readItem(node(2, 'B')))))
    const bad = [0x03, 3, 7, ...u32le(0x8000_0000)]
    const uncertain = [0x03, 3, 8, ...u32le(0x4000_0000)]
    expect(one.toClient(results(bad, uncertain)).values).toEqual(['ns=2;s=B = 8'])
  })

  test('of another read of many nodes that begins alike, those of its own nodes', () => {
    const read = (last: string) =>
      ask(READ, 5, readNodes(...['A', 'B', 'C', 'D', last].map((name) => readItem(node(2, name)))))
    const five = results(...[1, 2, 3, 4, 5].map((each) => value(3, bytesOf(each))))
    const one = opened().toServer(read('E')).toClient(five).toServer(read('F')).toClient(five)
    expect(one.values.filter((each) => each.endsWith('5'))).toEqual(['ns=2;s=E = 5', 'ns=2;s=F = 5'])
  })

  test('each its own where not every node is a point, or one is read twice', () => {
    const nodes = [readItem(node(0, 2258)), readItem(node(2, 'A')), readItem(node(2, 'A'), 4), readItem(node(2, 'A'))]
    const mixed = opened().toServer(ask(READ, 5, readNodes(...nodes, readItem(node(2, 'B')))))
    mixed.toClient(results(...[1, 2, 3, 4, 5].map((each) => value(3, bytesOf(each)))))
    expect(mixed.values).toEqual(['ns=2;s=A = 2', 'ns=2;s=B = 5'])
  })

  test(`of a read of more than ${MAX_POINTS} nodes those of its points`, () => {
    const count = MAX_POINTS + 6
    const many = Array.from({ length: count }, (_, i) => readItem(node(2, i)))
    const one = opened().toServer(ask(READ, 5, readNodes(...many)))
    one.toClient(results(...many.map((_, i) => value(3, bytesOf(i)))))
    expect(one.values).toHaveLength(MAX_POINTS)
    expect(one.values.at(-1)).toBe(`ns=2;i=${MAX_POINTS - 1} = ${MAX_POINTS - 1}`)
  })

  test('none where the results are fewer than the nodes, or cut', () => {
    const mixed = opened().toServer(ask(READ, 5, readNodes(readItem(node(2, 'A')), readItem(node(0, 2258)))))
    expect(mixed.toClient(results(value(3, hex('01')))).values).toEqual([])
    const cut = opened().toServer(ask(READ, 5, readNodes(readItem(node(2, 'A')))))
    expect(cut.toClient(reply(READ_REPLY, 5, 0, u32le(1), [0x01, 6, 1])).values).toEqual([])
  })

  test('what is written, but for texts and parts of lists', () => {
    const one = opened().toServer(
      write(
        written(node(2, 'Speed'), value(5, bytesOf(u16le(750)))),
        written(node(2, 'Name'), value(12, bytesOf(text('secret')))),
        written(node(2, 'List'), value(3, hex('09')), 13, text('1')),
        written(node(0, 99), value(3, hex('08'))),
      ),
    )
    expect(one.values).toEqual([])
    expect(one.toClient(granted(0, 0, 0, 0)).values).toEqual(['ns=2;s=Speed = 750'])
  })

  test('nothing that a write was refused', () => {
    const three = write(...['A', 'B', 'C'].map((name, at) => written(node(2, name), value(3, bytesOf(at)))))
    const one = opened()
      .toServer(three)
      .toClient(granted(0, BAD_NOT_WRITABLE, 0))
    expect(one.heard.at(-1)).toMatchObject({ role: 'response', class: 'write', status: BAD_NOT_WRITABLE })
    expect(one.values).toEqual(['ns=2;s=A = 0', 'ns=2;s=C = 2'])
    expect(opened().toServer(three).toClient(granted(0)).values).toEqual(['ns=2;s=A = 0'])
    expect(
      opened()
        .toServer(three)
        .toClient(reply(WRITE_REPLY, 5, BAD_NOT_WRITABLE)).values,
    ).toEqual([])
    expect(
      opened()
        .toServer(three)
        .toClient(reply(397, 5, BAD_NOT_WRITABLE)).values,
    ).toEqual([])
  })

  test('nothing of a write that was never answered, when its request id comes again', () => {
    const one = opened().toServer(write(written(node(2, 'A'), value(3, hex('07')))))
    one.samples = false
    one.toServer(write(written(node(2, 'A'), value(3, hex('08'))))).toClient(granted(0))
    expect(one.values).toEqual([])
  })

  test(`what is written of at most ${MAX_PENDING_DETAILS} writes that wait`, () => {
    const one = opened()
    const ids = Array.from({ length: MAX_PENDING_DETAILS + 1 }, (_, at) => at + 5)
    for (const id of ids) one.toServer(ask(WRITE, id, u32le(1), written(node(2, id), value(3, bytesOf(id)))))
    for (const id of ids) one.toClient(reply(WRITE_REPLY, id, 0, u32le(1), u32le(0), NULL))
    expect(one.values).toHaveLength(MAX_PENDING_DETAILS)
    expect(one.values[0]).toBe('ns=2;i=6 = 6')
  })

  test('none when none are wanted', () => {
    const one = opened()
    one.samples = false
    one
      .toServer(write(written(node(2, 'A'), value(3, hex('01')))))
      .toClient(granted(0))
      .toServer(ask(READ, 5, readNodes(readItem(node(2, 'A')))))
    expect(one.toClient(results(value(3, hex('01')))).values).toEqual([])
  })
})

describe('what is watched', () => {
  const publish = ask(PUBLISH, 6, u32le(0))

  test('has the values of notifications, each by its subscription and handle', () => {
    const one = opened().toServer(watch(9, item('Level', 1), item('Flow', 2)), watch(8, item('Speed', 1)))
    one.toServer(publish).toClient(published(9, change(2, 7), change(1, 6)))
    one.toServer(publish).toClient(published(8, change(1, 5), change(2, 4)))
    one.toServer(publish).toClient(published(7, change(1, 3)))
    expect(one.values).toEqual(['ns=2;s=Flow = 7', 'ns=2;s=Level = 6', 'ns=2;s=Speed = 5'])
    expect(one.heard.filter(({ name }) => name === 'Publish')).toHaveLength(6)
    expect(one.observations.filter(({ kind }) => kind === 'malformed')).toEqual([])
  })

  test('has arrays', () => {
    const one = opened().toServer(watch(9, item('Level', 1)), publish)
    const levels = [...u32le(1), 0x01, 0x85, ...u32le(2), 7, 0, 8, 0]
    expect(one.toClient(published(9, levels)).values).toEqual(['ns=2;s=Level = [2] 7, 8'])
  })

  test('has none once its subscription is deleted, and what a handle stands for can change', () => {
    const one = opened().toServer(watch(9, item('Level', 1)), watch(9, item('Flow', 1)))
    one.toServer(publish).toClient(published(9, change(1, 1)))
    one.toServer(ask(DELETE_SUBSCRIPTIONS, 7, u32le(1), u32le(9)), publish).toClient(published(9, change(1, 2)))
    expect(one.values).toEqual(['ns=2;s=Flow = 1'])
  })

  test(`is at most ${MAX_WATCHED} items of a connection`, () => {
    const many = Array.from({ length: MAX_WATCHED }, (_, i) => item(`N${i}`, i))
    const one = opened().toServer(watch(9, ...many), watch(9, item('Level', 5000)), publish)
    one.toClient(published(9, change(5000, 1), change(3, 2))).toServer(watch(9, item('Again', 3)), publish)
    expect(one.toClient(published(9, change(3, 3))).values).toEqual(['ns=2;s=N3 = 2', 'ns=2;s=Again = 3'])
  })

  test('is asked once a notification for all items of a request', () => {
    const one = opened().toServer(watch(9, item('A', 1), item('B', 2)), watch(9, item('C', 3)), publish)
    one.toClient(published(9, change(1, 1), change(3, 2), change(2, 3)))
    expect(one.asked).toBe(2)
  })

  test('has none where the notification is cut, or nothing is wanted', () => {
    const cut = published(9, change(1, 1)).subarray(0, -20)
    new DataView(cut.buffer, cut.byteOffset).setUint32(4, cut.length, true)
    const one = opened().toServer(watch(9, item('A', 1)), publish)
    expect(one.toClient(cut).values).toEqual([])
    one.samples = false
    expect(one.toServer(publish).toClient(published(9, change(1, 1))).values).toEqual([])
  })
})
