import { describe, expect, test } from 'vitest'
import { alternativeNames, MAX_CERTIFICATE_NAMES } from '../../dissectors/tls/alternative-names.ts'
import { MAX_HANDSHAKE_BYTES } from '../../dissectors/tls/handshake-assembly.ts'
import { tls } from '../../dissectors/tls/tls.ts'
import {
  alpnExtension,
  certificate,
  certificateMessage,
  clientHello,
  der,
  handshakeMessage,
  listExtension,
  serverHello,
  serverNameExtension,
  ssl2ClientHello,
  ssl2ServerHello,
  tlsExtension,
  tlsRecord,
} from '../../fixtures/generate/tls-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, hex, u16 } from '../support/packet.ts'

const DATA = tlsRecord(23, 0x0303, new Uint8Array(40).fill(0xaa))

function facts(dialogue: Dialogue, of: 'client' | 'server'): Record<string, string>[] {
  return dialogue
    .observed('identity')
    .filter((each) => each.of === of)
    .map((each) => ({ ...each.facts }))
}

describe('hellos', () => {
  test('what a client asks for is the target, and no statement of who it is', () => {
    const extensions = [serverNameExtension('plc.example'), alpnExtension('h2', 'http/1.1')]
    const dialogue = new Dialogue(tls).toServer(clientHello({ extensions }), clientHello({ extensions }))
    expect(dialogue.heard[0]).toMatchObject({
      role: 'request',
      function: 'handshake 1',
      name: 'client_hello',
      class: 'session',
      target: 'plc.example, ALPN h2,http/1.1',
    })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(facts(dialogue, 'client').flatMap((each) => Object.keys(each))).not.toContain('name')
    expect(facts(dialogue, 'client').length).toBe(2)
  })

  test('the published example of JA4 gives the published fingerprint', () => {
    const ciphers = [
      0x1a1a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d,
      0x002f, 0x0035,
    ]
    const algorithms = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601]
    const others = [0x1b, 0x0a, 0x2d, 0x4469, 0x05, 0x12, 0x17, 0x33, 0xff01, 0x0b, 0x23, 0x15]
    const extensions = [
      tlsExtension(0x3a3a),
      serverNameExtension('example.com'),
      alpnExtension('h2', 'http/1.1'),
      listExtension(13, ...algorithms),
      tlsExtension(43, 6, u16(0x8a8a), u16(0x0304), u16(0x0303)),
      ...others.map((type) => tlsExtension(type, [0, 0])),
    ]
    const dialogue = new Dialogue(tls).toServer(clientHello({ ciphers, extensions }))
    expect(facts(dialogue, 'client')).toContainEqual({
      fingerprint: 'ja4 t13d1516h2_8daaf6152771_e5627efa2ab1',
      'protocol-revision': 'TLS 1.3',
    })
  })

  test('a hello without extensions has a fingerprint too', () => {
    const dialogue = new Dialogue(tls).toServer(clientHello({ version: 0x0300 }))
    expect(facts(dialogue, 'client')).toMatchObject([
      { fingerprint: expect.stringMatching(/^ja3 [0-9a-f]{32}$/) },
      { fingerprint: expect.stringMatching(/^ja4 ts3i010000_[0-9a-f]{12}_0{12}$/), 'protocol-revision': 'SSL 3.0' },
    ])
  })

  test('protocol names of other characters are shown by their hexadecimal digits in JA4', () => {
    const extensions = [tlsExtension(16, u16(3), 2, 0xab, 0xcd)]
    const dialogue = new Dialogue(tls).toServer(clientHello({ extensions }))
    expect(facts(dialogue, 'client')[1]?.['fingerprint']).toMatch(/^ja4 t12i0101ad_/)
  })

  test.each([
    [0x0303, 0x003c, [], 'TLS 1.2, TLS_RSA_WITH_AES_128_CBC_SHA256', 'TLS 1.2'],
    [0x0301, 0xfefe, [], 'TLS 1.0, cipher suite 0xfefe', 'TLS 1.0'],
    [0x0302, 0x0035, [], 'TLS 1.1, TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS 1.1'],
    [0xfeff, 0x0035, [], 'DTLS 1.0, TLS_RSA_WITH_AES_256_CBC_SHA', 'DTLS 1.0'],
    [0xfefc, 0x1301, [], 'DTLS 1.3, TLS_AES_128_GCM_SHA256', 'DTLS 1.3'],
    [0x0303, 0x1302, [tlsExtension(43, [3, 4])], 'TLS 1.3, TLS_AES_256_GCM_SHA384', 'TLS 1.3'],
    [0x0399, 0x1302, [], 'version 0x0399, TLS_AES_256_GCM_SHA384', 'version 0x0399'],
  ])('a server that chooses version %i and suite %i', (version, cipher, extensions, target, revision) => {
    const dialogue = new Dialogue(tls).toClient(serverHello(version, cipher, ...extensions))
    expect(dialogue.heard[0]).toMatchObject({ role: 'response', function: 'handshake 2', target })
    expect(facts(dialogue, 'server')).toMatchObject([
      { fingerprint: expect.stringMatching(/^ja3s/), 'protocol-revision': revision },
    ])
  })

  test('fields that do not fit are malformed', () => {
    const dialogue = new Dialogue(tls)
      .toServer(tlsRecord(22, 0x0301, handshakeMessage(1, new Uint8Array(50).fill(0xff))))
      .toServer(tlsRecord(22, 0x0301, handshakeMessage(1, new Uint8Array(3))))
      .toClient(tlsRecord(22, 0x0301, handshakeMessage(2, new Uint8Array(3))))
      .toClient(tlsRecord(22, 0x0301, handshakeMessage(11, [0, 0, 5, 0, 9, 0])))
    expect(dialogue.observed('malformed').length).toBe(4)
    expect(facts(dialogue, 'client')).toEqual([])
  })
})

describe('certificates', () => {
  const own = certificate(
    'plc-7',
    der(0x82, ascii('plc-7.example')),
    der(0x82, ascii('*.example')),
    der(0x87, [10, 0, 0, 7]),
    der(0x87, [0xfe, 0x80, ...new Array(13).fill(0), 7]),
  )

  test('name their sender, with every kind of name', () => {
    const message = certificateMessage(own, certificate('issuer'))
    const dialogue = new Dialogue(tls).toClient(tlsRecord(22, 0x0303, message))
    expect(facts(dialogue, 'server')).toEqual([
      {
        'certificate-subject': 'CN=plc-7',
        'certificate-issuer': 'CN=plc-7',
        'certificate-validity': '2026-01-01T00:00:00Z/2036-01-01T00:00:00Z',
      },
      { name: 'plc-7.example' },
      { domain: '*.example' },
      { ip: '10.0.0.7' },
      { ip: 'fe80::7' },
    ])
    expect(dialogue.observed('credential')).toEqual([])
  })

  test('tell their names behind other extensions, and without any there are none', () => {
    const usage = der(0x30, der(0x06, hex('551d0f')), der(0x04, der(0x03, [0, 0xa0])))
    const names = der(0x30, der(0x06, hex('551d11')), der(0x04, der(0x30, der(0x82, ascii('plc-8.example')))))
    const with2 = (...extensions: readonly Bytes[]) => {
      const head = [der(0xa0, der(2, 2)), der(2, 1), der(0x30), der(0x30), der(0x30), der(0x30), der(0x30)]
      const body = der(0x30, ...head, der(0xa3, der(0x30, ...extensions)))
      const bytes = der(0x30, body, der(0x30), der(0x03, 0))
      return alternativeNames(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)
    }
    expect(with2(usage, names)).toEqual([{ kind: 'dns', text: 'plc-8.example' }])
    expect(with2(usage)).toEqual([])
  })

  test('of a client are what it signs in with', () => {
    const dialogue = new Dialogue(tls).toServer(tlsRecord(22, 0x0303, certificateMessage(own)))
    expect(dialogue.observed('credential')).toEqual([
      { kind: 'credential', of: 'client', method: 'TLS client certificate', account: 'plc-7', protection: 'protected' },
    ])
    expect(new Dialogue(tls).toServer(tlsRecord(22, 0x0303, certificateMessage())).observations).toEqual([])
  })

  test('with more names than the limit tell that many', () => {
    const names = Array.from({ length: MAX_CERTIFICATE_NAMES + 3 }, (_, i) => der(0x82, ascii(`n${i}.example`)))
    const message = certificateMessage(certificate('many', ...names))
    const dialogue = new Dialogue(tls).toClient(tlsRecord(22, 0x0303, message))
    expect(facts(dialogue, 'server').filter((each) => 'name' in each).length).toBe(MAX_CERTIFICATE_NAMES)
  })

  test('that are none tell nothing', () => {
    const dialogue = new Dialogue(tls).toClient(tlsRecord(22, 0x0303, certificateMessage(bytesOf(1, 2, 3))))
    expect(dialogue.observed('identity')).toEqual([])
  })
})

describe('handshake messages', () => {
  test('begin and end anywhere in the records', () => {
    const message = certificateMessage(certificate('split'))
    const parts = [message.slice(0, 5), message.slice(5, 60), message.slice(60)]
    const dialogue = new Dialogue(tls).toClient(serverHello(0x0303, 0x2f))
    for (const part of parts) dialogue.toClient(tlsRecord(22, 0x0303, part))
    dialogue.toClient(tlsRecord(22, 0x0303, handshakeMessage(12, [1]), handshakeMessage(14)))
    expect(dialogue.heard.map((each) => each.name)).toEqual([
      'server_hello',
      'certificate',
      'server_key_exchange',
      'server_hello_done',
    ])
  })

  test('that are longer than the limit are passed over, and the next one is read', () => {
    const length = MAX_HANDSHAKE_BYTES + 1
    const dialogue = new Dialogue(tls).toClient(tlsRecord(22, 0x0303, [11, 1, ...u16(length - 0x10000)]))
    expect(length).toBeLessThan(0x20000)
    // The first octet of a length is refused where a message begins; within one it is believed.
    expect(dialogue.heard.map((each) => each.function)).toEqual(['handshake encrypted'])
    const half = tlsRecord(22, 0x0303, [0, 0, 0, 0], [11, 1, ...u16(length - 0x10000)])
    const long = new Dialogue(tls).toClient(half)
    for (let left = length; left > 0; left -= 0x4000) {
      long.toClient(tlsRecord(22, 0x0303, new Uint8Array(Math.min(left, 0x4000))))
    }
    long.toClient(tlsRecord(22, 0x0303, handshakeMessage(14)))
    expect(long.heard.map((each) => each.name)).toEqual(['hello_request', 'server_hello_done'])
  })

  test('of an unknown type are not decoded', () => {
    const dialogue = new Dialogue(tls).toClient(tlsRecord(22, 0x0303, handshakeMessage(30, [1])))
    expect(dialogue.heard[0]?.name).toBe('handshake 30')
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function', code: 30 }])
  })
})

describe('encryption', () => {
  test('is told of each record, and of the session once', () => {
    const dialogue = new Dialogue(tls).toServer(clientHello({})).toClient(serverHello(0x0303, 0x2f))
    for (let i = 0; i < 5; i++) dialogue.toServer(DATA).toClient(DATA)
    expect(dialogue.heard.at(-1)).toMatchObject({ function: 'content 23', name: 'application_data', class: 'unknown' })
    expect(dialogue.observed('undecoded')).toMatchObject(Array(10).fill({ reason: 'encrypted' }))
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'encrypted' }])
  })

  test('begins for each side with its ChangeCipherSpec', () => {
    const change = tlsRecord(20, 0x0303, 1)
    const secret = tlsRecord(22, 0x0303, new Uint8Array(40).fill(0x99))
    const dialogue = new Dialogue(tls).toServer(change, secret).toClient(handshake14(), change, secret)
    expect(dialogue.heard.map((each) => each.function)).toEqual([
      'content 20',
      'handshake encrypted',
      'handshake 14',
      'content 20',
      'handshake encrypted',
    ])
    expect(dialogue.observed('session').length).toBe(1)
  })

  test('a hello behind the ChangeCipherSpec of TLS 1.3 is read', () => {
    const dialogue = new Dialogue(tls).toServer(clientHello({}), tlsRecord(20, 0x0303, 1), clientHello({}))
    expect(dialogue.heard.filter((each) => each.function === 'handshake 1').length).toBe(2)
  })

  test('is not there when the server chose a suite without it', () => {
    const dialogue = new Dialogue(tls)
      .toClient(serverHello(0x0303, 0x003b), tlsRecord(20, 0x0303, 1))
      .toClient(tlsRecord(22, 0x0303, handshakeMessage(20, new Uint8Array(44))))
      .toServer(DATA)
      .toServer(tlsRecord(21, 0x0303, [1, 0], new Uint8Array(32)))
    expect(dialogue.observed('session')).toMatchObject([{ security: 'signed' }])
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unsupported' }])
    expect(dialogue.heard.map((each) => each.name)).toContain('finished')
    expect(dialogue.heard.at(-1)).toMatchObject({ name: 'alert', target: 'close_notify' })
  })

  test('of a dialogue that is joined midway is presumed', () => {
    const dialogue = new Dialogue(tls).toClient(DATA)
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'encrypted' }])
  })
})

describe('alerts', () => {
  test('a fatal one before the session opens refuses it', () => {
    const dialogue = new Dialogue(tls).toServer(clientHello({})).toClient(tlsRecord(21, 0x0303, [2, 40]))
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', target: 'handshake_failure', status: 40 })
    expect(dialogue.observed('session')).toMatchObject([{ state: 'refused' }])
  })

  test('a warning is a message, and an encrypted one is counted', () => {
    const dialogue = new Dialogue(tls)
      .toClient(tlsRecord(21, 0x0303, [1, 0]), tlsRecord(21, 0x0303, [1, 99]))
      .toServer(tlsRecord(21, 0x0303, new Uint8Array(26)))
    expect(dialogue.heard.map((each) => each.target)).toEqual(['close_notify', 'alert 99', ''])
    expect(dialogue.heard[2]?.function).toBe('alert encrypted')
    expect(dialogue.observed('session')).toEqual([])
  })

  test('a handshake record of a few bytes waits for the rest of its message', () => {
    const dialogue = new Dialogue(tls).toClient(tlsRecord(22, 0x0303, [14, 0]), tlsRecord(22, 0x0303, [0, 0]))
    expect(dialogue.heard.map((each) => each.name)).toEqual(['server_hello_done'])
  })

  test('a heartbeat is counted', () => {
    expect(new Dialogue(tls).toServer(tlsRecord(24, 0x0303, [1, 0, 0])).heard[0]?.name).toBe('heartbeat')
  })
})

describe('SSL 2.0', () => {
  test('hellos are noticed, and the certificate of the server is read', () => {
    const dialogue = new Dialogue(tls)
      .toServer(ssl2ClientHello(0x0002))
      .toClient(ssl2ServerHello(certificate('ancient')))
    expect(dialogue.heard).toMatchObject([
      { function: 'ssl2 1', target: 'SSL 2.0', role: 'request' },
      { function: 'ssl2 4', target: 'SSL 2.0', role: 'response' },
    ])
    expect(facts(dialogue, 'server')).toMatchObject([
      { 'protocol-revision': 'SSL 2.0' },
      { 'certificate-subject': 'CN=ancient' },
    ])
  })
})

describe('the probe', () => {
  const verdict = (bytes: Uint8Array) => tls.probe(cursorOver(bytes), 'to-server')

  test('knows hellos, data, alerts and ChangeCipherSpec, and waits for the rest of them', () => {
    const hello = clientHello({})
    expect(verdict(hello)).toBe('yes')
    for (let length = 0; length < 11; length++) expect(verdict(hello.slice(0, length))).toBe('need-more')
    expect(verdict(DATA)).toBe('yes')
    expect(verdict(bytesOf(DATA, DATA))).toBe('yes')
    expect(verdict(tlsRecord(20, 0x0303, 1))).toBe('yes')
    expect(verdict(tlsRecord(20, 0x0303, 1).slice(0, 5))).toBe('need-more')
    expect(verdict(tlsRecord(21, 0x0303, [2, 40]))).toBe('yes')
    expect(verdict(tlsRecord(21, 0x0303, [2, 40]).slice(0, 6))).toBe('need-more')
    expect(verdict(tlsRecord(21, 0x0303, new Uint8Array(26)))).toBe('yes')
    expect(verdict(handshake14())).toBe('yes')
    expect(verdict(ssl2ClientHello(0x0002))).toBe('yes')
    expect(verdict(ssl2ClientHello(0x0002).slice(0, 2))).toBe('need-more')
    expect(verdict(ssl2ClientHello(0x0002).slice(0, 9))).toBe('need-more')
  })

  test('refuses what only begins like it', () => {
    expect(verdict(bytesOf(DATA, ascii('GET / HTTP')))).toBe('no')
    expect(verdict(tlsRecord(23, 0x0303, [1, 2, 3]))).toBe('no')
    expect(verdict(tlsRecord(22, 0x0303, handshakeMessage(1, [1, 2, 3])))).toBe('no')
    expect(verdict(tlsRecord(22, 0x0303, [1, 2]))).toBe('no')
    expect(verdict(tlsRecord(20, 0x0303, [1, 2]))).toBe('no')
    expect(verdict(tlsRecord(21, 0x0303, [7, 7]))).toBe('no')
    expect(verdict(tlsRecord(21, 0x0303, [7]))).toBe('no')
    expect(verdict(tlsRecord(24, 0x0303, [7]))).toBe('no')
    expect(verdict(bytesOf(ascii('GET / HTTP/1.1')))).toBe('no')
    expect(verdict(bytesOf(0x16, 0x02))).toBe('no')
    expect(verdict(tlsRecord(22, 0x0303, handshakeMessage(11, [1])))).toBe('yes')
    expect(verdict(tlsRecord(22, 0x0303, handshakeMessage(9, [1])))).toBe('no')
    expect(verdict(bytesOf(0x16, 3, 9))).toBe('no')
    expect(verdict(bytesOf(0x16, 3, 3, 0, 0))).toBe('no')
    expect(verdict(bytesOf(0x80, 0x40, 9))).toBe('no')
    expect(verdict(bytesOf(0x80, 0x40, 1, new Uint8Array(12)))).toBe('no')
  })

  test('direction comes from the hello', () => {
    const direction = (bytes: Uint8Array) => tls.directionOf(cursorOver(bytes))
    expect(direction(clientHello({}))).toBe('to-server')
    expect(direction(serverHello(0x0303, 1))).toBe('to-client')
    expect(direction(handshake14())).toBe('to-client')
    expect(direction(ssl2ClientHello(2))).toBe('to-server')
    expect(direction(ssl2ServerHello(certificate('x')))).toBe('to-client')
    expect(direction(DATA)).toBeUndefined()
    expect(direction(tlsRecord(22, 0x0303, handshakeMessage(11, [1])))).toBeUndefined()
    expect(direction(bytesOf(0x16))).toBeUndefined()
  })

  test('a record has the length it says, within bounds', () => {
    const length = (bytes: Uint8Array) => tls.messageLength(cursorOver(bytes))
    expect(length(DATA)).toBe(45)
    expect(length(bytesOf())).toBe(0)
    expect(length(bytesOf(23, 3, 3, 0xff, 0xff))).toBe(-1)
    expect(length(bytesOf(0x80, 0x40, 9))).toBe(-1)
    expect(length(ssl2ClientHello(2).slice(0, 5))).toBe(0)
  })
})

function handshake14(): Uint8Array {
  return tlsRecord(22, 0x0303, handshakeMessage(14))
}
