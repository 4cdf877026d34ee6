import { describe, expect, test } from 'vitest'
import type { Cursor } from '../../dissectors/kit/cursor.ts'
import { type Carrier, type Dissector, defineDissector } from '../../dissectors/kit/dissector.ts'
import { Operations } from '../../dissectors/kit/operations.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { type Bytes, bytesOf, CaptureBuilder, ethernet, hex, ipv4, u16 } from '../support/packet.ts'
import { lookUps } from '../support/run-line.ts'

const A = { mac: '02:00:00:00:00:01', ip: '10.0.0.1', port: 0 }
const B = { mac: '02:00:00:00:00:02', ip: '10.0.0.2', port: 0 }
const CISCO_GROUP = '01:00:0c:cc:cc:cc'

/** Takes all that it is shown, tells its first byte, that its sender has MAC address A, and takes its time from the other. */
function taker(name: string, carrier: Carrier): Dissector {
  return defineDissector({
    name,
    title: name,
    carriers: [carrier],
    depth: { decodes: '', identity: '', missing: '' },
    maxMessage: 100,
    probe: () => 'yes',
    directionOf: () => 'to-server',
    messageLength: (bytes: Cursor) => bytes.left,
    newState: () => new Operations(),
    dissect(message, _, operations, sink) {
      const first = message.peek(0)
      sink.operation('event', operations.find(first) ?? operations.add(first, 'read', first, '', ''), 0)
      sink.observe({ kind: 'binding', mac: A.mac, ip: '' })
      sink.observe({ kind: 'topology', relation: 'takes-time-from', of: 'client', other: '' })
    },
    describe: (code) => ({ function: String(code), name }),
  })
}

function heard(registry: readonly Dissector[], frames: readonly Bytes[]) {
  const capture = new CaptureBuilder()
  for (const frame of frames) capture.frame(frame)
  const line = new Line(registry)
  feedFrames(line, capture.frames)
  const run = lookUps(line.endCapture(0).delta)
  const rows = run.delta.conversations.map(({ protocol, transport, port, identifiedBy, id }) => {
    const functions = run.delta.operations
      .filter(({ conversation }) => conversation === id)
      .map((each) => each.function)
    return [protocol, transport, port, identifiedBy, ...functions]
  })
  const times = run.delta.claims.filter(({ attribute }) => attribute === 'time-source')
  const sources = times.map(({ address, value }) => [run.address(address), value])
  return {
    rows,
    sources,
    bindings: run.delta.bindings.filter(({ stated }) => stated > 0).map(({ ip }) => run.address(ip)),
  }
}

const ip = (protocol: number, payload: string) =>
  ethernet(A.mac, B.mac, 0x0800, ipv4(A.ip, B.ip, protocol, hex(payload)))
const snap = (organisation: string, protocol: number) => {
  const llc = bytesOf(hex('aaaa03'), hex(organisation), u16(protocol), 1, 2)
  return ethernet(A.mac, CISCO_GROUP, llc.length, llc)
}

describe('a dissector over IP', () => {
  const registry = [taker('first', { over: 'ip', protocols: [200] }), taker('second', { over: 'ip', protocols: [1] })]

  test('is shown the payloads of its protocol number, and no other', () => {
    const { rows } = heard(registry, [ip(200, '07'), ip(201, '08'), ip(200, '07')])
    expect(rows).toEqual([
      ['first', 'ip', 200, 'both', '7'],
      ['ip', 'ip', 201, 'none'],
    ])
  })

  test('sees the whole header of ICMP', () => {
    expect(heard(registry, [ip(1, '05 00 0000 01020304')]).rows).toEqual([['second', 'icmp', 1, 'both', '5']])
  })

  test('can bind a MAC address to the address that its message came from', () => {
    expect(heard(registry, [ip(200, '07')]).bindings).toEqual([A.ip])
  })

  test('can say that one side takes its time from the other', () => {
    expect(heard(registry, [ip(200, '07')]).sources).toEqual([[A.ip, B.ip]])
  })
})

test('a group is nobody to take the time from', () => {
  const registry = [taker('cdp', { over: 'snap', protocols: [0x2000] })]
  expect(heard(registry, [snap('00000c', 0x2000)]).sources).toEqual([])
})

test('protocols of SNAP between the same two addresses are conversations of their own', () => {
  const registry = [
    taker('cdp', { over: 'snap', protocols: [0x2000] }),
    taker('sap', { over: 'llc', saps: [0x42] }),
    taker('other', { over: 'ethernet', etherTypes: [0x9000] }),
  ]
  const { rows } = heard(registry, [snap('00000c', 0x2000), snap('00000c', 0x2004)])
  expect(rows).toEqual([
    ['cdp', 'llc', 0x2000, 'both', '170'],
    ['cdp', 'llc', 0x2004, 'content', '170'],
  ])
})
