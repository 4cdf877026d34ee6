/* Numbers from the CIP Networks Library, Volume 2, sections 2-3 (header) and 2-4 (commands). */
import { describe, expect, test } from 'vitest'
import { enip } from '../../dissectors/enip/enip.ts'
import { connected, encapsulated, items, request, response, unconnected } from '../../fixtures/generate/enip-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex, u16, u16le, u32le } from '../support/packet.ts'

const NOTHING = bytesOf()
const LIST_IDENTITY = '63 00 0000 00000000 00000000 0000000000000000 00000000'
/** Version, socket address, vendor 1, type 12, product 58, revision 4.3, status, serial, name, state. */
const ENBT = bytesOf(
  u16le(1),
  u16(2),
  u16(44818),
  [10, 1, 1, 164, 0, 0, 0, 0, 0, 0, 0, 0],
  hex('0100 0c00 3a00 0403 3000 8e4d5200 0b'),
  [...'1756-ENBT/A'].map((character) => character.charCodeAt(0)),
  3,
)
const identify = (path = request(0x01, hex('2001 2401'))) => unconnected(7, path)
const verdict = (...parts: readonly Uint8Array[]) => enip.probe(cursorOver(bytesOf(...parts)), 'to-server')
const direction = (message: Uint8Array) => enip.directionOf(cursorOver(message))
const length = (message: Uint8Array) => enip.messageLength(cursorOver(message))

describe('what is reported', () => {
  test('every command is an operation of its own, with its number in hexadecimal', () => {
    const dialogue = new Dialogue(enip).toServer(
      LIST_IDENTITY,
      encapsulated(0x04, NOTHING),
      encapsulated(0x65, hex('0100 0000')),
    )
    expect(dialogue.heard.map(({ role, function: code, name, class: kind }) => [role, code, name, kind])).toEqual([
      ['request', 'command 0x63', 'ListIdentity', 'discover'],
      ['request', 'command 0x04', 'ListServices', 'discover'],
      ['request', 'command 0x65', 'RegisterSession', 'session'],
    ])
  })

  test.each([
    ['0300 02 02 18', 'CIP Security, configured, EtherNet/IP Integrity, EtherNet/IP Confidentiality'],
    ['1200 00 00 1f', 'CIP Security, factory default, EtherNet/IP Confidentiality, Resource-Constrained'],
    ['0000 09 00 00', 'CIP Security, state 9'],
    ['0300', undefined],
  ])('an answer to ListIdentity with the CIP Security item %s says: %s', (item, capability) => {
    const answer = encapsulated(0x63, items([0x0c, ENBT], [0x86, hex(item)]), { session: 0 })
    const [identity] = new Dialogue(enip).toClient(answer).observed('identity')
    expect(identity?.facts).toMatchObject({ product: '1756-ENBT/A' })
    expect(identity?.facts.capability).toBe(capability)
  })

  test('the answer to ListIdentity says who its sender is, once', () => {
    const answer = encapsulated(0x63, items([0x0c, ENBT]), { session: 0 })
    const dialogue = new Dialogue(enip).toClient(answer, answer)
    expect(dialogue.heard.map(({ role }) => role)).toEqual(['response', 'response'])
    expect(dialogue.observed('identity')).toEqual([
      {
        kind: 'identity',
        of: 'server',
        about: '',
        module: '',
        message: 'ListIdentity',
        facts: {
          vendor: 'Rockwell Automation/Allen-Bradley',
          'vendor-id': '0x0001',
          'device-type': 'Communications Adapter',
          'product-code': '58',
          firmware: '4.3',
          serial: '0x00524d8e',
          product: '1756-ENBT/A',
          state: 'operational (0x03)',
          ip: '10.1.1.164',
        },
      },
    ])
  })

  test('an answer to everybody says who sent it, not who it is sent to', () => {
    const dialogue = new Dialogue(enip).toServer(encapsulated(0x63, items([0x0c, ENBT]), { session: 0 }))
    expect(dialogue.heard[0]?.role).toBe('response')
    expect(dialogue.observed('identity')[0]?.of).toBe('client')
  })

  test('ListServices tells what the device carries', () => {
    const item = bytesOf(u16le(1), u16le(0x0120), hex('436f6d6d756e69636174696f6e730000'))
    const dialogue = new Dialogue(enip).toClient(encapsulated(0x04, items([0x0100, item])))
    expect(dialogue.observed('identity')[0]?.facts).toEqual({
      capability: 'Communications: CIP over TCP, class 0 and 1 over UDP',
    })
    const none = bytesOf(u16le(1), u16le(0), hex('436f6d6d756e69636174696f6e730000'))
    expect(new Dialogue(enip).toClient(encapsulated(0x04, items([0x0100, none]))).observed('identity')).toEqual([])
  })

  test('a session is opened, refused and closed', () => {
    const dialogue = new Dialogue(enip)
      .toClient(encapsulated(0x65, hex('0100 0000')), encapsulated(0x65, NOTHING, { status: 0x69 }))
      .toServer(encapsulated(0x66, NOTHING))
    expect(dialogue.observed('session').map(({ state }) => state)).toEqual(['opened', 'refused', 'closed'])
    expect(dialogue.heard.map(({ status }) => status)).toEqual([0, 0x69, 0])
  })

  test('a command that nobody gave out is counted by its number, and not decoded', () => {
    const dialogue = new Dialogue(enip).toServer(encapsulated(0x80, hex('0102')))
    expect(dialogue.heard[0]).toMatchObject({ function: 'command 0x80', name: 'command 0x80', class: 'unknown' })
    expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unknown-function', code: 0x80 }])
  })

  test('an interface that is not CIP is not decoded, and a cut message is malformed', () => {
    const foreign = encapsulated(0x6f, bytesOf(u32le(1), u16le(0), items([0, NOTHING], [0xb2, hex('0100')])))
    const cut = encapsulated(0x6f, hex('0000'))
    const dialogue = new Dialogue(enip).toServer(foreign, cut).toClient(encapsulated(0x6f, NOTHING, { status: 0x64 }))
    expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unsupported', code: 0x6f }])
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'truncated', offset: 26 }])
    expect(dialogue.heard).toHaveLength(3)
  })

  test('items that are longer than their message are malformed, and the command still counts', () => {
    const data = bytesOf(u32le(0), u16le(0), u16le(2), u16le(0), u16le(0), u16le(0xb2), u16le(60), hex('0102'))
    const dialogue = new Dialogue(enip).toServer(encapsulated(0x6f, data))
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'bad-length', offset: 36 }])
    expect(dialogue.heard).toHaveLength(1)
  })

  test('bytes too few for a header are malformed', () => {
    const said: unknown[] = []
    const sink = {
      operation: () => {},
      observe: (one: unknown) => said.push(one),
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
    enip.dissect(cursorOver(hex('630000')), info, enip.newState(), sink)
    expect(said).toEqual([{ kind: 'malformed', reason: 'truncated', offset: 3 }])
  })
})

describe('where a message ends', () => {
  test('the header says how much data follows', () => {
    expect(length(encapsulated(0x65, hex('0100 0000')))).toBe(28)
    expect(length(hex('6f00 1600'))).toBe(46)
    expect(length(hex('6f'))).toBe(0)
    expect(length(hex('6f00 16'))).toBe(0)
  })

  test('no command is above 0xff, and no data longer than 65511 bytes', () => {
    expect(length(hex('6f01 00'))).toBe(-1)
    expect(length(hex('6f01 0000'))).toBe(-1)
    expect(length(hex('6f00 f0ff'))).toBe(-1)
  })

  test('an unknown command is believed when the rest of its header is sound', () => {
    expect(length(hex('8000 0200'))).toBe(0)
    expect(length(encapsulated(0x80, hex('0102')))).toBe(26)
    const withOptions = encapsulated(0x80, hex('0102'))
    withOptions[20] = 1
    expect(length(withOptions)).toBe(-1)
  })
})

describe('what it looks like', () => {
  test('each command begins a dialogue, when the data fits it', () => {
    expect(verdict(hex(LIST_IDENTITY))).toBe('yes')
    expect(verdict(encapsulated(0x63, items([0x0c, ENBT])))).toBe('yes')
    expect(verdict(encapsulated(0x65, hex('0100 0000')))).toBe('yes')
    expect(verdict(encapsulated(0x65, NOTHING, { status: 0x69 }))).toBe('yes')
    expect(verdict(encapsulated(0x66, NOTHING))).toBe('yes')
    expect(verdict(identify())).toBe('yes')
    expect(verdict(encapsulated(0x6f, NOTHING, { status: 0x64 }))).toBe('yes')
    expect(verdict(encapsulated(0x72, NOTHING))).toBe('yes')
  })

  test('a NOP may hold anything, so that the message behind it has to tell', () => {
    const nop = encapsulated(0x00, hex('01020304'))
    expect(verdict(nop)).toBe('need-more')
    expect(verdict(nop.slice(0, 26))).toBe('need-more')
    expect(verdict(nop, identify())).toBe('yes')
    expect(verdict(nop, hex('4745542f'))).toBe('no')
    expect(verdict(new Uint8Array(200))).toBe('no')
  })

  test('less than a header is not enough to tell, but enough to refuse', () => {
    const message = identify()
    for (const end of [1, 3, 11, 23, 30, 35]) expect(verdict(message.slice(0, end))).toBe('need-more')
    expect(verdict(encapsulated(0x65, hex('0100 0000')).slice(0, 26))).toBe('need-more')
    expect(verdict(encapsulated(0x63, items([0x0c, ENBT])).slice(0, 25))).toBe('need-more')
    expect(verdict(hex('4745'))).toBe('no')
    expect(verdict(hex('6500 0500'))).toBe('no')
    expect(verdict(hex('6500 0400 01000000 04000000'))).toBe('no')
  })

  test('what contradicts itself is something else', () => {
    const withOptions = identify()
    withOptions[21] = 1
    expect(verdict(withOptions)).toBe('no')
    expect(verdict(encapsulated(0x65, hex('0900 0000')))).toBe('no')
    expect(verdict(encapsulated(0x65, NOTHING))).toBe('no')
    expect(verdict(encapsulated(0x66, NOTHING, { session: 0 }))).toBe('no')
    expect(verdict(hex(LIST_IDENTITY), hex('4745'))).toBe('no')
    expect(verdict(hex(LIST_IDENTITY), hex('6500 0500'))).toBe('no')
    expect(verdict(hex(LIST_IDENTITY), new Uint8Array(8))).toBe('need-more')
    expect(verdict(hex(LIST_IDENTITY), new Uint8Array(30))).toBe('no')
    expect(verdict(encapsulated(0x6f, NOTHING))).toBe('no')
    expect(verdict(encapsulated(0x63, hex('ff00 0000')))).toBe('no')
    expect(verdict(encapsulated(0x72, hex('0000')))).toBe('no')
    expect(verdict(encapsulated(0x63, hex('0100 b200 0000')))).toBe('no')
    expect(verdict(encapsulated(0x63, hex('0100 0c00 0100')))).toBe('no')
    expect(verdict(encapsulated(0x04, hex('0000 0000')))).toBe('no')
    expect(verdict(encapsulated(0x6f, hex('01000000 0000 0200 0000 0000 b200 0200 0100')))).toBe('no')
    expect(verdict(encapsulated(0x6f, hex('00000000 0000 0200 7700 0000 b200 0200 0100')))).toBe('no')
  })
})

test('a header that holds one number among zeros is believed by itself, and for what follows it', () => {
  const bare = encapsulated(0xc8, NOTHING)
  expect(verdict(bare)).toBe('yes')
  expect(verdict(bare, identify())).toBe('yes')
  expect(verdict(bare, hex('6f00'))).toBe('need-more')
  expect(verdict(bare, new Uint8Array(40))).toBe('no')
  expect(verdict(bare, hex('0100 0100 0000'))).toBe('no')
})

describe('which way a message goes', () => {
  test('a list is asked with no data, and answered with some', () => {
    expect(direction(hex(LIST_IDENTITY))).toBe('to-server')
    expect(direction(encapsulated(0x63, items([0x0c, ENBT])))).toBe('to-client')
  })

  test('a session is asked for with handle 0, and only a target reports an error', () => {
    expect(direction(encapsulated(0x65, hex('0100 0000'), { session: 0 }))).toBe('to-server')
    expect(direction(encapsulated(0x65, hex('0100 0000')))).toBe('to-client')
    expect(direction(encapsulated(0x6f, NOTHING, { status: 3 }))).toBe('to-client')
  })

  test('of what carries CIP the highest bit of the service tells', () => {
    expect(direction(identify())).toBe('to-server')
    expect(direction(identify(response(0x01, 0)))).toBe('to-client')
    expect(direction(connected(1, 2, request(0x0e, hex('2001'))))).toBe('to-server')
    expect(direction(connected(1, 2, response(0x0e, 0)))).toBe('to-client')
  })

  test('the rest could go either way', () => {
    expect(direction(encapsulated(0x66, NOTHING))).toBeUndefined()
    expect(direction(identify().slice(0, 20))).toBeUndefined()
    expect(direction(identify().slice(0, 38))).toBeUndefined()
    expect(direction(identify().slice(0, 40))).toBeUndefined()
  })
})
