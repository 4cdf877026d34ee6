import { describe, expect, test } from 'vitest'
import { MAX_ADDRESSES, MAX_NOTED } from '../../dissectors/mdns/announcement.ts'
import { deviceFacts, MAX_STRINGS } from '../../dissectors/mdns/device-text.ts'
import { mdns } from '../../dissectors/mdns/mdns.ts'
import {
  address,
  dnsMessage,
  FLUSH,
  type Parts,
  question,
  record,
  service,
  TYPE,
  texts,
  wireName,
} from '../../fixtures/generate/dns-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const HOST = 'plc.local'
const INSTANCE = wireName(['PLC 1', '_http', '_tcp', 'local'])
const query = (parts: Parts) => dnsMessage({ id: 0, flags: 0, ...parts })
const answer = (parts: Parts) => dnsMessage({ id: 0, flags: 0x8400, ...parts })
const hostAt = (ip: string, ttl = 120) => record(HOST, TYPE.a, address(ip), { dnsClass: 1 | FLUSH, ttl })

/** Sent to the group, whose side counts as the server. */
function said(...messages: Uint8Array[]): object[] {
  const dialogue = new Dialogue(mdns).toServer(...messages)
  return dialogue.observed('identity').map(({ of, about, message, facts }) => ({ of, about, message, ...facts }))
}

describe('messages', () => {
  test('a query to the group is a request, an answer to it an event, one to who asked a response', () => {
    const asked = query({ questions: [question(HOST, TYPE.a)] })
    const dialogue = new Dialogue(mdns).toServer(asked, answer({ answers: [hostAt('10.0.0.5')] }))
    dialogue.toClient(answer({ answers: [hostAt('10.0.0.5')] }))
    expect(
      dialogue.heard.map(({ role, function: code, name, class: kind, target }) => [role, code, name, kind, target]),
    ).toEqual([
      ['request', 'query 1', 'Query A', 'discover', HOST],
      ['event', 'response 1', 'Response A', 'discover', HOST],
      ['response', 'response 1', 'Response A', 'discover', HOST],
    ])
    expect(dialogue.operations[1]).toBe(dialogue.operations[2])
  })

  test.each([
    ['a header that is cut', answer({}).slice(0, 9), 0, 'truncated'],
    ['a record that is cut', answer({ answers: [hostAt('10.0.0.5').slice(0, -1)] }), 1, 'truncated'],
  ])('%s is malformed', (_, bytes, count, reason) => {
    const dialogue = new Dialogue(mdns).toServer(bytes)
    expect(dialogue.observed('malformed')).toMatchObject([{ reason }])
    expect(dialogue.heard).toHaveLength(count)
  })
})

describe('identity', () => {
  test('a host is named at its address, once', () => {
    const message = answer({ answers: [hostAt('10.0.0.5')] })
    expect(said(message, message)).toEqual([{ of: 'client', about: '10.0.0.5', message: 'mDNS A', name: HOST }])
  })

  test('a name that is taken back, asked for or known already is none', () => {
    expect(said(answer({ answers: [hostAt('10.0.0.5', 0)] }))).toEqual([])
    expect(said(query({ questions: [question(HOST, TYPE.a)], answers: [hostAt('10.0.0.5')] }))).toEqual([])
  })

  test('what a probe wants to use is none until it is announced', () => {
    const probe = query({ questions: [question(HOST, TYPE.any)], authorities: [hostAt('10.0.0.5')] })
    expect(said(probe)).toEqual([])
    expect(said(probe, answer({ answers: [hostAt('10.0.0.5')] }))).toMatchObject([{ message: 'mDNS A', name: HOST }])
  })

  test('a service belongs to the address of its host when the message has it', () => {
    const answers = [record('_http._tcp.local', TYPE.ptr, INSTANCE)]
    const srv = record(INSTANCE, TYPE.srv, service(80, HOST))
    const txt = record(INSTANCE, TYPE.txt, texts('model=S7', 'path=/'))
    const additionals = [srv, txt, hostAt('10.0.0.5')]
    const instance = 'PLC 1._http._tcp.local'
    expect(said(answer({ answers, additionals }))).toMatchObject([
      { about: '10.0.0.5', message: 'mDNS PTR', service: instance },
      { about: '10.0.0.5', message: 'mDNS SRV', service: `${instance} port 80` },
      { about: '10.0.0.5', message: 'mDNS TXT', model: 'S7' },
      { about: '10.0.0.5', message: 'mDNS A', name: HOST },
    ])
    expect(said(answer({ answers, additionals: [srv] }))).toMatchObject([
      { of: 'client', about: '', service: instance },
      { about: '', service: `${instance} port 80` },
    ])
  })

  test(`a host of many addresses has a service at ${MAX_ADDRESSES} of them`, () => {
    const many = Array.from({ length: 9 }, (_, i) => hostAt(`10.0.0.${i + 1}`))
    const all = said(answer({ answers: [record(INSTANCE, TYPE.srv, service(80, HOST)), ...many] }))
    expect(all.filter((each) => 'service' in each)).toHaveLength(MAX_ADDRESSES)
  })

  test('the kinds of service that are offered are of the sender; a name of an address is of that', () => {
    const answers = [
      record('_services._dns-sd._udp.local', TYPE.ptr, wireName('_opcua-tcp._tcp.local')),
      record('5.0.0.10.in-addr.arpa', TYPE.ptr, wireName(HOST)),
      record('LDS._opcua-tcp._tcp.local', TYPE.a, address('10.0.0.6')),
      record('plc.local', TYPE.hinfo, texts('ARM', 'LINUX')),
      record('empty.local', TYPE.hinfo, texts('', '')),
      record('empty.local', TYPE.srv, [0, 0, 0, 0]),
      record('local', TYPE.ptr, wireName('nothing.local')),
      record('nothing.local', TYPE.a, address('127.0.0.1')),
      record('nothing.local', TYPE.txt, texts('path=/')),
    ]
    expect(said(answer({ answers }))).toMatchObject([
      { about: '', service: '_opcua-tcp._tcp.local' },
      { about: '10.0.0.5', name: HOST },
      { about: '10.0.0.6', service: 'LDS._opcua-tcp._tcp.local' },
      { about: '', hardware: 'ARM', os: 'LINUX' },
    ])
  })

  test(`of a message ${MAX_NOTED} records are told, and that more were there`, () => {
    const answers = Array.from({ length: MAX_NOTED + 1 }, (_, i) => hostAt(`10.0.1.${i + 1}`))
    const dialogue = new Dialogue(mdns).toServer(answer({ answers }))
    expect(dialogue.observed('identity')).toHaveLength(MAX_NOTED)
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unsupported' }])
  })
})

describe('device information', () => {
  test('only keys that tell what a device is are read: accounts and passwords are not', () => {
    const strings = texts(
      'u=admin',
      'p=secret',
      'TY=Label Printer',
      'product=(GPL)',
      'md=',
      'model',
      'fn=Line 3',
      'note=Hall 2',
    )
    expect(deviceFacts(cursorOver(strings))).toEqual({
      model: 'Label Printer',
      product: 'GPL',
      name: 'Line 3',
      location: 'Hall 2',
    })
  })

  test('a string that does not fit ends it', () => {
    expect(deviceFacts(cursorOver(bytesOf(texts('md=A'), 99, ascii('fn=B'))))).toEqual({ model: 'A' })
  })

  test(`${MAX_STRINGS} strings are read`, () => {
    const strings = [...Array.from({ length: MAX_STRINGS }, () => 'x=1'), 'md=A']
    expect(deviceFacts(cursorOver(texts(...strings)))).toEqual({})
    expect(deviceFacts(cursorOver(texts(...strings.slice(1))))).toEqual({ model: 'A' })
  })
})

test.each([
  ['an announcement', answer({ answers: [hostAt('10.0.0.5')] }), 'yes'],
  ['one of any name', answer({ answers: [record('Maui', TYPE.a, address('10.0.0.5'))] }), 'yes'],
  ['a query', query({ questions: [question('_http._tcp.local', TYPE.ptr)] }), 'yes'],
  ['a query for the name of an address', query({ questions: [question('5.0.0.10.in-addr.arpa', TYPE.ptr)] }), 'yes'],
  ['a query of one that waits for a single answer', query({ id: 77, questions: [question(HOST, TYPE.a)] }), 'yes'],
  ['a query that wants recursion', query({ flags: 0x0100, questions: [question(HOST, TYPE.a)] }), 'no'],
  ['another name', query({ questions: [question('plc.example', TYPE.a)] }), 'no'],
  ['an update', query({ flags: 5 << 11, questions: [question(HOST, TYPE.soa)] }), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(mdns.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('the direction is in the flags', () => {
  expect(mdns.directionOf(cursorOver(query({})))).toBe('to-server')
  expect(mdns.directionOf(cursorOver(answer({})))).toBe('to-client')
  expect(mdns.directionOf(cursorOver(bytesOf(0, 0)))).toBeUndefined()
})
