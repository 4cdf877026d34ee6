import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { openCapture } from '../../sensor/capture/open-capture.ts'
import { bytesOf, pcapOf, u32le } from '../support/packet.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** Frames whose bytes do not compress well, so that a cut in the middle leaves many of them. */
const FRAMES = Array.from({ length: 3000 }, (_, i) => ({
  timeUs: 1_700_000_000_000_000 + i,
  bytes: createHash('sha512').update(`${i}`).digest(),
}))
const PLAIN = pcapOf(FRAMES)
const RECORD_BYTES = 16 + 64

function write(bytes: Uint8Array, name = 'capture.bin'): string {
  const path = join(temporaryDirectory(), name)
  writeFileSync(path, bytes)
  return path
}

async function read(bytes: Uint8Array) {
  const source = await openCapture(write(bytes))
  const payloads: string[] = []
  for (let batch = await source.next(); batch !== undefined; batch = await source.next()) {
    for (let i = 0; i < batch.count; i++) {
      const start = batch.start[i] as number
      payloads.push(Buffer.from(batch.bytes.subarray(start, start + (batch.length[i] as number))).toString('hex'))
    }
  }
  source.close()
  return { payloads, source, damage: source.format.damage }
}

const expected = FRAMES.map(({ bytes }) => bytes.toString('hex'))

test('a gzip capture is known by its first bytes and gives the frames of the plain one', async () => {
  const packed = gzipSync(PLAIN)
  const { payloads, damage, source } = await read(packed)
  expect(payloads).toEqual(expected)
  expect(damage).toBeUndefined()
  expect(source.size).toBe(packed.length)
  expect(source.done).toBe(packed.length)
})

test('several gzip members are one capture, wherever it was divided', async () => {
  const cuts = [0, 10, 24, 5001, PLAIN.length]
  const members = cuts.slice(1).map((to, i) => gzipSync(PLAIN.subarray(cuts[i], to)))
  expect((await read(Buffer.concat(members))).payloads).toEqual(expected)
})

test('zeros behind the last member are padding', async () => {
  const { payloads, damage } = await read(Buffer.concat([gzipSync(PLAIN), new Uint8Array(40_000)]))
  expect(payloads).toEqual(expected)
  expect(damage).toBeUndefined()
})

test('a gzip capture much larger than a chunk, and compressed a thousandfold, is read in whole', async () => {
  const frame = { timeUs: 1, bytes: new Uint8Array(60_000) }
  const { payloads, damage } = await read(gzipSync(pcapOf(new Array(120).fill(frame))))
  expect(payloads).toHaveLength(120)
  expect(payloads.every((payload) => payload === '00'.repeat(60_000))).toBe(true)
  expect(damage).toBeUndefined()
})

test('a gzip capture that is cut keeps the frames before the cut and says where in the decompressed data', async () => {
  const packed = gzipSync(PLAIN)
  const { payloads, damage } = await read(packed.subarray(0, packed.length >> 1))
  expect(payloads.length).toBeGreaterThan(1000)
  expect(payloads).toEqual(expected.slice(0, payloads.length))
  const end = 24 + payloads.length * RECORD_BYTES
  expect(damage?.offset).toBeGreaterThanOrEqual(end)
  expect(damage?.offset).toBeLessThan(end + RECORD_BYTES)
  expect(damage?.reason).toBe('the gzip data is cut short (byte of the decompressed data)')
})

test('a gzip capture whose check sum is wrong keeps every frame and says so', async () => {
  const packed = gzipSync(PLAIN)
  packed[packed.length - 8] = (packed[packed.length - 8] as number) ^ 1
  const { payloads, damage } = await read(packed)
  expect(payloads).toEqual(expected)
  expect(damage).toEqual({
    offset: PLAIN.length,
    reason: 'the gzip data is damaged: incorrect data check (byte of the decompressed data)',
  })
})

test('bytes that are no gzip member end a capture where they begin', async () => {
  const { payloads, damage } = await read(Buffer.concat([gzipSync(PLAIN), Buffer.from('no member')]))
  expect(payloads).toEqual(expected)
  expect(damage?.offset).toBe(PLAIN.length)
  expect(damage?.reason).toContain('the gzip data is damaged: incorrect header check')
})

test('damage of the capture inside sound gzip data is told by its offset there', async () => {
  const broken = bytesOf(PLAIN.subarray(0, 24 + RECORD_BYTES), u32le(1), u32le(1), u32le(0xffffffff), u32le(1))
  const { payloads, damage } = await read(gzipSync(broken))
  expect(payloads).toHaveLength(1)
  expect(damage?.offset).toBe(24 + RECORD_BYTES)
  expect(damage?.reason).toMatch(/^the record claims 4294967295 .* \(byte of the decompressed data\)$/)
})

test.each([0, 10, 100_000, 2_500_000])(
  '%i bytes compressed have the fingerprint of the same bytes plain',
  async (size) => {
    const bytes = bytesOf(PLAIN.subarray(0, 24))
    const content = Buffer.concat([bytes, Buffer.alloc(size).map((_, i) => (i * 7 + (i >> 9)) & 255)])
    const [plain, packed] = [new FileSource(write(content)), await openCapture(write(gzipSync(content)))]
    expect(await packed.fingerprint()).toBe(plain.fingerprint())
    plain.close()
    packed.close()
  },
)

test.each([
  ['gzip of no capture', gzipSync('hello, this is no capture'), /byte 0: begins with 68656c6c, .* expected a pcap/],
  [
    'a gzip header alone',
    gzipSync(PLAIN).subarray(0, 12),
    /byte 0 of the decompressed data: the gzip data is cut short/,
  ],
])('%s is refused in one line that says why', async (_, bytes, message) => {
  await expect(openCapture(write(bytes))).rejects.toThrow(message)
})
