import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { isWord, textEnd, wordEnd } from '../kit/text-line.ts'
import { CODE, commandOf } from './commands.ts'
import { valueText } from './devices.ts'

const VENDOR = 'Keyence'
const LAST_ERROR = 0x36
/** An error is E0 to E6. */
const ERRORS = 0xe0

const MODELS: Readonly<Record<string, string>> = {
  48: 'KV-700',
  49: 'KV-700',
  50: 'KV-1000',
  51: 'KV-3000',
  52: 'KV-5000',
  53: 'KV-5500',
  54: 'KV-7300',
  55: 'KV-7500',
  57: 'KV-8000',
  58: 'KV-8000A',
  59: 'KV-X310',
  60: 'KV-X520',
  61: 'KV-X530',
  62: 'KV-X500',
  63: 'KV-X550',
  128: 'KV-NC32T',
  132: 'KV-N60',
  133: 'KV-N40',
  134: 'KV-N24',
}

export function statusOf({ view, pos, end }: Cursor): number {
  const to = textEnd(view, pos, end)
  if (to - pos !== 2 || view.getUint8(pos) !== 0x45) return 0
  const digit = view.getUint8(pos + 1)
  return digit >= 0x30 && digit <= LAST_ERROR ? ERRORS + digit - 0x30 : 0
}

/** Says what an answer tells of the controller, when it is news. */
export function sayAnswer(line: Cursor, { code }: Operation, said: Map<number, number>, sink: Sink): void {
  if (code !== CODE.model && code !== CODE.mode && code !== CODE.error) return
  const { view, pos, end } = line
  const to = textEnd(view, pos, end)
  const number = valueText(view, pos, to, '')
  if (number === '' || !isNews(said, code, view, pos, to)) return
  const message = commandOf(code)?.name ?? ''
  if (code === CODE.model) {
    sayFacts('server', '', message, { vendor: VENDOR, model: MODELS[number], 'product-code': number }, sink)
  } else if (code === CODE.mode) {
    const mode = number === '0' ? 'program' : number === '1' ? 'run' : ''
    if (mode !== '') sayFacts('server', '', message, { vendor: VENDOR, mode }, sink)
  } else {
    sayFacts('server', '', message, { vendor: VENDOR, state: number === '0' ? '' : `error ${number}` }, sink)
  }
}

/** One value for each of the points of a run, `view[from, to)`, between blanks. */
export function sayValues(view: DataView, from: number, to: number, operation: Operation, sink: Sink): void {
  const [run] = operation.points
  if (run === undefined || countWords(view, from, to) !== run.count || !sink.wantsValues(operation)) return
  let at = from
  for (let i = 0; i < run.count; i++) {
    while (at < to && view.getUint8(at) <= 0x20) at++
    const next = wordEnd(view, at, to)
    const value = valueText(view, at, next, run.type)
    if (value !== '') sink.value(operation, run.name, run.first < 0 ? -1 : run.first + i, value)
    at = next
  }
}

export function isOk({ view, pos, end }: Cursor): boolean {
  return isWord(view, pos, textEnd(view, pos, end), 'OK')
}

function countWords(view: DataView, from: number, to: number): number {
  let count = 0
  let at = from
  while (at < to) {
    while (at < to && view.getUint8(at) <= 0x20) at++
    if (at < to) count++
    at = wordEnd(view, at, to)
  }
  return count
}
