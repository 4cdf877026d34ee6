import { expect, test } from 'vitest'
import { MINUTE_US } from '../../sensor/model/activity-book.ts'
import type { ActivityEntry, Delta } from '../../sensor/model/delta.ts'
import { MAX_SET_BACK, MinuteClock, SLACK_US } from '../../sensor/model/minute-clock.ts'
import { Line } from '../../sensor/pipeline.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { type BuiltFrame, CaptureBuilder, type Host } from '../support/packet.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }

/** A question every ten seconds for three minutes. */
function polling(): BuiltFrame[] {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  for (let i = 0; i < 18; i++) connection.ask(simpleMessage(1, 'a'))
  return capture.frames.map((frame, i) => ({ ...frame, timeUs: frame.timeUs + i * 10_000_000 }))
}

function sums(entries: readonly ActivityEntry[]): Record<string, number> {
  const found: Record<string, number> = {}
  for (const { class: name, minuteUs, messages, packets } of entries) {
    const key = `${minuteUs / MINUTE_US} ${name}`
    found[key] = (found[key] ?? 0) + messages + packets
  }
  return found
}

function run(drainEvery: number): { activity: ActivityEntry[]; deltas: Delta[] } {
  const line = new Line([simple])
  const deltas: Delta[] = []
  let frames = 0
  feedFrames(line, polling(), () => {
    if (++frames % drainEvery === 0) deltas.push(line.drain())
  })
  deltas.push(line.endCapture(0).delta)
  return { activity: deltas.flatMap(({ activity }) => activity), deltas }
}

test('messages and packets lie in the minutes that they came in, and add up to all there were', () => {
  const { activity, deltas } = run(1000)
  const read = activity.filter((entry) => entry.class === 'read')
  expect(read.length).toBeGreaterThanOrEqual(3)
  for (const { messages } of read) expect(messages).toBeLessThanOrEqual(6)
  expect(read.reduce((sum, { messages }) => sum + messages, 0)).toBe(18)
  const all = activity.filter((entry) => entry.class === '')
  const [conversation] = deltas.flatMap(({ conversations }) => conversations)
  expect(all.reduce((sum, { packets }) => sum + packets, 0)).toBe(
    (conversation?.packetsToServer ?? 0) + (conversation?.packetsToClient ?? 0),
  )
})

test('when deltas are taken does not show', () => {
  const whole = run(1000)
  for (const drainEvery of [1, 3, 7]) expect(sums(run(drainEvery).activity)).toEqual(sums(whole.activity))
})

test('a minute is told once, when it is over', () => {
  const { deltas } = run(1)
  const told = deltas.flatMap(({ activity }) =>
    activity.map(({ conversation, class: name, minuteUs }) => `${conversation} ${name} ${minuteUs}`),
  )
  expect(new Set(told).size).toBe(told.length)
})

test('the clock turns when another minute begins, and goes back only for what is much too early', () => {
  const clock = new MinuteClock()
  const times = [5 * MINUTE_US, 5 * MINUTE_US + 1, 6 * MINUTE_US, 6 * MINUTE_US - SLACK_US, 4 * MINUTE_US, 0]
  expect(times.map((timeUs) => clock.turns(timeUs))).toEqual([true, false, true, false, true, true])
})

test(`the clock is set back ${MAX_SET_BACK} times at most`, () => {
  const clock = new MinuteClock()
  let turns = 0
  for (let i = 0; i < MAX_SET_BACK * 3; i++) {
    clock.turns(100 * MINUTE_US)
    if (clock.turns(0)) turns++
  }
  expect(turns).toBe(MAX_SET_BACK)
})
