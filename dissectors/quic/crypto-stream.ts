/*
 * The handshake of one side, as its CRYPTO frames bring it: in any order, some of them twice, over several packets. RFC 9000,
 * 19.6; frames of an Initial: 17.2.2.
 */
import { Cursor } from '../kit/cursor.ts'
import { variable, variableSize } from './variable-integer.ts'

/** A hello that is longer is not put together; those with keys of post-quantum groups have two thousand bytes. */
export const MAX_HELLO = 16_384
/** Pieces that wait for what is before them. */
export const MAX_PIECES = 32
const PADDING = 0x00
const PING = 0x01
const ACK = 0x02
const ACK_ECN = 0x03
const CRYPTO = 0x06
const COUNTS_OF_ECN = 3

interface Piece {
  readonly at: number
  readonly bytes: Uint8Array
}

export class CryptoStream {
  /** Bytes from the beginning on that were taken. */
  private taken = 0
  private waiting: Piece[] = []

  /** Goes over the frames of a packet, and gives what comes next of the handshake to `take`; false where it is no such packet. */
  read(frames: Uint8Array, take: (bytes: Cursor) => void): boolean {
    const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
    const bytes = new Cursor(view).reset(view, 0, view.byteLength)
    while (bytes.left > 0 && !bytes.short) {
      const type = bytes.u8()
      if (type === PADDING || type === PING) continue
      if (type === ACK || type === ACK_ECN) passAck(bytes, type)
      else if (type === CRYPTO) this.add(bytes)
      // A connection that is closed, and what does not belong here: nothing of the handshake follows.
      else break
    }
    this.handOn(take)
    return !bytes.short
  }

  private add(bytes: Cursor): void {
    const at = next(bytes)
    const length = next(bytes)
    if (bytes.short || length > bytes.left) {
      bytes.short = true
      return
    }
    const isWanted = at + length > this.taken && at + length <= MAX_HELLO && this.waiting.length < MAX_PIECES
    if (isWanted) {
      const piece = new Uint8Array(length)
      for (let i = 0; i < length; i++) piece[i] = bytes.peek(i)
      this.waiting.push({ at, bytes: piece })
    }
    bytes.skip(length)
  }

  private handOn(take: (bytes: Cursor) => void): void {
    this.waiting.sort((one, other) => one.at - other.at)
    for (;;) {
      const [piece] = this.waiting
      if (piece === undefined || piece.at > this.taken) return
      this.waiting.shift()
      const from = this.taken - piece.at
      if (from >= piece.bytes.length) continue
      this.taken = piece.at + piece.bytes.length
      const view = new DataView(piece.bytes.buffer)
      take(new Cursor(view).reset(view, from, view.byteLength))
    }
  }
}

/** 19.3: largest, delay, ranges, the first of them, then two numbers for each; with ECN three counts. */
function passAck(bytes: Cursor, type: number): void {
  next(bytes)
  next(bytes)
  const numbers = next(bytes) * 2 + 1 + (type === ACK_ECN ? COUNTS_OF_ECN : 0)
  for (let i = 0; i < numbers && !bytes.short; i++) next(bytes)
}

function next(bytes: Cursor): number {
  const value = variable(bytes, 0)
  bytes.skip(bytes.left > 0 ? variableSize(bytes, 0) : 1)
  if (value < 0) bytes.short = true
  return value
}
