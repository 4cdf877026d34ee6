/*
 * RT: model code, version, capacity, mode, link unit, error flags, error of the self-diagnosis, two digits each but the
 * last, which has four. EX00RT: the code of the machine, which RT has not for newer ones, then the same, version and hardware.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { hexAt } from '../kit/text-digits.ts'
import { COMMAND } from './commands.ts'
import { TEXT, wordAt } from './frame.ts'

const VENDOR = 'Panasonic'
const RUN = 1
const TEST = 2
const RT_LENGTH = 18
/** 'EX00RT', '00', number of items. */
const EXTENDED_HEAD = 10
const EXTENDED_LENGTH = EXTENDED_HEAD + 16

const SERIES: ReadonlyMap<number, string> = new Map(
  Object.entries({
    FP10SH: [0x30],
    FP0: [0x40, 0x41, 0x42],
    'FP-Sigma': [0x43, 0x44, 0xe1],
    'FP-e': [0x45],
    FP0R: [0x46, 0x47, 0x48, 0x49],
    FP2: [0x50],
    FP2SH: [0x60, 0x62],
    'FP-X': [0x70, 0x71, 0x73, 0x74, 0x76, 0x77, 0x7a],
    'FP-X0': [0x72, 0x75, 0x7f],
    'FP-XH': [0xa0, 0xa1, 0xa4, 0xa5, 0xa7, 0xa8, 0xac, 0xad, 0xae, 0xaf],
    FP0H: [0xb0, 0xb1],
  }).flatMap(([name, codes]) => codes.map((code): [number, string] => [code, name])),
)

/** Says what an answer tells of the controller, when it is news. `end`: where the text does. */
export function sayStatus(
  frame: Cursor,
  operation: Operation,
  end: number,
  said: Map<number, number>,
  sink: Sink,
): void {
  const { code, module, slot } = operation
  if (code !== COMMAND.status && code !== COMMAND.extendedStatus) return
  const { view, pos } = frame
  if (!isNews(said, slot, view, pos + TEXT, pos + end)) return
  const length = end - TEXT
  if (code === COMMAND.status && length >= RT_LENGTH) {
    sayFacts('server', '', 'RT', { vendor: VENDOR, ...status(frame) }, sink, module)
  }
  if (code === COMMAND.extendedStatus && length >= EXTENDED_LENGTH && isStatus(frame)) {
    sayFacts('server', '', 'EX00RT', { vendor: VENDOR, ...extended(frame) }, sink, module)
  }
}

function status(frame: Cursor) {
  return {
    'product-code': frameText(frame, TEXT + 2, 2),
    firmware: version(frame, TEXT + 4),
    mode: mode(frame, TEXT + 8),
    state: state(frame, TEXT + 14),
  }
}

/** What it says of the version is another number than that of RT: sources do not tell what it counts. */
function extended(frame: Cursor) {
  const at = TEXT + EXTENDED_HEAD
  return { product: SERIES.get(hexAt(frame, at, 2)), mode: mode(frame, at + 6), state: state(frame, at + 12) }
}

/** 'EX00RT00': other extended commands have other letters. */
function isStatus(frame: Cursor): boolean {
  return frameText(frame, TEXT, 8) === 'EX00RT00'
}

function mode(frame: Cursor, at: number): string {
  const flags = hexAt(frame, at, 2)
  if (flags < 0) return ''
  const name = (flags & RUN) === 0 ? 'program' : 'run'
  return (flags & TEST) === 0 ? name : `${name}, test`
}

function state(frame: Cursor, at: number): string {
  const error = wordAt(frame, at)
  return error > 0 ? `self-diagnosis error ${error}` : ''
}

function version(frame: Cursor, at: number): string {
  return hexAt(frame, at, 2) < 0 ? '' : `${hexAt(frame, at, 1)}.${hexAt(frame, at + 1, 1)}`
}

function frameText(frame: Cursor, at: number, length: number): string {
  const { pos } = frame
  frame.pos = pos + at
  const text = frame.text(length)
  frame.pos = pos
  return text
}
