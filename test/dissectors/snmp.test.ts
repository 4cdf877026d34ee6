import { describe, expect, test } from 'vitest'
import { BerReader } from '../../dissectors/kit/ber.ts'
import { engineFacts } from '../../dissectors/snmp/engine-id.ts'
import { areaText, trapText } from '../../dissectors/snmp/object-area.ts'
import { dotted, MAX_NUMBERS } from '../../dissectors/snmp/object-identifier.ts'
import { MAX_NEIGHBOURS, MAX_TEXT } from '../../dissectors/snmp/say-bindings.ts'
import { snmp } from '../../dissectors/snmp/snmp.ts'
import { MAX_OUTSTANDING, type SnmpState } from '../../dissectors/snmp/snmp-state.ts'
import { element } from '../../fixtures/generate/ber-element.ts'
import { binding, ENGINE, message, message3, oid, pdu, trapV1 } from '../../fixtures/generate/snmp-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf } from '../support/packet.ts'

const NAME = '1.3.6.1.2.1.1.5.0'
const ask = (type: number, id: number, name = NAME) => message(1, pdu(type, id, [binding(name)]))
const dialogue = () => new Dialogue(snmp)

function said(one: Dialogue): unknown[] {
  return one.observed('identity').map(({ of, about, facts }) => [of, about, facts])
}

function answered(...bindings: Uint8Array[]): Dialogue {
  return dialogue()
    .toServer(ask(0, 1))
    .toClient(message(1, pdu(2, 1, bindings)))
}

describe('messages', () => {
  test.each([
    [0, 'get-request', 'read'],
    [1, 'get-next-request', 'read'],
    [3, 'set-request', 'configure'],
    [5, 'get-bulk-request', 'read'],
    [6, 'inform-request', 'alarm'],
  ])('PDU %i is %s', (type, text, operationClass) => {
    const one = dialogue()
      .toServer(ask(type, 1), ask(type, 2))
      .toClient(message(1, pdu(2, 1, [binding(NAME)])))
    expect(one.heard[0]).toMatchObject({ role: 'request', function: text, class: operationClass })
    expect(one.operations[0]).toBe(one.operations[1])
    expect(one.heard[2]).toMatchObject({ role: 'response', function: text, status: 0 })
  })

  test('an error is that of the PDU; an answer without its request is counted by itself', () => {
    const one = dialogue()
      .toServer(ask(3, 1))
      .toClient(message(1, pdu(2, 1, [binding(NAME, 'x')], 6, 1)))
    one.toClient(message(1, pdu(2, 99, [])))
    expect(one.heard.slice(1).map(({ function: of, status }) => [of, status])).toEqual([
      ['set-request', 6],
      ['response', 0],
    ])
    expect(said(one)).toEqual([])
  })

  test('a set names the object, the rest the part of the tree', () => {
    const one = dialogue().toServer(ask(3, 1), ask(0, 2), ask(0, 3, '1.3.6.1.4.1.4196.1.2'), message(1, pdu(0, 4, [])))
    expect(one.heard.map(({ target }) => target)).toEqual([NAME, 'system', 'enterprise 4196 (Siemens)', ''])
  })

  test('traps are events', () => {
    const trap = [binding('1.3.6.1.2.1.1.3.0', 1), binding('1.3.6.1.6.3.1.1.4.1.0', oid('1.3.6.1.4.1.248.1'))]
    const one = dialogue().toServer(message(1, pdu(7, 1, trap)), message(0, trapV1('1.3.6.1.4.1.9', [0, 0, 0, 0], 0)))
    one.toServer(message(1, pdu(7, 2, [])), message(1, pdu(7, 2, [binding(NAME), binding(NAME, 'x')])))
    expect(one.heard.map(({ role, class: of, target }) => [role, of, target])).toEqual([
      ['event', 'alarm', '1.3.6.1.4.1.248.1'],
      ['event', 'alarm', 'coldStart'],
      ['event', 'alarm', ''],
      ['event', 'alarm', ''],
    ])
  })

  test(`of more than ${MAX_OUTSTANDING} requests the oldest is forgotten`, () => {
    const state = snmp.newState() as SnmpState
    for (let i = 0; i <= MAX_OUTSTANDING; i++)
      state.pending.ask(i, { class: 'read', code: 0, module: '', target: '', slot: 0, points: [] })
    expect(state.pending.forgotten).toBe(1)
  })
})

describe('probe', () => {
  const verdict = (bytes: Uint8Array) => snmp.probe(cursorOver(bytes), 'to-server')

  test('says yes to whole messages of every version', () => {
    const all = [ask(0, 1), message(0, trapV1('1.3', [1, 2, 3, 4], 6)), message3(pdu(0, 1, [])), message3(undefined)]
    expect(all.map(verdict)).toEqual(['yes', 'yes', 'yes', 'yes'])
  })

  test.each([
    ask(0, 1).slice(0, 30),
    message(2, pdu(0, 1, [])),
    message(1, element(0xa9, 1, 2)),
    message(1, element(0xa0, 4, 0)),
    message(1, element(0xa0, 2, 1, 1)),
    message(1, element(0xa0, 2, 1, 1, 2, 1, 0, 2, 1, 0)),
    message(0, element(0xa4, 2, 1, 1)),
    message(0, element(0xa4, oid('1.3'), 0x40, 2, 1, 1)),
    element(0x30, 2, 1, 3, 4, 1, 0, new Uint8Array(20)),
    element(0x30, 2, 1, 3, element(0x30, 4, 0), new Uint8Array(20)),
    element(0x30, 2, 1, 3, element(0x30, 2, 1, 1, 4, 0), new Uint8Array(20)),
    element(0x30, 2, 1, 3, element(0x30, 2, 1, 1, 2, 1, 9, 4, 1, 0), new Uint8Array(20)),
    element(0x30, 4, 1, 1, new Uint8Array(20)),
    new Uint8Array(30),
  ])('says no to %#', (bytes) => {
    expect(verdict(bytes)).toBe('no')
    expect(dialogue().toServer(bytes).observed('malformed')).toHaveLength(1)
  })

  test.each([
    [ask(0, 1), 'to-server'],
    [message(1, pdu(2, 1, [])), 'to-client'],
    [message(1, pdu(7, 1, [])), 'to-server'],
    [message3(undefined, { flags: 7 }), 'to-server'],
    [message3(undefined, { flags: 3 }), undefined],
    [new Uint8Array(30), undefined],
  ])('the kind of message says which way it goes %#', (bytes, direction) => {
    expect(snmp.directionOf(cursorOver(bytes))).toBe(direction)
  })
})

describe('identity', () => {
  test('the system group says who an agent is, once', () => {
    const bindings = [
      binding('1.3.6.1.2.1.1.1.0', 'Switch'),
      binding('1.3.6.1.2.1.1.2.0', oid('1.3.6.1.4.1.4329.20.1')),
      binding('1.3.6.1.2.1.1.4.0', 'us'),
      binding(NAME, 'sw1'),
      binding('1.3.6.1.2.1.1.6.0', 'Hall 2'),
      binding('1.3.6.1.2.1.1.7.0', 79),
    ]
    const one = answered(...bindings).toClient(message(1, pdu(2, 2, bindings)))
    expect(said(one)).toEqual([
      ['server', '', { description: 'Switch' }],
      ['server', '', { 'product-code': '1.3.6.1.4.1.4329.20.1' }],
      ['server', '', { vendor: 'Siemens' }],
      ['server', '', { contact: 'us' }],
      ['server', '', { name: 'sw1' }],
      ['server', '', { location: 'Hall 2' }],
      ['server', '', { capability: 'repeater, bridge, router, end-to-end, applications' }],
    ])
  })

  test('the make of a program is not that of a device', () => {
    const object = '1.3.6.1.2.1.1.2.0'
    const facts = (value: string) => said(answered(binding(object, oid(value)))).slice(1)
    expect(facts('1.3.6.1.4.1.8072.3.2.10')).toEqual([['server', '', { os: 'Linux' }]])
    expect(facts('1.3.6.1.4.1.8072.3.2.255')).toEqual([])
    expect(facts('1.3.6.1.4.1.8072.9')).toEqual([])
    expect(facts('1.3.6.1.4.1.99999')).toEqual([])
    expect(facts('1.3.6.2')).toEqual([])
  })

  test('what is asked, set, refused or repeated says nothing', () => {
    const inform = [binding(NAME), binding(NAME, 'x'), binding(NAME, 'asset')]
    const one = dialogue().toServer(
      message(1, pdu(3, 1, [binding(NAME, 'x')])),
      message(1, pdu(6, 2, inform.slice(0, 2))),
    )
    one.toClient(message(1, pdu(2, 2, inform)))
    expect(said(one)).toEqual([['client', '', { name: 'x' }]])
  })

  test('of other objects and instances nothing is said', () => {
    const other = [
      binding('1.3.6.1.2.1.1.5.1', 'x'),
      binding('1.3.6.1.2.1.1.9.1.2.1', 'x'),
      binding('1.3.6.1.2.1.1.3.0', 'x'),
    ]
    expect(said(answered(...other, binding('1.3.6.1.2.1.47.1.1.1.1.5.1', 3), bytesOf(5, 0), bytesOf(0x30, 0)))).toEqual(
      [],
    )
  })

  test('a description that says order number, versions and serial number says these, too', () => {
    const text = 'Siemens, SIMATIC S7, CPU1516-3 PN/DP, 6ES7 516-3AN01-0AB0, HW: 3, FW: V.2.6.0, S C-J5EX85822018'
    expect(said(answered(binding('1.3.6.1.2.1.1.1.0', text)))).toMatchObject([
      ['server', '', { description: text }],
      ['server', '', { model: 'CPU1516-3 PN/DP', firmware: 'V.2.6.0', serial: 'S C-J5EX85822018' }],
    ])
  })

  test('the chassis in ENTITY-MIB says what it is, its modules do not', () => {
    const entity = (column: number, index: number, text: string) =>
      binding(`1.3.6.1.2.1.47.1.1.1.1.${column}.${index}`, text)
    const one = answered(entity(11, 1, 'S1'), entity(13, 1001, 'M1'), entity(11, 2, 'S2'), entity(11, 1, 'S1'))
    expect(said(one)).toEqual([
      ['server', '', { serial: 'S1' }],
      ['server', '', { model: 'M1' }],
    ])
  })

  test('the first entity that is a chassis by its class says what the device is', () => {
    const entity = (column: number, index: number, value: string | number) =>
      binding(`1.3.6.1.2.1.47.1.1.1.1.${column}.${index}`, value)
    const classes = [entity(5, 22, 9), entity(5, 149, 3), entity(5, 150, 3)]
    const serials = [entity(11, 22, 'S0'), entity(11, 149, 'S1'), entity(11, 150, 'S2')]
    expect(said(answered(...classes, ...serials))).toEqual([['server', '', { serial: 'S1' }]])
  })

  test.each([
    ['1.3.6.1.2.1.43.5.1.1.16.1', 'HP 4250', { description: 'HP 4250' }],
    ['1.3.6.1.2.1.43.5.1.1.17.1', 'CNGX1', { serial: 'CNGX1' }],
    ['1.3.6.1.2.1.33.1.1.1.0', 'APC', { vendor: 'APC' }],
    ['1.3.6.1.2.1.33.1.1.2.0', 'SMT1500', { model: 'SMT1500' }],
    ['1.3.6.1.2.1.33.1.1.3.0', '08.3', { firmware: '08.3' }],
    ['1.3.6.1.2.1.33.1.1.4.0', '6.9.6', { software: '6.9.6' }],
    ['1.3.6.1.2.1.33.1.1.5.0', 'UPS 4', { description: 'UPS 4' }],
    ['1.0.8802.1.1.2.1.3.2.0', 'core-1', { 'chassis-id': 'core-1' }],
    ['1.0.8802.1.1.2.1.3.2.0', element(4, 0, 0x80, 0x63, 0, 0, 0x10), { mac: '00:80:63:00:00:10' }],
    ['1.0.8802.1.1.2.1.3.3.0', 'sw1', { name: 'sw1' }],
    ['1.0.8802.1.1.2.1.3.4.0', 'Switch', { description: 'Switch' }],
  ] as const)('%s is of the agent: %j', (object, value, facts) => {
    expect(said(answered(binding(object, value), binding(object, value)))).toEqual([['server', '', facts]])
  })

  test('of several printers the first is told, of other objects and kinds none', () => {
    const printer = (row: number) => binding(`1.3.6.1.2.1.43.5.1.1.17.${row}`, `S${row}`)
    expect(said(answered(printer(3), printer(4), printer(3)))).toEqual([['server', '', { serial: 'S3' }]])
    const others = [
      '1.3.6.1.2.1.33.1.1.1.7',
      '1.3.6.1.2.1.33.1.1.6.0',
      '1.3.6.1.2.1.43.5.1.1.2.1',
      '1.0.8802.1.1.2.1.3',
    ]
    expect(said(answered(...others.map((each) => binding(each, 'x')), binding('1.3.6.1.2.1.33.1.1.1.0', 7)))).toEqual(
      [],
    )
    expect(said(answered(binding('1.0.8802.1.1.2.1.3.2.0', element(4, 1, 10, 0, 0, 1))))).toEqual([])
  })

  test(`at most ${MAX_NEIGHBOURS} neighbours are said, each once`, () => {
    const one = dialogue()
    for (let i = 0; i < MAX_NEIGHBOURS + 5; i++) {
      const neighbour = binding(`1.0.8802.1.1.2.1.4.1.1.9.0.${i}.1`, `switch ${i}`)
      one.toServer(ask(1, i)).toClient(message(1, pdu(2, i, [neighbour, neighbour])))
    }
    expect(one.observed('topology')).toHaveLength(MAX_NEIGHBOURS)
  })

  test('a trap of version 1 is about the agent that it names', () => {
    const one = dialogue().toServer(message(0, trapV1('1.3.6.1.4.1.9.1.1', [10, 0, 0, 9], 3, binding(NAME, 'r1'))))
    one.toServer(message(0, trapV1('1.3.6.1.4.1.9.1.2', [10, 0, 0, 9], 6)))
    expect(said(one)).toEqual([
      ['client', '10.0.0.9', { 'product-code': '1.3.6.1.4.1.9.1.1' }],
      ['client', '10.0.0.9', { vendor: 'Cisco' }],
      ['client', '10.0.0.9', { name: 'r1' }],
    ])
  })

  test(`texts have at most ${MAX_TEXT} bytes`, () => {
    const [first] = answered(binding(NAME, 'n'.repeat(MAX_TEXT + 1))).observed('identity')
    expect(first?.facts.name?.length).toBe(MAX_TEXT)
  })
})

describe('secrets', () => {
  test('a community is noticed, and never said', () => {
    const one = dialogue().toServer(ask(0, 1), ask(0, 2), message(0, pdu(0, 3, [binding(NAME)]), 'secret'))
    one.toClient(message(1, pdu(2, 1, [binding(NAME, 'sw')]), 'secret'))
    expect(one.observed('credential').map(({ method, account }) => [method, account])).toEqual([
      ['SNMPv2c community', ''],
      ['SNMPv1 community', ''],
    ])
    expect(JSON.stringify([one.heard, one.observations])).not.toMatch(/secret|not to be read/)
  })

  test('users of version 3 are named, with what protects them', () => {
    const one = dialogue().toServer(
      message3(pdu(0, 1, []), { user: 'a' }),
      message3(pdu(0, 1, []), { user: 'b', flags: 5 }),
    )
    expect(one.observed('credential').map(({ account, protection }) => [account, protection])).toEqual([
      ['a', 'clear'],
      ['b', 'protected'],
    ])
  })
})

describe('version 3', () => {
  test('the engine that answers is the one that is named', () => {
    const facts = { 'device-id': '800000f803020000810001', vendor: 'Hirschmann', mac: '02:00:00:81:00:01' }
    expect(said(dialogue().toServer(message3(pdu(0, 1, []))))).toEqual([['server', '', facts]])
    expect(said(dialogue().toClient(message3(pdu(2, 1, []))))).toEqual([['server', '', facts]])
    expect(said(dialogue().toServer(message3(pdu(7, 1, []))))).toEqual([['client', '', facts]])
  })

  test.each([
    [[0x80, 0, 0, 9, 1, 10, 0, 0, 5], { 'device-id': '80000009010a000005', vendor: 'Cisco', ip: '10.0.0.5' }],
    [[0x80, 0, 0x1f, 0x88, 4, 0x61], { 'device-id': '80001f880461', name: 'a' }],
    [[0, 0, 0, 9, 1, 10, 0, 0, 5], { 'device-id': '00000009010a000005', vendor: 'Cisco' }],
    [[0x80, 0, 0, 9, 3, 0, 0, 0, 0, 0, 0], { 'device-id': '8000000903000000000000', vendor: 'Cisco' }],
    [[1, 2, 3], {}],
  ])('an engine id says what its format says %#', (bytes, facts) => {
    const { view, end } = cursorOver(bytesOf(bytes))
    expect(engineFacts(view, 0, end)).toEqual(facts)
  })

  test('what is encrypted is counted, and matched by the id of its message', () => {
    const one = dialogue()
      .toServer(message3(undefined, { id: 5, flags: 7 }))
      .toClient(message3(undefined, { id: 5, flags: 3 }))
    one.toServer(message3(undefined, { flags: 3 }))
    expect(one.heard.map(({ role, function: of }) => [role, of])).toEqual([
      ['request', 'encrypted'],
      ['response', 'encrypted'],
      ['event', 'encrypted'],
    ])
    expect(one.observed('undecoded')).toHaveLength(3)
  })

  test.each([
    [[binding('1.3.6.1.6.3.15.1.1.4.0', 1)], 0],
    [[binding('1.3.6.1.6.3.15.1.1.2.0', 1)], 0],
    [[binding('1.3.6.1.6.3.15.1.1.3.0', 1)], 3],
    [[], 8],
  ])('a report is a failure, unless it teaches the engine or its clock %#', (bindings, status) => {
    const one = dialogue()
      .toServer(message3(pdu(0, 1, [])))
      .toClient(message3(pdu(8, 0, bindings), { flags: 0 }))
    expect(one.heard[1]).toMatchObject({ role: 'response', function: 'get-request', status })
  })

  test('security parameters of another model are not read', () => {
    const header = element(0x30, 2, 1, 1, 2, 1, 100, 4, 1, 4, 2, 1, 9)
    const other = (parameters: Uint8Array) => element(0x30, 2, 1, 3, header, element(4, parameters), element(4, 1, 2))
    for (const parameters of [bytesOf(1, 2, 3), element(0x30, element(4, ENGINE), 2, 1, 1)]) {
      expect(dialogue().toServer(other(parameters)).observed('credential')).toEqual([])
    }
  })
})

describe('names', () => {
  const spanOf = (name: string): [DataView, number, number] => {
    const { view, end } = cursorOver(oid(name))
    const reader = new BerReader(view).reset(view, 0, end)
    reader.next()
    return [view, reader.start, reader.end]
  }

  test.each([
    ['1.3.6.1.2.1.47.1', 'entityMIB'],
    ['1.3.6.1.2.1.200.1', 'mib-2.200'],
    ['1.3.6.1.4.1.99999.1', 'enterprise 99999'],
    ['1.3.6.1.6.3.15.1', '1.3.6.1.6.3.15'],
    ['1.3.6.1.2.1', '1.3.6.1.2.1'],
    ['2.100.3', 'oid 2.100.3'],
  ])('%s is %s', (name, text) => {
    expect(areaText(...spanOf(name))).toBe(text)
  })

  test('a trap is named, or its identifier is', () => {
    expect(trapText(...spanOf('1.3.6.1.6.3.1.1.5.5'), -1)).toBe('authenticationFailure')
    expect(trapText(...spanOf('1.3.6.1.4.1.9'), 6)).toBe('1.3.6.1.4.1.9')
  })

  test(`an identifier has at most ${MAX_NUMBERS} numbers`, () => {
    expect(dotted(...spanOf(`1.3${'.1'.repeat(50)}`)).split('.').length).toBe(MAX_NUMBERS)
  })

  test('bindings that do not fit are malformed', () => {
    const one = answered(bytesOf(0x30, 9, 6, 1, 0x2b))
    expect(one.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  })
})
