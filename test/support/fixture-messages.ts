import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Direction, Dissector, MessageInfo, Sink } from '../../dissectors/kit/dissector.ts'
import type { Observation } from '../../dissectors/kit/observation.ts'
import { dissectors } from '../../dissectors/registry.ts'
import { Line } from '../../sensor/pipeline.ts'
import type { TestFrame } from './conversation-bytes.ts'
import { feedFrames } from './feed-frames.ts'

/** One whole message as the engine handed it to a dissector. */
export interface TestMessage {
  readonly direction: Direction
  readonly bytes: Uint8Array
}

/** The messages that the engine cuts out of these frames for one dissector, in order. */
export function messagesOf(dissector: Dissector, frames: readonly TestFrame[]): TestMessage[] {
  const messages: TestMessage[] = []
  const recording: Dissector = {
    ...dissector,
    dissect(message: Cursor, info: MessageInfo, state: unknown, sink: Sink) {
      const { pos, end, view } = message
      const bytes = new Uint8Array(end - pos)
      for (let i = pos; i < end; i++) bytes[i - pos] = view.getUint8(i)
      messages.push({ direction: info.direction, bytes })
      dissector.dissect(message, info, state, sink)
    },
  }
  const line = new Line(dissectors.map((each) => (each === dissector ? recording : each)))
  feedFrames(line, frames)
  line.endCapture(0)
  return messages
}

/** Counts what a dissector says, and keeps nothing of it. */
export class CountingSink implements Sink {
  said = 0

  operation(): void {
    this.said++
  }

  observe(): void {
    this.said++
  }

  handOff(): void {
    this.said++
  }

  /** Always, so that the reading of values meets whatever bytes there are. */
  wantsValues(): boolean {
    return true
  }

  value(): void {
    this.said++
  }
}

/** Keeps what a dissector observes. */
export class ObservingSink implements Sink {
  readonly observed: Observation[] = []

  observe(observation: Observation): void {
    this.observed.push(observation)
  }

  operation(): void {}

  handOff(): void {}

  wantsValues(): boolean {
    return false
  }

  value(): void {}
}

export function cursorOf(bytes: Uint8Array): Cursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return new Cursor(view).reset(view, 0, bytes.length)
}

export function infoOf(direction: Direction, timeUs = 0): MessageInfo {
  return { timeUs, direction, afterGap: false, sourceMac: 0x020000000001, targetMac: 0x020000000002 }
}
