import type { GapBin } from './delta.ts'

/** Gaps shorter than this share the first bin. */
export const LEAST_GAP_US = 2 ** 6
/** Gaps of this length (71.6 minutes) and more share the last bin; the longest one is kept exactly beside them. */
export const MOST_GAP_US = 2 ** 32
/** Bins of an octave: the widest is a quarter of its lower edge. */
const BINS_OF_OCTAVE = 4
export const BINS = (Math.log2(MOST_GAP_US) - Math.log2(LEAST_GAP_US)) * BINS_OF_OCTAVE + 2
const LAST = BINS - 1
/** Where in its bin a gap lies is kept in so many steps, as whole numbers: sums of them do not depend on their order. */
export const STEP_BITS = 8
export const STEPS = 1 << STEP_BITS

const value = new Float64Array(1)
const words = new Uint32Array(value.buffer)
/** The word of a float that holds its exponent. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0
const EXPONENT_OF_LEAST = 1023 + Math.log2(LEAST_GAP_US)

/**
 * Bin and step of a gap, as `bin * STEPS + step`: read off the float's exponent (which octave) and the head of its
 * fraction, so that no logarithm is taken.
 */
export function placeOfGap(gapUs: number): number {
  if (gapUs < LEAST_GAP_US) return Math.floor((gapUs * STEPS) / LEAST_GAP_US)
  if (gapUs >= MOST_GAP_US) return LAST * STEPS
  value[0] = gapUs
  const high = words[HIGH] as number
  const octave = (high >>> 20) - EXPONENT_OF_LEAST
  return (1 + octave * BINS_OF_OCTAVE + ((high >>> 18) & 3)) * STEPS + ((high >>> 10) & (STEPS - 1))
}

/** What the gaps of one bin amount to, in microseconds. `sum` and `squares` are of their steps. */
export function gapBinOf(bin: number, count: number, sum: number, squares: number): GapBin {
  if (bin === 0) return { fromUs: 0, stepUs: LEAST_GAP_US / STEPS, count, sum, squares }
  if (bin === LAST) return { fromUs: MOST_GAP_US, stepUs: 0, count, sum, squares }
  const octave = Math.floor((bin - 1) / BINS_OF_OCTAVE)
  const base = LEAST_GAP_US * 2 ** octave
  const fromUs = base * (1 + ((bin - 1) % BINS_OF_OCTAVE) / BINS_OF_OCTAVE)
  return { fromUs, stepUs: base / BINS_OF_OCTAVE / STEPS, count, sum, squares }
}
