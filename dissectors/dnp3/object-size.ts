/** Objects of one bit, and of two bits, packed into octets. */
export const ONE_BIT = -1
export const TWO_BITS = -2
/** A device attribute: data type, length, value (IEEE 1815-2012, A.2). */
export const ATTRIBUTE = -3
/** Not in the tables: only a size before each object tells how long it is. */
export const UNKNOWN_SIZE = -4

/*
 * Octets of one object without its index, by group and variation from 1 on: IEEE 1815-2012, annex A.
 * Groups whose objects always have their size before them (70, 83, 85 to 88, 90) are not here.
 */
const counterEvents = [5, 3, 5, 3, 11, 9, 11, 9]
const analogEvents = [5, 3, 11, 9, 5, 9, 11, 15]
const sizes: Readonly<Record<number, readonly number[]>> = {
  1: [ONE_BIT, 1],
  2: [1, 7, 3],
  3: [TWO_BITS, 1],
  4: [1, 7, 3],
  10: [ONE_BIT, 1],
  11: [1, 7],
  12: [11, 11, ONE_BIT],
  13: [1, 7],
  20: [5, 3, 5, 3, 4, 2, 4, 2],
  21: [5, 3, 5, 3, 11, 9, 11, 9, 4, 2, 4, 2],
  22: counterEvents,
  23: counterEvents,
  30: [5, 3, 4, 2, 5, 9],
  31: [5, 3, 11, 9, 4, 2, 5, 9],
  32: analogEvents,
  33: analogEvents,
  34: [2, 4, 4],
  40: [5, 3, 5, 9],
  41: [5, 3, 5, 9],
  42: analogEvents,
  43: analogEvents,
  50: [6, 10, 6, 11],
  51: [6, 6],
  52: [2, 2],
  60: [0, 0, 0, 0],
  80: [ONE_BIT],
  81: [3],
  101: [2, 4, 8],
  102: [1],
  // Aggressive mode request: sequence and user. Session key status request: user.
  120: [UNKNOWN_SIZE, UNKNOWN_SIZE, 6, 2],
  121: [7],
  122: [7, 13],
}

/** The size of an object of this group and variation, or one of the names above. */
export function sizeOfObject(group: number, variation: number): number {
  if (group === 0) return ATTRIBUTE
  // Octet strings and virtual terminal: the variation is the length.
  if (group >= 110 && group <= 113) return variation
  return sizes[group]?.[variation - 1] ?? UNKNOWN_SIZE
}
