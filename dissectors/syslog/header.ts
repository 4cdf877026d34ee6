/*
 * Where host and program stand in a syslog message: RFC 5424, 6.2; RFC 3164, 4.1, and what devices make of it (sequence
 * numbers, a year, ISO times). By offset, without making text of it: messages come often, and what they say is not read.
 */
import type { Cursor } from '../kit/cursor.ts'
import { mnemonicAt } from './mnemonic.ts'

const BLANK = 0x20
const COLON = 0x3a
const BRACKET = 0x5b
const PERCENT = 0x25
const MAX_PRIORITY = 191
/** RFC 5424, 6: longest host name; programs are shorter. */
const MAX_HOST = 255
const MAX_PROGRAM = 64

/** One object, reused: `read` overwrites it. Places are offsets from the start of the message; 0 where there is none. */
export class SyslogHeader {
  priority = -1
  hostFrom = 0
  hostTo = 0
  programFrom = 0
  programTo = 0

  /** False when there is no priority at the cursor. */
  read(message: Cursor): boolean {
    this.hostFrom = this.hostTo = this.programFrom = this.programTo = 0
    const at = this.readPriority(message)
    if (at === 0) return false
    if (message.left > at + 2 && message.peek(at) === 0x31 && message.peek(at + 1) === BLANK)
      this.readNew(message, at + 2)
    else this.readOld(message, at)
    return true
  }

  /** '<0>' to '<191>'; returns what is behind it, 0 when there is none. */
  private readPriority(message: Cursor): number {
    this.priority = -1
    if (message.left < 4 || message.peek(0) !== 0x3c) return 0
    let value = 0
    for (let i = 1; i <= 4 && i < message.left; i++) {
      const each = message.peek(i)
      if (each === 0x3e && i > 1) {
        if (value > MAX_PRIORITY || (i > 2 && message.peek(1) === 0x30)) return 0
        this.priority = value
        return i + 1
      }
      if (each < 0x30 || each > 0x39) return 0
      value = value * 10 + each - 0x30
    }
    return 0
  }

  /** RFC 5424: time, host, program, each of which can be '-'. */
  private readNew(message: Cursor, from: number): void {
    const host = next(message, from)
    const program = next(message, host)
    const end = next(message, program)
    if (host < 0 || program < 0 || end < 0) return
    if (!isNil(message, host, program - 1)) this.host(message, host, program - 1)
    if (!isNil(message, program, end - 1)) this.program(message, program, end - 1)
  }

  private readOld(message: Cursor, from: number): void {
    const mnemonic = mnemonicAt(message, from)
    if (mnemonic >= 0) {
      this.program(message, mnemonic, tokenEnd(message, mnemonic))
      this.readDevice(message, from, mnemonic)
      return
    }
    const at = afterTime(message, afterSequence(message, from))
    const hasTime = at > 0
    const start = hasTime ? at : from
    const first = tokenEnd(message, start)
    if (isTag(message, start, first)) {
      // Without a time before it, it could be anything.
      if (hasTime) this.program(message, start, first)
      return
    }
    const second = tokenEnd(message, first + 1)
    if (!hasTime || !isTag(message, first + 1, second)) return
    this.host(message, start, first)
    this.program(message, first + 1, second)
  }

  /**
   * What stands before a mnemonic: '45: ', a count; 'sw1: ', who it is (logging origin-id); '*Mar  1 00:01:02.123 UTC: ', a
   * time with a zone. Firewalls put themselves behind the time, 'fw1 : ', as a relay puts the sender, 'sw1 45: '.
   */
  private readDevice(message: Cursor, from: number, mnemonic: number): void {
    const at = afterSequence(message, from)
    const time = afterTime(message, at)
    if (time === 0 || time > mnemonic) {
      const end = tokenEnd(message, at)
      if (end < mnemonic && isTag(message, at, end) && isOrigin(message, at, end + 1, mnemonic)) {
        this.host(message, at, end - 1)
      }
      return
    }
    const end = tokenEnd(message, time)
    // A zone has its colon at once.
    if (end < mnemonic && message.peek(end - 1) !== COLON) this.host(message, time, end)
  }

  private host(message: Cursor, from: number, to: number): void {
    if (to - from > MAX_HOST || !isHostName(message, from, to)) return
    this.hostFrom = from
    this.hostTo = to
  }

  /** Without its process number and colon; nothing when a character is in it that no program has. */
  private program(message: Cursor, from: number, to: number): void {
    let end = from
    while (end < to && end - from <= MAX_PROGRAM && isNameCharacter(message.peek(end))) end++
    if (end === from || end - from > MAX_PROGRAM) return
    if (end < to && message.peek(end) !== COLON && message.peek(end) !== BRACKET) return
    this.programFrom = from
    this.programTo = end
  }
}

/** What has a time, or the mnemonic behind it; alone it may be how long the device has been up: '1w2d: '. */
function isOrigin(message: Cursor, from: number, behind: number, mnemonic: number): boolean {
  const next = afterSequence(message, behind)
  const time = afterTime(message, next)
  return (time > 0 && time <= mnemonic) || (next === mnemonic && isLetter(message.peek(from)))
}

/** Letters, digits and '-._:' (IPv6), but not a number alone, which counts something. */
function isHostName(message: Cursor, from: number, to: number): boolean {
  let isNumber = true
  for (let at = from; at < to; at++) {
    const each = message.peek(at)
    const isKnown = isDigit(each) || isLetter(each) || (each >= 0x2d && each <= 0x2e) || each === 0x5f || each === COLON
    if (!isKnown) return false
    if (!isDigit(each)) isNumber = false
  }
  return to > from && !isNumber
}

/** '45: ', of network devices that number their messages. */
function afterSequence(message: Cursor, from: number): number {
  let at = from
  while (at < message.left && isDigit(message.peek(at))) at++
  if (at === from || at + 2 > message.left || message.peek(at) !== COLON) return from
  return message.peek(at + 1) === BLANK ? at + 2 : from
}

/** Behind 'Jan  5 08:00:00 ' (with a year before or behind it, or a colon), or a time of RFC 3339; 0 when there is none. */
function afterTime(message: Cursor, from: number): number {
  if (from + 16 > message.left) return 0
  let at = message.peek(from) === 0x2a || message.peek(from) === 0x2e ? from + 1 : from
  if (isDigit(message.peek(at))) return message.peek(at + 4) === 0x2d ? tokenEnd(message, at) + 1 : 0
  if (!isLetter(message.peek(at)) || message.peek(at + 3) !== BLANK) return 0
  at = skipBlanks(message, at + 3)
  if (!isDigit(message.peek(at))) return 0
  at = skipBlanks(message, tokenEnd(message, at))
  if (isYear(message, at)) at = skipBlanks(message, tokenEnd(message, at))
  if (at + 8 > message.left || message.peek(at + 2) !== COLON || message.peek(at + 5) !== COLON) return 0
  at = skipBlanks(message, tokenEnd(message, at))
  return isYear(message, at) ? skipBlanks(message, tokenEnd(message, at)) : at
}

function isYear(message: Cursor, at: number): boolean {
  for (let i = at; i < at + 4; i++) if (i >= message.left || !isDigit(message.peek(i))) return false
  return at + 4 < message.left && message.peek(at + 4) === BLANK
}

/** A token that ends with a colon: the program that speaks. */
function isTag(message: Cursor, from: number, to: number): boolean {
  return to > from + 1 && to <= message.left && message.peek(to - 1) === COLON
}

function tokenEnd(message: Cursor, from: number): number {
  let at = from
  while (at < message.left && message.peek(at) !== BLANK) at++
  return at
}

/** Behind the blank that ends the token at `from`; -1 when there is none. */
function next(message: Cursor, from: number): number {
  if (from < 0) return -1
  const end = tokenEnd(message, from)
  return end < message.left ? end + 1 : -1
}

function skipBlanks(message: Cursor, from: number): number {
  let at = from
  while (at < message.left && message.peek(at) === BLANK) at++
  return at
}

function isNil(message: Cursor, from: number, to: number): boolean {
  return to - from === 1 && message.peek(from) === 0x2d
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}

/** Letters, digits and '%-./_'. */
function isNameCharacter(code: number): boolean {
  return isDigit(code) || isLetter(code) || code === PERCENT || (code >= 0x2d && code <= 0x2f) || code === 0x5f
}
