import { describe, expect, test } from 'vitest'
import { iec101, MAX_LINKS, MAX_MISFITS } from '../../dissectors/iec101/iec101.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { fixed, hexOf, variable } from '../support/link-frame.ts'

function probe(bytes: readonly number[]): string {
  const cursor = cursorOver(Uint8Array.from(bytes))
  const verdict = iec101.probe(cursor, 'to-server')
  expect(cursor.pos).toBe(0)
  return verdict
}

const EVENT = variable('08 03 01 01 03 03 0100 01')

function heard(dialogue: Dialogue): string[] {
  return dialogue.heard.map(({ role, function: code, target }) => `${role} ${code} ${target}`.trim())
}

describe('the probe', () => {
  test('an ASDU whose objects fill it, alone or behind other frames, is the protocol', () => {
    expect(probe(EVENT)).toBe('yes')
    expect(probe([0xe5, ...fixed('00 03'), ...EVENT])).toBe('yes')
  })

  test('services of the link alone decide nothing, since M-Bus and -103 have them too', () => {
    expect(probe([...fixed('5b 03'), 0xe5])).toBe('need-more')
    expect(probe([0x68])).toBe('need-more')
  })

  test.each([
    ['two lengths that differ', '68 09 08 68 08'],
    ['no second start', '68 09 09 00 08'],
    ['a wrong sum', '10 5b 03 00 16 00'],
    ['another start', '00'],
  ])('%s is something else', (_, text) => {
    expect(probe([...fromHex(text)])).toBe('no')
  })

  test('user data that are no ASDU decide nothing', () => {
    expect(probe(variable('08 03 72 01 02 03 04 05 06'))).toBe('need-more')
  })
})

describe('framing', () => {
  test.each([
    ['e5', 1],
    ['a2', 1],
    ['10 49 03 4c 16', 5],
    ['10 c9 01 00 ca 16', 6],
    ['10 4b 4b 16', 4],
  ])('%s is a frame of %i bytes', (text, length) => {
    expect(iec101.messageLength(cursorOver(fromHex(text)))).toBe(length)
  })

  test('a frame whose end is not there is none', () => {
    expect(iec101.messageLength(cursorOver(Uint8Array.from([...EVENT.slice(0, -1), 0])))).toBe(-1)
    expect(iec101.messageLength(cursorOver(fromHex('10 49 03')))).toBe(0)
  })
})

describe('direction', () => {
  test.each([
    ['an event', EVENT, 'to-client'],
    ['a command', variable('53 03 2d 01 06 03 8813 81'), 'to-server'],
    ['a poll', fixed('7a 03'), 'to-server'],
    ['status of link', fixed('0b 03'), 'to-client'],
    ['a balanced frame of the controlling station', fixed('c0 03'), 'to-server'],
    ['an acknowledgement', fixed('00 03'), undefined],
    ['a reset', fixed('40 03'), undefined],
    ['a single character', [0xe5], undefined],
  ])('%s', (_, bytes, direction) => {
    expect(iec101.directionOf(cursorOver(Uint8Array.from(bytes)))).toBe(direction)
  })
})

test('services are matched to their answers, commands to their confirmations', () => {
  const dialogue = new Dialogue(iec101)
    .toServer(hexOf(fixed('49 03')))
    .toClient(hexOf(fixed('0b 03')))
    .toServer(hexOf(variable('53 03 2d 01 06 03 8813 01')))
    .toClient('e5')
    .toServer(hexOf(fixed('7a 03')))
    .toClient(hexOf(variable('08 03 2d 01 47 03 8813 01')))
  expect(heard(dialogue)).toEqual([
    'request link 9 link 3',
    'response link 9 link 3',
    'request 45 station 3 ioa 5000 execute on',
    'response link answer 0',
    'request link 10 link 3',
    'response link 10 link 3',
    'response 45 station 3 ioa 5000 execute on',
  ])
  expect(dialogue.heard.at(-1)?.status).toBe(0x47)
  expect(dialogue.observed('identity')).toMatchObject([
    { module: 'station 3', facts: { 'network-address': '3' } },
    { module: 'station 3', facts: { 'network-address': 'link 3' } },
  ])
})

test('a service that is not there is an answer with an error', () => {
  const dialogue = new Dialogue(iec101).toServer(hexOf(fixed('5b 03'))).toClient(hexOf(fixed('0f 03')))
  expect(dialogue.heard.at(-1)).toMatchObject({ role: 'response', status: 15 })
})

test('sizes of fields are found by what fills the ASDU, and hold from then on', () => {
  const wide = new Dialogue(iec101)
    .toServer(hexOf(fixed('c9 0100')))
    .toClient(hexOf(variable('73 0100 0d 01 0300 0200 102700 0000484200')))
  expect(heard(wide).at(-1)).toBe('event 13 station 2 ioa 10000')
})

test.each([
  ['1, 1, 2', '01 01 03 07 1000 01', 'station 7 ioa 16'],
  ['2, 1, 1', '01 01 03 00 07 10 01', 'station 7 ioa 16'],
  ['1, 2, 2', '01 01 03 2c01 1000 01', 'station 300 ioa 16'],
  ['2, 1, 2', '01 01 03 00 07 1000 01', 'station 7 ioa 16'],
  ['1, 2, 3', '01 01 03 2c01 100000 01', 'station 300 ioa 16'],
  ['2, 2, 2', '01 01 03 00 2c01 1000 01', 'station 300 ioa 16'],
  ['2, 2, 3', '01 01 03 00 2c01 100000 01', 'station 300 ioa 16'],
])('cause, common and object address of %s octets are told from the first ASDU: %s', (_, asdu, target) => {
  const dialogue = new Dialogue(iec101).toServer(hexOf(fixed('5b 07'))).toClient(hexOf(variable(`08 07 ${asdu}`)))
  expect(dialogue.heard.at(-1)).toMatchObject({ function: '1', target })
})

test.each([
  ['64', '14'],
  ['65', '45'],
  ['67', '00001e0c1b0b1a'],
  ['68', 'aa55'],
  ['69', '01'],
  ['6a', '0000'],
])('type 0x%s is about a station, and overturns sizes that give it an object', (type, element) => {
  // An originator that is not 0 makes it the low octet of a common address.
  const event = hexOf(variable('08 07 01 01 03 09 2c01 1000 01'))
  const dialogue = new Dialogue(iec101)
    .toServer(hexOf(fixed('5b 07')))
    .toClient(event)
    .toServer(hexOf(variable(`53 07 ${type} 01 06 09 2c01 0000 ${element}`)))
    .toClient(event)
  expect(heard(dialogue).slice(2)).toEqual([
    'event 1 station 11273 ioa 4097',
    expect.stringContaining(`request ${Number.parseInt(type, 16)} station 300`),
    'event 1 station 300 ioa 16',
  ])
  expect(dialogue.observed('malformed')).toEqual([])
})

test('an ASDU about a station whose object is not 0 by any sizes is malformed', () => {
  const dialogue = new Dialogue(iec101).toClient(hexOf(EVENT)).toServer(hexOf(variable('53 03 69 01 06 03 0101 01')))
  expect(dialogue.observed('malformed')).toHaveLength(1)
})

test(`${MAX_MISFITS} ASDUs in a row that do not fit make it look for other sizes`, () => {
  const other = hexOf(variable('08 03 0d 01 0300 0200 102700 0000484200'))
  const dialogue = new Dialogue(iec101).toClient(hexOf(EVENT))
  for (let i = 0; i < MAX_MISFITS; i++) dialogue.toClient(other)
  expect(dialogue.observed('malformed')).toHaveLength(MAX_MISFITS - 1)
  expect(heard(dialogue).at(-1)).toBe('event 13 station 2 ioa 10000')
})

test('bad frames cost one message each', () => {
  const damaged = [...EVENT]
  damaged[12] = 0
  const dialogue = new Dialogue(iec101)
    .toClient(hexOf(variable('08 03')))
    .toClient(hexOf(EVENT))
    .toClient(hexOf(damaged))
    .toClient(hexOf(variable('08 03 01 03 03 03 0100 01')))
    .toClient(hexOf(variable('08 03 c8 01 03 03 0100 01')))
  expect(dialogue.observed('malformed').map(({ reason }) => reason)).toEqual([
    'bad-length',
    'bad-checksum',
    'bad-length',
  ])
  expect(dialogue.observed('undecoded')).toEqual([{ kind: 'undecoded', reason: 'unknown-function', code: 0xc8 }])
})

test(`past ${MAX_LINKS} link addresses services are told without`, () => {
  const dialogue = new Dialogue(iec101)
  for (let link = 0; link < MAX_LINKS + 10; link++) {
    dialogue.toServer(hexOf(fixed(`49 ${(link & 255).toString(16).padStart(2, '0')} ${link >> 8 ? '01' : '00'}`)))
  }
  expect(dialogue.heard.filter(({ target }) => target === '')).toHaveLength(10)
})

test('functions are named by the standard', () => {
  expect(iec101.describe(45)).toEqual({ function: '45', name: 'C_SC_NA_1 single command' })
  expect(iec101.describe(0x10b)).toEqual({ function: 'link 11', name: 'Request user data class 2' })
  expect(iec101.describe(0x111)).toEqual({ function: 'link answer 1', name: 'Confirm: NACK' })
  expect(iec101.describe(0x10c)).toEqual({ function: 'link 12', name: 'Reserved' })
})

test('stations that have one common address behind links of their own are told apart', () => {
  const dialogue = new Dialogue(iec101)
  for (const link of ['01', '02']) dialogue.toClient(hexOf(variable(`08 ${link} 01 02 03 01 0100 01 0900 01`)))
  expect(dialogue.heard.map(({ module }) => module)).toEqual(['station 1', 'station 1 link 2'])
})

test('what all stations are told belongs to no single one, by an address of one octet, too', () => {
  const dialogue = new Dialogue(iec101)
    .toClient(hexOf(variable('08 01 01 02 03 01 0100 01 0900 01')))
    .toServer(hexOf(variable('44 ff 67 01 06 ff 0000 00001e0c1b0b1a')))
  expect(dialogue.heard.at(-1)).toMatchObject({ module: '', target: 'all stations', class: 'time' })
})

test('an originator is told where causes have two octets', () => {
  const dialogue = new Dialogue(iec101)
    .toClient(hexOf(variable('08 03 01 02 0300 03 0100 01 0900 01')))
    .toServer(hexOf(variable('53 03 64 01 0609 03 0000 14')))
  expect(dialogue.observed('identity').at(-1)).toMatchObject({
    of: 'client',
    facts: { 'network-address': 'originator 9' },
  })
})

test('security types are read by the sizes that are known', () => {
  const dialogue = new Dialogue(iec101)
    .toClient(hexOf(variable('08 03 01 02 03 03 0100 01 0900 01')))
    .toClient(hexOf(variable('08 03 51 01 0e 03 01000000 0100')))
  expect(dialogue.heard.at(-1)).toMatchObject({ function: '81', class: 'authenticate', module: 'station 3' })
  expect(dialogue.observed('malformed')).toEqual([])
})

test('in balanced transmission each side has the answers to what it asked', () => {
  const dialogue = new Dialogue(iec101)
    .toServer(hexOf(fixed('c2 03')))
    .toClient(hexOf(fixed('49 03')))
    .toClient(hexOf(fixed('00 03')))
    .toServer(hexOf(fixed('8b 03')))
  expect(heard(dialogue)).toEqual([
    'request link 2 link 3',
    'request link 9 link 3',
    'response link 2 link 3',
    'response link 9 link 3',
  ])
})
