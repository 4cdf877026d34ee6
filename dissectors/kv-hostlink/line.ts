/*
 * A line ends in CR; the LF that may follow is a line of its own, for it can come in the next segment. Every cursor stands
 * at the start of a line; nothing here moves it.
 */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'
import { textEnd, wordEnd } from '../kit/text-line.ts'
import { codeAt, commandOf, type Operands, UNKNOWN } from './commands.ts'
import { deviceEnd } from './devices.ts'

const LF = 10
const CR = 13
const BLANK = 0x20
/** 1000 values of six characters, and room for more. */
export const MAX_LINE = 16_384
/** Numbers that a clock is set by. */
const CLOCK = 7

export function lineLength({ view, pos, end }: Cursor): number {
  for (let at = pos; at < end && at - pos < MAX_LINE; at++) {
    const byte = view.getUint8(at)
    if (byte === LF && at === pos) return 1
    if (byte === CR) return at + 1 - pos
    if (byte < BLANK || byte === 0x7f) return NOT_A_MESSAGE
  }
  return end - pos < MAX_LINE ? NEED_MORE : NOT_A_MESSAGE
}

/** What the line asks, and where in it: filled by `readLine`, one for all lines. */
export class Request {
  code = UNKNOWN
  /** Of the first device; both 0 where there is none. */
  deviceFrom = 0
  deviceTo = 0
  count = 1
  /** Where what is acted on ends and its values begin. */
  targetEnd = 0
  /** Whether all that follows the command is as it must be. */
  isWhole = false
  /** Whether the operands tell: a command without one is too short to know the protocol by. */
  isTelling = false

  read(line: Cursor): this {
    const { view, pos } = line
    const end = textEnd(view, pos, line.end)
    this.code = codeAt(line, end)
    this.deviceFrom = 0
    this.deviceTo = 0
    this.count = 1
    this.targetEnd = wordEnd(view, pos, end)
    const known = commandOf(this.code)
    this.isWhole = known !== undefined && this.readOperands(view, end, known.operands, known.values)
    this.isTelling = this.isWhole && (this.deviceTo > 0 || known?.class === 'time')
    return this
  }

  private readOperands(view: DataView, end: number, operands: Operands, values: 'one' | 'run' | 'none'): boolean {
    const at = this.targetEnd
    if (operands === 'none') return at === end
    if (operands === 'numbers') {
      const numbers = countNumbers(view, at, end)
      return commandOf(this.code)?.class === 'time' ? numbers === CLOCK : numbers === 1
    }
    if (!this.readDevice(view, at, end)) return false
    if (operands === 'devices') return this.readDevices(view, end)
    if (operands === 'run' && !this.readCount(view, end)) return false
    if (values === 'none') return this.targetEnd === end
    return countValues(view, this.targetEnd, end) === (values === 'one' ? 1 : this.count)
  }

  private readDevice(view: DataView, at: number, end: number): boolean {
    const from = at + 1
    const to = wordEnd(view, Math.min(from, end), end)
    if (from >= end || deviceEnd(view, from, to) === 0) return false
    this.deviceFrom = from
    this.deviceTo = to
    this.targetEnd = to
    return true
  }

  private readDevices(view: DataView, end: number): boolean {
    let at = this.targetEnd
    while (at < end) {
      const to = wordEnd(view, at + 1, end)
      if (deviceEnd(view, at + 1, to) === 0) return false
      at = to
    }
    this.targetEnd = at
    return true
  }

  private readCount(view: DataView, end: number): boolean {
    const from = this.targetEnd + 1
    const to = wordEnd(view, Math.min(from, end), end)
    let count = 0
    for (let at = from; at < to; at++) {
      const digit = view.getUint8(at) - 0x30
      if (digit < 0 || digit > 9 || to - from > 4) return false
      count = count * 10 + digit
    }
    this.count = count
    this.targetEnd = to
    return count > 0
  }
}

/** How many values, of digits and letters of hexadecimal numbers, stand behind blanks; -1 where there is something else. */
export function countValues(view: DataView, from: number, end: number): number {
  let count = 0
  let at = from
  while (at < end) {
    const to = wordEnd(view, at + 1, end)
    if (to === at + 1 || view.getUint8(at) !== BLANK) return -1
    for (let i = at + 1; i < to; i++) if (!isOfValue(view.getUint8(i))) return -1
    count++
    at = to
  }
  return count
}

function countNumbers(view: DataView, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = view.getUint8(at)
    if (byte !== BLANK && (byte < 0x30 || byte > 0x39)) return -1
  }
  return countValues(view, from, end)
}

function isOfValue(byte: number): boolean {
  if ((byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d) return true
  return (byte & 0xdf) >= 0x41 && (byte & 0xdf) <= 0x46
}
