import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CanopenJudge } from '../../dissectors/canopen/canopen-judge.ts'
import { IsotpJudge } from '../../dissectors/isotp/isotp-judge.ts'
import type { BusFrame, BusJudge } from '../../dissectors/kit/bus-judge.ts'
import { socketCan } from '../../fixtures/generate/can-frame.ts'
import {
  emergency,
  errorControl,
  fill,
  lss,
  lssAnswer,
  nmt,
  sdo,
  sdoAnswer,
  sync,
} from '../../fixtures/generate/canopen-frame.ts'
import { type Bytes, u32le } from '../support/packet.ts'

const HEADER = 8

function frameOf(bytes: Bytes): BusFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const data = { view, at: HEADER, length: bytes.length - HEADER }
  return { identifier: view.getUint16(2), ...data, isRemote: false, isFlexible: false }
}

function hear(judge: BusJudge, frames: readonly Bytes[]): boolean {
  for (const bytes of frames) judge.note(frameOf(bytes))
  return judge.isFound
}
const isCanopen = (...frames: readonly Bytes[]) => hear(new CanopenJudge(), frames)
const isDiagnosed = (...frames: readonly Bytes[]) => hear(new IsotpJudge(), frames)

const heartbeats = (node: number, ...states: number[]) => states.map((state) => errorControl(node, state))
const pdo = (identifier: number) => socketCan(identifier, [1, 2, 3, 4])
const ABORTED = u32le(0x0602_0000)

test.each([
  ['a read that is answered', [sdo(5, 0x40, 0x1018, 1), sdoAnswer(5, 0x43, 0x1018, 1, 1)]],
  ['a read that is answered in segments', [sdo(5, 0x40, 0x1008, 0), sdoAnswer(5, 0x41, 0x1008, 0, 9)]],
  ['a write that is confirmed', [sdo(5, 0x2b, 0x6040, 0, 6), sdoAnswer(5, 0x60, 0x6040, 0)]],
  ['a write in segments', [sdo(5, 0x21, 0x2000, 0, 9), sdoAnswer(5, 0x60, 0x2000, 0)]],
  ['a read that is refused', [sdo(5, 0x40, 0x5fff, 0), sdoAnswer(5, 0x80, 0x5fff, 0, ...ABORTED)]],
  ['a read in blocks', [sdo(5, 0xa4, 0x1008, 0, 9), sdoAnswer(5, 0xc6, 0x1008, 0, 9)]],
  ['a read in blocks that is too short for them', [sdo(5, 0xa4, 0x1000, 0, 9), sdoAnswer(5, 0x43, 0x1000, 0, 9)]],
  ['a write in blocks', [sdo(5, 0xc6, 0x1f50, 1, 9), sdoAnswer(5, 0xa4, 0x1f50, 1, 9)]],
  ['a node that is asked for its vendor', [lss(0x5a), lssAnswer(0x5a, 1)]],
  ['a node that is looked for', [lss(0x51, 0, 0, 0, 0, 0x80), lssAnswer(0x4f)]],
  ['a node that is chosen', [lss(0x43, 1), lssAnswer(0x44)]],
  ['two nodes that live', [...heartbeats(5, 5, 5), ...heartbeats(9, 127, 127)]],
  ['a node that lives and SYNC', [...heartbeats(5, 5, 5), sync(), sync()]],
  ['a node that lives and is commanded', [...heartbeats(5, 127, 5), nmt(1, 0)]],
  ['a node that is guarded, and another', [...heartbeats(5, 5, 0x85), ...heartbeats(9, 0x84, 4)]],
  ['a node that has begun, lives, and sends a PDO', [...heartbeats(5, 0, 127, 5), pdo(0x185)]],
  ['a node that lives and sends three PDOs', [pdo(0x185), ...heartbeats(5, 5, 5), pdo(0x285), pdo(0x385), pdo(0x385)]],
])('%s shows CANopen', (_, frames) => {
  expect(isCanopen(...frames)).toBe(true)
})

test.each([
  ['nothing', []],
  ['a request alone', [sdo(5, 0x40, 0x1018, 1)]],
  ['an answer alone', [sdoAnswer(5, 0x43, 0x1018, 1)]],
  ['an answer of another node', [sdo(5, 0x40, 0x1018, 1), sdoAnswer(6, 0x43, 0x1018, 1)]],
  ['an answer about another object', [sdo(5, 0x40, 0x1018, 1), sdoAnswer(5, 0x43, 0x1018, 2)]],
  ['an answer of another command', [sdo(5, 0x40, 0x1018, 1), sdoAnswer(5, 0x60, 0x1018, 1)]],
  ['an echo', [sdo(5, 0x40, 0x1018, 1), sdoAnswer(5, 0x40, 0x1018, 1)]],
  ['an echo of a write', [sdo(5, 0x2b, 0x6040, 0, 6), sdoAnswer(5, 0x2b, 0x6040, 0, 6)]],
  ['a refusal by a code that there is none', [sdo(5, 0x40, 0x1018, 1), sdoAnswer(5, 0x80, 0x1018, 1, 1, 2, 3, 4)]],
  ['bits that are reserved', [sdo(5, 0x48, 0x1018, 1), sdoAnswer(5, 0x43, 0x1018, 1)]],
  ['a size of no data', [sdo(5, 0x2e, 0x1018, 1), sdoAnswer(5, 0x60, 0x1018, 1)]],
  ['one node that lives', heartbeats(5, 5, 5, 5, 127)],
  ['one node that has begun and lives', heartbeats(5, 0, 127, 5, 5)],
  ['two bytes that say nothing', [...heartbeats(5, 0, 0), ...heartbeats(9, 0, 0, 0)]],
  ['two nodes that were heard once', [...heartbeats(5, 5), ...heartbeats(9, 5)]],
  ['SYNC and emergencies', [sync(), sync(), emergency(5, 0x8110, 1), emergency(6, 0x8110, 1)]],
  ['SYNC and PDOs, which any bus may have', [sync(), sync(), ...[0x181, 0x201, 0x281, 0x301, 0x381].map(pdo)]],
  ['a command alone', [nmt(1, 0), nmt(2, 0)]],
  ['what testers say by identifiers of LSS', [socketCan(0x7e5, fill([4, 1])), socketCan(0x7e4, fill([4, 1]))]],
  ['LSS with an answer to something else', [lss(0x5a), lssAnswer(0x5b, 1)]],
])('%s does not', (_, frames) => {
  expect(isCanopen(...frames)).toBe(false)
})

const living = [...heartbeats(5, 0, 5, 5), ...heartbeats(9, 127, 127), sync(), sync(), nmt(1, 0)]

test.each([
  ['a restricted identifier', pdo(0x101)],
  ['an answer of an ECU', socketCan(0x7e8, fill([2, 0x50, 3]))],
  ['an identifier below SYNC', pdo(0x011)],
  ['one between SDO and heartbeat', pdo(0x6f0)],
  ['a heartbeat of eight bytes', socketCan(0x706, fill([5]))],
  ['a state that there is none', errorControl(6, 9)],
  ['an SDO of four bytes', pdo(0x601)],
  ['SYNC of four bytes', pdo(0x080)],
  ['a command that there is none', nmt(9, 0)],
])('%s speaks against what was only heard, not against what was answered', (_, frame) => {
  expect(isCanopen(...living)).toBe(true)
  expect(isCanopen(frame, ...living)).toBe(false)
  expect(isCanopen(frame, sdo(5, 0x40, 0x1018, 1), sdoAnswer(5, 0x43, 0x1018, 1, 1))).toBe(true)
})

test.each([0x071, 0x6e0, 0x680, 0x1c8])('identifier 0x%s is free, or of another part of CANopen', (identifier) => {
  expect(isCanopen(pdo(identifier), ...living)).toBe(true)
})

test('a node is one that was heard by what nothing else may be', () => {
  const judge = new CanopenJudge()
  hear(judge, [
    ...heartbeats(5, 5),
    ...heartbeats(6, 0),
    sdoAnswer(7, 0x43, 0x1000, 0),
    pdo(0x188),
    emergency(9, 0x8110, 1),
    sdo(10, 0x40, 0x1000, 0),
  ])
  const stations = { source: -1, target: -1 }
  const nodes = [5, 6, 7, 8, 9, 10].filter((node) => judge.place(frameOf(emergency(node, 0x8110, 1)), stations))
  expect(nodes).toEqual([5, 6, 7])
})

test('frames by chance are neither CANopen nor diagnosis', () => {
  const frame = fc.tuple(fc.integer({ min: 0, max: 0x7ff }), fc.uint8Array({ maxLength: 8 }))
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 400 }), (frames) => {
      const built = frames.map(([identifier, data]) => socketCan(identifier, data))
      expect([isCanopen(...built), isDiagnosed(...built)]).toEqual([false, false])
    }),
    { numRuns: 300, seed: 20261128 },
  )
})

const request = (identifier: number, ...service: number[]) => socketCan(identifier, fill([service.length, ...service]))

test.each([
  ['its answer', [request(0x7e0, 0x10, 3), request(0x7e8, 0x50, 3)]],
  ['its refusal', [request(0x7e0, 0x27, 1), request(0x7e8, 0x7f, 0x27, 0x33)]],
  ['the answer to what all are asked', [request(0x7df, 1, 0), request(0x7ea, 0x41, 0, 1)]],
  ['a long answer', [request(0x7e1, 0x22, 0xf1, 0x90), socketCan(0x7e9, [0x10, 20, 0x62, 0xf1, 0x90, 1, 2, 3])]],
])('a service and %s show diagnosis', (_, frames) => {
  expect(isDiagnosed(...frames)).toBe(true)
})

test.each([
  ['a request alone', [request(0x7e0, 0x10, 3)]],
  ['an answer alone', [request(0x7e8, 0x50, 3)]],
  ['an answer of another ECU', [request(0x7e0, 0x10, 3), request(0x7e9, 0x50, 3)]],
  ['an answer to another service', [request(0x7e0, 0x10, 3), request(0x7e8, 0x62, 3)]],
  ['more than a frame holds', [request(0x7e0, 0x10, 3), socketCan(0x7e8, [7, 0x50])]],
  ['an identifier of no tester', [request(0x6e0, 0x10, 3), request(0x6e8, 0x50, 3)]],
  ['a service that there is none', [request(0x7e0, 0x3b, 3), request(0x7e8, 0x7b, 3)]],
])('%s does not', (_, frames) => {
  expect(isDiagnosed(...frames)).toBe(false)
})
