import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { bytesOf, CaptureBuilder, type Host, hex, u16 } from '../support/packet.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 502 }
const EXCHANGES = 20
/** The end of an answer whose registers are all zero; 56 zeros begin a session of SRTP. */
const END_OF_ANSWER = new Uint8Array(59)

test('a connection joined amid an answer full of zeros has the protocol of what follows', () => {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER, { midway: true })
  connection.answer(END_OF_ANSWER)
  for (let transaction = 1; transaction <= EXCHANGES; transaction++) {
    connection.ask(bytesOf(u16(transaction), hex('0000 0006 01 03 0000 0001')))
    connection.answer(bytesOf(u16(transaction), hex('0000 0005 01 03 02 0000')))
  }
  const line = new Line(dissectors)
  feedFrames(line, capture.frames)
  const { conversations, operations } = line.endCapture(0).delta
  expect(conversations.map(({ protocol }) => protocol)).toEqual(['modbus'])
  expect(operations.map(({ requests, responses }) => [requests, responses])).toEqual([[EXCHANGES, EXCHANGES]])
})
