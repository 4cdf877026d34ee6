import { describe, expect, test } from 'vitest'
import { MAX_NAMES } from '../../dissectors/sparkplug/metric-names.ts'
import { sparkplug } from '../../dissectors/sparkplug/sparkplug.ts'
import { metric, sparkplugPayload, text } from '../../fixtures/generate/mqtt-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf } from '../support/packet.ts'

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
