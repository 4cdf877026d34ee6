/*
 * The frame check sequence of Ethernet, which some taps leave at the end of frames. IEEE 802.3 clause 3.2.9.
 */
import { crc32 } from '../../dissectors/kit/crc32.ts'

export const FCS_BYTES = 4
/** The shortest frame, its FCS among it. */
const LEAST_FRAME_BYTES = 64
/** Whole frames of a tap that are looked at; when none of them has an FCS at its end, no frame of it has. */
export const FRAMES_COMPARED = 32

/**
 * Finds the FCS at the end of frames. A tap may leave it in those that it received and have none in those that its own host
 * sent, so each frame is looked at: where it can matter, and where the tap has any.
 */
export class FrameCheckSequences {
  /** By tap: frames without one so far, up to `FRAMES_COMPARED`; -1 once there was one. */
  private without = new Int8Array(1)

  beginCapture(): void {
    this.without.fill(0)
  }

  /** Whether a frame of this tap is worth a look: `hasNoLength` when no header of it says where it ends. */
  isOpen(tap: number, hasNoLength: boolean): boolean {
    const without = this.without[tap] ?? 0
    return without < 0 ? hasNoLength : without < FRAMES_COMPARED
  }

  /** Whether the last bytes of the whole Ethernet frame `view[start, end)` are its FCS. */
  isAtEnd(view: DataView, start: number, end: number, tap: number): boolean {
    if (end - start < LEAST_FRAME_BYTES) return false
    if (tap >= this.without.length) this.grow(tap)
    const has = view.getUint32(end - FCS_BYTES, true) === crc32(view, start, end - FCS_BYTES)
    const without = this.without[tap] as number
    if (has) this.without[tap] = -1
    else if (without >= 0) this.without[tap] = without + 1
    return has
  }

  private grow(tap: number): void {
    const grown = new Int8Array(tap + 1)
    grown.set(this.without)
    this.without = grown
  }
}
