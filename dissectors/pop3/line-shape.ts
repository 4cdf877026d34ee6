/* What a line of POP3 is: RFC 1939, clause 3 (commands of three or four letters, replies with '+OK' or '-ERR'). */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, type Verdict } from '../kit/dissector.ts'
import { probeEach } from '../kit/probe-each.ts'
import { beginsWith, lengthOfLine, textEnd, wordEnd, wordIn } from '../kit/text-line.ts'
import { isEvident, VERBS } from './commands.ts'

/** RFC 2449, 4: 512 bytes of a reply; lines of mails are longer (RFC 5321, 4.5.3.1.6). */
export const MAX_LINE = 8192
const MAX_VERB = 4
const OK = '+OK'
const ERROR = '-ERR'
/** Behind '+OK', of a greeting: a text, which other protocols with such replies do not have. */
const LEAST_GREETING = 4

export function isReply({ view, pos, end }: Cursor): boolean {
  return isOk(view, pos, end) || beginsWith(view, pos, end, ERROR)
}

export function isOk(view: DataView, from: number, to: number): boolean {
  return beginsWith(view, from, to, OK)
}

export function directionOfLine(bytes: Cursor): Direction | undefined {
  if (bytes.left < ERROR.length) return undefined
  return isReply(bytes) ? 'to-client' : 'to-server'
}

export function probeLines(bytes: Cursor): Verdict {
  return probeEach(bytes, lengthOfLine, probeLine)
}

function probeLine(bytes: Cursor, length: number): Verdict {
  const { view, pos, end } = bytes
  const first = view.getUint8(pos)
  if (first === OK.charCodeAt(0)) return probeReply(bytes, length)
  if (first === ERROR.charCodeAt(0)) return beginsWith(view, pos, end, ERROR.slice(0, end - pos)) ? 'need-more' : 'no'
  const to = wordEnd(view, pos, end)
  if (to - pos > MAX_VERB) return 'no'
  if (to === end) return VERBS.some((verb) => beginsWith(view, pos, to, verb.slice(0, to - pos))) ? 'need-more' : 'no'
  const code = wordIn(VERBS, view, pos, to)
  if (code <= 0) return 'no'
  return length > 0 && isEvident(code) ? 'yes' : 'need-more'
}

/** Redis answers '+OK' alone; a greeting says who greets. */
function probeReply({ view, pos, end }: Cursor, length: number): Verdict {
  if (!beginsWith(view, pos, end, OK.slice(0, end - pos))) return 'no'
  if (length === NEED_MORE) return end - pos > MAX_LINE ? 'no' : 'need-more'
  const to = textEnd(view, pos, end)
  if (to - pos < OK.length + LEAST_GREETING) return 'need-more'
  for (let at = pos; at < to; at++) if (view.getUint8(at) < 0x20) return 'no'
  return 'yes'
}
