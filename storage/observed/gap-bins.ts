import type { GapBin } from '../../sensor/model/delta.ts'

/** The stored form of gaps: '' when there are none. */
export function encodeGaps(bins: readonly GapBin[]): string {
  if (bins.length === 0) return ''
  return JSON.stringify(bins.map(({ fromUs, stepUs, count, sum, squares }) => [fromUs, stepUs, count, sum, squares]))
}

/** The gaps that a stored form stands for, shortest first. */
export function decodeGaps(text: string): GapBin[] {
  if (text === '') return []
  const rows = JSON.parse(text) as [number, number, number, number, number][]
  return rows.map(([fromUs, stepUs, count, sum, squares]) => ({ fromUs, stepUs, count, sum, squares }))
}

/** Two stored forms as one. All are whole numbers of steps, so that the order in which they come does not matter. */
export function mergeGaps(stored: string, added: string): string {
  if (stored === '') return added
  if (added === '') return stored
  const bins = new Map<number, GapBin>()
  for (const bin of [...decodeGaps(stored), ...decodeGaps(added)]) {
    const known = bins.get(bin.fromUs)
    if (known === undefined) bins.set(bin.fromUs, bin)
    else
      bins.set(bin.fromUs, {
        fromUs: bin.fromUs,
        stepUs: bin.stepUs,
        count: known.count + bin.count,
        sum: known.sum + bin.sum,
        squares: known.squares + bin.squares,
      })
  }
  return encodeGaps([...bins.values()].sort((a, b) => a.fromUs - b.fromUs))
}
