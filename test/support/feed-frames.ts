import { PacketBatch } from '../../sensor/capture/packet-batch.ts'
import type { Line } from '../../sensor/pipeline.ts'
import type { BuiltFrame } from './packet.ts'

const BATCH_BYTES = 1 << 17

/** A frame of which the capture kept only the first bytes. */
export interface CutFrame extends BuiltFrame {
  readonly kept?: number
  /** How long the capture says that it was. */
  readonly wireLength?: number
  readonly linkType?: number
}

/** Gives a line the frames of capture 1, each in a batch of its own; `after` is called behind each. */
export function feedFrames(line: Line, frames: readonly CutFrame[], after?: (batch: PacketBatch) => void): void {
  const batch = new PacketBatch(BATCH_BYTES, 1)
  line.beginCapture(1, [''])
  for (const { bytes, timeUs, kept, wireLength, linkType } of frames) {
    batch.clear()
    batch.push(bytes, kept ?? bytes.length, wireLength ?? bytes.length, timeUs, 0, linkType ?? 1)
    line.packets(batch)
    after?.(batch)
  }
}
