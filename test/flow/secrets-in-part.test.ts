/*
 * What protects a secret is often what came before it: a prompt, a length, the beginning of a connection. So none is kept
 * either where a frame was lost, its end was not captured, or the capture begins midway.
 */
import { describe, expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { Line } from '../../sensor/pipeline.ts'
import { framesIn } from '../support/conversation-bytes.ts'
import { type CutFrame, feedFrames } from '../support/feed-frames.ts'
import { plantSecrets, secretsIn } from '../support/planted-secrets.ts'

const SHORTEST = 56
const LONGEST = 420
const STEP = 7
/** Of each capture: the first frames, with every sign-in among them. */
const MOST_FRAMES = 300
/** One run for each frame. */
const LONG_MS = 60_000

const { captures, secrets } = plantSecrets()

describe.each(captures.map(({ name, bytes }) => [name, framesIn(bytes).slice(0, MOST_FRAMES)] as const))(
  '%s',
  (_, frames) => {
    test(
      'keeps no secret when a frame is lost',
      () => {
        for (const lost of frames) expect(kept(frames.filter((frame) => frame !== lost))).toEqual([])
      },
      LONG_MS,
    )

    test(
      'keeps no secret when it begins midway',
      () => {
        for (let from = 1; from < frames.length; from++)
          expect(kept(frames.slice(from)), `frame ${from + 1}`).toEqual([])
      },
      LONG_MS,
    )

    test('keeps no secret when the ends of frames were not captured', () => {
      for (let length = SHORTEST; length < LONGEST; length += STEP) {
        const cut = frames.map((frame) => ({ ...frame, kept: Math.min(length, frame.bytes.length) }))
        expect(kept(cut), `${length} bytes`).toEqual([])
      }
    })
  },
)

/** The secrets that stand in all that the line tells. */
function kept(frames: readonly CutFrame[]): string[] {
  const line = new Line(dissectors)
  feedFrames(line, frames)
  return secretsIn(Buffer.from(JSON.stringify(line.endCapture(0).delta)), secrets)
}
