import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { MAX_TUNNELS_OF_FLOW } from '../../sensor/flow/flow-tunnels.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import {
  type BuiltFrame,
  bytesOf,
  CaptureBuilder,
  ethernet,
  type Host,
  hex,
  ipv4,
  u16,
  u32,
} from '../support/packet.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 502 }
const OTHER: Host = { mac: '00:80:f4:00:00:12', ip: '10.0.0.12', port: 502 }
const ASK = hex('0001 0000 0006 01 03 0000 0001')

function dialogue(server: Host): readonly BuiltFrame[] {
  const capture = new CaptureBuilder()
  capture.connect(CLIENT, server).ask(ASK).answer(hex('0001 0000 0005 01 03 02 0000'))
  return capture.frames
}

/** The frame as a switch mirrors it to a distant sensor: ERSPAN type II. */
function mirrored({ bytes, timeUs }: BuiltFrame, session: number): BuiltFrame {
  const tunnel = bytesOf(hex('100088be'), u32(0), hex('1000'), u16(session), u32(0), bytes)
  return { timeUs, bytes: ethernet(SERVER.mac, CLIENT.mac, 0x0800, ipv4('192.0.2.1', '192.0.2.2', 47, tunnel)) }
}

/** By server: what its conversation was seen through, and how many frames each. */
function seenThrough(frames: readonly BuiltFrame[]): Record<string, Record<string, number>> {
  const line = new Line(dissectors)
  feedFrames(line, frames)
  const { addresses, conversations, coverage } = line.endCapture(0).delta
  const rows = conversations.map(({ id, server }): [string, Record<string, number>] => {
    const own = coverage.filter(({ conversation, measure }) => conversation === id && measure === 'frames-tunnelled')
    const name = addresses.find((address) => address.id === server)?.value ?? ''
    return [name, Object.fromEntries(own.map(({ detail, count }) => [detail, count]))]
  })
  return Object.fromEntries(rows)
}

test('each conversation tells which tunnel its frames came through', () => {
  const one = dialogue(SERVER)
  const other = dialogue(OTHER)
  const frames = [...one.map((frame) => mirrored(frame, 5)), ...other.map((frame) => mirrored(frame, 6))]
  expect(seenThrough(frames)).toEqual({
    [SERVER.ip]: { 'erspan session 5': one.length },
    [OTHER.ip]: { 'erspan session 6': other.length },
  })
  expect(seenThrough(one)).toEqual({ [SERVER.ip]: {} })
})

test(`of one conversation ${MAX_TUNNELS_OF_FLOW} are told apart, and further ones counted together`, () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  for (let i = 0; i < MAX_TUNNELS_OF_FLOW + 10; i++) connection.ask(ASK)
  const frames = capture.frames.map((frame, i) => mirrored(frame, i + 1))
  const through = seenThrough(frames)[SERVER.ip] as Record<string, number>
  expect(Object.keys(through)).toHaveLength(MAX_TUNNELS_OF_FLOW + 1)
  expect(through['…']).toBe(frames.length - MAX_TUNNELS_OF_FLOW)
})
