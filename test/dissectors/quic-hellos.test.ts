/* Vectors of RFC 9001, appendix A, and RFC 9369, appendix A. */
import { expect, test } from 'vitest'
import { CryptoStream, MAX_HELLO, MAX_PIECES } from '../../dissectors/quic/crypto-stream.ts'
import { MAX_INITIALS } from '../../dissectors/quic/first-packets.ts'
import { initialKeys, openPacket } from '../../dissectors/quic/initial-keys.ts'
import { quic } from '../../dissectors/quic/quic.ts'
import {
  crypto,
  firstPacket,
  handshake,
  idOf,
  initial,
  protect,
  retry,
  VERSION_1,
  VERSION_2,
} from '../../fixtures/generate/quic-packet.ts'
import {
  alpnExtension,
  clientHelloBody,
  handshakeMessage,
  serverHelloBody,
  serverNameExtension,
  tlsExtension,
} from '../../fixtures/generate/tls-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex, u16 } from '../support/packet.ts'

const ID = hex('8394c8f03e515708')
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const words = ({ key, iv, mask }: { key: Uint8Array; iv: Uint8Array; mask: Uint8Array }) => [key, iv, mask].map(text)

test('keys of version 1 and 2 are those of the standards', () => {
  const one = initialKeys(VERSION_1, ID)
  expect(words(one.client)).toEqual([
    '1f369613dd76d5467730efcbe3b1a22d',
    'fa044b2f42a3fd3b46fb255c',
    '9f50449e04a0e810283a1e9933adedd2',
  ])
  expect(words(one.server)).toEqual([
    'cf3a5331653c364c88f0f379b6067e37',
    '0ac1493ca1905853b0bba03e',
    'c206b8d9b9f0f37644430b490eeaa314',
  ])
  const two = initialKeys(VERSION_2, ID)
  expect(words(two.client)).toEqual([
    '8b1a0bc121284290a29e0971b5cd045d',
    '91f73e2351d8fa91660e909f',
    '45b95e15235d6f45a6b19cbcb0294ba9',
  ])
  expect(words(two.server)).toEqual([
    '82db637861d55e1d011f19ea71d5d2a7',
    'dd13c276499c0249d3310652',
    'edf6d05c83121201b436e16877593c3a',
  ])
})

const HELLO = `060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868 04fe3a47f06a2b69484c00000413011302010000
  c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800100007000504616c706e00050005010000000000
  3300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b0003020304000d001000
  0e0403050306030203080408050806002d00020101001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff08011001048000
  75300901100f088394c8f03e51570806048000ffff`

test('the first packet of appendix A.2 is opened, and asks for example.com', () => {
  const plain = bytesOf(hex(HELLO), new Uint8Array(1162 - hex(HELLO).length))
  const packet = protect(hex('c300000001088394c8f03e5157080000449e00000002'), plain, initialKeys(VERSION_1, ID).client)
  expect(text(packet.subarray(0, 38))).toBe(
    'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9b',
  )
  expect(quic.directionOf(cursorOver(packet))).toBe('to-server')
  const dialogue = new Dialogue(quic).toServer(packet)
  expect(dialogue.heard.map(({ role, name, target }) => [role, name, target])).toEqual([
    ['event', 'Initial', 'version 1'],
    ['request', 'client_hello', 'example.com, ALPN alpn'],
  ])
  expect(dialogue.observed('undecoded')).toEqual([])
  const said = dialogue.observed('identity').map(({ facts }) => facts.fingerprint)
  expect(said[1]).toMatch(/^ja4 q13d0211an_/)
})

test('the answer of appendix A.3 is opened with the keys of the server', () => {
  const answer =
    hex(`cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f
    5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aa
    f2f58891850abbdca3d20398c276456cbc42158407dd074ee`)
  const frames = openPacket(initialKeys(VERSION_1, ID).server, answer.slice(), 18)
  expect(text(frames ?? new Uint8Array()).slice(0, 30)).toBe('02000000000600405a020000560303')
  expect(openPacket(initialKeys(VERSION_1, ID).client, answer.slice(), 18)).toBeUndefined()
  expect(openPacket(initialKeys(VERSION_1, ID).server, answer.slice(0, 30), 18)).toBeUndefined()
})

const hello = (name: string) =>
  handshakeMessage(1, clientHelloBody({ extensions: [serverNameExtension(name), alpnExtension('h3')] }))
const ASK = { from: 'client', size: 1100 } as const
const names = (dialogue: Dialogue) => dialogue.heard.filter(({ role }) => role !== 'event').map(({ target }) => target)

test.each([VERSION_1, VERSION_2, 0xff00_0017, 0xff00_001d, 0xff00_0022])(
  'a hello of version %i comes in parts of any order, over several packets',
  (version) => {
    const whole = hello('plc.example')
    const part = (from: number, to = whole.length) => crypto(from, whole.subarray(from, to))
    const dialogue = new Dialogue(quic).toServer(
      firstPacket({ ...ASK, version }, part(50), bytesOf(1, 0), part(10, 30)),
      firstPacket({ ...ASK, version, number: 1 }, part(20, 60), part(10, 20), part(0, 12)),
    )
    expect(names(dialogue)).toEqual(['plc.example, ALPN h3'])
  },
)

const chosen = handshakeMessage(2, serverHelloBody(0x0303, 0x1301, tlsExtension(0x2b, 3, 4)))
const ANSWER = { from: 'server', first: idOf('server') } as const

test('the hello of the server is read with what the client first sent to, behind its acknowledgement', () => {
  const ack = bytesOf(3, 1, 0, 1, 0, 0, 0, 1, 0, 0)
  const answer = bytesOf(firstPacket(ANSWER, ack, crypto(0, chosen)), handshake({ from: 'server' }, 200))
  const dialogue = new Dialogue(quic).toServer(firstPacket(ASK, crypto(0, hello('a.example')))).toClient(answer)
  expect(names(dialogue)).toEqual(['a.example, ALPN h3', 'TLS 1.3, TLS_AES_128_GCM_SHA256'])
  expect(dialogue.observed('undecoded')).toHaveLength(1)
  const unseen = new Dialogue(quic).toClient(answer)
  expect(names(unseen)).toEqual([])
})

test('after a Retry, and in a new connection between the same ports, the handshake begins anew', () => {
  const dialogue = new Dialogue(quic)
    .toServer(firstPacket(ASK, crypto(0, hello('a.example'))))
    .toClient(retry(1, 7))
    .toServer(firstPacket({ ...ASK, mark: 7, token: [1] }, crypto(0, hello('a.example'))))
    .toServer(firstPacket({ ...ASK, mark: 8 }, crypto(0, hello('b.example'))))
  expect(names(dialogue)).toEqual(['a.example, ALPN h3', 'a.example, ALPN h3', 'b.example, ALPN h3'])
})

test('what is not protected by these keys is encrypted; not more than some packets are tried', () => {
  const dialogue = new Dialogue(quic)
  for (let i = 0; i < MAX_INITIALS; i++) dialogue.toServer(initial({ from: 'client' }, 100))
  dialogue.toServer(firstPacket(ASK, crypto(0, hello('late.example'))))
  expect([names(dialogue), dialogue.observed('undecoded').length]).toEqual([[], MAX_INITIALS + 1])
  const short = bytesOf(initial({ from: 'client' }, 18))
  expect(new Dialogue(quic).toServer(short).observed('undecoded')).toHaveLength(1)
})

test('frames that do not fit, and hellos that are too long, end what is read', () => {
  const taken: number[] = []
  const read = (...frames: readonly Bytes[]) => {
    taken.length = 0
    return new CryptoStream().read(bytesOf(...frames), (bytes) => taken.push(bytes.left))
  }
  expect([read(bytesOf(6, 0, 9, 1)), taken]).toEqual([false, []])
  expect([read(bytesOf(6, 0xc0)), taken]).toEqual([false, []])
  expect([read(crypto(0, hex('010203')), bytesOf(0x1c), crypto(3, hex('04'))), taken]).toEqual([true, [3]])
  expect([read(crypto(0, hex('0102')), crypto(0, hex('0102')), crypto(1, hex('0203'))), taken]).toEqual([true, [2, 1]])
  expect([read(bytesOf(6, 0x80, 0, u16(MAX_HELLO), 1, 9)), taken]).toEqual([true, []])
  const many = Array.from({ length: MAX_PIECES + 5 }, (_, i) => crypto(i + 1, hex('00')))
  expect([read(...many, crypto(0, hex('00'))), taken]).toEqual([true, []])
})
