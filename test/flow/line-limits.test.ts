import { expect, test } from 'vitest'
import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { EndpointTable, MAX_ENDPOINTS, NO_ENDPOINT } from '../../sensor/flow/endpoint-table.ts'
import { FlowTable, MAX_FLOWS, NEW_FLOW, NO_FLOW } from '../../sensor/flow/flow-table.ts'
import { IDLE_US, ROOM_FOR_IDLE_FLOWS, UNDECIDED_US } from '../../sensor/flow/flows.ts'
import { LONGEST_RESYNC_REST_US, MAX_RESYNC, RESYNC_REST_US } from '../../sensor/flow/message-stream.ts'
import { MAX_DEFECT_BYTES, MAX_DEFECTS, MAX_LAYERS } from '../../sensor/flow/protocol-layer.ts'
import { LOOK_AGAIN_US, MAX_LOOKS_AGAIN } from '../../sensor/flow/protocol-search.ts'
import { MAX_PROBE_BYTES, MAX_REFUSALS } from '../../sensor/identify/identifier.ts'
import { MAX_OPERATION_RECORDS, MAX_TARGETS, SUMMED_TARGET } from '../../sensor/model/conversation.ts'
import type { Delta } from '../../sensor/model/delta.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { CaptureBuilder, type Host, type TcpBuilder } from '../support/packet.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }
const ELSEWHERE: Host = { ...SERVER, port: 9999 }

function run(capture: CaptureBuilder): Delta {
  const line = new Line([simple])
  feedFrames(line, capture.frames)
  return line.endCapture(0).delta
}

function covered(delta: Delta, measure: string): Record<string, number> {
  return Object.fromEntries(
    delta.coverage.filter((entry) => entry.measure === measure).map((entry) => [entry.detail, entry.count]),
  )
}

test(`distinct targets past ${MAX_TARGETS} of a conversation are summed per module`, () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  for (let i = 0; i < MAX_TARGETS + 10; i++) connection.ask(simpleMessage(1, `unit 1 register ${i}`))
  const delta = run(capture)
  const summed = delta.operations.filter(({ target }) => target.endsWith(SUMMED_TARGET))
  expect(summed.map(({ target, requests }) => [target, requests])).toEqual([[`unit 1 ${SUMMED_TARGET}`, 10]])
  expect(covered(delta, 'operations-summed')).toEqual({ '': 10 })
  expect(delta.operations.reduce((sum, { requests }) => sum + requests, 0)).toBe(MAX_TARGETS + 10)
})

test(`past ${MAX_OPERATION_RECORDS} rows of a conversation modules are summed too`, () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  for (let i = 0; i < MAX_OPERATION_RECORDS + 10; i++) connection.ask(simpleMessage(1, `unit ${i}`))
  const delta = run(capture)
  expect(delta.operations.length).toBe(MAX_OPERATION_RECORDS + 1)
  expect(delta.operations.find(({ target }) => target === SUMMED_TARGET)?.requests).toBe(10)
})

/** So many payloads that nobody knows. */
function foreign(connection: TcpBuilder, count = MAX_REFUSALS): TcpBuilder {
  for (let i = 0; i < count; i++) connection.ask(Uint8Array.of(1, 2, 3))
  return connection
}

test(`a side that every protocol refuses ${MAX_REFUSALS} times is left alone`, () => {
  const capture = new CaptureBuilder()
  foreign(capture.connect(CLIENT, ELSEWHERE)).ask(simpleMessage(1, 'late'))
  const delta = run(capture)
  expect(delta.operations).toEqual([])
  expect(delta.conversations.map(({ protocol, identifiedBy }) => [protocol, identifiedBy])).toEqual([['tcp', 'none']])
})

test(`and looked at anew after ${LOOK_AGAIN_US / 1e6} s: what was refused until then is counted as skipped`, () => {
  for (const waitedUs of [LOOK_AGAIN_US / 2, LOOK_AGAIN_US]) {
    const capture = new CaptureBuilder()
    const connection = foreign(capture.connect(CLIENT, ELSEWHERE))
    capture.wait(waitedUs)
    connection.ask(simpleMessage(1, 'later'))
    const delta = run(capture)
    const isLookedAt = waitedUs >= LOOK_AGAIN_US
    expect(delta.operations.map(({ target }) => target)).toEqual(isLookedAt ? ['later'] : [])
    expect(covered(delta, 'skipped-bytes')).toEqual(isLookedAt ? { '': MAX_REFUSALS * 3 } : {})
  }
})

test(`each time after twice as long, ${MAX_LOOKS_AGAIN} times`, () => {
  for (const rests of [MAX_LOOKS_AGAIN, MAX_LOOKS_AGAIN + 1]) {
    const capture = new CaptureBuilder()
    const connection = capture.connect(CLIENT, ELSEWHERE)
    for (let rest = 0; rest < rests; rest++) {
      foreign(connection)
      capture.wait(LOOK_AGAIN_US * 2 ** rest)
    }
    connection.ask(simpleMessage(1, 'at last'))
    const targets = run(capture).operations.map(({ target }) => target)
    expect(targets).toEqual(rests <= MAX_LOOKS_AGAIN ? ['at last'] : [])
  }
})

test('the other side is looked at meanwhile', () => {
  const capture = new CaptureBuilder()
  foreign(capture.connect(CLIENT, ELSEWHERE)).answer(simpleMessage(2, 'answer'))
  expect(run(capture).operations.map(({ target, responses }) => [target, responses])).toEqual([['answer', 1]])
})

test('a connection joined midway that nobody recognises has the name of the only protocol of its port, if that may hide', () => {
  for (const midway of [true, false]) {
    const capture = new CaptureBuilder()
    foreign(capture.connect(CLIENT, SERVER, { midway }))
    const named = (dissector: Dissector) => {
      const line = new Line([dissector])
      feedFrames(line, capture.frames)
      return line.endCapture(0).delta.conversations.map(({ protocol, identifiedBy }) => `${protocol} ${identifiedBy}`)
    }
    expect(named({ ...simple, mayHide: true })).toEqual([midway ? 'simple port' : 'tcp none'])
    expect(named(simple)).toEqual(['tcp none'])
  }
})

test('where its port has two protocols it has no name', () => {
  const capture = new CaptureBuilder()
  foreign(capture.connect(CLIENT, SERVER, { midway: true }))
  const line = new Line([
    { ...simple, mayHide: true },
    { ...simple, name: 'another' },
  ])
  feedFrames(line, capture.frames)
  expect(line.endCapture(0).delta.conversations.map(({ protocol }) => protocol)).toEqual(['tcp'])
})

test('a dialogue refused fewer times is still looked at', () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, ELSEWHERE)
  for (let i = 1; i < MAX_REFUSALS; i++) connection.ask(Uint8Array.of(1, 2, 3))
  connection.ask(simpleMessage(1, 'in time'))
  expect(run(capture).operations.map(({ target }) => target)).toEqual(['in time'])
})

test(`a protocol that wants more than ${MAX_PROBE_BYTES} bytes to say yes only names its port`, () => {
  const undecided = { ...simple, name: 'undecided', probe: () => 'need-more' as const }
  const capture = new CaptureBuilder()
  capture.connect(CLIENT, SERVER).ask(new Uint8Array(MAX_PROBE_BYTES))
  const line = new Line([undecided])
  feedFrames(line, capture.frames)
  const { delta } = line.endCapture(0)
  expect(delta.conversations.map(({ protocol, identifiedBy }) => [protocol, identifiedBy])).toEqual([
    ['undecided', 'port'],
  ])
})

test('the first messages wait for the verdict and are then dissected', () => {
  const whole = simpleMessage(1, 'split')
  const capture = new CaptureBuilder()
  capture
    .connect(CLIENT, ELSEWHERE)
    .ask(whole.slice(0, 3), whole.slice(3, 5), whole.slice(5))
    .answer(simpleMessage(2, 'split'))
  const delta = run(capture)
  expect(delta.operations.map(({ target, requests, responses }) => [target, requests, responses])).toEqual([
    ['split', 1, 0],
    ['split', 0, 1],
  ])
  expect(delta.conversations[0]?.identifiedBy).toBe('confirmed')
})

/** A connection whose client has lost its place, and failed to find it `rounds` times. */
function lostConnection(capture: CaptureBuilder, rounds: number): TcpBuilder {
  const connection = capture.connect(CLIENT, SERVER).ask(simpleMessage(1, 'first')).ask(Uint8Array.of(0xff))
  for (let round = 0; round < rounds; round++) {
    if (round > 0) capture.wait(Math.min(RESYNC_REST_US * 2 ** (round - 1), LONGEST_RESYNC_REST_US))
    for (let i = 0; i < MAX_RESYNC; i++) connection.ask(Uint8Array.of(0xff, i))
  }
  return connection
}

test(`after ${MAX_RESYNC} failed attempts to find its place a dialogue is given up, and says so`, () => {
  const capture = new CaptureBuilder()
  lostConnection(capture, 1).ask(simpleMessage(1, 'too late'))
  const delta = run(capture)
  expect(delta.operations.map(({ target }) => target)).toEqual(['first'])
  expect(covered(delta, 'given-up')).toEqual({ resynchronisation: 1 })
})

test(`it tries again after ${RESYNC_REST_US / 1e6} s, then after twice as long, up to ${LONGEST_RESYNC_REST_US / 1e6} s`, () => {
  for (const rounds of [1, 2, 5, 14]) {
    const restUs = Math.min(RESYNC_REST_US * 2 ** (rounds - 1), LONGEST_RESYNC_REST_US)
    for (const waitedUs of [restUs / 2, restUs]) {
      const capture = new CaptureBuilder()
      const connection = lostConnection(capture, rounds)
      capture.wait(waitedUs)
      connection.ask(simpleMessage(1, 'again'), simpleMessage(1, 'on'))
      const delta = run(capture)
      const goesOn = waitedUs >= restUs ? ['first', 'again', 'on'] : ['first']
      expect(delta.operations.map(({ target }) => target)).toEqual(goesOn)
      expect(covered(delta, 'given-up')).toEqual({ resynchronisation: 1 })
    }
  }
})

test('before that it finds its place again at the next message', () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER).ask(simpleMessage(1, 'first'))
  for (let i = 0; i < MAX_RESYNC - 1; i++) connection.ask(Uint8Array.of(0xff, i))
  connection.ask(simpleMessage(1, 'in time'))
  expect(run(capture).operations.map(({ target }) => target)).toEqual(['first', 'in time'])
})

test('a defect of a dissector costs one message, and is kept with its bytes', () => {
  const capture = new CaptureBuilder()
  const body = new Uint8Array(MAX_DEFECT_BYTES)
  capture
    .connect(CLIENT, SERVER)
    .ask(simpleMessage(1, 'before'), simpleMessage(0xdead, body), simpleMessage(1, 'after'))
  const delta = run(capture)
  expect(delta.operations.map(({ target }) => target)).toEqual(['before', 'after'])
  expect(delta.faults).toMatchObject([
    { protocol: 'simple', reason: 'TypeError: the defect that was asked for', count: 1 },
  ])
  expect(delta.faults[0]?.messageHex).toHaveLength(MAX_DEFECT_BYTES * 2)
})

test(`after ${MAX_DEFECTS} defects a dialogue is no longer dissected`, () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  for (let i = 0; i < MAX_DEFECTS; i++) connection.ask(simpleMessage(0xdead, ''))
  connection.ask(simpleMessage(1, 'too late'))
  const delta = run(capture)
  expect(delta.operations).toEqual([])
  expect(covered(delta, 'given-up')).toEqual({ 'defects of the dissector': 1 })
})

test(`protocols inside protocols are followed ${MAX_LAYERS} deep`, () => {
  const nested = (depth: number): Uint8Array =>
    depth === 1 ? simpleMessage(1, 'inside') : simpleMessage(3, nested(depth - 1))
  const capture = (depth: number) => new CaptureBuilder().datagram(CLIENT, SERVER, nested(depth))
  expect(run(capture(MAX_LAYERS)).operations).toHaveLength(1)
  expect(run(capture(MAX_LAYERS + 1)).operations).toHaveLength(0)
})

test(`a flow without a protocol is reported under its transport after ${UNDECIDED_US / 1e6} s`, () => {
  const capture = new CaptureBuilder()
  capture.connect(CLIENT, ELSEWHERE)
  const line = new Line([simple])
  feedFrames(line, capture.frames)
  expect(line.drain().conversations).toEqual([])
  feedFrames(
    line,
    new CaptureBuilder().wait(UNDECIDED_US + 1).datagram(CLIENT, SERVER, simpleMessage(1, 'later')).frames,
  )
  expect(
    line
      .drain()
      .conversations.map(({ protocol }) => protocol)
      .sort(),
  ).toEqual(['simple', 'tcp'])
})

test('a connection that carries nothing belongs to the known service of the two', () => {
  const capture = new CaptureBuilder()
  capture.connect(CLIENT, SERVER).ask(simpleMessage(1, 'x')).close()
  capture.connect({ ...CLIENT, port: 40001 }, SERVER).close()
  const delta = run(capture)
  expect(
    delta.conversations.map(({ protocol, packetsToServer, packetsToClient }) => [
      protocol,
      packetsToServer,
      packetsToClient,
    ]),
  ).toEqual([['simple', 9, 4]])
})

test('answers broadcast to whatever port had asked are one conversation', () => {
  const everyone: Host = { mac: 'ff:ff:ff:ff:ff:ff', ip: '255.255.255.255', port: 0 }
  const capture = new CaptureBuilder()
  for (const port of [50_001, 50_002, 50_003]) capture.datagram(SERVER, { ...everyone, port }, simpleMessage(2, 'here'))
  expect(run(capture).conversations.map(({ port, packetsToServer }) => [port, packetsToServer])).toEqual([[7777, 3]])
})

test(`a flow idle for ${IDLE_US / 1e6} s is forgotten, and its packets are counted once`, () => {
  const line = new Line([simple])
  feedFrames(line, new CaptureBuilder().datagram(CLIENT, SERVER, simpleMessage(1, 'a')).frames)
  const first = line.drain()
  feedFrames(
    line,
    new CaptureBuilder().wait(IDLE_US + 1e6).datagram({ ...CLIENT, port: 5 }, SERVER, simpleMessage(1, 'a')).frames,
  )
  line.drain()
  feedFrames(line, new CaptureBuilder().wait(IDLE_US + 2e6).datagram(CLIENT, SERVER, simpleMessage(1, 'a')).frames)
  const { delta } = line.endCapture(0)
  expect(first.conversations[0]?.packetsToServer).toBe(1)
  expect(delta.conversations[0]?.packetsToServer).toBe(1)
})

test.each([
  ['kept while there is room for', ROOM_FOR_IDLE_FLOWS - 1, 3],
  ['forgotten when there are more than', ROOM_FOR_IDLE_FLOWS, 0],
] as const)(`an idle flow of datagrams is %s ${ROOM_FOR_IDLE_FLOWS}: with %i others`, (_, others, skipped) => {
  const line = new Line([simple])
  feedFrames(line, new CaptureBuilder().datagram(CLIENT, SERVER, simpleMessage(1, 'a')).frames)
  const later = new CaptureBuilder().wait(IDLE_US + 1e6)
  for (let i = 0; i < others; i++) later.datagram({ ...CLIENT, port: i + 1 }, SERVER, simpleMessage(1, 'a'))
  feedFrames(line, later.frames)
  line.drain()
  // What is no message is skipped in a dialogue that is known, and waits to be identified in one that is not.
  feedFrames(line, new CaptureBuilder().wait(IDLE_US + 2e6).datagram(CLIENT, SERVER, Uint8Array.of(1, 2, 3)).frames)
  expect(covered(line.endCapture(0).delta, 'skipped-bytes')).toEqual(skipped > 0 ? { '': skipped } : {})
})

test.each([
  ['known', ROOM_FOR_IDLE_FLOWS - 1],
  ['forgotten', ROOM_FOR_IDLE_FLOWS],
] as const)(`a TCP connection idle for ${IDLE_US / 1e6} s is %s with %i other flows`, (what, others) => {
  const line = new Line([simple])
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  connection.ask(simpleMessage(1, 'a'))
  capture.wait(IDLE_US + 1e6)
  for (let i = 0; i < others; i++) capture.datagram({ ...CLIENT, port: i + 1 }, SERVER, simpleMessage(1, 'a'))
  feedFrames(line, capture.frames)
  line.drain()
  // What is no message is skipped in a connection that is known, and is of an unknown protocol in one that is not.
  const { length } = capture.frames
  connection.ask(Uint8Array.of(1, 2, 3))
  feedFrames(line, capture.frames.slice(length))
  const known = covered(line.endCapture(0).delta, 'skipped-bytes')
  expect(Object.keys(known).length > 0).toBe(what === 'known')
})

test(`addresses past ${MAX_ENDPOINTS} are refused and counted`, () => {
  const table = new EndpointTable()
  for (let ip = 1; ip <= MAX_ENDPOINTS; ip++) table.ipv4(0, ip)
  expect(table.refused).toBe(0)
  expect(table.ipv4(0, MAX_ENDPOINTS + 1)).toBe(NO_ENDPOINT)
  expect(table.refused).toBe(1)
  expect(table.ipv4(0, 77)).toBe(77)
})

test(`flows past ${MAX_FLOWS} are refused and counted, and a forgotten one makes room`, () => {
  const table = new FlowTable()
  for (let i = 0; i < MAX_FLOWS; i++) table.find(1 + (i >>> 15), i & 0x7fff, 100_000, 502, 6)
  expect(table.size).toBe(MAX_FLOWS)
  expect(table.find(1, 40_000, 100_000, 502, 6)).toBe(NO_FLOW)
  expect(table.refused).toBe(1)
  const old = table.find(1, 5, 100_000, 502, 6)
  table.remove(old)
  expect(table.find(1, 40_000, 100_000, 502, 6)).toBe(old)
  expect(table.created).toBe(true)
})

test('IPv4 flows are told apart by address, port, protocol and segment, and found from both sides', () => {
  const table = new FlowTable()
  const find = (segment: number, a: number, aPort: number, b: number, bPort: number, protocol: number) => {
    const flow = table.findIpv4(segment, a, aPort, b, bPort, protocol)
    return flow === NEW_FLOW ? table.addIpv4(1, 2) : flow
  }
  const first = find(0, 10, 1000, 20, 502, 6)
  expect(table.created).toBe(true)
  expect(find(0, 20, 502, 10, 1000, 6)).toBe(first)
  expect(table.side).toBe(1)
  const others = [
    find(1, 10, 1000, 20, 502, 6),
    find(0, 10, 1000, 20, 502, 17),
    find(0, 10, 1001, 20, 502, 6),
    find(0, 11, 1000, 20, 502, 6),
  ]
  expect(new Set([first, ...others]).size).toBe(5)
  table.remove(first)
  expect(find(0, 10, 1000, 20, 502, 6)).toBe(first)
  expect(find(1, 10, 1000, 20, 502, 6)).toBe(others[0])
})

test('removing flows leaves every other one to be found', () => {
  const table = new FlowTable()
  const flows = Array.from({ length: 5000 }, (_, i) => table.find(1 + (i % 50), 1000 + i, 500 + (i % 7), 502, 6))
  for (let i = 0; i < flows.length; i += 2) table.remove(flows[i] as number)
  for (let i = 1; i < flows.length; i += 2) {
    expect(table.find(1 + (i % 50), 1000 + i, 500 + (i % 7), 502, 6)).toBe(flows[i])
    expect(table.find(500 + (i % 7), 502, 1 + (i % 50), 1000 + i, 6)).toBe(flows[i])
    expect(table.created).toBe(false)
  }
})
