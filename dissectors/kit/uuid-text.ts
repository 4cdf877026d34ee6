/** A UUID of the bytes at `at`, whose first three fields are little-endian as DCE and Windows write them, or big-endian. */
export function uuidText(view: DataView, at: number, little: boolean): string {
  const first = digits(view.getUint32(at, little), 8)
  const fields = [first, digits(view.getUint16(at + 4, little), 4), digits(view.getUint16(at + 6, little), 4)]
  const node = digits(view.getUint16(at + 10), 4) + digits(view.getUint32(at + 12), 8)
  return [...fields, digits(view.getUint16(at + 8), 4), node].join('-')
}

function digits(value: number, count: number): string {
  return value.toString(16).padStart(count, '0')
}
