/*
 * Where a message of SCPI begins and ends on a raw connection: IEEE 488.2, clause 7.5 (a line feed), 7.7.6 and 8.7.9 (blocks of
 * stated length, '#', how many digits, the digits, the bytes). What is up to the bytes of a block is a message, they are content.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { isWord, wordIn } from '../kit/text-line.ts'
import { headerEnd } from './program-message.ts'

export const MAX_LINE = 16_384
const HASH = 0x23
const LF = 10
const CR = 13
const TAB = 9
const BLANK = 0x20
const SEMICOLON = 0x3b
const COMMA = 0x2c
const COLON = 0x3a
const STAR = 0x2a
const QUESTION = 0x3f
/** IEEE 488.2, clause 10. */
const COMMON = 'IDN OPT RST CLS TST OPC WAI ESE ESR SRE STB TRG SAV RCL PSC LRN CAL'.split(' ')
/** Roots of the subsystems of SCPI-99, volume 2, in their short and long forms. */
const ROOTS =
  'SYST SYSTEM STAT STATUS MEAS MEASURE CONF CONFIGURE SENS SENSE SOUR SOURCE OUTP OUTPUT INIT INITIATE TRIG TRIGGER TRAC TRACE DISP DISPLAY CALC CALCULATE FORM FORMAT INP INPUT ROUT ROUTE MMEM MMEMORY DIAG DIAGNOSTIC CAL CALIBRATION FETC FETCH READ'.split(
    ' ',
  )

/** Length of a line with its end, or of what comes before the bytes of a block. */
export function lengthOfMessage({ view, pos, end }: Cursor): number {
  if (pos < end && !isText(view.getUint8(pos))) return NOT_A_MESSAGE
  let quote = 0
  for (let at = pos; at < end; at++) {
    const byte = view.getUint8(at)
    if (byte === LF) return at + 1 - pos
    if (quote !== 0) quote = byte === quote ? 0 : quote
    else if (byte === 0x22 || byte === 0x27) quote = byte
    else if (byte === HASH && opensBlock(view, pos, at)) {
      const digits = at + 1 < end ? view.getUint8(at + 1) - 0x30 : 1
      if (digits < 1 || digits > 9) continue
      const to = Math.min(at + 2 + digits, end)
      if (!areDigits(view, at + 2, to)) continue
      return at + 2 + digits > end ? NEED_MORE : to - pos
    }
  }
  return NEED_MORE
}

/** How many bytes follow a message that ends in the beginning of a block; -1 where it ends in a line feed. */
export function blockLength({ view, pos, end }: Cursor): number {
  if (pos === end || view.getUint8(end - 1) === LF) return -1
  let length = 0
  let scale = 1
  let at = end - 1
  for (; at > pos && end - at <= 10; at--) {
    if (view.getUint8(at - 1) === HASH && view.getUint8(at) - 0x30 === end - 1 - at) return length
    length += (view.getUint8(at) - 0x30) * scale
    scale *= 10
  }
  return -1
}

/** A line that begins with a common command, or with a query or a long header of a subsystem of the standard, and is text to its end. */
export function probeLine({ view, pos, end }: Cursor): Verdict {
  let last = pos
  while (last < end && view.getUint8(last) !== LF) {
    if (!isText(view.getUint8(last))) return 'no'
    last++
  }
  const to = headerEnd(view, pos, last)
  if (to === pos) return last === end && end - pos < 2 ? 'need-more' : 'no'
  if (to === end) return end - pos < MAX_LINE ? 'need-more' : 'no'
  if (!isDelimiter(view.getUint8(to)) || !isKnown(view, pos, to)) return 'no'
  return last === end ? 'need-more' : 'yes'
}

export function directionOfLine({ view, pos, end }: Cursor): Direction | undefined {
  const to = headerEnd(view, pos, end)
  return to > pos && isKnown(view, pos, to) ? 'to-server' : undefined
}

function isKnown(view: DataView, from: number, to: number): boolean {
  const isQuery = view.getUint8(to - 1) === QUESTION
  const last = isQuery ? to - 1 : to
  if (view.getUint8(from) === STAR) return wordIn(COMMON, view, from + 1, last) >= 0
  const first = view.getUint8(from) === COLON ? from + 1 : from
  let root = first
  while (root < last && view.getUint8(root) !== COLON) root++
  if (root === last || !(isQuery || isLong(view, from, root + 1, last))) return false
  // Of 'SENS2:' the number is none of the name.
  let name = root
  while (name > first && isDigit(view.getUint8(name - 1))) name--
  return ROOTS.some((word) => isWord(view, first, name, word))
}

/** A header without a query could be any word and another: it begins at the root, or has three words. */
function isLong(view: DataView, from: number, second: number, last: number): boolean {
  if (second === last || view.getUint8(last - 1) === COLON) return false
  if (view.getUint8(from) === COLON) return true
  for (let at = second + 1; at < last; at++) if (view.getUint8(at) === COLON) return true
  return false
}

function opensBlock(view: DataView, from: number, at: number): boolean {
  if (at === from) return true
  const before = view.getUint8(at - 1)
  return before === BLANK || before === COMMA || before === SEMICOLON
}

function areDigits(view: DataView, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isDigit(view.getUint8(at))) return false
  return true
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isDelimiter(byte: number): boolean {
  return byte === LF || byte === CR || byte === BLANK || byte === SEMICOLON
}

function isText(byte: number): boolean {
  return (byte >= BLANK && byte !== 0x7f) || byte === TAB || byte === CR || byte === LF
}
