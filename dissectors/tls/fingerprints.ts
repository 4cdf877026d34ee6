/*
 * Fingerprints of hellos that others publish, to be looked up: JA3 and JA3S (Salesforce, 2017), JA4 (FoxIO, 2023; the
 * TLS client part alone). GREASE values (RFC 8701) do not count.
 */
import { md5Hex } from '../kit/md5.ts'
import { sha256Hex } from '../kit/sha256.ts'
import { type Hello, isGrease } from './hello.ts'

const SERVER_NAME = 0
const ALPN = 16
const DIGEST_LENGTH = 12
const NOTHING = '0'.repeat(DIGEST_LENGTH)
const MAX_COUNT = 99

const VERSIONS: Readonly<Record<number, string>> = {
  0x0304: '13',
  0x0303: '12',
  0x0302: '11',
  0x0301: '10',
  0x0300: 's3',
  0x0002: 's2',
  0xfeff: 'd1',
  0xfefd: 'd2',
  0xfefc: 'd3',
}

export function ja3({ version, ciphers, extensions, groups, pointFormats }: Hello): string {
  return md5Hex([version, ...[ciphers, extensions, groups, pointFormats].map(decimals)].join(','))
}

export function ja3s({ version, ciphers, extensions }: Hello): string {
  return md5Hex([version, decimals(ciphers), extensions.join('-')].join(','))
}

/** What a handshake is carried by, as JA4 writes it: TCP, DTLS, QUIC. */
export type HandshakeOver = 't' | 'd' | 'q'

export function ja4(hello: Hello, over: HandshakeOver): string {
  const ciphers = real(hello.ciphers)
  const extensions = real(hello.extensions)
  const version = VERSIONS[hello.effectiveVersion] ?? '00'
  const name = extensions.includes(SERVER_NAME) ? 'd' : 'i'
  const head = `${over}${version}${name}${count(ciphers)}${count(extensions)}${ends(hello.firstAlpn)}`
  return `${head}_${digest(sortedHex(ciphers))}_${digestOfExtensions(extensions, hello.signatureAlgorithms)}`
}

function digestOfExtensions(extensions: readonly number[], algorithms: readonly number[]): string {
  if (extensions.length === 0) return NOTHING
  const sorted = sortedHex(extensions.filter((each) => each !== SERVER_NAME && each !== ALPN))
  const inOrder = real(algorithms).map(hex4).join(',')
  return digest(inOrder === '' ? sorted : `${sorted}_${inOrder}`)
}

function decimals(values: readonly number[]): string {
  return real(values).join('-')
}

function real(values: readonly number[]): number[] {
  return values.filter((value) => !isGrease(value))
}

function count(values: readonly number[]): string {
  return String(Math.min(values.length, MAX_COUNT)).padStart(2, '0')
}

function sortedHex(values: readonly number[]): string {
  return values.map(hex4).sort().join(',')
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0')
}

function digest(text: string): string {
  return text === '' ? NOTHING : sha256Hex(text).slice(0, DIGEST_LENGTH)
}

/** The first and the last character of a protocol's name; of their hexadecimal form, when one is no letter or digit. */
function ends(name: readonly number[]): string {
  const first = name[0]
  const last = name.at(-1)
  if (first === undefined || last === undefined) return '00'
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last)
  return `${first.toString(16).padStart(2, '0')[0]}${last.toString(16).padStart(2, '0')[1]}`
}

function isAlphanumeric(code: number): boolean {
  return /[0-9A-Za-z]/.test(String.fromCharCode(code))
}
