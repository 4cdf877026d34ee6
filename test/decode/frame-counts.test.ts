import { expect, test } from 'vitest'
import { Frame, STATUS } from '../../sensor/decode/frame.ts'
import { FrameCounts, MAX_COUNTED_APART } from '../../sensor/decode/frame-counts.ts'
import { TUNNELS } from '../../sensor/decode/tunnels.ts'

function drained(counts: FrameCounts): [string, string, number][] {
  const rows: [string, string, number][] = []
  counts.drain((measure, detail, count) => count > 0 && rows.push([measure, detail, count]))
  return rows
}

function frameWith(fields: Partial<Frame>): Frame {
  return Object.assign(new Frame(), fields)
}

test('a frame of an unknown link type is counted with the number of the type', () => {
  const counts = new FrameCounts()
  for (const linkType of [195, 165, 195]) counts.note(frameWith({ status: STATUS['link-type-unknown'] }), linkType)
  expect(drained(counts)).toEqual([
    ['frames-undecoded', 'link-type-unknown 195', 2],
    ['frames-undecoded', 'link-type-unknown 165', 1],
  ])
})

test('a mirror inside another tunnel is counted beside it, and alone only once', () => {
  const counts = new FrameCounts()
  const mirror = { mirror: TUNNELS.erspan, mirrorId: 5 }
  counts.noteTunnels(frameWith({ tunnel: TUNNELS.erspan, tunnelId: 5, ...mirror }))
  counts.noteTunnels(frameWith({ tunnel: TUNNELS.gre, tunnelId: 0xffffffff, ...mirror }))
  expect(drained(counts)).toEqual([
    ['frames-tunnelled', 'erspan session 5', 2],
    ['frames-tunnelled', 'gre key 4294967295', 1],
  ])
})

test('what has been drained is not counted again', () => {
  const counts = new FrameCounts()
  const frame = frameWith({ status: STATUS['ethernet-cut'], tunnel: TUNNELS.gre })
  counts.note(frame, 1)
  counts.noteTunnels(frame)
  expect(drained(counts)).toHaveLength(2)
  expect(drained(counts)).toEqual([])
})

test(`past ${MAX_COUNTED_APART} tunnels further ones are counted together`, () => {
  const counts = new FrameCounts()
  for (let id = 1; id <= MAX_COUNTED_APART + 10; id++)
    counts.noteTunnels(frameWith({ tunnel: TUNNELS.vxlan, tunnelId: id }))
  const rows = drained(counts)
  expect(rows).toHaveLength(MAX_COUNTED_APART + 1)
  expect(rows.at(-1)).toEqual(['frames-tunnelled', '…', 10])
})
