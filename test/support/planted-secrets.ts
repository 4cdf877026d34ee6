import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { basic, request, response } from '../../fixtures/generate/http-message.ts'
import * as ldap from '../../fixtures/generate/ldap-message.ts'
import * as mqtt from '../../fixtures/generate/mqtt-packet.ts'
import * as opcua from '../../fixtures/generate/opcua-message.ts'
import { message, pdu } from '../../fixtures/generate/snmp-message.ts'
import { ascii, type Bytes, bytesOf, CaptureBuilder, checksum, ethernet, ipv4, pcapOf, u16, u32le } from './packet.ts'
import { plantedInServices } from './planted-in-services.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures')

/** Something that nobody may ever find again. */
export interface Secret {
  /** In which protocol it was planted, and as what. */
  readonly where: string
  readonly bytes: Uint8Array
}

export interface Planted {
  readonly captures: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  readonly secrets: readonly Secret[]
}

/** What stands for a secret in the captures of the project, and what of it is one. */
const IN_FIXTURES: readonly (readonly [file: string, secret: string | Bytes, what: string])[] = [
  ['ads/discovery', 'SECRET', 'password of a route'],
  ['amqp/broker', 'not to be read', 'SASL PLAIN, AMQPLAIN'],
  ['amqp/links', 'not to be read', 'SASL PLAIN'],
  ['atg/display', 'b7Qz!9', 'security code'],
  ['atg/display', 'not to be read', 'set-up password'],
  ['bacnet/services', 'pw12', 'password'],
  ['c1222/head-end', 'not to be read', 'password of a session'],
  ['c1222/head-end', 'never to be seen', 'security table'],
  ['coap/values', 'not to be read', 'payload of a sign-in'],
  ['coap/values', 'not-to-be-read', 'token in a query, password of a proxy'],
  ['dcerpc/mapped-service', filled(0x5a, 16), 'NTLM responses and session key'],
  ['dlms/ciphered', 'wrong one', 'LLS password'],
  ['dlms/ciphered', 'challenge', 'HLS challenge'],
  ['dlms/wrapper', 'not to be read', 'LLS password, secret of an association'],
  ['ethercat/mailbox', bytesOf(0xe7, 0xc2, 0x5e, 0), 'password of a file'],
  ['fox/session', 'not to be read', 'digest of a login'],
  ['ftp/transfers', 'not to be read', 'PASS'],
  ['hislip/scope', 'not to be read', 'SYSTem:PASSword'],
  ['hsrp/version-1', 'cisco', 'password'],
  ['hsrp/version-2', 'example\0', 'password'],
  ['iec104/files-and-security', filled(0x5a, 8), 'message authentication code'],
  ['kerberos/exchanges', filled(0x5a, 40), 'sealed parts'],
  ['ldap/directory', 'not to be read', 'simple bind, SASL PLAIN'],
  ['ldap/domain', filled(0x5a, 16), 'NTLM responses and session key'],
  ['melsec/binary', 'SECR', 'remote password'],
  ['mqtt/every-packet', 'not to be read', 'password'],
  ['ospf/version-2', 'example\0', 'password'],
  ['pjl/jobs', '8642', 'PIN of a job'],
  ['radius/access', filled(0x5a, 16), 'authenticator, hidden password'],
  ['redis/channels', 'not to be read', 'password, messages'],
  ['redis/channels', 'not-to-be-read', 'password'],
  ['redis/values', 'not to be read', 'passwords, script'],
  ['rfb/sessions', filled(0xa5, 16), 'response to a challenge'],
  ['rfb/sessions', filled(0x5a, 16), 'challenge'],
  ['rip/version-2', 'example\0', 'password'],
  ['s7comm/services', bytesOf(0x21, 0x3a, 0x1b, 0x1d, 0x6e, 0x68, 0x1b, 0x1d), 'password'],
  ['scpi/supply', 'not to be read', 'SYSTem:PASSword'],
  ['sip/intercom', 'not to be read', 'response of Digest'],
  ['sip/intercom', 'not-to-be-read', 'password in a URI'],
  ['smb/smb1-netbios', filled(0x5a, 16), 'NTLM responses and session key'],
  ['smb/smb1-netbios', 'not to be read', 'password in clear'],
  ['smb/smb2-files', filled(0x5a, 16), 'NTLM responses and session key'],
  ['socks/connections', 'not to be read', 'password'],
  ['smtp/mails', 'bm90IHRvIGJlIHNlZW4=', 'SASL PLAIN, answer to a challenge'],
  ['snmp/variables', 'not to be read', 'community'],
]

/** Where a checksum would break, what stands for a secret is left, and looked for as it is. */
const LEFT_IN_FIXTURES: readonly (readonly [file: string, secret: string | Bytes, what: string])[] = [
  ['dnp3/authentication', filled(0x5a, 8), 'SAv5 digest'],
  ['rocplus/session', 'nobody knows it', 'password of a login'],
]

/** Traffic with secrets that can be told from all else, in every protocol that carries some. */
export function plantSecrets(): Planted {
  const secrets: Secret[] = []
  const plant = (where: string, length = 16): Bytes => {
    const bytes = unmistakable(secrets.length, length)
    secrets.push({ where, bytes })
    return bytes
  }
  const files = [...new Set(IN_FIXTURES.map(([file]) => file))]
  const captures = files.map((file) => {
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, `${file}.pcap`)))
    for (const [of, stands, what] of IN_FIXTURES) {
      if (of === file)
        replaceAll(bytes, bytesOf(typeof stands === 'string' ? ascii(stands) : stands), file, what, plant)
    }
    return { name: `${file.replace('/', '-')}.pcap`, bytes }
  })
  for (const [file, stands, what] of LEFT_IN_FIXTURES) {
    captures.push({
      name: `${file.replace('/', '-')}.pcap`,
      bytes: new Uint8Array(readFileSync(join(FIXTURES, `${file}.pcap`))),
    })
    secrets.push({ where: `${file}: ${what}`, bytes: bytesOf(typeof stands === 'string' ? ascii(stands) : stands) })
  }
  const services = plantedInServices((where, length) => String.fromCharCode(...plant(where, length)))
  const made = [
    { name: 'made.pcap', bytes: madeCapture(plant) },
    { name: 'services.pcap', bytes: services },
  ]
  return { captures: [...captures, ...made], secrets }
}

type Plant = (where: string, length?: number) => Bytes

function replaceAll(bytes: Uint8Array, stands: Uint8Array, file: string, what: string, plant: Plant): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = buffer.indexOf(stands)
  if (at < 0) throw new Error(`${file} has no ${what}`)
  const secret = plant(`${file}: ${what}`, stands.length)
  for (; at >= 0; at = buffer.indexOf(stands, at + stands.length)) bytes.set(secret, at)
}

const SERVER = { mac: '02:00:00:99:00:01', ip: '10.99.0.1', port: 80 }
const CLIENT = { mac: '02:00:00:99:00:02', ip: '10.99.0.2', port: 40_000 }

/** What the captures of the project do not hold, or hold within base64. */
function madeCapture(plant: Plant): Bytes {
  const capture = new CaptureBuilder()
  const words = (where: string) => String.fromCharCode(...plant(where))
  http(capture, words)
  telnet(capture, words)
  const one = pdu(0xa0, 1, [])
  const agent = { ...SERVER, port: 161 }
  for (const [version, name] of ['v1', 'v2c'].entries()) {
    capture.datagram(
      { ...CLIENT, port: 40_100 + version },
      agent,
      message(version, one, words(`SNMP ${name} community`)),
    )
  }
  capture
    .connect({ ...CLIENT, port: 40_200 }, { ...SERVER, port: 389 })
    .ask(ldap.simpleBind(1, 'CN=operator', words('LDAP simple bind')))
    .answer(ldap.bindAnswer(1, 0))
    .close()
  capture
    .connect({ ...CLIENT, port: 40_300 }, { ...SERVER, port: 1883 })
    .ask(mqtt.connect({ client: 'sensor', user: 'line', password: words('MQTT password') }))
    .answer(mqtt.connack(0))
    .close()
  capture
    .connect({ ...CLIENT, port: 40_600 }, { ...SERVER, port: 9999 })
    .ask(plant('what is typed first, over an unknown protocol', 8))
    .close()
  userToken(capture, words)
  capture.frame(vrrp(plant('VRRP password', 8)))
  return pcapOf(capture.frames)
}

type Words = (where: string) => string

const FORM = 'Content-Type: application/x-www-form-urlencoded'

/** Every way to sign in, and what applications put into paths, forms and cookies. */
function http(capture: CaptureBuilder, words: Words): void {
  const host = 'Host: 10.99.0.1'
  const line = capture.connect(CLIENT, SERVER)
  const response401 = `Digest username="operator", realm="a", nonce="${words('HTTP Digest nonce')}", uri="/", response="${words('HTTP Digest response')}"`
  const requests = [
    request('GET /', [host, basic('operator', words('HTTP Basic'))]),
    request('GET /', [host, `Authorization: ${response401}`]),
    request('GET /', [host, `Authorization: Bearer ${words('HTTP Bearer')}`]),
    request('GET /', [host, `Cookie: session=${words('HTTP cookie')}`]),
    request(`GET /list?token=${words('HTTP query')}`, [host]),
    request(`GET http://operator:${words('HTTP user information')}@10.99.0.1/list`, [host]),
    request('POST /login', [host], `user=operator&password=${words('HTTP form')}`),
    request('POST /login', [host, FORM], `user=operator&password=${words('HTTP form with its type')}`),
    request('POST /login', [host, FORM], `pwd=${words('HTTP form, password first')}&user=operator`),
  ]
  for (const ask of requests) {
    line.ask(ask).answer(response('200 OK', [`Set-Cookie: id=${words('HTTP Set-Cookie')}`], 'ok'))
  }
  line.close()
}

/** No dissector reads it: its payload may stand nowhere. */
function telnet(capture: CaptureBuilder, words: Words): void {
  const text = (value: string) => bytesOf(ascii(value))
  capture
    .connect({ ...CLIENT, port: 40_400 }, { ...SERVER, port: 23 })
    .answer(bytesOf(0xff, 0xfd, 0x18), text('\r\nlogin: '))
    .ask(text('operator\r\n'))
    .answer(text('Password: '))
    .ask(text(`${words('Telnet password')}\r\n`))
    .answer(text('\r\n$ '))
    .close()
}

/** OPC 10000-4, 7.40.4: a user name token whose password is not encrypted. */
function userToken(capture: CaptureBuilder, words: Words): void {
  const none = u32le(0xffff_ffff)
  const { text, node } = opcua
  const token = [...text('username'), ...text('operator'), ...text(words('OPC UA user token')), ...none]
  const extension = [...node(0, 324), 1, ...u32le(token.length), ...token]
  const activate = opcua.ask(467, 2, none, none, u32le(1), none, none, u32le(1), text('en'), extension, none, none)
  capture
    .connect({ ...CLIENT, port: 40_500 }, { ...SERVER, port: 4840 })
    .ask(opcua.hello('opc.tcp://10.99.0.1:4840'))
    .answer(opcua.acknowledge())
    .ask(opcua.openRequest(1))
    .answer(opcua.openReply(1))
    .ask(activate)
    .close()
}

/** RFC 2338, 5.3.10: authentication of type 1. */
function vrrp(password: Bytes): Bytes {
  const message = (sum: number) => bytesOf(0x21, 5, 120, 1, 1, 1, u16(sum), [10, 99, 0, 9], password)
  const packet = ipv4('10.99.0.1', '224.0.0.18', 112, message(checksum(message(0))), 1, 255)
  return ethernet(SERVER.mac, '01:00:5e:00:00:12', 0x0800, packet)
}

/** Printable, and unlike anything else: the number of the secret, then letters that never stand so. */
function unmistakable(number: number, length: number): Bytes {
  const mark = `${String.fromCharCode(0x47 + (number >> 4), 0x47 + (number & 15))}qZ7xJ9wK5vQ3kW8`
  return bytesOf(ascii(mark.repeat(Math.ceil(length / mark.length)).slice(0, length)))
}

function filled(byte: number, length: number): Bytes {
  return new Uint8Array(length).fill(byte)
}

/** How much of an end of a secret is too much. */
const PREFIX = 8

/** Where those of the secrets were planted that stand in these bytes, whole or by one of their ends. */
export function secretsIn(bytes: Buffer, secrets: readonly Secret[]): string[] {
  const low = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1')
  return secrets.filter((secret) => stands(secret, bytes, low)).map(({ where }) => where)
}

function stands({ bytes: secret }: Secret, bytes: Buffer, low: Buffer): boolean {
  const parts = secret.length > PREFIX ? [secret, secret.subarray(0, PREFIX), secret.subarray(-PREFIX)] : [secret]
  return parts.some(
    (part) => formsOf(part).some((form) => bytes.includes(form)) || low.includes(Buffer.from(part).toString('hex')),
  )
}

/** As it is, in UTF-16, and in base64 wherever in a group of three it begins. */
export function formsOf(secret: Uint8Array): Buffer[] {
  const plain = Buffer.from(secret)
  const wide = Buffer.from(plain.toString('latin1'), 'utf16le')
  return [plain, wide, ...[0, 1, 2].map((shift) => base64Within(plain, shift))]
}

/** The characters of base64 that the secret alone decides, behind so many other bytes. */
function base64Within(secret: Buffer, shift: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(shift), secret]).toString('base64')
  const end = Math.floor(((shift + secret.length) * 8) / 6)
  return Buffer.from(text.slice(Math.ceil((shift * 8) / 6), end))
}
