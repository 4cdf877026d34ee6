import { deflateRawSync, gzipSync } from 'node:zlib'
import { ascii, type Bytes, bytesOf, u16, u32, u32le } from './packet.ts'

/** Numbers that are the same in every run (Marsaglia's xorshift). */
let state = 1
function random(below: number): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % below
}

const noise = (count: number): Bytes => Uint8Array.from({ length: count }, () => (random(0x1_0000) >> 3) & 255)
const some = (least: number, most: number) => least + random(most - least + 1)
const one = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item
const head = (text: string, rest: number) => bytesOf(ascii(text), noise(rest))
const sixteen = () => u16(random(0x1_0000))
const long = () => u32(random(0x1_0000_0000))

const WORDS =
  'pump status error temperature alarm set value device timeout OK id user 12 42.7 line INFO null true'.split(' ')
function words(count: number): string {
  return Array.from({ length: count }, () => one(WORDS) + one([' ', ', ', '\n', '\r\n', ': ', '=', '.'])).join('')
}

function json(): string {
  return JSON.stringify(
    Object.fromEntries(
      Array.from({ length: some(1, 8) }, () => [one(WORDS), one([random(1e6), words(4), true, null])]),
    ),
  )
}

/** Numbers as a program writes them to a socket, without anything else. */
function numbers(write: (view: DataView, at: number, littleEndian: boolean) => void, size: number): Bytes {
  const bytes = new Uint8Array(size * some(2, 60))
  const view = new DataView(bytes.buffer)
  const littleEndian = random(2) === 0
  for (let at = 0; at < bytes.length; at += size) write(view, at, littleEndian)
  return bytes
}

function field(number: number): Bytes {
  const content = random(2) === 0 ? bytesOf(ascii(words(2))) : noise(some(0, 30))
  return bytesOf((number << 3) | 2, content.length, content)
}

function messagePack(): Bytes {
  const values = [() => bytesOf(0xcb, noise(8)), () => bytesOf(0xcd, sixteen()), () => bytesOf(0xc3), () => bytesOf(7)]
  const entries = Array.from({ length: some(1, 10) }, () => {
    const name = one(WORDS)
    return bytesOf(0xa0 + name.length, ascii(name), one(values)())
  })
  return bytesOf(0x80 + entries.length, ...entries)
}

const name = () =>
  bytesOf(
    ...[3, 5].map((length) =>
      bytesOf(
        length,
        noise(length).map((byte) => 97 + (byte % 26)),
      ),
    ),
    0,
  )
const sized = (size: number, build: (content: Bytes) => Bytes) => build(noise(size))

/** What runs in networks beside protocols of plants, by what it is; each call gives another payload. */
export const FOREIGN: Readonly<Record<string, () => Bytes>> = {
  'random bytes': () => noise(some(1, 1400)),
  zeros: () => new Uint8Array(some(1, 600)),
  'one byte over and over': () => new Uint8Array(some(1, 600)).fill(some(1, 255)),
  'a few small numbers amid zeros': () => {
    const bytes = new Uint8Array(some(8, 300))
    for (let i = some(1, 12); i > 0; i--) bytes[random(bytes.length)] = random(10) << (random(2) * 4)
    return bytes
  },
  text: () => bytesOf(ascii(words(some(1, 60)))),
  JSON: () => bytesOf(ascii(json())),
  base64: () => bytesOf(ascii(Buffer.from(noise(some(3, 600))).toString('base64'))),
  hexadecimal: () => bytesOf(ascii(Buffer.from(noise(some(3, 300))).toString('hex'))),
  'values as text': () =>
    bytesOf(ascii(Array.from({ length: some(1, 20) }, () => random(1e5) / 100).join(one([',', ';'])))),
  XML: () => bytesOf(ascii(`<?xml version="1.0"?>\n<v>${words(10)}</v>`)),
  JPEG: () => bytesOf(0xff, 0xd8, 0xff, 0xe0, 0, 0x10, head('JFIF', 500)),
  ZIP: () => bytesOf(ascii('PK'), 3, 4, 20, 0, 0, 0, 8, 0, noise(16), deflateRawSync(words(40))),
  gzip: () => gzipSync(words(some(5, 300))),
  MP4: () => bytesOf(u32(24), head('ftypisom', 800)),
  ELF: () => bytesOf(0x7f, ascii('ELF'), 2, 1, 1, new Uint8Array(9), noise(300)),
  'records of TLS': () => sized(some(20, 1300), (it) => bytesOf(0x17, 3, 3, u16(it.length), it)),
  'packets of SSH': () => sized(8 * some(2, 90) - 4, (it) => bytesOf(u32(it.length + 1), some(4, 11), it)),
  DNS: () => bytesOf(sixteen(), u16(0x0100), u16(1), u16(0), u32(0), name(), u16(1), u16(1)),
  RTP: () => bytesOf(0x80, one([0, 8, 96, 33]), sixteen(), long(), long(), noise(one([160, some(20, 1300)]))),
  RTCP: () => bytesOf(0x81, 200, u16(12), noise(48)),
  STUN: () => bytesOf(u16(one([1, 0x101])), u16(12), u32(0x2112a442), noise(12), u16(6), u16(8), head('', 8)),
  uTP: () => bytesOf(one([1, 0x11, 0x21, 0x41]), 0, sixteen(), long(), long(), u32(random(1e6)), noise(some(4, 1300))),
  'BitTorrent DHT': () => bytesOf(head('d1:ad2:id20:', 20), ascii('e1:q4:ping1:t2:aa1:y1:qe')),
  'BitTorrent peers': () =>
    one([
      () => bytesOf(u32(13), 6, u32(random(999)), u32(0x4000), u32(0x4000)),
      () => bytesOf(u32(16393), 7, u32(random(999)), u32(0), noise(1400)),
    ])(),
  'QUIC behind its handshake': () => bytesOf(0x40 | random(64), noise(some(20, 1250))),
  WireGuard: () => bytesOf(u32le(4), long(), u32le(random(1e5)), u32(0), noise(16 * some(1, 80))),
  OpenVPN: () => one([() => bytesOf(0x38, noise(8), 0, u32(0)), () => bytesOf(0x30, noise(some(20, 1400)))])(),
  'ESP in UDP': () => bytesOf(long(), u32(some(1, 1e5)), noise(4 * some(8, 300))),
  'small datagrams of a messenger': () => bytesOf(sixteen(), one([2, 13, 0x4d]), noise(some(15, 120))),
  'queries of games': () =>
    bytesOf(u32(0xffffffff), head(one(['TSource Engine Query', 'getstatus\n', 'I']), some(1, 60))),
  'steps of a game': () =>
    bytesOf(u32le(random(1e5)), u32le(random(1e5)), some(0, 60), new Uint8Array(some(0, 40)), noise(12)),
  'lines of a log': () => bytesOf(ascii(`<${random(192)}>Oct 11 22:14:15 host app[${random(9999)}]: ${words(8)}`)),
  NetFlow: () => bytesOf(u16(5), u16(20), long(), u32(1_700_000_000), u32(0), long(), u32(0), noise(960)),
  IPFIX: () =>
    sized(some(20, 1300), (it) => bytesOf(u16(10), u16(it.length + 16), u32(1_700_000_000), long(), u32(1), it)),
  sFlow: () =>
    bytesOf(u32(5), u32(1), noise(4), u32(0), u32(random(1e5)), long(), u32(1), u32(1), u32(120), noise(120)),
  GTP: () => sized(some(28, 1300), (it) => bytesOf(0x30, 0xff, u16(it.length), long(), it)),
  protobuf: () => bytesOf(...Array.from({ length: some(1, 9) }, (_, i) => field(i + 1))),
  gRPC: () => sized(some(1, 200), (it) => bytesOf(0, u32(it.length), field(1), it)),
  MessagePack: messagePack,
  'transport streams of video': () => bytesOf(...Array.from({ length: 7 }, () => bytesOf(0x47, noise(187)))),
  'H.264': () => bytesOf(u32(1), one([0x67, 0x65, 0x41]), noise(some(10, 1300))),
  'the beginning of RTMP': () => bytesOf(3, u32(0), u32(0), noise(1400)),
  MongoDB: () =>
    sized(some(10, 200), (it) => bytesOf(u32le(it.length + 16), u32le(random(1e4)), u32le(0), u32le(2013), it)),
  Kafka: () => sized(some(10, 200), (it) => bytesOf(u32(it.length + 8), u16(random(40)), u16(random(9)), long(), it)),
  'numbers of 16 bits': () => numbers((view, at, little) => view.setInt16(at, random(5000) - 500, little), 2),
  'numbers of 32 bits': () => numbers((view, at, little) => view.setInt32(at, random(6000) - 500, little), 4),
  'single precision': () => numbers((view, at, little) => view.setFloat32(at, random(1e5) / 100, little), 4),
  'double precision': () => numbers((view, at, little) => view.setFloat64(at, random(1e5) / 100, little), 8),
}
