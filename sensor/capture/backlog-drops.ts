import { readFileSync } from 'node:fs'

const FILE = '/proc/net/softnet_stat'
/** Of a row, one for each processor, in hexadecimal: frames taken, and those dropped since its queue was full. */
const DROPPED = 1

/** Frames that the kernel dropped before any socket could have them, for want of room, of all interfaces together. */
export function readBacklogDrops(): number {
  try {
    return backlogDropsOf(readFileSync(FILE, 'utf8'))
  } catch {
    return 0
  }
}

/** The sum over the rows of /proc/net/softnet_stat (net/core/net-procfs.c). */
export function backlogDropsOf(text: string): number {
  let sum = 0
  for (const row of text.split('\n')) sum += Number.parseInt(row.split(' ')[DROPPED] ?? '0', 16)
  return sum
}
