/*
 * What a program message of SCPI asks an instrument for: its headers, never its parameters. SCPI-99, volume 1, clause 6;
 * IEEE 488.2, clause 7: units behind ';', parameters behind a blank, strings in quotes, queries end in '?'.
 */
import type { Operation, OperationClass } from '../kit/observation.ts'
import type { Operations } from '../kit/operations.ts'
import { classOfHeaders } from './header-class.ts'

/** Distinct messages of one connection; what more there are is one '…'. */
export const MAX_TARGETS = 64
/** Headers of one message that are kept, and characters of each. */
export const MAX_HEADERS = 8
export const MAX_HEADER = 64
const SUMMED = '…'
const SEMICOLON = 0x3b
const COLON = 0x3a
const STAR = 0x2a
const QUESTION = 0x3f
const LF = 10
const BLANK = 0x20
/** Codes are numbers of less than this. */
const CODES = 1 << 16

/** Finds the headers of one message. One object, used again. */
export class ProgramMessage {
  count = 0
  /** Whether an answer comes. */
  isQuery = false
  private readonly starts = new Int32Array(MAX_HEADERS)
  private readonly ends = new Int32Array(MAX_HEADERS)
  private key = 0

  read(view: DataView, from: number, to: number): void {
    this.count = 0
    this.key = 0x811c9dc5
    this.isQuery = false
    for (let at = from; at < to; ) {
      while (at < to && (view.getUint8(at) <= BLANK || view.getUint8(at) === SEMICOLON)) at++
      const end = headerEnd(view, at, to)
      if (end > at) this.add(view, at, end)
      at = unitEnd(view, end, to)
    }
  }

  /** The operation of these headers, made once for each set of them. */
  operationOf(view: DataView, code: number, module: string, known: KnownTargets): Operation {
    const { operations } = known
    const key = this.count === 0 ? code : keyOfHeaders(this.key, code)
    const found = operations.find(key)
    if (found !== undefined) return found
    if (this.count > 0 && known.targets >= MAX_TARGETS) return summed(code, module, operations)
    known.targets++
    const target = this.text(view)
    return operations.add(key, classOfHeaders(target), code, module, target)
  }

  private add(view: DataView, from: number, end: number): void {
    if (view.getUint8(end - 1) === QUESTION) this.isQuery = true
    if (this.count === MAX_HEADERS) return
    const to = Math.min(end, from + MAX_HEADER)
    this.starts[this.count] = from
    this.ends[this.count] = to
    this.count++
    this.key = mix(this.key, SEMICOLON)
    for (let at = from; at < to; at++) this.key = mix(this.key, capital(view.getUint8(at)))
  }

  private text(view: DataView): string {
    let text = ''
    for (let header = 0; header < this.count; header++) {
      if (header > 0) text += '; '
      const to = this.ends[header] as number
      for (let at = this.starts[header] as number; at < to; at++) text += String.fromCharCode(view.getUint8(at))
    }
    return text.toUpperCase()
  }
}

/** What a connection remembers of the messages that it carried. */
export interface KnownTargets {
  readonly operations: Operations
  targets: number
}

/** Whether the target of an operation begins with the question who the instrument is. */
export function asksIdentity({ target }: Operation): boolean {
  return target.startsWith('*IDN?')
}

/** Where the header ends that may begin here; `from` where none does. */
export function headerEnd(view: DataView, from: number, to: number): number {
  let at = from
  if (at < to && view.getUint8(at) === STAR) at++
  if (at < to && view.getUint8(at) === COLON) at++
  if (at >= to || !isLetter(view.getUint8(at))) return from
  while (at < to && isHeaderByte(view.getUint8(at))) at++
  return at < to && view.getUint8(at) === QUESTION ? at + 1 : at
}

/** Behind the parameters of a unit: at its ';', at the end of the line, or at the end. */
function unitEnd(view: DataView, from: number, to: number): number {
  let quote = 0
  for (let at = from; at < to; at++) {
    const byte = view.getUint8(at)
    if (quote !== 0) quote = byte === quote ? 0 : quote
    else if (byte === 0x22 || byte === 0x27) quote = byte
    else if (byte === SEMICOLON || byte === LF) return at + 1
    else if (byte === 0x23 && isBlock(view, at, to)) return to
  }
  return to
}

/** A block of data of stated length, '#3128…': what stands behind it in the same message is not looked for. */
function isBlock(view: DataView, at: number, to: number): boolean {
  if (at + 1 >= to) return false
  const digits = view.getUint8(at + 1) - 0x30
  return digits >= 0 && digits <= 9
}

/** FNV-1a, in capitals: the case of a header does not count. */
function mix(key: number, byte: number): number {
  return Math.imul(key ^ byte, 0x01000193) >>> 0
}

function capital(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte
}

function keyOfHeaders(key: number, code: number): number {
  return (key + 1) * CODES + code
}

function summed(code: number, module: string, operations: Operations): Operation {
  const key = keyOfHeaders(0xffff_ffff, code)
  const kind: OperationClass = 'unknown'
  return operations.find(key) ?? operations.add(key, kind, code, module, SUMMED)
}

function isLetter(byte: number): boolean {
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x7a
}

function isHeaderByte(byte: number): boolean {
  return isLetter(byte) || (byte >= 0x30 && byte <= 0x3a) || byte === 0x5f
}
