import type { Cursor } from './cursor.ts'

const LF = 10
const CR = 13
const BLANK = 0x20

/** Length of the line at the cursor with its end; 0 when that has not come. */
export function lengthOfLine({ view, pos, end }: Cursor): number {
  for (let at = pos; at < end; at++) if (view.getUint8(at) === LF) return at + 1 - pos
  return 0
}

/** Where the text of the line ends that `view[from, to)` begins with. */
export function textEnd(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && view.getUint8(at) !== LF && view.getUint8(at) !== CR) at++
  return at
}

/** Where the word ends that `view[from, to)` begins with. */
export function wordEnd(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && view.getUint8(at) > BLANK) at++
  return at
}

/** Whether `view[from, to)` is this word of capital letters, in any case. */
export function isWord(view: DataView, from: number, to: number, word: string): boolean {
  if (to - from !== word.length) return false
  for (let i = 0; i < word.length; i++)
    if ((view.getUint8(from + i) & 0xdf) !== (word.charCodeAt(i) & 0xdf)) return false
  return true
}

/** Place of the word `view[from, to)` in a list; -1 when it is not there. */
export function wordIn(words: readonly string[], view: DataView, from: number, to: number): number {
  for (let i = 0; i < words.length; i++) if (isWord(view, from, to, words[i] as string)) return i
  return -1
}

/** Whether `view[from, to)` begins with these characters. */
export function beginsWith(view: DataView, from: number, to: number, text: string): boolean {
  if (to - from < text.length) return false
  for (let i = 0; i < text.length; i++) if (view.getUint8(from + i) !== text.charCodeAt(i)) return false
  return true
}

/** Whether the text of a mail server is its greeting: others are 'Logged in' and 'Logging out', of a dialogue joined midway. */
export function isGreetingText(text: string): boolean {
  return /\b(?:ready|server|service|imap4?(?:rev1)?|pop3?)\b/i.test(text)
}
