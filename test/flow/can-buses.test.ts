import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { REMOTE, socketCan } from '../../fixtures/generate/can-frame.ts'
import { errorControl, fill, nmt, sdo, sdoAnswer, sync } from '../../fixtures/generate/canopen-frame.ts'
import { MAX_HELD_FRAMES, MAX_HELD_US } from '../../sensor/flow/can-buses.ts'
import { Line } from '../../sensor/pipeline.ts'
import { readAssets } from '../../storage/observed/read-assets.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { type Bytes, bytesOf, u16, u32, u32le } from '../support/packet.ts'
import { lookUps, runCapture, sumsByFunction } from '../support/run-line.ts'
import { replayed } from '../support/stored-assets.ts'

const SOCKETCAN = 227
const LINUX_SLL = 113
const ARPHRD_CAN = 280
const FIXTURES = join(import.meta.dirname, '../../fixtures')
const NODE = 5
const TESTER = [socketCan(0x7e0, fill([2, 0x10, 3])), socketCan(0x7e8, fill([2, 0x50, 3]))]
const EXCHANGE = [sdo(NODE, 0x40, 0x1000, 0), sdoAnswer(NODE, 0x43, 0x1000, 0, ...u32le(0x0002_0192))]

/** Each frame a millisecond after the one before. */
function heard(frames: readonly Bytes[], stepUs = 1000, linkType = SOCKETCAN) {
  const line = new Line(dissectors)
  feedFrames(
    line,
    frames.map((bytes, at) => ({ timeUs: at * stepUs, bytes, linkType })),
  )
  return lookUps(line.endCapture(0).delta)
}

function pairs({ delta, address }: ReturnType<typeof heard>): string[] {
  return delta.conversations.map(({ client, server, protocol }) => `${protocol} ${address(client)} ${address(server)}`)
}

function unmapped({ delta }: ReturnType<typeof heard>): number {
  const counts = delta.coverage.filter(({ detail }) => detail === 'link-payload-unknown').map(({ count }) => count)
  return counts.reduce((sum, count) => sum + count, 0)
}

test('stations of CANopen are its nodes, and 0 for whoever commands and asks', async () => {
  const rows = await replayed([join(FIXTURES, 'canopen/bus.pcap')], (reader) =>
    readAssets(reader).map(({ row }) => row),
  )
  expect(rows.map(({ macAddresses, product, role }) => [macAddresses, product, role]).sort()).toEqual([
    ['canopen-0', '', 'controller'],
    ['canopen-12', '', 'remote-io'],
    ['canopen-5', 'EPOS-like drive 70/10', 'drive'],
  ])
})

test('ECUs and their tester are stations of a bus of their own', async () => {
  const file = join(FIXTURES, 'isotp/diagnosis.pcap')
  const rows = await replayed([file], (reader) => readAssets(reader).map(({ row }) => row))
  expect(rows.map(({ macAddresses }) => macAddresses).sort()).toEqual(['isotp-0', 'isotp-1', 'isotp-4'])
})

test('what came before the bus has shown itself is counted with the moment at which it came', () => {
  const { delta } = heard([errorControl(NODE, 0), sync(), errorControl(NODE, 127), ...EXCHANGE])
  const firsts = delta.operations.map(({ functionName, firstUs, witness }) => [functionName, firstUs, witness.frame])
  expect(firsts).toEqual([
    ['Boot-up', 0, 1],
    ['SYNC', 1000, 2],
    ['Heartbeat', 2000, 3],
    ['SDO upload', 3000, 4],
  ])
})

test('a bus that shows nothing is counted, and not mapped', () => {
  const run = heard([0x0c9, 0x1a1, 0x201, 0x701].map((identifier) => socketCan(identifier, [1, 2])))
  expect(pairs(run)).toEqual([])
  expect(unmapped(run)).toBe(4)
})

test('frames wait so long, and no longer; once the bus has shown itself what comes is mapped', () => {
  const early = [errorControl(NODE, 5), errorControl(NODE, 5)]
  const late = heard([...early, sync(), ...EXCHANGE, errorControl(NODE, 5)], MAX_HELD_US / 2)
  expect(unmapped(late)).toBe(4)
  expect(pairs(late)).toEqual(['canopen canopen-0 canopen-5', 'canopen canopen-5 canopen-all'])
  const soon = heard([...early, sync(), ...EXCHANGE, errorControl(NODE, 5)], MAX_HELD_US / 5)
  expect(unmapped(soon)).toBe(0)
})

test('so many frames wait, and no more', () => {
  const run = heard([...new Array<Bytes>(MAX_HELD_FRAMES + 10).fill(errorControl(NODE, 5)), ...EXCHANGE, sync()], 100)
  expect(unmapped(run)).toBe(MAX_HELD_FRAMES + 11)
  expect(pairs(run)).toEqual(['canopen canopen-0 canopen-5', 'canopen canopen-0 canopen-all'])
})

test('each segment has a bus of its own, and each capture has others', () => {
  const line = new Line(dissectors)
  feedFrames(
    line,
    [...EXCHANGE, sync()].map((bytes, timeUs) => ({ timeUs, bytes, linkType: SOCKETCAN })),
  )
  line.endCapture(0)
  feedFrames(
    line,
    [sync(), sync()].map((bytes, timeUs) => ({ timeUs, bytes, linkType: SOCKETCAN })),
  )
  const { delta } = line.endCapture(0)
  expect(delta.conversations).toEqual([])
  expect(delta.coverage.map(({ detail, count }) => [detail, count])).toEqual([['link-payload-unknown', 2]])
})

test('a capture that goes on in another file has the same bus', () => {
  const line = new Line(dissectors)
  feedFrames(
    line,
    EXCHANGE.map((bytes, timeUs) => ({ timeUs, bytes, linkType: SOCKETCAN })),
  )
  line.nextCapture(0)
  feedFrames(
    line,
    [sync(), sync()].map((bytes, timeUs) => ({ timeUs, bytes, linkType: SOCKETCAN })),
  )
  expect(line.endCapture(0).delta.operations).toMatchObject([{ functionName: 'SYNC', messages: 2 }])
})

test('a PDO tells of a node that was heard otherwise, and of no other', () => {
  const run = heard([
    ...EXCHANGE,
    socketCan(0x185, [1]),
    socketCan(0x205, [1]),
    socketCan(0x186, [1]),
    socketCan(0x086, fill([])),
  ])
  expect(pairs(run)).toEqual(['canopen canopen-0 canopen-5', 'canopen canopen-5 canopen-all'])
  expect(unmapped(run)).toBe(2)
})

test('what asks for data is a frame of CANopen only where it guards a node', () => {
  const run = heard([...EXCHANGE, socketCan(REMOTE + 0x705, []), socketCan(REMOTE + 0x185, [])])
  expect(run.delta.operations.map(({ functionName }) => functionName)).toEqual(['SDO upload', 'Node guarding request'])
  expect(unmapped(run)).toBe(1)
})

test('a command to a node is told of it, one to all of all', () => {
  const run = heard([...EXCHANGE, nmt(1, 0), nmt(2, NODE), nmt(2, 200)])
  expect(pairs(run)).toEqual(['canopen canopen-0 canopen-5', 'canopen canopen-0 canopen-all'])
})

test('a tester on a bus of CANopen is a tester', () => {
  expect(pairs(heard([...EXCHANGE, ...TESTER, ...TESTER]))).toEqual([
    'canopen canopen-0 canopen-5',
    'isotp isotp-0 isotp-1',
  ])
})

const cooked = (protocol: number, id: readonly number[], data: readonly number[], length = data.length) =>
  bytesOf(u16(0), u16(ARPHRD_CAN), u16(0), new Uint8Array(8), u16(protocol), id, length, 0, 0, 0, data)

test.each([
  ['of the host', u32le],
  ['of the network', u32],
])('in a capture of all interfaces the identifier has the byte order %s', (_, word) => {
  const frames = [
    cooked(0x0c, [...word(0x605)], fill([0x40, 0x00, 0x10])),
    cooked(0x0c, [...word(0x585)], fill([0x43, 0x00, 0x10])),
    cooked(0x0d, [...word(0x8000_0000 + 0x18ea_2700)], [0xeb, 0xfe, 0]),
    cooked(0x0d, [...word(0x8000_0000 + 0x18ea_2781)], [0xeb, 0xfe, 0]),
  ]
  expect(pairs(heard(frames, 1000, LINUX_SLL)).slice(0, 2)).toEqual([
    'canopen canopen-0 canopen-5',
    'j1939 j1939-0 j1939-39',
  ])
})

test.each([
  ['another kind of interface', 1, 0x0c],
  ['another protocol of CAN', ARPHRD_CAN, 0x0e],
])('%s is none of CAN', (_, hardware, protocol) => {
  const bytes = cooked(protocol, [...u32le(0x605)], [1])
  bytes.set(u16(hardware), 2)
  expect(unmapped(heard([bytes], 1000, LINUX_SLL))).toBe(1)
})

test('a cooked frame of CAN that is cut in its header says so', () => {
  const { delta } = heard([cooked(0x0c, [...u32le(0x605)], []).slice(0, 21)], 1000, LINUX_SLL)
  expect(delta.coverage.map(({ detail }) => detail)).toEqual(['link-header-cut'])
})

test('frames of CAN FD are none of CANopen', () => {
  const FD = 4
  const late = new Array<Bytes>(2).fill(socketCan(0x185, [1], FD))
  const asked = [socketCan(0x605, fill([0x40, 0x00, 0x10]), FD), socketCan(0x585, fill([0x43, 0x00, 0x10]), FD)]
  expect(pairs(heard([...asked, ...late]))).toEqual([])
  const run = heard([...EXCHANGE, ...late])
  expect(pairs(run)).toEqual(['canopen canopen-0 canopen-5'])
  expect(unmapped(run)).toBe(2)
})

test('several shards see together what one line sees alone', () => {
  const frames = [errorControl(NODE, 5), sync(), ...EXCHANGE, nmt(1, 0), socketCan(0x0c9, [1])]
  const fed = frames.map((bytes, timeUs) => ({ timeUs, bytes, linkType: SOCKETCAN }))
  const rows = [0, 1, 2].flatMap((index) => {
    const line = new Line(dissectors, { index, count: 3 })
    feedFrames(line, fed)
    const run = lookUps(line.endCapture(0).delta)
    return [...pairs(run), `unmapped ${unmapped(run)}`]
  })
  const whole = heard(frames)
  expect(rows.filter((row) => row !== 'unmapped 0').sort()).toEqual(
    [...pairs(whole), `unmapped ${unmapped(whole)}`].sort(),
  )
})

test('frames of CAN XL are counted, and not taken for others', () => {
  const run = heard([bytesOf(u32(0x605), 0x80, 0, u16(8), u32(0), new Uint8Array(8)), ...EXCHANGE])
  expect(unmapped(run)).toBe(1)
})

test('what a stack says to itself is counted as its identifiers are', () => {
  const run = runCapture(join(FIXTURES, 'canopen/node-canopen.pcap'))
  const counts: Record<string, number> = {}
  for (const [name, [requests = 0, responses = 0, , messages = 0]] of Object.entries(sumsByFunction(run, 'canopen'))) {
    const kind = name.replace(/ \d+$/, '')
    counts[kind] = (counts[kind] ?? 0) + requests + responses + messages
  }
  expect(counts).toEqual({
    sdo: 42 + 170,
    'error control': 56,
    lss: 137 + 294,
    sync: 40,
    tpdo: 3,
    emcy: 2,
    time: 1,
    nmt: 3,
  })
  expect([run.line.context.malformed, run.line.context.undecoded]).toEqual([0, 0])
})
