import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { MAX_MISTAKES } from '../../sensor/flow/flows.ts'
import { MAX_REFUSALS } from '../../sensor/identify/identifier.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { CaptureBuilder, type Host, hex } from '../support/packet.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 29999 }
/** A question for the address of 'a'. */
const DNS = hex('d66a 0100 0001 0000 0000 0000 01 61 00 0001 0001')
/** ReadProperty of an object's list, and its answer. */
const BACNET_ASKS = hex('810a0011 0104 0005010c 0c023fffff 194b')
const BACNET_ANSWERS = hex('810a0017 0100 30010c0c02000539 194b3ec4020005393f')
const FOREIGN = hex('ffffffff ffffffff ffffffff ffffffff ffffffff')

function conversationsOf(say: (capture: CaptureBuilder) => void) {
  const capture = new CaptureBuilder()
  say(capture)
  const line = new Line(dissectors)
  feedFrames(line, capture.frames)
  return line.endCapture(0).delta.conversations.map(({ protocol, identifiedBy }) => `${protocol} ${identifiedBy}`)
}

function times(count: number, capture: CaptureBuilder, payload: Uint8Array): void {
  for (let i = 0; i < count; i++) capture.datagram(CLIENT, SERVER, payload)
}

test('what content alone named is looked for anew when several datagrams in a row are none of it', () => {
  const named = conversationsOf((capture) => {
    times(1, capture, DNS)
    times(MAX_REFUSALS, capture, FOREIGN)
    capture.datagram(CLIENT, SERVER, BACNET_ASKS).datagram(SERVER, CLIENT, BACNET_ANSWERS)
  })
  expect(named).toEqual(['dns content', 'bacnet confirmed'])
})

test('fewer of them change nothing', () => {
  const named = conversationsOf((capture) => {
    for (let i = 0; i < MAX_REFUSALS; i++) {
      times(1, capture, DNS)
      times(MAX_REFUSALS - 1, capture, FOREIGN)
    }
  })
  expect(named).toEqual(['dns content'])
})

/** As a scanner sends them, that tries a port with one message of each protocol. */
test('nor do many once two datagrams were understood', () => {
  const named = conversationsOf((capture) => {
    times(2, capture, DNS)
    times(MAX_REFUSALS, capture, FOREIGN)
    capture.datagram(CLIENT, SERVER, BACNET_ASKS).datagram(SERVER, CLIENT, BACNET_ANSWERS)
  })
  expect(named).toEqual(['dns content'])
})

test('nor do many once both sides were understood', () => {
  const named = conversationsOf((capture) => {
    capture.datagram(CLIENT, SERVER, BACNET_ASKS).datagram(SERVER, CLIENT, BACNET_ANSWERS)
    times(MAX_REFUSALS * 2, capture, FOREIGN)
    times(1, capture, DNS)
  })
  expect(named).toEqual(['bacnet confirmed'])
})

test(`it is looked for ${MAX_MISTAKES} times, and then keeps its name`, () => {
  const named = conversationsOf((capture) => {
    for (let mistakes = 0; mistakes <= MAX_MISTAKES; mistakes++) {
      times(1, capture, DNS)
      times(MAX_REFUSALS, capture, FOREIGN)
    }
    capture.datagram(CLIENT, SERVER, BACNET_ASKS).datagram(SERVER, CLIENT, BACNET_ANSWERS)
  })
  expect(named).toEqual(['dns content'])
})
