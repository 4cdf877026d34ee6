/* Data items of reads and writes: return code, transport size, length, data, and a fill byte to an even length. */

export const SUCCESS = 0xff
export const DATA_HEADER = 4
/** Transport sizes whose length counts bits: BIT, BYTE/WORD/DWORD, INTEGER. */
const FIRST_IN_BITS = 3
const LAST_IN_BITS = 5
/** For return code 0, 'reserved', so that a failure is never status 0. */
const FAILED = 0x100

/** Bytes of the data of the item at `at`. */
export function dataLength(view: DataView, at: number): number {
  const size = view.getUint8(at + 1)
  const length = view.getUint16(at + 2)
  return size >= FIRST_IN_BITS && size <= LAST_IN_BITS ? (length + 7) >> 3 : length
}

/** Where the item behind the one at `at` begins; `end` when that one is cut. */
export function nextItemAt(view: DataView, at: number, end: number): number {
  if (at + DATA_HEADER > end) return end
  const length = dataLength(view, at)
  return at + DATA_HEADER + length + (length & 1)
}

/** The status that a return code is: 0 for success. */
export function statusOf(returned: number): number {
  return returned === SUCCESS ? 0 : returned || FAILED
}
