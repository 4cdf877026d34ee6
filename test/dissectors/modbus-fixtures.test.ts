import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { modbus } from '../../dissectors/modbus/modbus.ts'
import { modbusRtu } from '../../dissectors/modbus-rtu/modbus-rtu.ts'
import { Dialogue } from '../support/dialogue.ts'

interface Counts {
  requests: number
  responses: number
  errors: number
}

interface Recorded extends Counts {
  readonly client: string
  readonly server: string
  readonly port: number
  readonly function: string
  readonly target: string
}

/** What the stacks wrote down while they were captured, and what the dissector saw of it. */
describe('captures of real stacks', () => {
  test.each([
    ['fixtures/modbus/functions', 502, modbus],
    ['fixtures/modbus-rtu/functions', 4001, modbusRtu],
    ['fixtures/plant/plant', 502, modbus],
  ])('%s: every call that the stacks recorded, and no other', (path, port, dissector) => {
    const oracle: Recorded[] = JSON.parse(readFileSync(`${path}.oracle.json`, 'utf8'))
    const expected = new Map(
      oracle.map((one) => [keyOf(one.client, one.server, one.function, one.target), countsOf(one)]),
    )
    const seen = countCalls(dialoguesOf(`${path}.pcap`, port, dissector))
    expect(Object.fromEntries([...seen].sort())).toEqual(Object.fromEntries([...expected].sort()))
  })

  test('the plant tells who its devices are', () => {
    const facts = new Set<string>()
    for (const { server, dialogue } of dialoguesOf('fixtures/plant/plant.pcap', 502, modbus)) {
      for (const one of dialogue.observed('identity'))
        facts.add(`${server} ${one.module}: ${one.facts['product-code']}`)
    }
    expect([...facts].sort()).toEqual([
      '10.20.1.11 : BMEP584040',
      '10.20.1.12 : 750-8212',
      '10.20.1.13 : 2404267',
      '10.20.1.20 unit 1: METSEPM5560',
      '10.20.1.20 unit 2: METSEPM5560',
      '10.20.1.20 unit 3: METSEPM5560',
    ])
  })
})

/** Counts of tshark for captures of other people, where they are at hand. */
const CORPUS = '../shared/corpus'
describe.skipIf(!existsSync(CORPUS))('captures of other people', () => {
  test.each([
    'modbus/arkime__modbus.pcap',
    'modbus/cisagov__modbus_example.pcap',
    'modbus/iti__modbus_test.pcap',
    'modbus/zeek__4SICS-GeekLounge-151022-min.pcap',
    'modbus/zeek__modbus-eit.pcap',
    'modbus/zeek__modbusSmall.pcap',
    'umas/iti__modicon_test__pkts_1-110.pcap',
  ])('%s: as many requests and responses of each function as tshark counts', (name) => {
    const truth = JSON.parse(readFileSync(`../shared/corpus-truth/${name}.json`, 'utf8')).industrial.modbus
    const seen: Record<string, Record<string, number>> = { request: {}, response: {} }
    for (const { dialogue } of dialoguesOf(`${CORPUS}/${name}`, 502, modbus)) {
      for (const { role, function: code } of dialogue.heard) {
        const counts = seen[role === 'order' ? 'request' : role] as Record<string, number>
        const plain = code.split('/')[0] as string
        counts[plain] = (counts[plain] ?? 0) + 1
      }
    }
    expect(seen).toEqual({ request: truth.requests, response: truth.responses })
  })
})

interface Talk {
  readonly client: string
  readonly server: string
  readonly dialogue: Dialogue
}

function keyOf(client: string, server: string, code: string, target: string): string {
  return `${client} ${server} ${code} ${target}`
}

function countsOf({ requests, responses, errors }: Counts): Counts {
  return { requests, responses, errors }
}

function countCalls(talks: readonly Talk[]): Map<string, Counts> {
  const calls = new Map<string, Counts>()
  for (const { client, server, dialogue } of talks) {
    for (const heard of dialogue.heard) {
      const key = keyOf(client, server, heard.function, heard.target)
      const counts = calls.get(key) ?? { requests: 0, responses: 0, errors: 0 }
      if (heard.role === 'response') counts.responses++
      else counts.requests++
      if (heard.status !== 0) counts.errors++
      calls.set(key, counts)
    }
  }
  return calls
}

/** The dialogues with one server port, from a capture of whole TCP segments; repeated bytes are dropped by sequence. */
function dialoguesOf(path: string, port: number, dissector: Dissector): Talk[] {
  const talks = new Map<string, Talk & { next: Map<boolean, number> }>()
  for (const { timeMs, frame } of framesOf(readFileSync(path))) {
    if (frame.readUInt16BE(12) !== 0x0800 || frame.readUInt8(23) !== 6) continue
    const ip = frame.subarray(14)
    const tcp = ip.subarray((ip.readUInt8(0) & 15) * 4, ip.readUInt16BE(2))
    const payload = tcp.subarray((tcp.readUInt8(12) >> 4) * 4)
    const [from, to] = [tcp.readUInt16BE(0), tcp.readUInt16BE(2)]
    if (payload.length === 0 || (from !== port && to !== port)) continue
    const toServer = to === port
    const [source, target] = [[...ip.subarray(12, 16)].join('.'), [...ip.subarray(16, 20)].join('.')]
    const [client, server] = toServer ? [source, target] : [target, source]
    const key = `${client} ${server} ${toServer ? from : to}`
    const talk = talks.get(key) ?? { client, server, dialogue: new Dialogue(dissector), next: new Map() }
    talks.set(key, talk)
    const sequence = tcp.readUInt32BE(4)
    const repeated = Math.max(0, (talk.next.get(toServer) ?? sequence) - sequence)
    if (repeated >= payload.length) continue
    talk.next.set(toServer, sequence + payload.length)
    talk.dialogue.at(timeMs)
    if (toServer) talk.dialogue.toServer(payload.subarray(repeated))
    else talk.dialogue.toClient(payload.subarray(repeated))
  }
  return [...talks.values()]
}

/** The frames of a little-endian pcap file with microseconds. */
function* framesOf(file: Buffer): Generator<{ timeMs: number; frame: Buffer }> {
  for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8)) {
    const timeMs = file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1000
    yield { timeMs, frame: file.subarray(at + 16, at + 16 + file.readUInt32LE(at + 8)) }
  }
}
