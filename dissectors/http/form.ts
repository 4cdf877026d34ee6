/*
 * Who signs in by a form: application/x-www-form-urlencoded (HTML, "Form submission"; WHATWG URL, clause 5), 'name=value'
 * joined by '&'. Of a value that belongs to a password it is only seen that there is one.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import { MAX_ACCOUNT } from './credential.ts'
import { findWord, isWord, lower } from './header-fields.ts'
import type { HttpState } from './http-state.ts'

export const FORM_TYPE = 'application/x-www-form-urlencoded'
/** Beyond the numbers of fields, below those of titles: what was said of forms. */
const FORM_SAID = 129
const AMPERSAND = 0x26
const EQUALS = 0x3d
const PLUS = 0x2b
const PERCENT = 0x25
const BRACKET = 0x5d

const ACCOUNTS = ['username', 'user_name', 'userid', 'user_id', 'uname', 'user', 'usr', 'login', 'email', 'account']
const PASSWORDS = ['password', 'passwd', 'passwort', 'pass', 'pwd', 'passphrase']

/** Where the account lies; nothing when both are the same. */
const span = { from: 0, to: 0 }

/** `isWhole`: nothing of the body comes behind, so that its last value is no half of one. */
export function dissectForm(content: Cursor, isWhole: boolean, state: HttpState, sink: Sink): void {
  const { view, pos, end } = content
  span.from = pos
  span.to = pos
  let hasPassword = false
  for (let from = pos; from < end; ) {
    const to = find(view, from, end, AMPERSAND)
    const equals = find(view, from, to, EQUALS)
    if (equals + 1 < to) {
      if (isNamed(view, from, equals, PASSWORDS)) hasPassword = true
      else if (span.from === span.to && (to < end || isWhole) && isNamed(view, from, equals, ACCOUNTS)) {
        span.from = equals + 1
        span.to = to
      }
    }
    from = to + 1
  }
  if (!hasPassword || !isNews(state.said, FORM_SAID, view, span.from, span.to)) return
  const account = valueText(view, span.from, span.to)
  sink.observe({ kind: 'credential', of: 'client', method: 'HTTP form', account, protection: 'clear' })
}

/** Whether a header's `view[from, to)` says that the body is such a form. */
export function isForm(view: DataView, from: number, to: number): boolean {
  return from >= 0 && findWord(view, from, to, FORM_TYPE) === from
}

/** Whether a name ends with one of these words: 'j_username', 'ctl00$Main$UserName', 'session%5Bpassword%5D' do. */
function isNamed(view: DataView, from: number, to: number, words: readonly string[]): boolean {
  let last = to
  if (last > from && view.getUint8(last - 1) === BRACKET) last--
  else if (last - 3 >= from && isWord(view, last - 3, '%5d')) last -= 3
  for (const word of words) {
    const start = last - word.length
    if (start >= from && isWord(view, start, word) && (start === from || !isTail(view, from, start))) return true
  }
  return false
}

/** Whether what begins at `start` is the end of a longer word, and not behind a sign or an escape. */
function isTail(view: DataView, from: number, start: number): boolean {
  if (start - 3 >= from && view.getUint8(start - 3) === PERCENT) return false
  const before = lower(view.getUint8(start - 1))
  return before >= 0x61 && before <= 0x7a
}

function find(view: DataView, from: number, to: number, byte: number): number {
  let at = from
  while (at < to && view.getUint8(at) !== byte) at++
  return at
}

function valueText(view: DataView, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to && text.length < MAX_ACCOUNT; at++) {
    let byte = view.getUint8(at)
    if (byte === PLUS) byte = 0x20
    else if (byte === PERCENT && at + 2 < to) {
      byte = hexDigit(view.getUint8(at + 1)) * 16 + hexDigit(view.getUint8(at + 2))
      at += 2
    }
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
  }
  return text.replace(/\.+$/, '').trim()
}

/** Of what is no digit, something that makes no printable character. */
function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : 0x100
}
