import type { Cursor } from './cursor.ts'

/** LLC and SNAP headers: service access points, unnumbered information, an organisation, and its protocol. */
export const SNAP_LENGTH = 8
const SNAP = 0xaaaa0300

/** Whether these headers come: `rest` is the organisation, whose first byte is 0, and its protocol, 0x000c2000. */
export function hasSnap({ view, pos, left }: Cursor, rest: number): boolean {
  return left >= SNAP_LENGTH && view.getUint32(pos) === SNAP && view.getUint32(pos + 4) === rest
}
