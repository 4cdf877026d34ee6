import { expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import { enip } from '../../dissectors/enip/enip.ts'
import {
  forwardOpen,
  forwardOpenReply,
  implicit,
  path,
  request,
  response,
  unconnected,
} from '../../fixtures/generate/enip-message.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { bytesOf, CaptureBuilder, type Host } from '../support/packet.ts'
import { lookUps } from '../support/run-line.ts'

/* The adapter has the higher address: by addresses alone it would be the one that asks. */
const ADAPTER: Host = { mac: '00:00:bc:00:00:11', ip: '10.0.0.31', port: 44818 }
const SCANNER: Host = { mac: '00:00:bc:00:00:21', ip: '10.0.0.21', port: 40000 }
const NAMED = { serial: 0x2001, vendor: 0x004d, originator: 0x1234_5678 }
const CLASS_1 = 0x01
const SCANNER_ASKS = '10.0.0.21 > 10.0.0.31'
const ADAPTER_ASKS = '10.0.0.31 > 10.0.0.21'

/** Implicit I/O between two equal ports; the adapter is seen to send first. */
function inputs(capture: CaptureBuilder): void {
  capture.datagram({ ...ADAPTER, port: 2222 }, { ...SCANNER, port: 2222 }, implicit(0x22, 1, bytesOf([1, 0, 3])))
  capture.datagram({ ...SCANNER, port: 2222 }, { ...ADAPTER, port: 2222 }, implicit(0x11, 1, bytesOf([1, 0])))
}

/** An explicit message of one to the other. */
function ask(capture: CaptureBuilder, client: Host, server: Host): void {
  const tcp = capture.connect({ ...client, port: 40001 }, { ...server, port: 44818 })
  tcp.ask(unconnected(1, request(0x0e, path(1, 1, 1)))).answer(unconnected(1, response(0x0e, 0, [1, 0])))
}

function open(capture: CaptureBuilder, client: Host, server: Host): void {
  const tcp = capture.connect({ ...client, port: 40002 }, { ...server, port: 44818 })
  tcp.ask(unconnected(1, forwardOpen(NAMED, 0, 0x22, path(4, 1), false, CLASS_1)))
  tcp.answer(unconnected(1, forwardOpenReply(NAMED, 0x11, 0x22)))
}

function sidesOf(capture: CaptureBuilder): string[] {
  const line = new Line([enip, cip])
  feedFrames(line, capture.frames)
  const { delta, address } = lookUps(line.endCapture(0).delta)
  const overUdp = delta.conversations.filter(({ transport }) => transport === 'udp')
  return overUdp.map(({ client, server }) => `${address(client)} > ${address(server)}`)
}

test.each([
  ['who opened the connection', [[open, SCANNER, ADAPTER]], SCANNER_ASKS],
  ['who asks over another one', [[ask, SCANNER, ADAPTER]], SCANNER_ASKS],
  [
    'who opened it, whoever asks besides',
    [
      [ask, ADAPTER, SCANNER],
      [open, SCANNER, ADAPTER],
    ],
    SCANNER_ASKS,
  ],
  ['the addresses where nothing was seen', [], ADAPTER_ASKS],
  [
    'the addresses where both ask',
    [
      [ask, SCANNER, ADAPTER],
      [ask, ADAPTER, SCANNER],
    ],
    ADAPTER_ASKS,
  ],
  [
    'the addresses where both opened one',
    [
      [open, SCANNER, ADAPTER],
      [open, ADAPTER, SCANNER],
    ],
    ADAPTER_ASKS,
  ],
] as const)('the sides of implicit I/O between equal ports are told by %s', (_, before, sides) => {
  const capture = new CaptureBuilder()
  for (const [how, client, server] of before) how(capture, client, server)
  inputs(capture)
  expect(sidesOf(capture)).toEqual([sides])
})
