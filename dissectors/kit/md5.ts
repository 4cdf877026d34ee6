/*
 * MD5: RFC 1321. For fingerprints that others publish as MD5 (JA3, HASSH), never to protect anything. Little-endian.
 */
const ROUND_CONSTANTS = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const
const BLOCK = 64
const LENGTH_BYTES = 8

/** The digest of a text of 8-bit characters, in hexadecimal. */
export function md5Hex(text: string): string {
  const blocks = padded(text)
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  for (let at = 0; at < blocks.byteLength; at += BLOCK) round(state, blocks, at)
  return [...state].map(littleEndianHex).join('')
}

/** RFC 1321, 3.1 and 3.2: a one bit, zeros, and the length in bits. */
function padded(text: string): DataView {
  const size = Math.ceil((text.length + 1 + LENGTH_BYTES) / BLOCK) * BLOCK
  const view = new DataView(new ArrayBuffer(size))
  for (let i = 0; i < text.length; i++) view.setUint8(i, text.charCodeAt(i))
  view.setUint8(text.length, 0x80)
  view.setUint32(size - LENGTH_BYTES, text.length * 8, true)
  return view
}

/** RFC 1321, 3.4. */
function round(state: Int32Array, blocks: DataView, at: number): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const [mixed, word] = step(i, b, c, d)
    const sum = (a + mixed + (ROUND_CONSTANTS[i] as number) + blocks.getInt32(at + word * 4, true)) | 0
    const shift = SHIFTS[(i >> 4) * 4 + (i & 3)] as number
    a = d
    d = c
    c = b
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
  }
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
}

/** The auxiliary function of a round, and which word of the block it takes. */
function step(i: number, b: number, c: number, d: number): readonly [number, number] {
  switch (i >> 4) {
    case 0:
      return [(b & c) | (~b & d), i]
    case 1:
      return [(d & b) | (~d & c), (5 * i + 1) & 15]
    case 2:
      return [b ^ c ^ d, (3 * i + 5) & 15]
    default:
      return [c ^ (b | ~d), (7 * i) & 15]
  }
}

function littleEndianHex(word: number): string {
  let text = ''
  for (let shift = 0; shift < 32; shift += 8) text += ((word >>> shift) & 255).toString(16).padStart(2, '0')
  return text
}
