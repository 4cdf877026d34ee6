import { expect, test } from 'vitest'
import { NEWS_US } from '../../dissectors/kit/key-of-news.ts'
import { egdSample } from '../../fixtures/generate/egd-sample.ts'
import { ethernet, ipv4, START_US, udp } from '../support/packet.ts'
import { runFrames } from '../support/run-frames.ts'

const PRODUCER = { mac: '00:00:00:00:00:01', ip: '10.1.1.1', port: 18246 }
const CONSUMER = { mac: '00:00:00:00:00:02', ip: '10.1.1.2', port: 18246 }
const EVERY_US = 20_000_000

/** Samples every 20 seconds; `producerOf` is what the n-th says of itself. */
function claimsOf(samples: number, producerOf: (n: number) => string = () => PRODUCER.ip) {
  const frames = Array.from({ length: samples }, (_, n) => {
    const sample = egdSample({ producer: producerOf(n), exchange: 7, request: n, data: [1, 2] })
    const packet = ipv4(PRODUCER.ip, CONSUMER.ip, 17, udp(PRODUCER, CONSUMER, sample), n)
    const bytes = ethernet(PRODUCER.mac, CONSUMER.mac, 0x0800, packet)
    return { timeUs: START_US + n * EVERY_US, bytes, segment: undefined }
  })
  const { claims } = runFrames(frames).delta
  return claims
    .filter(({ attribute }) => attribute === 'device-id')
    .map(({ value, count, firstUs, lastUs }) => [value, count, firstUs - START_US, lastUs - START_US])
}

test('what a dialogue goes on stating is claimed once a minute, so that it was last seen when it was', () => {
  expect(claimsOf(3)).toEqual([['producer 10.1.1.1', 1, 0, 0]])
  expect(claimsOf(9)).toEqual([['producer 10.1.1.1', 3, 0, 2 * NEWS_US]])
})

test('what is stated no longer stays as old as it is', () => {
  const claims = claimsOf(9, (n) => (n < 2 ? '10.1.1.1' : '10.9.9.9'))
  expect(claims).toEqual([
    ['producer 10.1.1.1', 1, 0, 0],
    ['producer 10.9.9.9', 3, 2 * EVERY_US, 2 * NEWS_US],
  ])
})
