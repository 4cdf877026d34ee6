import { describe, expect, test } from 'vitest'
import { MAX_RECORDS } from '../../dissectors/dns/record-walk.ts'
import { factsOfName } from '../../dissectors/nbns/name-facts.ts'
import { nbns } from '../../dissectors/nbns/nbns.ts'
import { MAX_ADDRESSES, MAX_NAMES } from '../../dissectors/nbns/owner-identity.ts'
import {
  NBSTAT,
  nbAddress,
  nbnsMessage,
  nbQuestion,
  nbRecord,
  nbStatus,
  netbiosName,
} from '../../fixtures/generate/netbios-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex, u16 } from '../support/packet.ts'

const REGISTER = 0x2910
const NAME = netbiosName('ENG-21', 0x20)
const IP = '10.0.0.21'

function own(name: string, suffix: number, isGroup = false, flags = REGISTER): Uint8Array {
  const question = nbQuestion(netbiosName(name, suffix))
  return nbnsMessage({ flags, question, additional: nbRecord(hex('c00c'), nbAddress(IP, isGroup)) })
}

const answer = (flags: number, data: Uint8Array | number[], name = NAME) =>
  nbnsMessage({ flags, answer: nbRecord(name, data) })

describe('messages', () => {
  test.each([
    ['a query', nbnsMessage({ flags: 0x0110, question: nbQuestion(NAME) }), 'opcode 0', 'Name Query', 'discover'],
    [
      'a node status',
      nbnsMessage({ flags: 0, question: nbQuestion(NAME, NBSTAT) }),
      'opcode 0 type 0x21',
      'Node Status',
      'discover',
    ],
    ['a registration', own('ENG-21', 0x20), 'opcode 5', 'Name Registration', 'session'],
    ['a release', own('ENG-21', 0x20, false, 0x3010), 'opcode 6', 'Name Release', 'session'],
    ['a refresh', own('ENG-21', 0x20, false, 0x4000), 'opcode 8', 'Name Refresh', 'session'],
    [
      'one of many addresses',
      own('ENG-21', 0x20, false, 0x7900),
      'opcode 15',
      'Multi-homed Name Registration',
      'session',
    ],
    ['an opcode that nobody has', own('ENG-21', 0x20, false, 0x1000), 'opcode 2', 'Opcode 2', 'session'],
  ])('%s', (_, bytes, code, name, operationClass) => {
    const dialogue = new Dialogue(nbns).toServer(bytes, bytes)
    expect(dialogue.heard[0]).toMatchObject({
      role: 'request',
      function: code,
      name,
      class: operationClass,
      target: 'ENG-21<20>',
    })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('an answer has its code as status, and is the operation of its question', () => {
    const dialogue = new Dialogue(nbns)
      .toServer(nbnsMessage({ flags: 0x0110, question: nbQuestion(NAME) }))
      .toClient(answer(0x8503, nbAddress(IP)))
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', status: 3 })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('a scope stands behind the name', () => {
    const scoped = netbiosName('ENG-21', 0x20, [4, 0x63, 0x65, 0x6c, 0x6c, 0])
    const dialogue = new Dialogue(nbns).toServer(nbnsMessage({ flags: 0x0110, question: nbQuestion(scoped) }))
    expect(dialogue.heard[0]?.target).toBe('ENG-21<20>.cell')
  })

  test('more records than are read are told of', () => {
    const record = nbRecord(NAME, nbAddress(IP))
    const message = bytesOf(
      hex('0001 8500 0000'),
      u16(MAX_RECORDS + 1),
      hex('0000 0000'),
      ...Array.from({ length: MAX_RECORDS + 1 }, () => record),
    )
    expect(new Dialogue(nbns).toClient(message).observed('undecoded')).toMatchObject([{ reason: 'unsupported' }])
  })

  test.each([
    ['a header that is cut', own('ENG-21', 0).slice(0, 9), 0],
    ['a record that is cut', own('ENG-21', 0).slice(0, -1), 1],
  ])('%s is malformed', (_, bytes, count) => {
    const dialogue = new Dialogue(nbns).toServer(bytes)
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
    expect(dialogue.heard).toHaveLength(count)
  })
})

describe('identity', () => {
  const said = (dialogue: Dialogue) => dialogue.observed('identity').map(({ about, facts }) => ({ about, ...facts }))

  test('a registration names the address in it, once', () => {
    const dialogue = new Dialogue(nbns).toServer(own('ENG-21', 0), own('ENG-21', 0), own('CELL4', 0, true))
    expect(said(dialogue)).toEqual([
      { about: IP, name: 'ENG-21', service: 'workstation <00>' },
      { about: IP, domain: 'CELL4' },
    ])
  })

  test('the messenger name that is not that of the computer is of who is signed in', () => {
    const dialogue = new Dialogue(nbns).toServer(
      own('M.MEYER', 3),
      own('ENG-21', 0),
      own('ENG-21', 3),
      own('A.SMITH', 3),
    )
    expect(said(dialogue)).toEqual([
      { about: IP, service: 'messenger <03>' },
      { about: IP, name: 'ENG-21', service: 'workstation <00>' },
      { about: IP, service: 'messenger <03>' },
      { about: IP, user: 'A.SMITH', service: 'messenger <03>' },
    ])
  })

  test('what is asked for, released or refused is none', () => {
    const dialogue = new Dialogue(nbns)
      .toServer(nbnsMessage({ flags: 0x0110, question: nbQuestion(NAME) }), own('ENG-21', 0, false, 0x3010))
      .toClient(answer(0xad86, nbAddress(IP)), answer(0xbc00, [0x29, 0]))
    expect(said(dialogue)).toEqual([])
  })

  describe('a server of names', () => {
    const TO_SERVER = 0x2900
    const asked = (name: string, suffix: number) => own(name, suffix, false, TO_SERVER)
    const accepted = (name: string, suffix: number) => answer(0xad80, nbAddress(IP), netbiosName(name, suffix))

    test('that accepts a registration tells the name, not who asks for it', () => {
      const dialogue = new Dialogue(nbns).toServer(asked('ENG-21', 0))
      expect(said(dialogue)).toEqual([])
      expect(said(dialogue.toClient(accepted('ENG-21', 0)))).toEqual([
        { about: '', role: 'NetBIOS name server' },
        { about: IP, name: 'ENG-21', service: 'workstation <00>' },
      ])
    })

    test.each([
      ['refuses it', 0xad86],
      ['lets the client ask the owner', 0xad00],
    ])('that %s leaves the name to its owner', (_, flags) => {
      const dialogue = new Dialogue(nbns).toServer(asked('ENG-21', 0)).toClient(answer(flags, nbAddress(IP)))
      expect(said(dialogue).filter((each) => 'name' in each)).toEqual([])
    })

    test('that accepts a messenger name tells who is signed in', () => {
      const dialogue = new Dialogue(nbns)
        .toServer(asked('ENG-21', 0), asked('M.MEYER', 3))
        .toClient(accepted('ENG-21', 0), accepted('M.MEYER', 3))
      expect(said(dialogue)).toContainEqual({ about: IP, user: 'M.MEYER', service: 'messenger <03>' })
    })

    test('is told the names that are refreshed', () => {
      expect(said(new Dialogue(nbns).toServer(own('ENG-21', 0, false, 0x4000)))).toMatchObject([{ name: 'ENG-21' }])
    })
  })

  test('an answer names the addresses in it; who accepts registrations is a server of names', () => {
    const two = [...nbAddress(IP), ...nbAddress('10.0.0.22'), ...nbAddress('0.0.0.0')]
    const dialogue = new Dialogue(nbns).toClient(answer(0x8500, two), answer(0xad80, nbAddress(IP)))
    expect(said(dialogue)).toEqual([
      { about: IP, name: 'ENG-21', service: 'file server <20>' },
      { about: '10.0.0.22', name: 'ENG-21', service: 'file server <20>' },
      { about: '', role: 'NetBIOS name server' },
      { about: IP, name: 'ENG-21', service: 'file server <20>' },
    ])
  })

  test(`of one name ${MAX_ADDRESSES} addresses are told`, () => {
    const many = Array.from({ length: MAX_ADDRESSES + 1 }, (_, i) => nbAddress(`10.0.1.${i + 1}`)).flat()
    expect(said(new Dialogue(nbns).toClient(answer(0x8500, many)))).toHaveLength(MAX_ADDRESSES)
  })

  const status = (rows: Parameters<typeof nbStatus>[0], mac = '00:0c:29:00:00:21') =>
    nbnsMessage({ flags: 0x8400, answer: nbRecord(netbiosName('*', 0), nbStatus(rows, mac), NBSTAT) })

  test('a node status tells all that are in use, and the MAC address', () => {
    const rows = [
      ['ENG-21', 0, 0x0400],
      ['CELL4', 0, 0x8400],
      ['M.MEYER', 3, 0x0400],
      ['OLD', 0x20, 0x1400],
    ] as const
    expect(said(new Dialogue(nbns).toClient(status(rows)))).toEqual([
      { about: '', name: 'ENG-21', service: 'workstation <00>' },
      { about: '', domain: 'CELL4' },
      { about: '', user: 'M.MEYER', service: 'messenger <03>' },
      { about: '', mac: '00:0c:29:00:00:21' },
    ])
  })

  test(`of ${MAX_NAMES} names, at most; a host without a MAC address or a name tells none`, () => {
    const rows = Array.from({ length: MAX_NAMES + 1 }, (_, i) => [`S-${i}`, 0xbf, 0x0400] as const)
    expect(said(new Dialogue(nbns).toClient(status(rows, '00:00:00:00:00:00')))).toHaveLength(MAX_NAMES)
  })

  test('a node status shorter than its names is malformed', () => {
    const rows = nbStatus(
      [
        ['ENG-21', 0, 0x0400],
        ['CELL4', 0, 0x8400],
      ],
      '00:0c:29:00:00:21',
    ).slice(0, 25)
    const cut = nbnsMessage({ flags: 0x8400, answer: nbRecord(netbiosName('*', 0), rows, NBSTAT) })
    const none = nbnsMessage({ id: 7, flags: 0x8400, answer: nbRecord(netbiosName('*', 0), [], NBSTAT) })
    const dialogue = new Dialogue(nbns).toClient(cut, none)
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
    expect(said(dialogue)).toHaveLength(1)
  })
})

test.each([
  ['PLANT', 0x1b, false, { domain: 'PLANT', role: 'domain master browser', service: 'domain master browser <1b>' }],
  ['CELL4', 0x1d, false, { domain: 'CELL4', role: 'local master browser', service: 'local master browser <1d>' }],
  ['PLANT', 0x1c, true, { domain: 'PLANT', role: 'domain controller' }],
  ['CELL4', 0x1e, true, { domain: 'CELL4' }],
  ['<01><02>__MSBROWSE__<02>', 1, true, { role: 'local master browser' }],
  ['INet~Services', 0x1c, true, { service: 'Internet Information Server <1c>' }],
  ['IS~ENG-21', 0, false, { service: 'Internet Information Server <00>' }],
  ['SOMETHING', 0x77, false, { service: 'SOMETHING<77>' }],
  ['SOMETHING', 0x77, true, {}],
  ['ENG-21', 0x23, false, { service: 'Exchange store <23>' }],
] as const)('%s with suffix %i, a group: %s', (text, suffix, isGroup, facts) => {
  expect(factsOfName({ text, suffix }, isGroup, '')).toEqual(facts)
})

test.each([
  ['a query', nbnsMessage({ flags: 0x0110, question: nbQuestion(NAME) }), 'yes'],
  ['an answer', answer(0x8500, nbAddress(IP)), 'yes'],
  [
    'a query with answers',
    nbnsMessage({ flags: 0x0110, question: nbQuestion(NAME), answer: nbRecord(NAME, []) }),
    'no',
  ],
  ['another type', nbnsMessage({ flags: 0x0110, question: nbQuestion(NAME, 1) }), 'no'],
  ['an opcode that nobody has', own('ENG-21', 0, false, 0x1000), 'no'],
  [
    'a name that is not NetBIOS',
    nbnsMessage({
      flags: 0x0110,
      question: nbQuestion(
        bytesOf(
          32,
          'x'
            .repeat(32)
            .split('')
            .map(() => 0x78),
          0,
        ),
      ),
    }),
    'no',
  ],
  ['a name without its end', own('ENG-21', 0).slice(0, 46), 'no'],
  ['a header', new Uint8Array(12), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(nbns.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('the direction is in the flags', () => {
  expect(nbns.directionOf(cursorOver(own('A', 0)))).toBe('to-server')
  expect(nbns.directionOf(cursorOver(answer(0x8500, [])))).toBe('to-client')
  expect(nbns.directionOf(cursorOver(hex('00')))).toBeUndefined()
})
