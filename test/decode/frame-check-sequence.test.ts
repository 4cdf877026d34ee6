import { crc32 as crc32OfNode } from 'node:zlib'
import { expect, test } from 'vitest'
import { crc32, FCS_BYTES, FRAMES_COMPARED, FrameCheckSequences } from '../../sensor/decode/frame-check-sequence.ts'

function frame(length: number, fill: number, hasFcs: boolean): DataView {
  const bytes = Buffer.alloc(length + (hasFcs ? FCS_BYTES : 0), fill)
  if (hasFcs) bytes.writeUInt32LE(crc32OfNode(bytes.subarray(0, length)), length)
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

const bytesOf = (taps: FrameCheckSequences, view: DataView, tap = 0) => taps.bytesOf(view, 0, view.byteLength, tap)

test('the CRC is that of IEEE 802.3', () => {
  const bytes = Buffer.from('123456789')
  expect(crc32(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)).toBe(0xcbf43926)
})

test('a tap with an FCS is known by its first frame, and then believed', () => {
  const taps = new FrameCheckSequences()
  expect(bytesOf(taps, frame(60, 1, true))).toBe(FCS_BYTES)
  expect(bytesOf(taps, frame(64, 2, false))).toBe(FCS_BYTES)
  taps.beginCapture()
  expect(bytesOf(taps, frame(64, 2, false))).toBe(0)
})

test(`frames too short to have one tell nothing, and after ${FRAMES_COMPARED} others there is none`, () => {
  const taps = new FrameCheckSequences()
  for (let i = 0; i < FRAMES_COMPARED; i++) expect(bytesOf(taps, frame(42, i, false))).toBe(0)
  for (let i = 1; i < FRAMES_COMPARED; i++) expect(bytesOf(taps, frame(64, i, false))).toBe(0)
  expect(bytesOf(taps, frame(60, 1, true))).toBe(FCS_BYTES)
  const without = new FrameCheckSequences()
  for (let i = 0; i < FRAMES_COMPARED; i++) bytesOf(without, frame(64, i, false))
  expect(bytesOf(without, frame(60, 1, true))).toBe(0)
})

test('each tap is looked at by itself', () => {
  const taps = new FrameCheckSequences()
  expect(bytesOf(taps, frame(60, 1, true), 3)).toBe(FCS_BYTES)
  expect(bytesOf(taps, frame(60, 1, false), 1)).toBe(0)
  expect(bytesOf(taps, frame(70, 1, false), 3)).toBe(FCS_BYTES)
})
