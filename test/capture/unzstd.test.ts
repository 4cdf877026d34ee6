import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openCapture } from '../../sensor/capture/open-capture.ts'
import { MAX_WINDOW_BYTES, unzstd } from '../../sensor/capture/zstd/unzstd.ts'
import { Xxh64 } from '../../sensor/capture/zstd/xxh64.ts'
import { bytesOf, hex, pcapOf } from '../support/packet.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const PLANT = new URL('../../fixtures/plant/plant.pcap', import.meta.url)
const HAS_ZSTD = spawnSync('zstd', ['--version']).status === 0
const MAGIC = '28b52ffd'
/** A frame of one segment with one raw block: 'abc'. */
const ABC = hex(`${MAGIC} 20 03 190000 616263`)

async function decompress(bytes: Uint8Array) {
  const parts: Buffer[] = []
  let fault = ''
  try {
    for await (const piece of unzstd({ read: (at, length) => bytes.subarray(at, at + length) })) {
      parts.push(Buffer.from(piece))
    }
  } catch (error) {
    fault = (error as Error).message
  }
  return { bytes: Buffer.concat(parts), fault }
}

function zstd(bytes: Uint8Array, ...args: string[]): Buffer {
  const { stdout, status } = spawnSync('zstd', ['-q', '-c', ...args], { input: bytes, maxBuffer: 1 << 30 })
  expect(status).toBe(0)
  return stdout
}

test('raw and repeated blocks, several frames and skippable ones between them are one stream', async () => {
  const repeated = hex(`${MAGIC} 20 05 2b0000 7a`)
  const skipped = hex('5a2a4d18 03000000 010203')
  const { bytes, fault } = await decompress(bytesOf(skipped, ABC, skipped, repeated))
  expect(bytes.toString()).toBe('abczzzzz')
  expect(fault).toBe('')
})

test.each([
  ['a reserved bit', `${MAGIC} 28 03 190000 616263`, 'a frame has a reserved bit set'],
  ['a dictionary', `${MAGIC} 21 07 03 190000 616263`, 'a dictionary is needed, number 7'],
  ['a block of the reserved kind', `${MAGIC} 20 03 1f0000 616263`, 'a block of no known kind'],
  ['a block longer than its window', `${MAGIC} 20 02 190000 616263`, 'a block is too long'],
  ['a cut block', `${MAGIC} 20 03 190000 6162`, 'it is cut short'],
  ['a cut header', `${MAGIC} 20`, 'it is cut short'],
  ['a wrong check sum', `${MAGIC} 24 03 190000 616263 00000000`, 'the check sum of what is before is wrong'],
  ['a compressed block that refers to none before it', `${MAGIC} 20 03 150000 0300`, 'the literals of a block are cut'],
  ['something else behind it', `${Buffer.from(ABC).toString('hex')} 00112233`, 'what follows is no zstd data'],
])('%s is a fault that is told', async (_case, bytes, reason) => {
  const { fault } = await decompress(hex(bytes))
  expect(fault).toMatch(/^the zstd data is damaged at byte \d+: /)
  expect(fault).toContain(reason)
})

test('a frame that asks for a window of more than the limit is refused before any memory is taken for it', async () => {
  // Window descriptor: exponent 17 is 128 MiB, and a mantissa of 1 an eighth more.
  expect(MAX_WINDOW_BYTES).toBe(2 ** 27)
  const { fault } = await decompress(hex(`${MAGIC} 00 89 190000 616263`))
  expect(fault).toContain('it needs a window of 144 MiB, more than 128: zstd -d --long=31')
})

/** Lower halves of what `xxhsum -H64` says. */
test.each([
  ['', 0x51d8e999],
  ['a', 0xa98c6e5b],
  ['abc', 0xad770999],
])('the check sum of %j is that of the specification', (text, expected) => {
  const sum = new Xxh64()
  sum.add(Buffer.from(text))
  expect(sum.digest()).toBe(expected)
})

describe.skipIf(!HAS_ZSTD)('with what zstd itself makes (needs Debian package zstd)', () => {
  const plant = readFileSync(PLANT)
  const mixed = Buffer.concat([plant, Buffer.alloc(300_000, 7), createHash('sha512').update('x').digest(), plant])

  test.each([
    ['-1'],
    ['-3'],
    ['-12'],
    ['-19'],
    ['--fast=9'],
    ['-3 --no-check'],
    ['-3 --long=27'],
    ['-6 -B100KB'],
    ['-1 --zstd=wlog=10'],
    ['-19 --zstd=wlog=14,mml=3'],
  ])('data compressed with %s is the same again', async (flags) => {
    const { bytes, fault } = await decompress(zstd(mixed, ...flags.split(' ')))
    expect(fault).toBe('')
    expect(bytes.equals(mixed)).toBe(true)
  })

  test('data of any length from 0 to 300 bytes is the same again, so that its check sum is right', async () => {
    for (let length = 0; length <= 300; length += 7) {
      const part = plant.subarray(1000, 1000 + length)
      const { bytes, fault } = await decompress(zstd(part, '-3', '--check'))
      expect([length, fault, bytes.equals(part)]).toEqual([length, '', true])
    }
  }, 60_000)

  test('no damaged byte makes it throw anything but a fault, or give more than was there', async () => {
    const plain = plant.subarray(0, 30_000)
    const packed = zstd(plain, '-19')
    for (let at = 4; at < packed.length; at += 53) {
      const damaged = Buffer.from(packed)
      damaged[at] = (damaged[at] as number) ^ (1 << (at & 7))
      const { bytes, fault } = await decompress(damaged)
      // A larger window than needed makes no difference.
      if (!bytes.equals(plain)) expect(fault).toContain('the zstd data is damaged')
      expect(bytes.length).toBeLessThanOrEqual(256 << 10)
    }
  })

  test('a capture that is cut keeps the frames before the cut, and tells both offsets', async () => {
    const frames = Array.from({ length: 6000 }, (_, i) => {
      return { timeUs: i, bytes: createHash('sha512').update(`${i}`).digest() }
    })
    const packed = zstd(pcapOf(frames), '-3')
    const path = join(temporaryDirectory(), 'capture.pcap.zst')
    writeFileSync(path, packed.subarray(0, packed.length >> 1))
    const source = await openCapture(path)
    let count = 0
    for (let batch = await source.next(); batch !== undefined; batch = await source.next()) count += batch.count
    source.close()
    expect(count).toBeGreaterThan(1000)
    const { offset = 0, reason = '' } = source.format.damage ?? {}
    expect(Math.floor((offset - 24) / 80)).toBe(count)
    expect(reason).toMatch(/^the zstd data is damaged at byte \d+: it is cut short \(byte of the decompressed data\)$/)
  })

  test('a capture compressed by zstd has the fingerprint of the same capture plain', async () => {
    const path = join(temporaryDirectory(), 'plant')
    writeFileSync(path, zstd(plant))
    const [packed, plain] = [await openCapture(path), await openCapture(PLANT.pathname)]
    expect(await packed.fingerprint()).toBe(await plain.fingerprint())
    packed.close()
    plain.close()
  })

  test('a stream much longer than its window takes no more memory than the window and a little', async () => {
    const long = zstd(Buffer.alloc(64 << 20, plant), '-1', '--zstd=wlog=17')
    let length = 0
    let most = 0
    for await (const piece of unzstd({ read: (at, count) => long.subarray(at, at + count) })) {
      length += piece.length
      most = Math.max(most, piece.buffer.byteLength)
    }
    expect(length).toBe(64 << 20)
    expect(most).toBeLessThanOrEqual((128 << 10) + (4 << 20))
  })
})
