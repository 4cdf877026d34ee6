import { describe, expect, test } from 'vitest'
import { MAX_NAMES } from '../../dissectors/sparkplug/metric-names.ts'
import { sparkplug } from '../../dissectors/sparkplug/sparkplug.ts'
import { metric, sparkplugPayload, text, variableInteger } from '../../fixtures/generate/mqtt-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf, hex } from '../support/packet.ts'
import { runCapture } from '../support/run-line.ts'

function message(topic: string, ...metrics: Bytes[]): Bytes {
  return bytesOf(text(`spBv1.0/${topic}`), sparkplugPayload(...metrics))
}

describe('messages', () => {
  test.each([
    ['P/NBIRTH/L1', 'NBIRTH', 'publish', 'P/L1'],
    ['P/DBIRTH/L1/D1', 'DBIRTH', 'publish', 'P/L1/D1'],
    ['P/NDATA/L1', 'NDATA', 'publish', 'P/L1'],
    ['P/DDATA/L1/D1', 'DDATA', 'publish', 'P/L1/D1'],
    ['P/NDEATH/L1', 'NDEATH', 'session', 'P/L1'],
    ['P/DDEATH/L1/D1', 'DDEATH', 'session', 'P/L1/D1'],
    ['STATE/host', 'STATE', 'session', 'host'],
  ])('%s is a %s', (topic, text, operationClass, target) => {
    const dialogue = new Dialogue(sparkplug).toServer(message(topic), message(topic))
    expect(dialogue.heard).toHaveLength(2)
    expect(dialogue.heard[0]).toMatchObject({ role: 'event', function: text, class: operationClass, target })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('a command controls what it names, a rebirth asks who is there', () => {
    const { heard } = new Dialogue(sparkplug)
      .toServer(message('P/NCMD/L1', metric('Node Control/Rebirth')))
      .toServer(message('P/NCMD/L1', metric('Node Control/Reboot')))
      .toServer(message('P/DCMD/L1/D1', metric('Outputs/Valve'), metric('', undefined, 7)))
    expect(heard.map((each) => [each.role, each.class, each.module, each.target].join(' | '))).toEqual([
      'order | diagnose | node P/L1 | P/L1 Node Control/Rebirth',
      'order | control | node P/L1 | P/L1 Node Control/Reboot',
      'order | control | node P/L1 device D1 | P/L1/D1 Outputs/Valve, alias 7',
    ])
  })

  test('a command that the broker hands on is a publication, of whoever receives it no change', () => {
    const valve = message('P/DCMD/L1/D1', metric('Outputs/Valve'))
    const { heard, operations } = new Dialogue(sparkplug).toServer(valve).toClient(valve).toClient(valve)
    const target = 'P/L1/D1 Outputs/Valve'
    expect(heard[0]).toMatchObject({ role: 'order', class: 'control', target })
    expect(heard[1]).toMatchObject({ role: 'event', function: 'DCMD', class: 'publish', module: '', target })
    expect(operations[1]).toBe(operations[2])
  })

  test('a type that does not exist is counted, and not decoded', () => {
    const dialogue = new Dialogue(sparkplug).toServer(message('P/OTHER/L1'))
    expect(dialogue.heard).toMatchObject([{ function: 'type 0', class: 'unknown' }])
    expect(dialogue.observed('undecoded')).toHaveLength(1)
  })
})

describe('aliases', () => {
  const birth = message('P/DBIRTH/L1/D1', metric('Outputs/Speed', undefined, 12))
  const command = message('P/DCMD/L1/D1', metric('', undefined, 12))
  const targets = (dialogue: Dialogue) => dialogue.heard.map(({ target }) => target)

  test('have the names that a birth gave them, whoever it was told by', () => {
    expect(targets(new Dialogue(sparkplug).toClient(birth).toServer(command)).at(-1)).toBe('P/L1/D1 Outputs/Speed')
    expect(targets(new Dialogue(sparkplug).toServer(birth).toClient(command)).at(-1)).toBe('P/L1/D1 Outputs/Speed')
    const rebirth = message('P/NBIRTH/L1', metric('Node Control/Rebirth', undefined, 1))
    const asked = new Dialogue(sparkplug).toClient(rebirth).toServer(message('P/NCMD/L1', metric('', undefined, 1)))
    expect(asked.heard.at(-1)).toMatchObject({ class: 'diagnose', target: 'P/L1 Node Control/Rebirth' })
  })

  test('are those of one node, until it is born anew', () => {
    const dialogue = new Dialogue(sparkplug).toClient(birth).toServer(message('P/NCMD/L2', metric('', undefined, 12)))
    expect(targets(dialogue).at(-1)).toBe('P/L2 alias 12')
    dialogue.toClient(message('P/NBIRTH/L1', metric('bdSeq'))).toServer(command)
    expect(targets(dialogue).at(-1)).toBe('P/L1/D1 alias 12')
  })

  test('are known to the next connection of the same hosts', () => {
    const shared = sparkplug.newShared?.()
    new Dialogue(sparkplug, shared).toClient(birth)
    expect(targets(new Dialogue(sparkplug, shared).toServer(command))).toEqual(['P/L1/D1 Outputs/Speed'])
  })

  test(`at most ${MAX_NAMES} are`, () => {
    const dialogue = new Dialogue(sparkplug)
    for (let node = 0; node < MAX_NAMES / 512; node++) {
      const many = Array.from({ length: 512 }, (_, alias) => metric(`M${alias}`, undefined, alias))
      dialogue.toClient(message(`P/NBIRTH/N${node}`, ...many))
    }
    dialogue.toClient(birth).toServer(command, message('P/NCMD/N0', metric('', undefined, 7)))
    expect(targets(dialogue).slice(-2)).toEqual(['P/L1/D1 alias 12', 'P/N0 M7'])
    dialogue.toClient(message('P/NBIRTH/N0')).toClient(birth).toServer(command)
    expect(targets(dialogue).at(-1)).toBe('P/L1/D1 Outputs/Speed')
  })
})

describe('points', () => {
  /** A metric by name or alias, its type unless 0, and its value as the field that holds it. */
  const valued = (name: string | number, type: number, value: string): Bytes =>
    bytesOf(
      typeof name === 'string' ? [0x0a, name.length, ...ascii(name)] : [0x10, ...variableInteger(name)],
      type === 0 ? [] : [0x20, type],
      hex(value),
    )
  const valuesOf = (...messages: Bytes[]) => {
    const dialogue = new Dialogue(sparkplug)
    dialogue.samples = true
    return dialogue.toServer(...messages).values
  }

  test.each([
    ['an Int8 of one octet', 1, '50 ff01', '-1'],
    ['an Int8 of 32 bits', 1, '50 ffffffff0f', '-1'],
    ['an Int32', 3, '50 feffffff0f', '-2'],
    ['an Int64', 4, '58 feffffffffffffffff01', '-2'],
    ['a UInt32 in the field of 64 bits', 7, '58 ffffffff0f', '4294967295'],
    ['a UInt64', 8, '58 ffffffffffffffffff01', '18446744073709551615'],
    ['a Float', 9, '65 cdcc8c3f', '1.1'],
    ['a Double', 10, '69 9a99999999193640', '22.1'],
    ['a Boolean', 11, '70 01', '1'],
    ['a DateTime', 13, '58 80c8ac85bc33', '2026-01-15T08:00:00.000Z'],
  ])('have the value of %s', (_, type, value, expected) => {
    expect(valuesOf(message('P/NDATA/L1', valued('M', type, value)))).toEqual([`M = ${expected}`])
  })

  test.each([
    ['text', 12, '7a 06 534543524554'],
    ['octets', 17, '8201 02 0102'],
    ['what was and is no more', 9, '65 cdcc8c3f 28 01'],
    ['null', 9, '65 cdcc8c3f 38 01'],
    ['a date that no calendar has', 13, '58 ffffffffffffffff7f'],
    ['a number of which no birth tells whether it is negative', 0, '50 ffffffff0f'],
    ['a metric that is cut', 9, '65 cdcc'],
  ])('have no value of %s', (_, type, value) => {
    const dialogue = new Dialogue(sparkplug)
    dialogue.samples = true
    dialogue.toServer(message('P/NDATA/L1', valued('M', type, value)))
    expect(dialogue.values).toEqual([])
    expect(JSON.stringify([dialogue.heard, dialogue.operations])).not.toContain('SECRET')
  })

  test('are those of the node or device, which writes them; who is told reads them', () => {
    const data = message('P/DDATA/L1/D1', valued('Inputs/Force', 3, '50 07'))
    const { operations } = new Dialogue(sparkplug).toServer(data, data).toClient(data)
    const point = { name: 'Inputs/Force', first: -1, count: 1, type: 'Int32' }
    expect(operations.map(({ module, points }) => [module, points])).toEqual([
      ['node P/L1 device D1', [{ ...point, writes: true }]],
      ['node P/L1 device D1', [{ ...point, writes: true }]],
      ['node P/L1 device D1', [{ ...point, writes: false }]],
    ])
    expect(operations[0]).toBe(operations[1])
  })

  test('have the name and type that births gave them, until the node is born anew', () => {
    const birth = message('P/DBIRTH/L1/D1', valued(5, 1, '50 01 0a 05 5370656564'), valued('Level', 2, '50 01'))
    const data = message('P/DDATA/L1/D1', valued(5, 0, '50 fe01'), valued('Level', 0, '50 feffffff0f'))
    const born = valuesOf(birth, data)
    expect(born).toEqual(['Speed = 1', 'Level = 1', 'Speed = -2', 'Level = -2'])
    expect(valuesOf(birth, message('P/NBIRTH/L1'), data).slice(2)).toEqual(['alias 5 = 254'])
    expect(valuesOf(birth, message('P/DDATA/L2/D1', valued(5, 0, '50 fe01'))).slice(2)).toEqual(['alias 5 = 254'])
  })

  test('are written by commands, with the value', () => {
    const dialogue = new Dialogue(sparkplug)
    dialogue.samples = true
    const valve = message('P/DCMD/L1/D1', valued('Outputs/Valve', 11, '70 01'))
    dialogue.toServer(valve, message('P/NCMD/L1', valued('Node Control/Rebirth', 11, '70 01'))).toClient(valve)
    expect(dialogue.values).toEqual(['Outputs/Valve = 1'])
    expect(dialogue.operations.map(({ module, points }) => [module, points.map((each) => each.writes)])).toEqual([
      ['node P/L1 device D1', [true]],
      ['node P/L1', []],
      ['', []],
    ])
  })
})

describe('births', () => {
  const about = [
    metric('Properties/Hardware Make', 'Acme'),
    metric('Properties/Firmware Version', '4.2'),
    metric('Model'),
  ]

  test('tell who a node is, once, and by the broker of whom', () => {
    const birth = message('P/NBIRTH/L1', ...about)
    const dialogue = new Dialogue(sparkplug).toServer(birth, birth)
    const own = { name: 'L1', 'device-id': 'P/L1', role: 'Sparkplug edge node' }
    const facts = { ...own, vendor: 'Acme', firmware: '4.2', capability: '3 metrics' }
    expect(dialogue.observed('identity')).toMatchObject([{ of: 'client', module: '', message: 'NBIRTH', facts }])
    const behind = new Dialogue(sparkplug).toClient(birth)
    expect(behind.observed('identity')).toMatchObject([{ of: 'server', module: 'node P/L1', facts }])
  })

  test('of a device are about a part of the node', () => {
    const birth = message('P/DBIRTH/L1/D1', metric('Properties/Serial Number', 'S-1'))
    const dialogue = new Dialogue(sparkplug).toServer(birth).toClient(birth)
    expect(dialogue.observed('identity')[0]).toMatchObject({
      module: 'device D1',
      facts: { name: 'D1', serial: 'S-1' },
    })
    expect(new Dialogue(sparkplug).toClient(birth).observed('identity')[0]?.module).toBe('node P/L1 device D1')
  })

  test('a value that happens to have such a name is none', () => {
    const dialogue = new Dialogue(sparkplug).toServer(message('P/NBIRTH/L1', metric('Recipe/Model', 'cake')))
    expect(dialogue.observed('identity')[0]?.facts).not.toHaveProperty('model')
  })
})

test.each([
  ['a metric longer than its payload', bytesOf(text('spBv1.0/P/NBIRTH/L1'), 0x12, 99), 1],
  ['a number of more than ten octets', bytesOf(text('spBv1.0/P/NBIRTH/L1'), new Uint8Array(12).fill(0x88)), 1],
  ['a wire type that does not exist', bytesOf(text('spBv1.0/P/NBIRTH/L1'), 0x0f), 1],
  ['a topic longer than the message', bytesOf(0, 99, 0x73), 0],
])('%s is malformed', (_, bytes, count) => {
  const dialogue = new Dialogue(sparkplug).toServer(bytes)
  expect(dialogue.heard).toHaveLength(count)
  expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
})

test('only topics of its name space are Sparkplug', () => {
  expect(sparkplug.probe(cursorOver(message('P/NDATA/L1')), 'to-server')).toBe('yes')
  expect(sparkplug.probe(cursorOver(bytesOf(text('spAv1.0/P/NDATA/L1'))), 'to-server')).toBe('no')
  expect(sparkplug.probe(cursorOver(bytesOf(text('sp'))), 'to-server')).toBe('no')
})

test('a node that tells the broker is no part of the broker; one that the broker tells of is', () => {
  const { delta } = runCapture('fixtures/sparkplug/line.pcap')
  const parts = delta.modules.filter((each) => each.module.startsWith('node ')).map(({ module }) => module)
  expect(delta.operations.map(({ module }) => module)).toContain('node Plant/Line2')
  expect(parts.sort()).toEqual(['node Plant/Line1', 'node Plant/Line1 device Press1'])
})
