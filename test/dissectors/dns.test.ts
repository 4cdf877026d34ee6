import { describe, expect, test } from 'vitest'
import { dns } from '../../dissectors/dns/dns.ts'
import { MAX_LABELS, MAX_NAME, MAX_POINTERS, NameReader } from '../../dissectors/dns/name-reader.ts'
import { MAX_RECORDS } from '../../dissectors/dns/record-walk.ts'
import { addressOfReverse } from '../../dissectors/dns/reverse-name.ts'
import {
  address,
  address6,
  dnsMessage,
  overTcp,
  question,
  record,
  service,
  TYPE,
  texts,
  wireName,
} from '../../fixtures/generate/dns-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex, u16 } from '../support/packet.ts'

const NAME = 'plc-1.plant.example'
const TO_QUESTION = hex('c00c')
const ANSWER = 0x8180
const asked = (type: number = TYPE.a, name = NAME) => [question(name, type)]

describe('messages', () => {
  test('a query and its answer are one operation, whatever the case of the letters', () => {
    const dialogue = new Dialogue(dns)
      .toServer(dnsMessage({ questions: asked() }))
      .toClient(dnsMessage({ flags: ANSWER, questions: asked(TYPE.a, 'PLC-1.plant.EXAMPLE') }))
    expect(dialogue.heard[0]).toMatchObject({
      role: 'request',
      function: 'query 1',
      name: 'Query A',
      class: 'discover',
      target: NAME,
    })
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', status: 0 })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('the response code is the status', () => {
    const dialogue = new Dialogue(dns).toClient(dnsMessage({ flags: ANSWER | 3, questions: asked() }))
    expect(dialogue.heard[0]).toMatchObject({ role: 'response', status: 3 })
    expect(dialogue.observed('identity')).toEqual([])
  })

  test.each([
    [0, TYPE.axfr, 'query 252', 'Query AXFR', 'read'],
    [0, 65_399, 'query 65399', 'Query TYPE65399', 'discover'],
    [2, TYPE.soa, 'opcode 2', 'Status', 'diagnose'],
    [4, TYPE.soa, 'opcode 4', 'Notify', 'publish'],
    [5, TYPE.soa, 'opcode 5', 'Dynamic Update', 'session'],
    [6, TYPE.soa, 'opcode 6', 'Stateful Operation', 'session'],
    [3, TYPE.soa, 'opcode 3', 'Opcode 3', 'unknown'],
  ])('opcode %i of type %i is %s', (opcode, type, text, name, operationClass) => {
    const message = dnsMessage({ flags: opcode << 11, questions: asked() })
    message.set(u16(type), message.length - 4)
    const dialogue = new Dialogue(dns).toServer(message)
    expect(dialogue.heard[0]).toMatchObject({ function: text, name, class: operationClass })
  })

  test('over TCP two bytes of length come first, and a transfer goes on without its question', () => {
    const zone = asked(TYPE.axfr, 'plant.example')
    const dialogue = new Dialogue(dns)
      .toServer(overTcp(dnsMessage({ flags: 0, questions: zone })))
      .toClient(
        overTcp(dnsMessage({ flags: 0x8400, questions: zone, answers: [record(NAME, TYPE.a, address('10.0.0.5'))] })),
        overTcp(dnsMessage({ flags: 0x8400, answers: [record('b.plant.example', TYPE.a, address('10.0.0.6'))] })),
      )
    expect(dialogue.heard.map(({ name, role }) => `${name} ${role}`)).toEqual([
      'Query AXFR request',
      'Query AXFR response',
      'Query AXFR response',
    ])
    expect(dialogue.observed('identity').map(({ about, facts }) => `${about} ${facts.name ?? facts.role}`)).toEqual([
      ' DNS server',
      '10.0.0.5 plc-1.plant.example',
      '10.0.0.6 b.plant.example',
    ])
  })

  test('a refusal can be a header and nothing more', () => {
    const refusal = dnsMessage({ flags: 0x8001 })
    expect(dns.probe(cursorOver(refusal), 'to-client')).toBe('yes')
    const dialogue = new Dialogue(dns).toServer(dnsMessage({ questions: asked() })).toClient(refusal)
    expect(dialogue.heard[1]).toMatchObject({ name: 'Query A', status: 1 })
  })
})

describe('identity', () => {
  const say = (...parts: Parameters<typeof dnsMessage>) =>
    new Dialogue(dns)
      .toClient(dnsMessage({ flags: ANSWER, ...parts[0] }))
      .observed('identity')
      .slice(1)
      .map(({ about, message, facts }) => ({ about, message, ...facts }))

  test('whoever answers is a DNS server', () => {
    const dialogue = new Dialogue(dns).toClient(dnsMessage({ flags: ANSWER, questions: asked() }))
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'server', about: '', facts: { role: 'DNS server', capability: 'recursion' } },
    ])
  })

  test('an answer names the address in it, once, whatever its time to live', () => {
    const answer = (ttl: number) =>
      dnsMessage({
        flags: ANSWER,
        questions: asked(),
        answers: [record(TO_QUESTION, TYPE.a, address('10.0.0.5'), { ttl })],
      })
    const dialogue = new Dialogue(dns).toClient(answer(30), answer(20))
    expect(dialogue.observed('identity').slice(1)).toMatchObject([{ about: '10.0.0.5', facts: { name: NAME } }])
  })

  test('of an alias both names are the address', () => {
    const alias = record(TO_QUESTION, 5, wireName('srv-7', 0x12))
    const end = record(wireName('srv-7', 0x12), TYPE.aaaa, address6('20010db8000000000000000000000007'))
    expect(say({ questions: asked(TYPE.aaaa), answers: [alias, end] })).toEqual([
      { about: '2001:db8::7', message: 'DNS AAAA', name: 'srv-7.plant.example' },
      { about: '2001:db8::7', message: 'DNS CNAME', name: NAME },
    ])
  })

  test('a reverse answer names the address that was asked for', () => {
    const name = '5.0.0.10.in-addr.arpa'
    const answers = [record(TO_QUESTION, TYPE.ptr, wireName(NAME))]
    expect(say({ questions: asked(TYPE.ptr, name), answers })).toEqual([
      { about: '10.0.0.5', message: 'DNS PTR', name: NAME },
    ])
  })

  test('who stands behind a service is said of its address; a domain controller has names of its own', () => {
    const name = '_ldap._tcp.Site._sites.dc._msdcs.plant.local'
    const answers = [record(TO_QUESTION, TYPE.srv, service(389, 'dc.plant.local'))]
    const additionals = [record('dc.plant.local', TYPE.a, address('10.0.0.3'))]
    expect(say({ questions: asked(TYPE.srv, name), answers, additionals })).toEqual([
      { about: '10.0.0.3', message: 'DNS A', name: 'dc.plant.local' },
      { about: '10.0.0.3', message: 'DNS SRV', service: name, role: 'domain controller' },
    ])
  })

  test('what is added to another answer, and addresses of nobody, are not told', () => {
    const additionals = [record('ns.plant.example', TYPE.a, address('10.0.0.3'))]
    const answers = ['0.0.0.0', '127.0.0.1'].map((ip) => record(TO_QUESTION, TYPE.a, address(ip)))
    expect(say({ questions: asked(), answers, additionals })).toEqual([])
  })

  test('a server tells its software in class CHAOS', () => {
    const answers = [record('version.bind', TYPE.txt, texts('9.18.1'), { dnsClass: 3 })]
    expect(say({ questions: [question('version.bind', TYPE.txt, 3)], answers })).toEqual([
      { about: '', message: 'DNS TXT CHAOS', software: '9.18.1' },
    ])
  })

  test('an update names the address of the host that registers, not what it takes back', () => {
    const authorities = [
      record('old.plant.example', TYPE.a, [], { dnsClass: 255, ttl: 0 }),
      record('old.plant.example', TYPE.a, address('10.0.0.9'), { dnsClass: 254, ttl: 0 }),
      record(NAME, TYPE.a, address('10.0.0.5')),
    ]
    const update = dnsMessage({ flags: 5 << 11, questions: asked(TYPE.soa, 'plant.example'), authorities })
    const dialogue = new Dialogue(dns).toServer(update)
    expect(dialogue.observed('identity')).toMatchObject([
      { about: '10.0.0.5', message: 'DNS Update', facts: { name: NAME } },
    ])
  })
})

test.each([
  ['a record that is cut', [record(TO_QUESTION, TYPE.a, address('10.0.0.5')).slice(0, -1)], 'truncated'],
  ['an address of three bytes', [record(TO_QUESTION, TYPE.a, [10, 0, 0])], 'bad-length'],
  ['a name that points forward', [record(hex('c0ff'), TYPE.a, address('10.0.0.5'))], 'bad-value'],
])('%s is malformed', (_, answers, reason) => {
  const dialogue = new Dialogue(dns).toClient(dnsMessage({ flags: ANSWER, questions: asked(), answers }))
  expect(dialogue.observed('malformed')).toMatchObject([{ reason }])
  expect(dialogue.heard).toHaveLength(1)
})

test('half of a header is malformed', () => {
  const dialogue = new Dialogue({ ...dns, messageLength: (bytes) => bytes.left }).toServer(hex('0102 0300'))
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  expect(dialogue.heard).toEqual([])
})

test(`of a message ${MAX_RECORDS} entries are read, and that more were there is told`, () => {
  const answers = Array.from({ length: MAX_RECORDS }, (_, i) => record(TO_QUESTION, TYPE.a, [10, 0, 1, i & 255]))
  const dialogue = new Dialogue(dns).toClient(dnsMessage({ flags: ANSWER, questions: asked(), answers }))
  expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unsupported' }])
  expect(dialogue.observed('identity')).toHaveLength(MAX_RECORDS)
})

describe('names', () => {
  const read = (bytes: Uint8Array, at = 0) => {
    const reader = new NameReader()
    const view = new DataView(bytes.buffer)
    return { found: reader.read(view, 0, at, bytes.length), reader, view }
  }

  test('can end in one that came before', () => {
    const bytes = bytesOf(wireName('plant.example'), wireName('a', 0))
    const { found, reader, view } = read(bytes, wireName('plant.example').length)
    expect([found, reader.text(view), reader.next]).toEqual(['ok', 'a.plant.example', bytes.length])
  })

  test('the root is a dot', () => {
    const { reader, view } = read(hex('00'))
    expect(reader.text(view)).toBe('.')
  })

  test.each([
    ['a label without its end', '05414243', 'truncated'],
    ['half a pointer', '0141c0', 'truncated'],
    ['a pointer to itself', 'c000', 'bad-value'],
    ['a label of more than 63 bytes', `40${'41'.repeat(64)}00`, 'bad-value'],
  ])('%s is none', (_, bytes, found) => {
    expect(read(hex(bytes)).found).toBe(found)
  })

  test(`of more than ${MAX_NAME} bytes or ${MAX_POINTERS} pointers are none`, () => {
    const long = bytesOf(...Array.from({ length: MAX_LABELS + 1 }, () => [1, 0x41]), 0)
    expect(read(long).found).toBe('bad-value')
    const chain = bytesOf(0, ...Array.from({ length: MAX_POINTERS + 1 }, (_, i) => [0xc0, i === 0 ? 0 : 2 * i - 1]))
    expect(read(chain, chain.length - 2).found).toBe('bad-value')
    expect(read(chain, chain.length - 4).found).toBe('ok')
  })
})

test.each([
  ['5.0.0.10.in-addr.arpa', '10.0.0.5'],
  [`${'1.'.repeat(1)}${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`, '2001:db8::1'],
  ['256.0.0.10.in-addr.arpa', ''],
  ['0.10.in-addr.arpa', ''],
  [`${'g.'.repeat(32)}ip6.arpa`, ''],
])('%s stands for %s', (name, ip) => {
  expect(addressOfReverse(name)).toBe(ip)
})

const PLAIN = dnsMessage({ questions: asked() })
test.each([
  ['a query', PLAIN, 'yes'],
  ['the same over TCP', overTcp(PLAIN), 'yes'],
  ['its first bytes', overTcp(PLAIN).slice(0, 20), 'need-more'],
  ['a name below .local of an Active Directory', dnsMessage({ questions: asked(TYPE.a, 'dc.plant.local') }), 'yes'],
  ['multicast DNS', dnsMessage({ id: 0, flags: 0, questions: asked(TYPE.ptr, '_http._tcp.local') }), 'no'],
  ['LLMNR', dnsMessage({ flags: 0, questions: asked(TYPE.a, 'wpad') }), 'no'],
  ['a NetBIOS name', dnsMessage({ flags: 0x0110, questions: asked(TYPE.srv, 'CA'.repeat(16)) }), 'no'],
  ['two questions', dnsMessage({ questions: [...asked(), ...asked()] }), 'no'],
  ['the reserved bit', dnsMessage({ flags: 0x0140, questions: asked() }), 'no'],
  ['a query with nothing in it', overTcp(dnsMessage({})), 'no'],
  ['a length that no message has', hex('0003 1a2b 0100'), 'no'],
  ['the first bytes with an opcode that nobody has', hex('0020 1a2b 4000 0001'), 'no'],
  ['the first bytes with the reserved bit', hex('0020 1a2b 0140'), 'no'],
  ['the first bytes with many questions', hex('0020 1a2b 0100 0002'), 'no'],
  ['the first bytes', hex('0020 1a2b 0100 0001'), 'need-more'],
  ['more records than fit the length', hex('1603 0100 8501 0000 8103 0373 6ff8 1842'), 'no'],
  ['an opcode that nobody has', dnsMessage({ flags: 9 << 11, questions: asked() }), 'no'],
  [
    'a query with answers',
    dnsMessage({ questions: asked(), answers: Array.from({ length: 2 }, () => record('a', 1, [])) }),
    'no',
  ],
  ['a type that is not known', dnsMessage({ questions: asked(40_000) }), 'yes'],
  ['no type', dnsMessage({ questions: asked(0) }), 'no'],
  ['a class that nobody has', dnsMessage({ questions: [question(NAME, 1, 77)] }), 'no'],
  ['a name with control characters', dnsMessage({ questions: asked(TYPE.a, 'a\u0001b.example') }), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(dns.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('the direction is in the flags', () => {
  expect(dns.directionOf(cursorOver(PLAIN))).toBe('to-server')
  expect(dns.directionOf(cursorOver(overTcp(dnsMessage({ flags: ANSWER, questions: asked() }))))).toBe('to-client')
  expect(dns.directionOf(cursorOver(hex('0102')))).toBeUndefined()
})
