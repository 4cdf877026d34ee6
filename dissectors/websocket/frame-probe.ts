/*
 * Are these frames of WebSocket? Headers say little: what tells is that frames follow each other as they must, and that their
 * payload is MQTT, OPC UA or text. A connection whose beginning was not seen has nothing else.
 */
import { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { isCloseCode } from './control-frames.ts'
import { COMPRESSED, CONTROL, FIN, FrameHeader, MAX_CONTROL, OPCODE, unmask } from './frame-header.ts'
import { INNER_PROTOCOLS } from './inner-protocols.ts'
import { fills } from './inner-stream.ts'
import { TextCheck } from './text-check.ts'

/** Bits that must be right. */
const ENOUGH_BITS = 28
/** A first byte is one of nine, and the mask goes by the direction. */
const BITS_OF_HEADER = 5
/** Frames end where the bytes do. */
const BITS_OF_END = 8
/** Type and length of the shortest packet of MQTT. */
const BITS_OF_PACKET = 16
const BITS_OF_CLOSE = 12
/** Payload that is looked at, and frames at which a message inside may begin. */
const MAX_INSIDE = 2048
const MAX_STARTS = 16

const header = new FrameHeader()
const inside = new Uint8Array(MAX_INSIDE + MAX_CONTROL)
const insideView = new DataView(inside.buffer)
const starts = new Int32Array(MAX_STARTS)
const cursor = new Cursor(insideView)
const frames = new Cursor(insideView)
const text = new TextCheck()

/** What is seen of the frames of one probe; used again. */
const seen = { bits: 0, length: 0, starts: 0, isText: false, isOpen: false, isBegun: false, endsWithFrame: false }

export function probeFrames(bytes: Cursor, direction: Direction): Verdict {
  seen.bits = 0
  seen.length = 0
  seen.starts = 0
  seen.isText = false
  seen.isOpen = true
  seen.isBegun = false
  seen.endsWithFrame = false
  text.begin()
  if (!walk(bytes, direction)) return 'no'
  if (seen.endsWithFrame) seen.bits += BITS_OF_END
  if (text.count > 0 && seen.bits + text.bits >= ENOUGH_BITS && (seen.endsWithFrame || text.isJson)) return 'yes'
  const found = probeInside(direction)
  if (found === 'yes' || (seen.endsWithFrame && seen.bits >= ENOUGH_BITS)) return 'yes'
  return found === 'need-more' || seen.endsWithFrame || seen.length === 0 ? 'need-more' : 'no'
}

/** Goes from frame to frame; false where one is none. */
function walk(bytes: Cursor, direction: Direction): boolean {
  const { view, pos, end } = bytes
  for (let at = pos; at < end; ) {
    const size = header.read(frames.reset(view, at, end))
    if (size === NOT_A_MESSAGE) return false
    if (size === NEED_MORE) return true
    if (header.isMasked !== (direction === 'to-server')) return false
    const from = at + size
    const to = Math.min(from + header.length, end)
    const isWhole = from + header.length <= end
    if (!takeFrame(view, from, to, isWhole)) return false
    // Zeros are empty continuations: they say nothing.
    if (header.opcode !== OPCODE.continuation && header.length > 0) seen.bits += BITS_OF_HEADER
    at = from + header.length
    seen.endsWithFrame = at === end
  }
  return true
}

function takeFrame(view: DataView, from: number, to: number, isWhole: boolean): boolean {
  const start = seen.length
  const isControl = header.opcode >= CONTROL
  const count = Math.min(to - from, (isControl ? inside.length : MAX_INSIDE) - start)
  if (header.isMasked) unmask(view, from, from + count, header.mask, inside, start)
  else for (let i = 0; i < count; i++) inside[start + i] = view.getUint8(from + i)
  if (isControl) return !isWhole || takeControl(start, count)
  if (!followsRightly()) return false
  // What is compressed, and what goes on from before the first frame, tells nothing but to end where frames end.
  if (seen.isText) return text.take(insideView, start, start + count, isWhole && (header.first & FIN) !== 0)
  if (seen.starts < MAX_STARTS) starts[seen.starts++] = start
  seen.length += count
  return true
}

function takeControl(start: number, count: number): boolean {
  if (header.opcode !== OPCODE.close || count === 0) return true
  seen.bits += BITS_OF_CLOSE
  return count >= 2 && isCloseCode(insideView.getUint16(start))
}

/** Clause 5.4. Before the first frame a message may have begun. */
function followsRightly(): boolean {
  const begins = header.opcode !== OPCODE.continuation
  if (begins ? seen.isBegun : !seen.isBegun && !seen.isOpen) return false
  seen.isOpen = false
  if (begins) seen.isText = (header.first & (COMPRESSED | 15)) === OPCODE.text
  seen.isBegun = (header.first & FIN) === 0
  return true
}

/** One of the protocols inside may begin at any frame. */
function probeInside(direction: Direction): Verdict {
  let verdict: Verdict = 'no'
  for (let i = 0; i < seen.starts; i++) {
    const start = starts[i] as number
    for (const protocol of INNER_PROTOCOLS) {
      const one = start === seen.length ? 'no' : protocol.probe(cursor.reset(insideView, start, seen.length), direction)
      if (one === 'yes') return 'yes'
      if (one === 'no') continue
      verdict = 'need-more'
      const isExact = seen.endsWithFrame && fills(protocol, insideView, start, seen.length)
      if (isExact && seen.bits + BITS_OF_PACKET >= ENOUGH_BITS) return 'yes'
    }
  }
  return verdict
}
