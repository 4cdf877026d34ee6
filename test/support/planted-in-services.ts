import * as fins from '../../fixtures/generate/fins-message.ts'
import { request, response } from '../../fixtures/generate/http-message.ts'
import * as mqtt from '../../fixtures/generate/mqtt-packet.ts'
import { rtspMessage } from '../../fixtures/generate/rtsp.ts'
import { binding, message, pdu, trapV1 } from '../../fixtures/generate/snmp-message.ts'
import { tacacsPacket } from '../../fixtures/generate/tacacs.ts'
import * as tds from '../../fixtures/generate/tds-message.ts'
import { ascii, type Bytes, bytesOf, CaptureBuilder, pcapOf, type TcpBuilder, u16, u32 } from './packet.ts'

const SERVER = { mac: '02:00:00:98:00:01', ip: '10.98.0.1', port: 80 }
const CLIENT = { mac: '02:00:00:98:00:02', ip: '10.98.0.2', port: 40_000 }

/** Where it is planted, and how long it is; gives its text. */
export type Words = (where: string, length?: number) => string

/** Ways to sign in, and texts with a secret inside, of services with a dissector and of services without one. */
export function plantedInServices(words: Words): Bytes {
  const capture = new CaptureBuilder()
  let port = CLIENT.port
  const connect = (to: number) => capture.connect({ ...CLIENT, port: port++ }, { ...SERVER, port: to })
  mail(connect, words)
  shells(connect, words)
  directories(connect, words)
  media(connect, words)
  control(capture, connect, words)
  datagrams(capture, words)
  return pcapOf(capture.frames)
}

type Connect = (port: number) => TcpBuilder

const line = (text: string) => bytesOf(ascii(`${text}\r\n`))

function mail(connect: Connect, words: Words): void {
  const pop = connect(110).answer(line('+OK')).ask(line('USER line')).answer(line('+OK'))
  pop
    .ask(line(`PASS ${words('POP3 PASS')}`))
    .answer(line('+OK'))
    .close()
  const imap = connect(143).answer(line('* OK IMAP4rev1'))
  imap
    .ask(line(`a1 LOGIN line ${words('IMAP LOGIN')}`))
    .answer(line('a1 OK'))
    .close()
}

function shells(connect: Connect, words: Words): void {
  const text = (value: string) => bytesOf(ascii(value))
  connect(23)
    .answer(bytesOf(0xff, 0xfd, 0x18), text('\r\nUsername: '))
    .ask(line('operator'))
    .answer(text('Password: '))
    .ask(line(words('Telnet password of a switch')))
    .answer(text('\r\nSW1>'))
    .ask(line('enable'))
    .answer(text('enable\r\nPassword: '))
    .ask(line(words('Telnet enable')))
    .answer(text('\r\nSW1#'))
    .ask(line(`username line password ${words('Telnet configuration')}`))
    .close()
  const ftp = connect(21).answer(line('220 ready')).ask(line('USER line')).answer(line('331 who'))
  ftp.ask(line(`PASS ${words('FTP PASS refused')}`)).answer(line('530 no'))
  ftp.ask(line(`ACCT ${words('FTP ACCT')}`)).answer(line('230 in'))
  ftp
    .ask(line(`SITE PSWD old ${words('FTP SITE PSWD')}`))
    .answer(line('200 done'))
    .close()
}

function directories(connect: Connect, words: Words): void {
  const login = { host: 'HMI-7', user: 'scada', application: 'x', server: 'h', library: 'ODBC', database: 'R' }
  const change = `ALTER LOGIN sa WITH PASSWORD = '${words('TDS statement')}'`
  connect(1433)
    .ask(tds.tdsPacket(18, tds.prelogin([17, 4, 1], 2)))
    .answer(tds.tdsPacket(4, tds.prelogin([15, 0, 4261], 2)))
    .ask(tds.tdsPacket(16, tds.login7({ ...login, password: '' })))
    .answer(tds.tdsPacket(4, tds.loginAck('Microsoft SQL Server')))
    .ask(tds.tdsPacket(1, bytesOf(tds.allHeaders(), tds.utf16(change))))
    .close()
  // RFC 8907, 5.4.2.2: PAP sends the password with the start; the flag says that nothing is obfuscated.
  const secret = words('TACACS+ PAP')
  const start = bytesOf(1, 0, 2, 1, 4, 4, 8, secret.length, ascii(`linetty110.0.0.9${secret}`))
  connect(49)
    .ask(tacacsPacket(1, 1, start, 1))
    .close()
  const command = `*2\r\n$4\r\nAUTH\r\n$16\r\n${words('Redis AUTH')}`
  connect(6379).ask(line(command)).answer(line('+OK')).close()
}

function media(connect: Connect, words: Words): void {
  const url = (who: string) => `rtsp://${who}10.98.0.1/media`
  const basic = Buffer.from(`line:${words('RTSP Basic')}`).toString('base64')
  connect(554)
    .ask(rtspMessage(`DESCRIBE ${url(`line:${words('RTSP URL')}@`)} RTSP/1.0`, ['CSeq: 1']))
    .answer(rtspMessage('RTSP/1.0 401 Unauthorized', ['CSeq: 1']))
    .ask(rtspMessage(`DESCRIBE ${url('')} RTSP/1.0`, ['CSeq: 2', `Authorization: Basic ${basic}`]))
    .answer(rtspMessage('RTSP/1.0 200 OK', ['CSeq: 2', `Session: ${words('RTSP session')}`]))
    .close()
  const token = `<UsernameToken><Username>line</Username><Password>${words('ONVIF UsernameToken')}</Password></UsernameToken>`
  const fields = ['Host: 10.98.0.1', 'Content-Type: application/soap+xml']
  connect(80)
    .ask(request('POST /onvif/device_service', fields, `<Envelope><Header>${token}</Header><Body/></Envelope>`))
    .answer(response('200 OK', [], 'ok'))
    .ask(request('GET /', ['Host: 10.98.0.1', `X-API-Key: ${words('HTTP API key')}`]))
    .answer(response('302 Found', [`Location: /home?sid=${words('HTTP Location')}`], ''))
    .close()
}

function control(capture: CaptureBuilder, connect: Connect, words: Words): void {
  const connection = mqtt.connect({ version: 5, client: 'x', user: 'u', password: words('MQTT 5 password') })
  const data = mqtt.properties(0x15, mqtt.text('SCRAM-SHA-1'), 0x16, mqtt.text(words('MQTT 5 authentication data')))
  connect(1883)
    .ask(connection)
    .answer(mqtt.connack(0, mqtt.properties()))
    .ask(mqtt.packet(0xf0, 0x18, data))
    .ask(mqtt.publish({ topic: 'dev/1', payload: bytesOf(ascii(`{"password":"${words('MQTT payload')}"}`)) }))
    .close()
  const route = { to: [0, 1, 0], from: [0, 2, 0] } as const
  const protect = (code: number, where: string) =>
    fins.command(1, code, bytesOf(u16(0xffff), 0, u32(0), u32(0xffffffff), ascii(words(where, 8))), route)
  for (const [code, where] of [
    [0x0304, 'FINS program area protect'],
    [0x0305, 'FINS program area protect clear'],
  ] as const) {
    capture.datagram({ ...CLIENT, port: 9600 }, { ...SERVER, port: 9600 }, protect(code, where))
  }
}

function datagrams(capture: CaptureBuilder, words: Words): void {
  const to = (port: number, payload: Bytes) =>
    capture.datagram({ ...CLIENT, port: 50_000 }, { ...SERVER, port }, payload)
  to(162, message(0, trapV1('1.3.6.1.4.1.9', [10, 98, 0, 2], 6), words('SNMP trap community')))
  const set = binding('1.3.6.1.4.1.9.9.96.1.1.1.1.8.1', words('SNMP value set'))
  to(161, message(1, pdu(0xa3, 1, [set]), words('SNMP write community')))
  to(514, bytesOf(ascii(`<34>1 2026-01-01T00:00:00Z plc1 app 1 - - failed for line, password=${words('syslog text')}`)))
  const digest = `Digest username="line", response="${words('SIP digest')}"`
  to(5060, line(`REGISTER sip:10.98.0.1 SIP/2.0\r\nAuthorization: ${digest}\r\n`))
  // RFC 1334, 2.2.1, in a session of PPPoE (RFC 2516, 4).
  const secret = words('PAP of PPP')
  const pap = bytesOf(1, 1, u16(10 + secret.length), 4, ascii('line'), secret.length, ascii(secret))
  capture.link(CLIENT.mac, SERVER.mac, 0x8864, bytesOf(0x11, 0, u16(1), u16(2 + pap.length), 0xc0, 0x23, pap))
}
