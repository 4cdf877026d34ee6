import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { MAX_PROBE_BYTES } from '../../sensor/identify/identifier.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { type Bytes, bytesOf, CaptureBuilder, type Host, hex, type TcpBuilder, u16 } from '../support/packet.ts'
import { lookUps } from '../support/run-line.ts'

/* By ports alone the client would be the one that serves. */
const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 30000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 50200 }
const RIGHT = '10.0.0.21 > 10.0.0.11:50200'
const BY_PORTS = '10.0.0.11 > 10.0.0.21:30000'

/** Writes a register, or says that it is written. */
const write = (transaction: number, value = 7) => bytesOf(u16(transaction), hex('0000 0006 01 06 0003'), u16(value))
const read = (transaction: number) => bytesOf(u16(transaction), hex('0000 0006 01 03 0000 0001'))
const refusal = (transaction: number) => bytesOf(u16(transaction), hex('0000 0003 01 86 02'))

function seen(talk: (connection: TcpBuilder, capture: CaptureBuilder) => void): string[] {
  const capture = new CaptureBuilder()
  talk(capture.connect(CLIENT, SERVER, { midway: true }), capture)
  const line = new Line(dissectors)
  feedFrames(line, capture.frames)
  const { delta, address, conversation } = lookUps(line.endCapture(0).delta)
  return delta.operations.map(({ conversation: id, function: code, requests, responses, errors }) => {
    const { client, server, port } = conversation(id)
    return `${address(client)} > ${address(server)}:${port} ${code} ${requests}/${responses}/${errors}`
  })
}

test('who says first what the other side repeats has asked', () => {
  expect(seen((tcp) => tcp.ask(write(1)).answer(write(1)))).toEqual([`${RIGHT} 6 1/1/0`])
  expect(seen((tcp) => tcp.ask(write(1)).ask(write(2)).answer(write(1)).answer(write(2)))).toEqual([`${RIGHT} 6 2/2/0`])
})

test('who begins another exchange asks: what came before it was an answer', () => {
  const rows = seen((tcp) => tcp.answer(write(1)).ask(write(2)).answer(write(2)))
  expect(rows.sort()).toEqual([`${RIGHT} 6 0/1/0`, `${RIGHT} 6 1/1/0`])
})

test('a client that gives every request the same transaction is told by what it writes', () => {
  const rows = seen((tcp) => tcp.answer(write(0, 1)).ask(write(0, 2)).answer(write(0, 2)))
  expect(rows.sort()).toEqual([`${RIGHT} 6 0/1/0`, `${RIGHT} 6 1/1/0`])
})

test('what says of itself which way it goes settles all before it', () => {
  expect(seen((tcp) => tcp.ask(write(1)).ask(read(2))).sort()).toEqual([`${RIGHT} 3 1/0/0`, `${RIGHT} 6 1/0/0`])
  expect(seen((tcp) => tcp.ask(write(1)).answer(refusal(1)))).toEqual([`${RIGHT} 6 1/1/1`])
})

test('frames of a serial line behind a terminal server are told by what is repeated', () => {
  const frame = hex('01 05 0003 ff00 7c3a')
  expect(seen((tcp) => tcp.ask(frame).answer(frame))).toEqual([`${RIGHT} 5 1/1/0`])
})

test('where nothing else tells the ports do, with all that waited', () => {
  expect(seen((tcp) => tcp.ask(write(1)))).toEqual([`${BY_PORTS} 6 0/1/0`])
  const count = Math.ceil(MAX_PROBE_BYTES / write(0).length) + 5
  const all = (tcp: TcpBuilder) => {
    for (let i = 0; i < count; i++) tcp.ask(write(i))
  }
  expect(seen(all)).toEqual([`${BY_PORTS} 6 0/${count}/0`])
})

test('bytes that were lost do not wait for what would tell', () => {
  const [first, second, third] = [write(1), write(2), write(3)] as [Bytes, Bytes, Bytes]
  const rows = seen((tcp, capture) => {
    tcp.ask(first)
    tcp.ask(second)
    capture.frames.pop()
    tcp.ask(third)
  })
  expect(rows).toEqual([`${BY_PORTS} 6 0/2/0`])
})
