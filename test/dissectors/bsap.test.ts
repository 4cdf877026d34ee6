import { describe, expect, test } from 'vitest'
import { bsap } from '../../dissectors/bsap/bsap.ts'
import { learnSignal, MAX_LISTS, MAX_SIGNALS, newBsapState, signalAt } from '../../dissectors/bsap/bsap-state.ts'
import { requested } from '../../dissectors/bsap/requested-operation.ts'
import { MAX_FRAME } from '../../dissectors/bsap/serial-frame.ts'
import {
  analog,
  frame,
  global,
  inPacket,
  local,
  names,
  OFF,
  ON,
  packet,
  readByAddress,
  readByName,
  set,
  writeByAddress,
  writeByName,
} from '../../fixtures/generate/bsap-message.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, u16le } from '../support/packet.ts'

const RDB = 0xa0
const FULL = [0xd0, 1] as const
const LOAD = u16le(0x7724)

const ask = (body: Bytes, sequence = 1, station = 0) =>
  packet(6, sequence, 0, inPacket(sequence, station, RDB, 0, body))
const answer = (body: Bytes, sequence = 1, station = 0) => packet(5, 9, sequence, inPacket(sequence, station, body))
const READ = ask(readByName(FULL, '@GV.LEVEL'))
const POLL = frame(1, 1, 0x85, 0)

function probe(bytes: Bytes): string {
  const cursor = cursorOver(bytes)
  const verdict = bsap.probe(cursor, 'to-server')
  expect([cursor.pos, cursor.end]).toEqual([0, bytes.length])
  return verdict
}

describe('the probe', () => {
  test.each([
    ['a request over IP', READ, 'yes'],
    ['an answer', answer(bytesOf(0, 0)), 'yes'],
    ['an answer that is sent again', packet(1, 1, 1, inPacket(1, 0, 0, 0)), 'yes'],
    ['an acknowledgement', packet(0, 0, 1), 'yes'],
    ['a header without messages that is a request', packet(6, 0, 1), 'no'],
    ['an acknowledgement with a message', packet(0, 0, 1, inPacket(1, 0, 0, 0)), 'no'],
    ['a kind of packet that does not exist', packet(7, 0, 1, inPacket(1, 0, 0, 0)), 'no'],
    ['messages that end before the packet', bytesOf(READ, 0), 'no'],
    ['a message that ends behind the packet', READ.slice(0, -1), 'no'],
    ['a request without a function', packet(6, 1, 0, inPacket(1, 0, RDB)), 'no'],
    ['another message than there is', bytesOf(READ.slice(0, 2), 2, READ.slice(3)), 'no'],
    ['a serial poll', POLL, 'yes'],
    ['half of it', POLL.slice(0, 5), 'need-more'],
    ['the first byte of it', POLL.slice(0, 1), 'need-more'],
    ['nothing', bytesOf(), 'need-more'],
    ['a frame with a wrong CRC', bytesOf(POLL.slice(0, -1), (POLL.at(-1) as number) ^ 1), 'no'],
    ['a request in a frame', local(1, 1, RDB, 1, 3, readByName(FULL, 'A')), 'yes'],
    ['a function that does not exist', local(1, 1, 0x39, 1, 3), 'no'],
    ['a frame that is too short for its function', frame(1, 1, RDB), 'no'],
    ['a DLE that stands alone', fromHex('1002 0101 10 85'), 'no'],
    ['another start', fromHex('1001 0101'), 'no'],
    ['a frame that never ends', bytesOf(0x10, 2, new Uint8Array(MAX_FRAME)), 'no'],
    ['DF1, which has the same framing', fromHex('1002 0100 0600 1234 1003 8a5b'), 'no'],
  ])('%s', (_, bytes, verdict) => {
    expect(probe(bytes)).toBe(verdict)
  })
})

test('a serial frame ends behind its CRC, in which nothing is doubled', () => {
  const lengthOf = (bytes: Bytes) => bsap.messageLength(cursorOver(bytes))
  const stuffed = local(1, 0x10, RDB, 0x1010, 3, 0x10)
  expect(lengthOf(bytesOf(stuffed, POLL))).toBe(stuffed.length)
  for (let cut = 0; cut < stuffed.length; cut++) expect(lengthOf(stuffed.slice(0, cut))).toBe(0)
  expect(lengthOf(READ)).toBe(READ.length)
  expect(lengthOf(fromHex('0e00'))).toBe(-1)
})

describe('the way of a message', () => {
  test.each([
    ['a request over IP', READ, 'to-server'],
    ['its answer', answer(bytesOf(0, 0)), 'to-client'],
    ['an acknowledgement, which either side sends', packet(0, 0, 1), undefined],
    ['a poll', POLL, 'to-server'],
    ['what a slave has for it', frame(0, 1, 0x87, 1, 0, 0), 'to-client'],
    ['a message to a station', local(1, 1, RDB, 1, 3, 4), 'to-server'],
    ['a message to the master', local(0, 1, 3, 1, RDB, 0), 'to-client'],
    ['a message from the master of the network', global(5, 0, 1, 0x70, 1, 3), 'to-server'],
    ['a message to it', global(0, 5, 1, 0x71, 1, 3), 'to-client'],
    ['a request between nodes', global(5, 6, 1, RDB, 1, 3), 'to-server'],
    ['its answer between nodes', global(6, 5, 1, 3, 1, RDB), 'to-client'],
    ['what is neither', global(6, 5, 1, 3, 1, 0x70), undefined],
    ['half a frame', POLL.slice(0, 5), undefined],
    ['nothing', bytesOf(), undefined],
    ['what is no packet', fromHex('0e00'), undefined],
  ] as const)('%s', (_, bytes, way) => {
    expect(bsap.directionOf(cursorOver(bytes))).toBe(way)
  })
})

function sampled(): Dialogue {
  const dialogue = new Dialogue(bsap)
  dialogue.samples = true
  return dialogue
}

describe('signals that are read', () => {
  test('have their values, by the type that each states', () => {
    const dialogue = sampled().toServer(ask(readByName(FULL, 'A', 'B', 'C', 'A')))
    const text = bytesOf(3, ascii('hidden'), 0, 3, 0, LOAD)
    dialogue.toClient(
      answer(
        bytesOf(0, 4, [2, ...analog(0.1), 1, 0, ...LOAD], [0, 1, 2, 0, ...LOAD], text, [
          2,
          ...analog(7),
          1,
          0,
          ...LOAD,
        ]),
      ),
    )
    expect(dialogue.values).toEqual(['A = 0.1', 'B = 1', 'A = 7'])
    expect(dialogue.operations[0]?.points.map(({ name }) => name)).toEqual(['A', 'B', 'C'])
    expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
      { 'configuration-revision': 'load 0x7724' },
    ])
  })

  test('have them without a type, where the length tells', () => {
    const values = (...data: readonly (readonly number[] | Bytes | number)[]) => {
      const dialogue = sampled().toServer(ask(readByName([0x40, 0], 'A', 'B')))
      return dialogue.toClient(answer(bytesOf(0, 2, ...data))).values
    }
    expect(values(analog(1.5), analog(2))).toEqual(['A = 1.5', 'B = 2'])
    expect(values(1, 0)).toEqual(['A = 1', 'B = 0'])
    expect(values(1, 0, 0)).toEqual([])
  })

  test('that could not be read are passed over', () => {
    const dialogue = sampled().toServer(ask(readByName([0xc0, 0], 'A', 'B')))
    dialogue.toClient(answer(bytesOf(0x80, 2, 4, 0, 0, 1)))
    expect(dialogue.values).toEqual(['B = 1'])
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', status: 0x80 })
  })

  test.each([
    ['fields that are not read', [0xc8, 0]],
    ['further fields', [0xc0, 2]],
  ] as const)('with %s have no values', (_, fields) => {
    const dialogue = sampled()
      .toServer(ask(readByName(fields, 'A')))
      .toClient(answer(bytesOf(0, 1, 0, 1)))
    expect(dialogue.values).toEqual([])
    expect(dialogue.heard[1]).toMatchObject({ name: 'Read Signal by Name', status: 0 })
  })

  test('with a third or fourth byte of fields have no values', () => {
    const request = (third: number) => bytesOf(4, 5, 0xc0, third, 0x0f, 1, names('A'))
    const values = (third: number) =>
      sampled()
        .toServer(ask(request(third)))
        .toClient(answer(bytesOf(0, 1, 0, 1))).values
    expect([values(0), values(1)]).toEqual([['A = 1'], []])
  })

  test('in an answer that is cut have those that are whole', () => {
    const cut = (...data: readonly (readonly number[] | Bytes | number)[]) => {
      const dialogue = sampled().toServer(ask(readByName(FULL, 'A', 'B')))
      return dialogue.toClient(answer(bytesOf(0, 2, 0, 1, 1, 0, LOAD, ...data))).values
    }
    for (const rest of [[], [0], [2, 1, 2], [3, 65], [1, 1], [0, 1, 2]]) expect(cut(rest)).toEqual(['A = 1'])
    expect(
      sampled()
        .toServer(READ)
        .toClient(answer(bytesOf(0))).values,
    ).toEqual([])
  })

  test('by address have the names that reads by name have told', () => {
    const dialogue = sampled()
      .toServer(ask(readByAddress(0xc0, 6, 7)))
      .toClient(answer(bytesOf(0, 2, 0, 1, 0, 0)))
    dialogue.toServer(ask(readByName(FULL, '@GV.PUMP'))).toClient(answer(bytesOf(0, 1, 0, 1, 6, 0, LOAD)))
    dialogue.toServer(ask(writeByAddress([6, OFF], [7, ON])), ask(readByAddress(0xc0, 6)))
    expect(dialogue.heard.filter(({ role }) => role === 'request').map(({ target }) => target)).toEqual([
      'MSD 6, MSD 7',
      '@GV.PUMP',
      '@GV.PUMP, MSD 7',
      '@GV.PUMP',
    ])
    expect(dialogue.values).toEqual(['MSD 6 = 1', 'MSD 7 = 0', '@GV.PUMP = 1', '@GV.PUMP = 0', 'MSD 7 = 1'])
  })
})

describe('signals that are written', () => {
  test('have what is written, as far as it is understood', () => {
    const dialogue = sampled().toServer(
      ask(writeByName(['A', ON], ['B', 1], ['C', set(2.5)], ['D', 0x0c, ascii('text'), 0], ['E', ON])),
    )
    expect(dialogue.heard[0]).toMatchObject({ class: 'write', name: 'Write Signal by Name', target: 'A, B, C, D' })
    expect(dialogue.values).toEqual(['A = 1', 'C = 2.5'])
  })

  test('are one operation, whatever is written', () => {
    const dialogue = new Dialogue(bsap).toServer(ask(writeByName(['A', set(1)])), ask(writeByName(['A', set(2)])))
    expect(new Set(dialogue.operations).size).toBe(1)
    expect(dialogue.values).toEqual([])
  })

  test('by an address that was not known keep the name of their point', () => {
    const dialogue = sampled().toServer(ask(writeByAddress([6, ON])))
    dialogue.toServer(ask(readByName(FULL, 'A'))).toClient(answer(bytesOf(0, 1, 0, 1, 6, 0, LOAD)))
    dialogue.toServer(ask(writeByAddress([6, OFF])))
    expect(dialogue.values).toEqual(['MSD 6 = 1', 'A = 1', 'MSD 6 = 0'])
  })

  test('in a message that is cut count as far as they go', () => {
    const whole = ask(writeByName(['AB', set(1)]))
    const body = whole.slice(14 + 9 + 2)
    for (let length = 0; length < body.length; length++) {
      const dialogue = sampled().toServer(ask(body.slice(0, length)))
      expect(dialogue.heard).toHaveLength(1)
      expect(dialogue.values).toEqual([])
    }
  })
})

describe('several messages in a packet', () => {
  test('an acknowledgement is no answer', () => {
    const dialogue = new Dialogue(bsap).toServer(packet(0, 0, 1)).toClient(packet(0, 0, 1))
    expect(dialogue.heard).toMatchObject([{ role: 'event', name: 'Acknowledge', class: 'session' }, { role: 'event' }])
    expect(new Set(dialogue.operations).size).toBe(1)
  })

  test('are matched each by its own number', () => {
    const dialogue = new Dialogue(bsap)
    const inner = (sequence: number, name: string) => inPacket(sequence, 0, RDB, 0, readByName(FULL, name))
    dialogue.toServer(packet(6, 1, 0, inner(1, 'A'), inner(2, 'B')))
    dialogue.toClient(packet(5, 1, 1, inPacket(2, 0, 0, 0), inPacket(1, 0, 0x90, 0)))
    expect(dialogue.heard.slice(2)).toMatchObject([
      { target: 'B', status: 0 },
      { target: 'A', status: 0x90 },
    ])
  })
})

describe('a serial line', () => {
  test('a poll is answered by whatever its station has', () => {
    const dialogue = new Dialogue(bsap).toServer(POLL).toClient(frame(0, 1, 0x87, 1, 0, 0))
    dialogue.toServer(POLL).toClient(local(0, 2, 0xaa, 1, 0xa9))
    dialogue.toServer(frame(1, 1, 0x8a)).toClient(local(0, 2, 3, 77, RDB, 0))
    dialogue.toClient(frame(0, 1, 0x87, 2, 0, 0), frame(0, 1, 0x83))
    expect(dialogue.heard.map(({ role, name, module }) => `${role} ${name} ${module}`)).toEqual([
      'request Poll station 1',
      'response Poll station 1',
      'request Poll station 1',
      'response Poll station 1',
      'event Alarm Report station 1',
      'request Up-acknowledge with Poll station 1',
      'response Up-acknowledge with Poll station 1',
      'response Answer station 1',
      'event Acknowledge, No Data station 2',
      'event Message Discarded ',
    ])
  })

  test('stations have their local address, nodes of the network their global one', () => {
    const dialogue = sampled().toServer(local(5, 1, RDB, 1, 3, readByName([0x40, 0], 'A')))
    dialogue.toServer(global(0x102, 0, 1, RDB, 2, 3, readByName([0x40, 0], 'A')))
    dialogue.toClient(local(0, 1, 3, 1, RDB, 0, 1, analog(3)), global(0, 0x102, 1, 3, 2, RDB, 0, 1, analog(4)))
    expect(dialogue.heard.map(({ target }) => target)).toEqual([
      'station 5 A',
      'node 258 A',
      'station 5 A',
      'node 258 A',
    ])
    expect(dialogue.values).toEqual(['A = 3', 'A = 4'])
  })

  test.each([
    ['truncated', POLL.slice(0, -1), 'to-client'],
    ['bad-checksum', bytesOf(POLL.slice(0, -1), 0), 'to-server'],
    ['bad-length', frame(1, 1, RDB), 'to-server'],
    ['bad-length', frame(1), 'to-server'],
    ['bad-length', READ.slice(0, -1), 'to-server'],
    ['bad-length', bytesOf(), 'to-server'],
  ] as const)('what is damaged is malformed: %s', (reason, bytes, direction) => {
    const heard: unknown[] = []
    const sink = {
      operation: () => heard.push('operation'),
      observe: (one: unknown) => heard.push(one),
      wantsValues: () => true,
      value: () => undefined,
      handOff: () => undefined,
    }
    const info = { timeUs: 0, direction, afterGap: false, sourceMac: 0, targetMac: 0 }
    bsap.dissect(cursorOver(bytes), info, bsap.newState(), sink)
    expect(heard).toMatchObject([{ kind: 'malformed', reason }])
  })
})

describe('what a function does', () => {
  test.each([
    [0x68, [], '0x68', 'Flash Download', 'download'],
    [0x6a, [], '0x6a', 'Flash Configuration', 'configure'],
    [0x70, [], '0x70', 'Command Handler Request', 'control'],
    [0x98, [], '0x98', 'Pass-through 0x98', 'unknown'],
    [0xa1, [1, 1], 'RDB extension 257', 'Reset System', 'mode'],
    [0xa1, [1, 2], 'RDB extension 513', 'Read Date and Time', 'read'],
    [0xa1, [0x81, 2], 'RDB extension 641', 'Write Date and Time', 'time'],
    [0xa1, [0, 4], 'RDB extension 1024', 'Change Local Node Address', 'configure'],
    [RDB, [2, 1], 'RDB 0x02', 'Read Logical by Address', 'read'],
    [RDB, [0x8d, 1], 'RDB 0x8d', 'Write Signals by List, Continue', 'write'],
  ] as const)('%i with %j', (asked, data, number, name, operationClass) => {
    const dialogue = new Dialogue(bsap).toServer(local(1, 1, asked, 1, 3, [...data]))
    expect(dialogue.heard).toMatchObject([{ role: 'request', function: number, name, class: operationClass }])
    expect(dialogue.observations).toEqual([])
  })

  test('that sets the time is never answered', () => {
    expect(new Dialogue(bsap).toServer(local(1, 1, 0x88, 1, 3, 1)).heard).toMatchObject([
      { role: 'order', class: 'time' },
    ])
  })

  test.each([
    [0x39, [1], 'Function 0x39'],
    [RDB, [0x33], 'Remote Data Base 0x33'],
    [0xa1, [9, 9], 'Remote Data Base Extension 2313'],
  ] as const)('that does not exist is told: %i', (asked, data, name) => {
    const dialogue = new Dialogue(bsap).toServer(local(1, 1, asked, 1, 3, [...data]))
    expect(dialogue.heard).toMatchObject([{ name }])
    expect(dialogue.observations).toMatchObject([{ kind: 'undecoded', reason: 'unknown-function' }])
  })

  test('has a name whatever its number', () => {
    expect(bsap.describe(0x100_0000 + 7)).toEqual({ function: 'link 0x07', name: 'Link 0x07' })
  })
})

describe('limits', () => {
  test('signals are learnt up to a number', () => {
    const state = newBsapState()
    for (let address = 0; address <= MAX_SIGNALS; address++) learnSignal(1, address, `S${address}`, state)
    expect(signalAt(1, MAX_SIGNALS - 1, state)).toBe(`S${MAX_SIGNALS - 1}`)
    expect(signalAt(1, MAX_SIGNALS, state)).toBe(`MSD ${MAX_SIGNALS}`)
    learnSignal(1, 0, 'renamed', state)
    expect(signalAt(1, 0, state)).toBe('renamed')
  })

  test('requests beyond a number are told apart by function and station alone', () => {
    const state = newBsapState()
    const operationOf = (address: number) => {
      const body = readByAddress(0xc0, address)
      return requested(new DataView(body.buffer), RDB, 0, body.length, 1, state).operation
    }
    for (let address = 0; address < MAX_LISTS; address++) expect(operationOf(address).target).toMatch(/MSD/)
    expect(operationOf(MAX_LISTS)).toMatchObject({ target: 'station 1', points: [] })
    expect(operationOf(MAX_LISTS + 1)).toBe(operationOf(MAX_LISTS))
  })

  test('a long list names the first of its signals', () => {
    const all = Array.from({ length: 20 }, (_, i) => `S${i}`)
    const [heard] = new Dialogue(bsap).toServer(ask(readByName(FULL, ...all))).heard
    expect(heard?.target).toMatch(/^S0, .*, S15, …$/)
  })
})
