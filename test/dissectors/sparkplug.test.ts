import { describe, expect, test } from 'vitest'
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
      .toClient(message('P/NCMD/L1', metric('Node Control/Rebirth')))
      .toClient(message('P/NCMD/L1', metric('Node Control/Reboot')))
      .toClient(message('P/DCMD/L1/D1', metric('Outputs/Valve'), metric('', undefined, 7)))
    expect(heard.map(({ class: each, target }) => `${each} ${target}`)).toEqual([
      'diagnose P/L1 Node Control/Rebirth',
      'control P/L1 Node Control/Reboot',
      'control P/L1/D1 Outputs/Valve, alias 7',
    ])
  })

  test('a type that does not exist is counted, and not decoded', () => {
    const dialogue = new Dialogue(sparkplug).toServer(message('P/OTHER/L1'))
    expect(dialogue.heard).toMatchObject([{ function: 'type 0', class: 'unknown' }])
    expect(dialogue.observed('undecoded')).toHaveLength(1)
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
    const facts = { name: 'L1', 'device-id': 'P/L1', vendor: 'Acme', firmware: '4.2', capability: '3 metrics' }
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
