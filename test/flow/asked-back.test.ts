import { expect, test } from 'vitest'
import { ads } from '../../dissectors/ads/ads.ts'
import { coap } from '../../dissectors/coap/coap.ts'
import { coapMessage, path } from '../../fixtures/generate/coap-message.ts'
import { Line } from '../../sensor/pipeline.ts'
import { message } from '../support/ads-message.ts'
import { fromHex } from '../support/dialogue.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { CaptureBuilder, type Host } from '../support/packet.ts'
import { lookUps } from '../support/run-line.ts'

const STATION: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const PLC: Host = { mac: '00:01:05:00:00:11', ip: '10.0.0.11', port: 48898 }
const READ = fromHex(message(2, '20400000 64000000 04000000'))
const VALUE = fromHex(message(2, '00000000 04000000 01000000', { answer: true }))
/** The same requests from the controller to a server of the station. */
const BACK = { target: 'c0a801630101 5303', source: '050d75600101 0a80' }
const WRITE_BACK = fromHex(ofController(message(3, '20400000 00000000 01000000 01', { invoke: 7 })))
const WRITTEN_BACK = fromHex(ofController(message(3, '00000000', { answer: true, invoke: 7 })))

/** The same message with the parts of station and controller changed. */
function ofController(text: string): string {
  const [plc, station] = ['050d75600101 5303', 'c0a801630101 0a80']
  return text.replace(plc, 'one').replace(station, 'other').replace('one', BACK.target).replace('other', BACK.source)
}

function run(capture: CaptureBuilder, dissector = ads) {
  const line = new Line([dissector])
  feedFrames(line, capture.frames)
  const { delta, address, conversation } = lookUps(line.endCapture(0).delta)
  const operations = delta.operations.map(({ conversation: id, functionName, module, requests, responses }) => {
    const { client, server, port } = conversation(id)
    return `${address(client)} > ${address(server)}:${port} ${functionName} ${module} ${requests}/${responses}`
  })
  return { delta, operations }
}

test('what a server asks back over the same TCP connection is a conversation of its own, with its answers', () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(STATION, PLC)
  connection.ask(READ).answer(VALUE).answer(WRITE_BACK).ask(WRITTEN_BACK)
  // A request and an answer can have the same number, each of its own side, and share a segment.
  connection
    .ask(READ)
    .answer(Buffer.concat([WRITE_BACK, VALUE]))
    .ask(WRITTEN_BACK)
  const { delta, operations } = run(capture)
  expect(operations).toEqual([
    '10.0.0.21 > 10.0.0.11:48898 ADS Read port 851 2/2',
    '10.0.0.11 > 10.0.0.21:48898 ADS Write port 851 2/2',
  ])
  expect(delta.conversations.map(({ packetsToServer }) => packetsToServer > 0)).toEqual([true, false])
})

test('of a connection that is joined midway whoever is seen to ask first is the client', () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(STATION, PLC, { midway: true })
  connection.answer(WRITE_BACK).ask(READ).ask(WRITTEN_BACK).answer(VALUE)
  expect(run(capture).operations.sort()).toEqual([
    '10.0.0.11 > 10.0.0.21:40000 ADS Write port 851 1/1',
    '10.0.0.21 > 10.0.0.11:40000 ADS Read port 851 1/1',
  ])
})

test('what a server asks back over UDP between other ports is a conversation of its own, too', () => {
  const device = { ...STATION, port: 56_830 }
  const manager = { ...PLC, port: 5683 }
  const capture = new CaptureBuilder()
  capture.datagram(device, manager, coapMessage({ code: 2, token: [7], options: path('/rd') }))
  capture.datagram(manager, device, coapMessage({ code: 0x41, token: [7] }))
  capture.datagram(manager, device, coapMessage({ code: 1, token: [7], options: path('/3/0') }))
  capture.datagram(device, manager, coapMessage({ code: 0x45, token: [7] }))
  expect(run(capture, coap).operations).toEqual([
    '10.0.0.21 > 10.0.0.11:5683 POST  1/1',
    '10.0.0.11 > 10.0.0.21:56830 GET  1/1',
  ])
})
