import { crc32 as crc32OfNode } from 'node:zlib'
import { expect, test } from 'vitest'
import { crc32 } from '../../dissectors/kit/crc32.ts'
import { FCS_BYTES, FRAMES_COMPARED, FrameCheckSequences } from '../../sensor/decode/frame-check-sequence.ts'

function frame(length: number, fill: number, hasFcs: boolean): DataView {
  const bytes = Buffer.alloc(length + (hasFcs ? FCS_BYTES : 0), fill)
  if (hasFcs) bytes.writeUInt32LE(crc32OfNode(bytes.subarray(0, length)), length)
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

const isAtEnd = (taps: FrameCheckSequences, view: DataView, tap = 0) => taps.isAtEnd(view, 0, view.byteLength, tap)

test('the CRC is that of IEEE 802.3', () => {
  const bytes = Buffer.from('123456789')
  expect(crc32(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)).toBe(0xcbf43926)
})

test('frames with one and frames without are told apart, on one tap', () => {
  const taps = new FrameCheckSequences()
  expect(isAtEnd(taps, frame(64, 2, false))).toBe(false)
  expect(isAtEnd(taps, frame(60, 1, true))).toBe(true)
  expect(isAtEnd(taps, frame(64, 2, false))).toBe(false)
})

test('where one was seen, only frames without a length of their own are looked at from then on', () => {
  const taps = new FrameCheckSequences()
  expect([taps.isOpen(0, false), taps.isOpen(0, true)]).toEqual([true, true])
  isAtEnd(taps, frame(60, 1, true))
  expect([taps.isOpen(0, false), taps.isOpen(0, true)]).toEqual([false, true])
  taps.beginCapture()
  expect(taps.isOpen(0, false)).toBe(true)
})

test(`after ${FRAMES_COMPARED} without one no further frame is; those too short to have one tell nothing`, () => {
  const taps = new FrameCheckSequences()
  for (let i = 0; i < 2 * FRAMES_COMPARED; i++) expect(isAtEnd(taps, frame(42, i, false))).toBe(false)
  for (let i = 1; i < FRAMES_COMPARED; i++) isAtEnd(taps, frame(64, i, false))
  expect(taps.isOpen(0, true)).toBe(true)
  isAtEnd(taps, frame(64, 99, false))
  expect(taps.isOpen(0, true)).toBe(false)
})

test('each tap is looked at by itself', () => {
  const taps = new FrameCheckSequences()
  isAtEnd(taps, frame(60, 1, true), 3)
  expect([taps.isOpen(3, false), taps.isOpen(1, false), taps.isOpen(7, false)]).toEqual([false, true, true])
})
