import { describe, expect, test } from 'vitest'
import { Askers, MAX_ASKERS } from '../../sensor/flow/askers.ts'
import type { ProtocolLayer } from '../../sensor/flow/protocol-layer.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { CaptureBuilder, type Host } from '../support/packet.ts'
import { lookUps } from '../support/run-line.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'

const ONE: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 7777 }
const OTHER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }
const ASKER: Host = { ...ONE, port: 40000 }
const ANSWERER: Host = { ...OTHER, port: 50000 }

/** 'client > server:port function target requests/responses' of each operation. */
function operationsOf(capture: CaptureBuilder): string[] {
  const line = new Line([simple])
  feedFrames(line, capture.frames)
  const { delta, address, conversation } = lookUps(line.endCapture(0).delta)
  return delta.operations.map(({ conversation: id, function: code, target, requests, responses }) => {
    const { client, server, port } = conversation(id)
    return `${address(client)} > ${address(server)}:${port} ${code} ${target} ${requests}/${responses}`
  })
}

describe('between equal ports', () => {
  test('each side is the client of what it asks', () => {
    const capture = new CaptureBuilder()
    capture.datagram(ONE, OTHER, simpleMessage(1, 'a'))
    capture.datagram(OTHER, ONE, simpleMessage(2, 'b'))
    capture.datagram(OTHER, ONE, simpleMessage(1, 'c'))
    capture.datagram(ONE, OTHER, simpleMessage(2, 'd'))
    expect(operationsOf(capture)).toEqual([
      '10.0.0.21 > 10.0.0.11:7777 1 a 1/0',
      '10.0.0.21 > 10.0.0.11:7777 2 b 0/1',
      '10.0.0.11 > 10.0.0.21:7777 1 c 1/0',
      '10.0.0.11 > 10.0.0.21:7777 2 d 0/1',
    ])
  })

  test('a message that does not say which way it goes stays in the first conversation', () => {
    const capture = new CaptureBuilder()
    capture.datagram(ONE, OTHER, simpleMessage(1, 'a'))
    capture.datagram(ONE, OTHER, simpleMessage(9, 'b'))
    expect(operationsOf(capture)).toEqual(['10.0.0.21 > 10.0.0.11:7777 1 a 1/0', '10.0.0.21 > 10.0.0.11:7777 9 b 1/0'])
  })

  test('packets are counted once', () => {
    const capture = new CaptureBuilder()
    capture.datagram(ONE, OTHER, simpleMessage(1, 'a'))
    capture.datagram(OTHER, ONE, simpleMessage(1, 'c'))
    const line = new Line([simple])
    feedFrames(line, capture.frames)
    const { conversations } = line.endCapture(0).delta
    const packets = conversations.map(({ packetsToServer, packetsToClient }) => packetsToServer + packetsToClient)
    expect(packets).toEqual([2, 0])
    expect(conversations[1]?.lastUs).toBe(capture.frames[1]?.timeUs)
  })
})

describe('an answer from another port of the server', () => {
  test('joins the conversation that asked', () => {
    const capture = new CaptureBuilder()
    capture.datagram(ASKER, OTHER, simpleMessage(1, 'a'))
    capture.datagram(ANSWERER, ASKER, simpleMessage(2, 'b'))
    expect(operationsOf(capture)).toEqual(['10.0.0.21 > 10.0.0.11:7777 1 a 1/0', '10.0.0.21 > 10.0.0.11:7777 2 b 0/1'])
  })

  test('joins it also when others were asked from the same port meanwhile', () => {
    const capture = new CaptureBuilder()
    const third = { ...OTHER, ip: '10.0.0.12' }
    capture.datagram(ASKER, OTHER, simpleMessage(1, 'a'))
    capture.datagram(ASKER, third, simpleMessage(1, 'b'))
    capture.datagram(ANSWERER, ASKER, simpleMessage(2, 'c'))
    capture.datagram({ ...third, port: 50001 }, ASKER, simpleMessage(2, 'd'))
    expect(operationsOf(capture)).toEqual([
      '10.0.0.21 > 10.0.0.11:7777 1 a 1/0',
      '10.0.0.21 > 10.0.0.12:7777 1 b 1/0',
      '10.0.0.21 > 10.0.0.11:7777 2 c 0/1',
      '10.0.0.21 > 10.0.0.12:7777 2 d 0/1',
    ])
  })

  test('is a conversation of its own when nobody was heard to ask, or another server was asked', () => {
    const capture = new CaptureBuilder()
    capture.datagram(ASKER, { ...OTHER, ip: '10.0.0.12' }, simpleMessage(1, 'a'))
    capture.datagram(ANSWERER, ASKER, simpleMessage(2, 'b'))
    expect(operationsOf(capture)).toEqual(['10.0.0.21 > 10.0.0.12:7777 1 a 1/0', '10.0.0.21 > 10.0.0.11:50000 2 b 0/1'])
  })

  test(`past ${MAX_ASKERS} asking ports the oldest is forgotten`, () => {
    const askers = new Askers()
    const layer = { conversation: { server: 7, protocol: 'simple' } } as ProtocolLayer
    for (let port = 0; port <= MAX_ASKERS; port++) askers.note(1, port, layer)
    expect(askers.find(1, 0, 7, 'simple')).toBeUndefined()
    expect(askers.find(1, 1, 7, 'simple')).toBe(layer)
  })
})

describe('an answer that is broadcast', () => {
  const EVERYONE: Host = { mac: 'ff:ff:ff:ff:ff:ff', ip: '255.255.255.255', port: 7777 }

  test('belongs to who asked by a broadcast from that port, and to who answers', () => {
    const capture = new CaptureBuilder()
    capture.datagram(ASKER, EVERYONE, simpleMessage(1, 'a'))
    capture.datagram(OTHER, { ...EVERYONE, port: ASKER.port }, simpleMessage(2, 'b'))
    capture.datagram({ ...OTHER, ip: '10.0.0.12' }, { ...EVERYONE, port: ASKER.port }, simpleMessage(2, 'c'))
    expect(operationsOf(capture)).toEqual([
      '10.0.0.21 > 255.255.255.255:7777 1 a 1/0',
      '10.0.0.21 > 10.0.0.11:7777 2 b 0/1',
      '10.0.0.21 > 10.0.0.12:7777 2 c 0/1',
    ])
  })

  test('to a port from which nobody asked, or by which all ask, stays one to everybody', () => {
    const capture = new CaptureBuilder()
    capture.datagram(ASKER, EVERYONE, simpleMessage(1, 'a'))
    capture.datagram(OTHER, { ...EVERYONE, port: 40001 }, simpleMessage(2, 'b'))
    capture.datagram(ONE, EVERYONE, simpleMessage(1, 'c'))
    capture.datagram(ANSWERER, EVERYONE, simpleMessage(2, 'd'))
    expect(operationsOf(capture)).toEqual([
      '10.0.0.21 > 255.255.255.255:7777 1 a 1/0',
      '10.0.0.11 > 255.255.255.255:7777 2 b 1/0',
      '10.0.0.21 > 255.255.255.255:7777 1 c 1/0',
      '10.0.0.11 > 255.255.255.255:7777 2 d 1/0',
    ])
  })

  test(`is known for the last ${MAX_ASKERS} ports`, () => {
    const askers = new Askers()
    const layer = { conversation: { client: 5, server: 7, protocol: 'simple' } } as ProtocolLayer
    for (let port = 0; port <= MAX_ASKERS; port++) askers.noteOfGroup(7, port, layer)
    expect([0, 1].map((port) => askers.findOfGroup(7, port, 'simple'))).toEqual([undefined, 5])
    expect(askers.findOfGroup(7, 1, 'other')).toBeUndefined()
  })
})
