/** IEEE 1815-2012, 9.2.4.3: x^16 + x^13 + x^12 + x^11 + x^10 + x^8 + x^6 + x^5 + x^2 + 1, least bit first. */
const REVERSED_POLYNOMIAL = 0xa6bc

/** The remainder of each octet, and of each octet with one, two and three more behind it: four octets at a time. */
const last = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ REVERSED_POLYNOMIAL : crc >>> 1
  return crc
})
const third = last.map(oneFurther)
const second = third.map(oneFurther)
const first = second.map(oneFurther)

/** Whether the two octets after `[from, to)`, which must be there, are the checksum of this block. */
export function checksumIsRight(view: DataView, from: number, to: number): boolean {
  return view.getUint16(to, true) === blockChecksum(view, from, to)
}

export function blockChecksum(view: DataView, from: number, to: number): number {
  let crc = 0
  let at = from
  for (; at + 4 <= to; at += 4) {
    const word = view.getUint32(at, true) ^ crc
    crc =
      (first[word & 0xff] as number) ^
      (second[(word >>> 8) & 0xff] as number) ^
      (third[(word >>> 16) & 0xff] as number) ^
      (last[word >>> 24] as number)
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ (last[(crc ^ view.getUint8(at)) & 0xff] as number)
  return ~crc & 0xffff
}

function oneFurther(crc: number): number {
  return (crc >>> 8) ^ (last[crc & 0xff] as number)
}
