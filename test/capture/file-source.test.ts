import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { MAX_FRAME_BYTES } from '../../sensor/capture/capture-format.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { MAX_INTERFACES, MAX_PASSED_BYTES } from '../../sensor/capture/pcapng-format.ts'
import { bytesOf, hex, pcapOf, u16, u16le, u32, u32le } from '../support/packet.ts'
import { block, enhanced, interfaceBlock, nameOption, type Order, option, section } from '../support/pcapng.ts'

const folder = mkdtempSync(join(tmpdir(), 'sightline-capture-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Read {
  readonly times: number[]
  readonly payloads: string[]
  readonly wireLengths: number[]
  readonly taps: number[]
  readonly linkTypes: number[]
  readonly source: FileSource
}

function read(bytes: Uint8Array): Read {
  const path = join(folder, `${Math.random()}.pcap`)
  writeFileSync(path, bytes)
  const source = new FileSource(path)
  const all: Read = { times: [], payloads: [], wireLengths: [], taps: [], linkTypes: [], source }
  for (let batch = source.next(); batch !== undefined; batch = source.next()) {
    for (let i = 0; i < batch.count; i++) {
      const start = batch.start[i] as number
      all.times.push(batch.timeUs[i] as number)
      all.payloads.push(Buffer.from(batch.bytes.subarray(start, start + (batch.length[i] as number))).toString('hex'))
      all.wireLengths.push(batch.wireLength[i] as number)
      all.taps.push(batch.tap[i] as number)
      all.linkTypes.push(batch.linkType[i] as number)
    }
  }
  source.close()
  return all
}

function pcap(magic: number, order: Order, short: Order, fraction: number): Uint8Array {
  const header = bytesOf(order(magic), short(2), short(4), order(0), order(0), order(262144), order(1))
  return bytesOf(header, order(1_700_000_000), order(fraction), order(2), order(60), hex('beef'))
}

test.each([
  ['little-endian, microseconds', pcap(0xa1b2c3d4, u32le, u16le, 250_000)],
  ['big-endian, microseconds', pcap(0xa1b2c3d4, u32, u16, 250_000)],
  ['little-endian, nanoseconds', pcap(0xa1b23c4d, u32le, u16le, 250_000_999)],
  ['big-endian, nanoseconds', pcap(0xa1b23c4d, u32, u16, 250_000_999)],
])('a pcap file is read: %s', (_, bytes) => {
  const { times, payloads, wireLengths, linkTypes, source } = read(bytes)
  expect({ times, payloads, wireLengths, linkTypes }).toEqual({
    times: [1_700_000_000_250_000],
    payloads: ['beef'],
    wireLengths: [60],
    linkTypes: [1],
  })
  expect(source.format.damage).toBeUndefined()
})

const SECTION = section(u32le, u16le)
const TIME_US = 1_700_000_000_123_456n

test('a pcapng file gives each interface its own time resolution, link type and tap', () => {
  const bytes = bytesOf(
    SECTION,
    interfaceBlock(1, nameOption('eth1')),
    interfaceBlock(113, nameOption('eth2'), option(9, hex('09'))),
    interfaceBlock(101, nameOption('eth1'), option(9, hex('8a')), option(14, bytesOf(u32le(100), u32le(0)))),
    enhanced(0, TIME_US, hex('aa')),
    enhanced(1, TIME_US * 1000n + 789n, hex('bb'), 1500),
    enhanced(2, 1024n, hex('cc')),
  )
  const { times, payloads, wireLengths, taps, linkTypes, source } = read(bytes)
  expect({ times, payloads, wireLengths, taps, linkTypes }).toEqual({
    times: [1_700_000_000_123_456, 1_700_000_000_123_456, 101_000_000],
    payloads: ['aa', 'bb', 'cc'],
    wireLengths: [1, 1500, 1],
    taps: [0, 1, 0],
    linkTypes: [1, 113, 101],
  })
  expect(source.format.taps).toEqual(['', 'eth2'])
})

test('simple and obsolete packet blocks are read, and blocks that are not known are passed over', () => {
  const simple = block(3, u32le, bytesOf(u32le(200), new Uint8Array(96).fill(0x55)))
  const obsolete = block(2, u32le, bytesOf(u16le(0), u16le(3), u32le(0), u32le(5), u32le(2), u32le(2), hex('beef')))
  const unknown = block(0x0bad, u32le, hex('0102030405'))
  const { times, payloads, wireLengths } = read(bytesOf(SECTION, interfaceBlock(1), obsolete, unknown, simple))
  expect(times).toEqual([5, 5])
  expect(payloads).toEqual(['beef', '55'.repeat(96)])
  expect(wireLengths).toEqual([2, 200])
})

test('a block longer than what is in memory is passed over: the secrets of many TLS sessions', () => {
  const length = 6_000_000
  const head = bytesOf(SECTION, interfaceBlock(1), u32le(10), u32le(length))
  const behind = bytesOf(u32le(length), enhanced(0, TIME_US, hex('aa')))
  const { payloads, source } = read(Buffer.concat([head, new Uint8Array(length - 12), behind]))
  expect(payloads).toEqual(['aa'])
  expect(source.format.damage).toBeUndefined()
})

test('a packet of a time that no capture has takes that of the packet before it', () => {
  const before1970 = interfaceBlock(1, nameOption('eth1'), option(14, bytesOf(u32le(0xffff_0000), u32le(0xffff_ffff))))
  const impossible = [enhanced(0, (1n << 64n) - 1n, hex('bb')), enhanced(1, 5n, hex('cc'))]
  const { times } = read(
    bytesOf(SECTION, interfaceBlock(1), before1970, enhanced(0, TIME_US, hex('aa')), ...impossible),
  )
  expect(times).toEqual([1_700_000_000_123_456, 1_700_000_000_123_456, 1_700_000_000_123_456])
})

test('a second section can have another byte order and begins its interfaces anew', () => {
  const other = bytesOf(section(u32, u16), block(1, u32, bytesOf(u16(1), u16(0), u32(0))))
  const packet = block(6, u32, bytesOf(u32(0), u32(0), u32(7), u32(1), u32(1), hex('dd')))
  const { payloads, times } = read(bytesOf(SECTION, interfaceBlock(1), enhanced(0, 3n, hex('aa')), other, packet))
  expect(payloads).toEqual(['aa', 'dd'])
  expect(times).toEqual([3, 7])
})

test(`interfaces past ${MAX_INTERFACES} names are taken as of the last`, () => {
  const names = Array.from({ length: MAX_INTERFACES + 5 }, (_, i) => interfaceBlock(1, nameOption(`eth${i}`)))
  const packets = [0, MAX_INTERFACES - 1, MAX_INTERFACES + 4].map((id) => enhanced(id, 1n, hex('aa')))
  const { taps, source } = read(bytesOf(SECTION, ...names, ...packets))
  expect(taps).toEqual([0, MAX_INTERFACES - 1, MAX_INTERFACES - 1])
  expect(source.format.taps).toHaveLength(MAX_INTERFACES)
})

test('interface statistics say how many frames the capture lost', () => {
  const lost = (count: number) => option(5, bytesOf(u32le(count), u32le(0)))
  const statistics = (count: number) => block(5, u32le, bytesOf(u32le(0), u32le(0), u32le(0), lost(count), u32le(0)))
  const { format } = read(bytesOf(SECTION, interfaceBlock(1), statistics(3), statistics(9))).source
  expect(format.lostByCapture).toBe(9)
  expect(format.countsLoss).toBe(true)
})

test('a file without statistics does not say that nothing was lost', () => {
  expect(read(bytesOf(SECTION, interfaceBlock(1))).source.format.countsLoss).toBe(false)
  expect(read(GOOD).source.format.countsLoss).toBe(false)
})

const FRAME = { timeUs: 1_700_000_000_000_000, bytes: hex('00 11 22 33') }
const GOOD = pcapOf([FRAME, FRAME])

test.each([
  [
    'inside a record',
    GOOD.subarray(0, GOOD.length - 1),
    1,
    44,
    'the file ends inside a record: 19 bytes of it are there',
  ],
  [
    'inside a record header',
    GOOD.subarray(0, 24 + 20 + 7),
    1,
    44,
    'the file ends inside a record header: 7 bytes of it are there',
  ],
  [
    'at an absurd length',
    bytesOf(GOOD, u32le(1), u32le(1), u32le(MAX_FRAME_BYTES + 1), u32le(1)),
    2,
    64,
    `the record claims ${MAX_FRAME_BYTES + 1} captured bytes, more than the ${MAX_FRAME_BYTES} believed`,
  ],
  [
    'by zeros at its end',
    bytesOf(GOOD, new Uint8Array(4096)),
    2,
    64,
    'a record of zeros, as a file has that was not written to its end',
  ],
])('a pcap file broken %s keeps its good part and says where and why', (_, bytes, frames, offset, reason) => {
  const { payloads, source } = read(bytes)
  expect(payloads).toHaveLength(frames)
  expect(source.format.damage).toEqual({ offset, reason })
})

/** The good part, then a section of another major version. */
function newerSection(): Uint8Array {
  const section = SECTION.slice()
  section[12] = 2
  return section
}

const NG = bytesOf(SECTION, interfaceBlock(1), enhanced(0, 1n, hex('aa')))

test.each([
  [
    'a cut block',
    NG.subarray(0, NG.length - 3),
    NG.length - 36,
    'the file ends inside a block: 33 bytes of it are there',
  ],
  [
    'a packet of no interface',
    bytesOf(NG, enhanced(5, 1n, hex('aa'))),
    NG.length,
    'the packet is of interface 5, which was not described',
  ],
  [
    'a length no block has',
    bytesOf(NG, u32le(6), u32le(13), new Uint8Array(64)),
    NG.length,
    'block type 6 claims 13 bytes, which no such block has',
  ],
  [
    'a section of a newer version',
    bytesOf(NG, newerSection()),
    NG.length,
    'the section is of major version 2, which is not known',
  ],
  [
    'a packet longer than its block',
    bytesOf(NG, block(6, u32le, bytesOf(u32le(0), u32le(0), u32le(0), u32le(500), u32le(500), hex('aa')))),
    NG.length,
    'the packet claims 500 captured bytes in a block of 36',
  ],
  [
    'an absurd length of a block that is passed over',
    bytesOf(NG, u32le(10), u32le(MAX_PASSED_BYTES + 4), new Uint8Array(64)),
    NG.length,
    `block type 10 claims ${MAX_PASSED_BYTES + 4} bytes, more than the ${MAX_PASSED_BYTES} believed`,
  ],
  [
    'a cut block that is passed over',
    bytesOf(NG, u32le(10), u32le(MAX_PASSED_BYTES), new Uint8Array(92)),
    NG.length + 100,
    `the file ends inside a block: ${MAX_PASSED_BYTES - 100} bytes of it are missing`,
  ],
  [
    'two lengths that differ',
    bytesOf(NG, u32le(6), u32le(36), new Uint8Array(24), u32le(40)),
    NG.length,
    'the block ends with another length than it begins with',
  ],
])('a pcapng file with %s keeps its good part and says where and why', (_, bytes, offset, reason) => {
  const { source } = read(bytes)
  expect(source.format.damage).toEqual({ offset, reason })
})

test('frames at the border of two chunks are whole', () => {
  const big = { timeUs: 1, bytes: new Uint8Array(60_000).map((_, i) => i & 255) }
  const { payloads } = read(pcapOf(new Array(200).fill(big)))
  const expected = Buffer.from(big.bytes).toString('hex')
  expect(payloads).toHaveLength(200)
  expect(payloads.every((payload) => payload === expected)).toBe(true)
})

test.each([
  ['SIGHTLINE_CAPTURE_MISSING', join(folder, 'nowhere.pcap'), /no such file/],
  ['SIGHTLINE_CAPTURE_NOT_A_FILE', folder, /is not a file/],
])('%s is one line that names the file', (code, path, message) => {
  expect(() => new FileSource(path)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
})

test.each([
  ['', 'the file is empty'],
  ['d4c3b2a102000400', 'the file ends inside its header: 8 bytes of 24 are there'],
  ['504b030414000000', 'begins with 504b0304, which is no capture format known here'],
])('bytes %s are no capture', (content, reason) => {
  expect(() => read(hex(content))).toThrow(reason)
})

test('the same bytes have the same fingerprint, whatever the name', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name))
  writeFileSync(a as string, GOOD)
  writeFileSync(b as string, GOOD)
  writeFileSync(c as string, bytesOf(GOOD, GOOD.subarray(24)))
  const [x, y, z] = [a, b, c].map((path) => new FileSource(path as string).fingerprint())
  expect(x).toBe(y)
  expect(x).not.toBe(z)
})
