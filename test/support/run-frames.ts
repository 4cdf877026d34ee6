import { dissectors } from '../../dissectors/registry.ts'
import type { Delta } from '../../sensor/model/delta.ts'
import { Line } from '../../sensor/pipeline.ts'
import type { TestFrame } from './conversation-bytes.ts'
import { type CutFrame, feedFrames } from './feed-frames.ts'

/** What the line made of frames, and how many application messages it had counted after each. */
export interface FramesRun {
  readonly delta: Delta
  readonly messages: number
  readonly faults: number
  readonly malformed: number
  readonly messagesAfter: readonly number[]
}

/**
 * Runs frames through the whole line, each in a batch of its own.
 * @param overwrite fills the batch with 0xAA after each frame: whoever kept a view of it is found out
 */
export function runFrames(frames: readonly (TestFrame & CutFrame)[], overwrite = false): FramesRun {
  const line = new Line(dissectors)
  const messagesAfter: number[] = []
  feedFrames(line, frames, (batch) => {
    if (overwrite) batch.bytes.fill(0xaa)
    messagesAfter.push(line.context.messages)
  })
  const { delta } = line.endCapture(0)
  const { messages, faults, malformed } = line.context
  return { delta, messages, faults, malformed, messagesAfter }
}

/** All that was understood, without what depends on how the bytes were cut into packets. */
export function understood({ delta }: FramesRun): string[] {
  const protocol = new Map(delta.conversations.map((entry) => [entry.id, entry.protocol]))
  const rows = [
    ...delta.operations.map(
      ({ conversation, witness, firstUs, lastUs, gaps, longestGapUs, longestGapFromUs, values, ...rest }) => [
        protocol.get(conversation),
        rest,
      ],
    ),
    ...delta.claims
      .filter((entry) => entry.protocol !== 'ethernet')
      .map(({ witness, firstUs, lastUs, ...rest }) => ['claim', rest]),
    ...delta.coverage
      .filter(({ measure }) => measure === 'malformed' || measure === 'undecoded' || measure === 'skipped-bytes')
      .map(({ conversation, ...rest }) => ['coverage', rest]),
  ]
  return rows.map((row) => JSON.stringify(row)).sort()
}

/** Messages per protocol, function and role: what stays when answers come before their requests. */
export function sumsOf({ delta }: FramesRun): Record<string, number> {
  const protocol = new Map(delta.conversations.map((entry) => [entry.id, entry.protocol]))
  const sums: Record<string, number> = {}
  for (const { conversation, function: code, requests, responses, messages } of delta.operations) {
    for (const [role, count] of Object.entries({ requests, responses, messages })) {
      const key = `${protocol.get(conversation)} ${code} ${role}`
      sums[key] = (sums[key] ?? 0) + count
    }
  }
  return sums
}
