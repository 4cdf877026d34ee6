import { describe, expect, test } from 'vitest'
import { isis, MAX_EARLY_NAMES } from '../../dissectors/isis/isis.ts'
import { MAX_ADDRESSES, MAX_AREAS, MAX_NEIGHBOURS } from '../../dissectors/isis/tlvs.ts'
import {
  addresses6Tlv,
  addressesTlv,
  areasTlv,
  authenticationTlv,
  completeNumbers,
  entriesTlv,
  hostNameTlv,
  isisTlv,
  lanHello,
  lsp,
  neighboursTlv,
  pairHello,
  pairTlv,
  partialNumbers,
  routerIdTlv,
} from '../../fixtures/generate/isis-pdu.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf } from '../support/packet.ts'

const OWN = '0000.0000.0001'
const OTHER = '0000.0000.0002'
const NOBODY = '0000.0000.0000.00'
const LSP = { id: `${OWN}.00.00` }
const MAC = 0x001ef6000d01
const hello = lanHello(1, OWN, NOBODY)

const over = (...pdus: Bytes[]) => new Dialogue(isis).toServer(...pdus)
const factsOf = (dialogue: Dialogue) => dialogue.observed('identity').map(({ facts }) => facts)
const namesOf = (dialogue: Dialogue) => factsOf(dialogue).flatMap(({ name }) => name ?? [])

test.each([
  [hello, '15', 'L1 HELLO', `system ${OWN}`],
  [lanHello(2, OWN, NOBODY), '16', 'L2 HELLO', `system ${OWN}`],
  [pairHello(OWN), '17', 'P2P HELLO', `system ${OWN}`],
  [lsp(1, LSP), '18', 'L1 LSP', `LSP ${OWN}.00-00`],
  [lsp(2, { id: `${OTHER}.0a.01` }), '20', 'L2 LSP', `LSP ${OTHER}.0a-01`],
  [completeNumbers(1, OWN, entriesTlv(LSP.id)), '24', 'L1 CSNP', `system ${OWN}`],
  [completeNumbers(2, OWN), '25', 'L2 CSNP', `system ${OWN}`],
  [partialNumbers(1, OWN), '26', 'L1 PSNP', `system ${OWN}`],
  [partialNumbers(2, OWN), '27', 'L2 PSNP', `system ${OWN}`],
])('PDU %#, and whom it is of', (pdu, code, name, target) => {
  const dialogue = over(pdu, pdu)
  expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: code, name, class: 'discover', target })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  expect(dialogue.observed('malformed')).toEqual([])
})

test('an LSP that is taken back is an alarm, and tells nothing', () => {
  const dialogue = over(hello, lsp(1, { ...LSP, lifetime: 0 }, hostNameTlv('cell')))
  expect(dialogue.heard[1]).toMatchObject({ function: '18', name: 'L1 LSP, purge', class: 'alarm' })
  expect(namesOf(dialogue)).toEqual([])
})

describe('a hello', () => {
  test('tells a router with its system and areas, once', () => {
    const pdu = lanHello(1, OWN, NOBODY, areasTlv('49.0001', '39'))
    expect(factsOf(over(pdu, pdu))).toEqual([
      { role: 'router', 'network-address': `IS-IS system ${OWN} in area 49.0001, 39` },
    ])
    expect(factsOf(over(hello))).toEqual([{ role: 'router', 'network-address': `IS-IS system ${OWN}` }])
  })

  test('binds the addresses of its interface to its MAC address', () => {
    const pdu = lanHello(1, OWN, NOBODY, addressesTlv('10.0.0.1', '0.0.0.0'), addresses6Tlv('fe80::1', '::'))
    const dialogue = new Dialogue(isis).from(MAC).toServer(pdu)
    expect(dialogue.observed('binding')).toEqual([
      { kind: 'binding', mac: '00:1e:f6:00:0d:01', ip: '10.0.0.1' },
      { kind: 'binding', mac: '00:1e:f6:00:0d:01', ip: 'fe80::1' },
    ])
    expect(factsOf(dialogue).slice(1)).toEqual([{ ip: '10.0.0.1' }, { ip: 'fe80::1' }])
    expect(over(pdu).observed('binding')).toEqual([])
  })

  test('names neighbours on a LAN by address, and the one at the other end by system', () => {
    const neighbours = (pdu: Bytes) => over(pdu).observed('topology')
    expect(neighbours(lanHello(1, OWN, NOBODY, neighboursTlv('00:00:00:00:00:02', '00:00:00:00:00:03')))).toEqual([
      { kind: 'topology', relation: 'neighbour-of', of: 'client', other: '00:00:00:00:00:02' },
      { kind: 'topology', relation: 'neighbour-of', of: 'client', other: '00:00:00:00:00:03' },
    ])
    expect(neighbours(pairHello(OWN, pairTlv(OTHER)))).toMatchObject([{ other: `IS-IS system ${OTHER}` }])
    expect(neighbours(pairHello(OWN, isisTlv(240, 2)))).toEqual([])
  })

  test('tells who speaks for the LAN, of itself alone', () => {
    const partOf = (level: number, designated: string) => factsOf(over(lanHello(level, OWN, designated)))[0]?.redundancy
    expect(partOf(1, `${OWN}.02`)).toBe('IS-IS designated router of level 1')
    expect(partOf(2, `${OWN}.02`)).toBe('IS-IS designated router of level 2')
    expect(partOf(1, `${OTHER}.02`)).toBeUndefined()
    expect(factsOf(over(pairHello(OWN)))[0]?.redundancy).toBeUndefined()
  })

  test('what is read of it has a limit', () => {
    const areas = areasTlv(...Array<string>(MAX_AREAS + 2).fill('49'))
    const ips = addressesTlv(...Array.from({ length: MAX_ADDRESSES + 2 }, (_, i) => `10.0.0.${i + 1}`))
    const macs = neighboursTlv(...Array<string>(MAX_NEIGHBOURS + 2).fill('00:00:00:00:00:02'))
    const dialogue = over(lanHello(1, OWN, NOBODY, areas, ips, macs))
    expect(factsOf(dialogue)[0]?.['network-address']?.split(', ')).toHaveLength(MAX_AREAS)
    expect(factsOf(dialogue)).toHaveLength(1 + MAX_ADDRESSES)
    expect(dialogue.observed('topology')).toHaveLength(MAX_NEIGHBOURS)
  })
})

describe('an LSP', () => {
  const named = lsp(1, LSP, hostNameTlv('cell-7'), routerIdTlv('10.255.0.1'))

  test('tells name, addresses and overload of who sends it, once', () => {
    const dialogue = over(hello, named, named, lsp(1, { ...LSP, bits: 7 }, hostNameTlv('cell-7')))
    expect(factsOf(dialogue).slice(1)).toEqual([
      { name: 'cell-7' },
      { ip: '10.255.0.1' },
      { name: 'cell-7', state: 'IS-IS overloaded' },
    ])
  })

  test('is of its sender where sequence numbers say so', () => {
    expect(namesOf(over(completeNumbers(1, OWN), named))).toEqual(['cell-7'])
  })

  test('of another, or of a LAN, tells nothing of who passes it on', () => {
    const others = [
      lsp(1, { id: `${OTHER}.00.00` }, hostNameTlv('far')),
      lsp(1, { id: `${OWN}.02.00` }, hostNameTlv('lan')),
    ]
    expect(namesOf(over(hello, ...others))).toEqual([])
    expect(namesOf(over(...others, hello))).toEqual([])
  })

  test('that comes before the first hello is remembered until then', () => {
    expect(namesOf(over(named, hello, hello))).toEqual(['cell-7'])
  })

  test('names that are remembered have a limit', () => {
    const far = Array.from({ length: MAX_EARLY_NAMES }, (_, i) =>
      lsp(1, { id: `0000.0000.1${String(i).padStart(3, '0')}.00.00` }, hostNameTlv('far')),
    )
    expect(namesOf(over(...far.slice(1), named, hello))).toEqual(['cell-7'])
    expect(namesOf(over(...far, named, hello))).toEqual([])
  })
})

describe('authentication', () => {
  test.each([
    [1, 'IS-IS text password', 'clear'],
    [3, 'IS-IS cryptographic authentication', 'protected'],
    [54, 'IS-IS HMAC-MD5', 'protected'],
    [99, 'IS-IS authentication 99', 'protected'],
  ])('of kind %i is told, without its secret', (kind, method, protection) => {
    const tlv = authenticationTlv(kind, 'geheim12')
    const pdu = lanHello(1, OWN, NOBODY, tlv)
    const dialogue = over(pdu, pdu, lsp(1, LSP, tlv), completeNumbers(1, OWN, tlv))
    const credential = { kind: 'credential', of: 'client', method, account: '', protection }
    expect(dialogue.observed('credential')).toEqual([credential, credential])
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('geheim')
  })

  test('that is empty is none', () => {
    expect(over(lanHello(1, OWN, NOBODY, isisTlv(10))).observed('credential')).toEqual([])
  })
})

const altered = (at: number, value: number) => bytesOf(hello.slice(0, at), value, hello.slice(at + 1))

test('a type that does not exist is undecoded', () => {
  const dialogue = over(altered(7, 30))
  expect(dialogue.heard).toMatchObject([{ name: 'type 30', class: 'unknown', target: '' }])
  expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unknown-function', code: 30 }])
})

test.each([
  ['its common header is cut', hello.slice(0, 10), 'truncated'],
  ['its header is cut', hello.slice(0, 25), 'truncated'],
  ['it goes past the end', altered(21, 90), 'bad-length'],
  ['it is shorter than its header', altered(21, 9), 'bad-length'],
  ['its header has another length', altered(4, 20), 'bad-length'],
  ['its version does not exist', altered(5, 2), 'bad-value'],
  ['its ids are of another length', altered(6, 8), 'bad-value'],
  ['a TLV goes past the end', lanHello(1, OWN, NOBODY, bytesOf(1, 9, 3)), 'bad-length'],
  ['half a TLV is left', lanHello(1, OWN, NOBODY, bytesOf(1)), 'bad-length'],
])('a PDU is malformed when %s', (_, bytes, reason) => {
  expect(over(bytes).observed('malformed')).toMatchObject([{ reason }])
})

test.each([
  ['a hello', hello, 'yes'],
  ['a PDU whose end was not captured', lsp(1, LSP, hostNameTlv('x')).slice(0, 15), 'yes'],
  ['too little', hello.slice(0, 10), 'no'],
  ['another LLC', altered(0, 0x42), 'no'],
  ['ES-IS', altered(3, 0x82), 'no'],
  ['a type that does not exist', altered(7, 30), 'no'],
  ['a header of another length', altered(4, 20), 'no'],
  ['a second version that does not exist', altered(8, 2), 'no'],
  ['a reserved byte that is set', altered(9, 1), 'no'],
])('content alone: %s', (_, bytes, verdict) => {
  expect(isis.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(isis.directionOf(cursorOver(bytes))).toBe('to-server')
})
