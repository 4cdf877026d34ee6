import { describe, expect, test } from 'vitest'
import { crc16 } from '../../dissectors/kit/crc16.ts'
import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Direction } from '../../dissectors/kit/dissector.ts'
import { modbusRtu } from '../../dissectors/modbus-rtu/modbus-rtu.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'

/** A serial frame; the CRC is made here bit by bit. */
function frame(unit: number, pdu: string): Uint8Array {
  const body = [unit, ...fromHex(pdu)]
  let crc = 0xffff
  for (const byte of body) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1
  }
  return Uint8Array.from([...body, crc & 255, crc >>> 8])
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

function probe(bytes: Uint8Array, direction: Direction = 'to-server'): string {
  const cursor = cursorOver(bytes)
  const verdict = modbusRtu.probe(cursor, direction)
  expect([cursor.pos, cursor.end]).toEqual([0, bytes.length])
  return verdict
}

const READ = frame(5, '03 006b 0003')
const VALUES = frame(5, '03 06 022b 0000 0064')

describe('CRC', () => {
  test('the example of MODBUS over Serial Line V1.02, section 6.2.2: 02 07 gives 41 12', () => {
    expect(crc16(cursorOver(fromHex('0207')), 2)).toBe(0x1241)
  })
})

describe('framing', () => {
  test.each([
    ['03 006b 0003', 8],
    ['03 06 022b 0000 0064', 11],
    ['83 02', 5],
    ['07', 4],
    ['07 6d', 5],
    ['10 0001 0002 04 000a 0102', 13],
    ['10 0001 0002', 8],
    ['2b 0e 01 00', 7],
    ['2b 0e 01 01 00 00 01 00 02 4142', 14],
    ['18 0006 0002 01b8 1284', 12],
    ['08 0000 a537', 8],
    ['08 0000 a537 1234', 10],
    ['64 01 02 03', 7],
  ])('%s is a frame of %i bytes, alone or before another', (pdu, length) => {
    const one = frame(5, pdu)
    expect(modbusRtu.messageLength(cursorOver(one))).toBe(length)
    expect(modbusRtu.messageLength(cursorOver(join(one, READ)))).toBe(length)
  })

  test('a function without a length can end where its data looks like its CRC', () => {
    expect([...frame(1, '64 01')]).toEqual([0x01, 0x64, 0x01, 0xcb, 0x00])
    expect(modbusRtu.messageLength(cursorOver(frame(1, '64 01')))).toBe(4)
    expect(modbusRtu.messageLength(cursorOver(frame(1, '64 02')))).toBe(5)
  })

  test('no part of a frame is a frame', () => {
    for (const whole of [READ, VALUES, frame(5, '10 0001 0002 04 000a 0102'), frame(5, '64 01 02 03')]) {
      for (let length = 0; length < whole.length; length++) {
        expect(modbusRtu.messageLength(cursorOver(whole, 0, length))).toBe(0)
      }
    }
  })

  test('a frame with a bad CRC is none', () => {
    expect(modbusRtu.messageLength(cursorOver(fromHex('05 03 006b 0003 0000')))).toBe(-1)
    expect(modbusRtu.messageLength(cursorOver(fromHex('05 83 02 0000')))).toBe(-1)
  })

  test('a function without a length gives up at the longest frame', () => {
    const noise = Uint8Array.from({ length: 300 }, (_, i) => (i === 1 ? 100 : (i * 7 + 3) & 255))
    expect(modbusRtu.messageLength(cursorOver(noise, 0, 255))).toBe(0)
    expect(modbusRtu.messageLength(cursorOver(noise))).toBe(-1)
  })

  test('frames arrive byte by byte, and several at once', () => {
    const dialogue = new Dialogue(modbusRtu)
    for (const byte of READ) dialogue.toServer(Uint8Array.of(byte))
    dialogue.toServer(join(frame(5, '01 0000 0008'), frame(6, '07'))).toClient(join(VALUES, frame(5, '01 01 cd')))
    expect(dialogue.heard.map((one) => one.target)).toEqual([
      'unit 5 holding 107+3',
      'unit 5 coil 0+8',
      'unit 6',
      'unit 5 holding 107+3',
      'unit 5 coil 0+8',
    ])
    expect(dialogue.lostBytes).toBe(0)
  })
})

describe('what frames say', () => {
  test('what is right in ROC Plus as well is no evidence until more follows', () => {
    expect(probe(fromHex('0102030406003a2f'))).toBe('need-more')
    expect(probe(frame(1, '02 0304 0600'))).toBe('need-more')
    expect(probe(frame(1, '02 0304 0608'))).toBe('yes')
    expect(probe(frame(1, '02 0304 0008'))).toBe('yes')
    expect(probe(frame(1, '05 0304 ff00'))).toBe('yes')
    expect(probe(frame(1, '06 0304 0100'))).toBe('yes')
  })

  test('they say what Modbus/TCP says', () => {
    const dialogue = new Dialogue(modbusRtu).toServer(frame(2, '04 0008 0001')).toClient(frame(2, '84 0b'))
    const read = {
      function: '4',
      name: 'Read Input Registers',
      class: 'read',
      module: 'unit 2',
      target: 'unit 2 input 8+1',
    }
    expect(dialogue.heard).toEqual([
      { role: 'request', ...read, status: 0 },
      { role: 'response', ...read, status: 11 },
    ])
    expect(dialogue.observed('topology')).toMatchObject([{ other: 'unit 2' }])
  })

  test('answers are matched in order, unit by unit', () => {
    const dialogue = new Dialogue(modbusRtu).toServer(frame(1, '03 0000 0001'), frame(2, '03 0064 0001'))
    dialogue.toClient(frame(2, '03 02 0001'), frame(1, '03 02 0001'))
    expect(dialogue.heard.slice(2).map((one) => one.target)).toEqual(['unit 2 holding 100+1', 'unit 1 holding 0+1'])
  })

  test('a server tells its identity', () => {
    const dialogue = new Dialogue(modbusRtu).toClient(frame(3, '11 05 4a ff 414243'))
    expect(dialogue.observed('identity')).toMatchObject([
      { module: 'unit 3', message: 'Report Server ID', facts: { mode: 'run', description: 'ABC' } },
    ])
  })

  test('offsets count from the address', () => {
    const dialogue = new Dialogue(modbusRtu).toServer(frame(3, '05 0000 1234'))
    expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'bad-value', offset: 4 }])
  })

  test('less than a frame is truncated', () => {
    const said: unknown[] = []
    const sink = {
      operation: () => {},
      observe: (one: unknown) => said.push(one),
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
    for (let length = 0; length < 4; length++) {
      modbusRtu.dissect(cursorOver(READ, 0, length), info, modbusRtu.newState(), sink)
    }
    expect(said).toEqual([0, 1, 2, 3].map((offset) => ({ kind: 'malformed', reason: 'truncated', offset })))
  })
})

describe('probe', () => {
  test.each([
    [READ, 'to-server'],
    [VALUES, 'to-client'],
    [frame(5, '83 02'), 'to-client'],
    [frame(5, '11'), 'to-server'],
    [join(READ, READ), 'to-server'],
    [VALUES, 'to-server'],
  ] as const)('%j %s could be ours', (bytes, direction) => {
    expect(probe(bytes, direction)).toBe('yes')
  })

  test('part of a frame needs more', () => {
    for (let length = 0; length < READ.length; length++) expect(probe(READ.slice(0, length))).toBe('need-more')
  })

  test.each([
    [frame(248, '03 006b 0003'), 'a reserved address'],
    [frame(5, '1e 01'), 'an unknown function'],
    [fromHex('05 03 006b 0003 0000'), 'a bad CRC'],
    [frame(5, '05 0000 1234'), 'a coil that is neither on nor off'],
    [frame(5, '64 01 02 03'), 'a frame whose length nothing confirms'],
    [join(READ, fromHex('05 1e')), 'no function behind the frame'],
    [fromHex('0001 0000 0006 05 03 006b 0003'), 'Modbus/TCP'],
    [Uint8Array.from({ length: 256 }, (_, i) => (i === 1 ? 100 : (i * 7 + 3) & 127)), 'a long stranger'],
  ])('%j is not ours: %s', (bytes) => {
    expect(probe(bytes)).toBe('no')
  })

  test('no text that begins like a frame is ours', () => {
    const cursor = new Cursor(new DataView(new TextEncoder().encode('\x05\x03 and so on, at some length').buffer))
    cursor.reset(cursor.view, 0, cursor.view.byteLength)
    expect(modbusRtu.probe(cursor, 'to-server')).not.toBe('yes')
  })
})

describe('direction by content', () => {
  test.each([
    [READ, 'to-server'],
    [VALUES, 'to-client'],
    [frame(5, '83 02'), 'to-client'],
    [frame(5, '06 0001 0003'), undefined],
    [READ.slice(0, 6), undefined],
    [fromHex('05 03 006b 0003 0000'), undefined],
  ])('%j goes %s', (bytes, direction) => {
    expect(modbusRtu.directionOf(cursorOver(bytes))).toBe(direction)
  })
})

test('functions are described as in Modbus/TCP', () => {
  expect(modbusRtu.describe(0x2b000e)).toEqual({ function: '43/14', name: 'Read Device Identification' })
})
