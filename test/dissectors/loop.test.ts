import { expect, test } from 'vitest'
import { loop } from '../../dissectors/loop/loop.ts'
import { dissectors } from '../../dissectors/registry.ts'
import { Line } from '../../sensor/pipeline.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { CaptureBuilder } from '../support/packet.ts'

const REPLY = fromHex('0000 0100 0000 00000000')
const FORWARD = fromHex('0000 0200 aa0004001d04 0100 0700')
const FORWARDED = fromHex('0800 0200 aa0004001d04 0100 0700')
const PORT = '00:1e:f6:73:59:8b'

test.each([
  ['a reply', REPLY, 'yes'],
  ['a message to be passed on', FORWARD, 'yes'],
  ['one that was', FORWARDED, 'yes'],
  ['one to be passed on to nobody', fromHex('0000 0200 aa00'), 'no'],
  ['a function that does not exist', fromHex('0000 0300 0000'), 'no'],
  ['a place amid a function', fromHex('0400 0100 0100 0100'), 'no'],
  ['a place behind the end', fromHex('1000 0100 0000'), 'no'],
  ['nothing', fromHex(''), 'no'],
])('%s: %s', (_, bytes, verdict) => {
  expect(loop.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('what is to be done is behind what was done', () => {
  const { heard } = new Dialogue(loop).toServer(FORWARD, FORWARDED)
  expect(heard.map(({ name }) => name)).toEqual(['Forward Data', 'Reply'])
})

test.each([
  [PORT, 'switch'],
  ['00:1e:f6:73:59:8c', undefined],
])('who sends a reply to itself is a switch, who sends it to another is not known by it: to %s', (to, role) => {
  const line = new Line(dissectors)
  const capture = new CaptureBuilder().link(PORT, to, 0x9000, REPLY).wait(10_000_000).link(PORT, to, 0x9000, REPLY)
  feedFrames(line, capture.frames)
  const claims = line.endCapture(0).delta.claims.filter(({ protocol }) => protocol === 'loop')
  expect(claims.map(({ attribute, value }) => [attribute, value])).toEqual(role === undefined ? [] : [['role', role]])
})
