/*
 * Where commands and lines begin and end: RFC 854, 855. Nothing in the text says how long it is; a piece of it ends
 * behind a line end, behind what may be a prompt, or before a command.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, type Verdict } from '../kit/dissector.ts'
import {
  DO,
  EXTENDED_OPTIONS,
  FIRST_COMMAND,
  IAC,
  LAST_OPTION,
  SB,
  SE,
  TERMINAL_TYPE,
  WILL,
  WINDOW_SIZE,
} from './commands.ts'

/** Text without a line end is taken in pieces of this length; a subnegotiation that is longer is none. */
export const MAX_PIECE = 512
/** Bytes of text that are searched for the first prompt. */
export const MAX_PROBED_TEXT = 512
/** Printable characters behind one negotiation that make it Telnet. */
const ENOUGH_TEXT = 6
/** Negotiations behind each other: 8 bits of IAC, 6 of the command and 2 of the option in each. */
const ENOUGH_NEGOTIATIONS = 2
/** The prompts that a server begins with, each at the end of a line of its own. */
const PROMPT = /(?:^|[\r\n])(?:[\w.-]{1,64} )?(?:login|user ?name|password): ?(?=$|[\r\n])/i
const LF = 10
const CR = 13

/** Length of the command or piece of text at the cursor; a function of what comes first, not of how much there is. */
export function lengthOfPiece({ view, pos, end }: Cursor): number {
  if (pos === end) return NEED_MORE
  if (view.getUint8(pos) !== IAC) return lengthOfText(view, pos, end)
  if (end - pos < 2) return NEED_MORE
  const command = view.getUint8(pos + 1)
  if (command === IAC || command < SB) return 2
  if (command === SB) return lengthOfSubnegotiation(view, pos, end)
  return end - pos < 3 ? NEED_MORE : 3
}

export function isTextEnd(byte: number): boolean {
  return byte === CR || byte === LF
}

/** Whether a prompt may end with this character. */
export function isPromptEnd(byte: number): boolean {
  return byte === 0x3a || byte === 0x3e
}

export function probePieces(bytes: Cursor, direction: Direction): Verdict {
  const { view, pos, end } = bytes
  let negotiations = 0
  let at = pos
  while (at < end && view.getUint8(at) === IAC) {
    const next = negotiationEnd(view, at, end)
    if (next < 0) return 'no'
    if (next === 0) return 'need-more'
    if (++negotiations === ENOUGH_NEGOTIATIONS) return 'yes'
    at = next
  }
  const to = Math.min(end, at + MAX_PROBED_TEXT)
  const printable = printableEnd(view, at, to)
  if (negotiations > 0) {
    if (printable - at >= ENOUGH_TEXT) return 'yes'
    if (printable === to) return 'need-more'
    // A second command behind a few characters.
    return view.getUint8(printable) !== IAC ? 'no' : secondCommand(view, printable, end)
  }
  return direction === 'to-client' ? probePrompt(view, at, to, printable) : 'no'
}

/** Terminals are at the client's end: RFC 1091 and 1073. */
export function directionOfPieces({ view, pos, end }: Cursor): Direction | undefined {
  for (let at = pos; at + 3 <= end && view.getUint8(at) === IAC; at += 3) {
    const command = view.getUint8(at + 1)
    const option = view.getUint8(at + 2)
    if (command < WILL) return undefined
    if (option !== TERMINAL_TYPE && option !== WINDOW_SIZE) continue
    if (command === WILL) return 'to-server'
    if (command === DO) return 'to-client'
  }
  return undefined
}

function lengthOfText(view: DataView, from: number, to: number): number {
  const most = Math.min(to, from + MAX_PIECE)
  for (let at = from; at < most; at++) {
    const byte = view.getUint8(at)
    if (byte === IAC) return at - from
    if (byte === 0 || isTextEnd(byte) || isPromptEnd(byte)) return at + 1 - from
  }
  return most - from === MAX_PIECE ? MAX_PIECE : NEED_MORE
}

/** Through IAC SE. One that is broken off by another command, or too long, ends there: `dissect` says so. */
function lengthOfSubnegotiation(view: DataView, from: number, to: number): number {
  const most = Math.min(to, from + MAX_PIECE)
  for (let at = from + 2; at < most; at++) {
    if (view.getUint8(at) !== IAC) continue
    if (at + 1 === most) break
    const next = view.getUint8(at + 1)
    if (next === SE) return at + 2 - from
    if (next !== IAC) return at - from
    at++
  }
  return most - from === MAX_PIECE ? MAX_PIECE : NEED_MORE
}

/** Where the negotiation at `from` ends; 0 when that is not there yet, -1 when it is none. */
function negotiationEnd(view: DataView, from: number, to: number): number {
  if (to - from < 2) return 0
  const command = view.getUint8(from + 1)
  if (command < SB || command === IAC) return -1
  if (to - from < 3) return 0
  const option = view.getUint8(from + 2)
  if (option > LAST_OPTION && option !== EXTENDED_OPTIONS) return -1
  if (command !== SB) return from + 3
  const length = lengthOfSubnegotiation(view, from, to)
  if (length === NEED_MORE) return 0
  return view.getUint8(from + length - 1) === SE ? from + length : -1
}

function secondCommand(view: DataView, at: number, to: number): Verdict {
  if (at + 1 === to) return 'need-more'
  const command = view.getUint8(at + 1)
  if (command < FIRST_COMMAND || command === IAC) return 'no'
  const next = negotiationEnd(view, at, to)
  return next < 0 ? 'no' : next === 0 ? 'need-more' : 'yes'
}

/** Text alone is Telnet when it prompts for a login; a number at its beginning is a reply of FTP or mail. */
function probePrompt(view: DataView, from: number, to: number, printable: number): Verdict {
  if (printable < to || from === to || isDigit(view.getUint8(from))) return 'no'
  let text = ''
  for (let at = from; at < to; at++) text += String.fromCharCode(view.getUint8(at))
  if (PROMPT.test(text)) return 'yes'
  return to - from < MAX_PROBED_TEXT ? 'need-more' : 'no'
}

/** How far the text goes: printable characters, line ends, tabs, what clears a screen. */
function printableEnd(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && isPrintable(view.getUint8(at))) at++
  return at
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || isTextEnd(byte) || byte === 9 || byte === 0x1b || byte === 0x0c
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
