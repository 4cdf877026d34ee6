/*
 * Who signs in. Telnet has no message for it: a server prompts for a name, a client types it, a server prompts for a
 * password. The name alone is kept, and only where that order was seen without a gap; what is typed at a prompt for a
 * password is not read.
 */
import type { Sink } from '../kit/dissector.ts'
import { isPromptEnd, isTextEnd } from './stream-shape.ts'

/** Characters of an account that are kept. */
export const MAX_ACCOUNT = 64
const NAME_PROMPTS = ['login', 'username', 'user name', 'user', 'account']
const PASSWORD_PROMPTS = ['password', 'passwd', 'passcode']
const REFUSALS = ['incorrect', 'invalid', 'denied', 'failed', 'bad password']
/** Pieces of text behind a password in which a refusal is looked for. */
export const MAX_ANSWER = 8
/** 'Last login: …' greets who has signed in. */
const NO_PROMPT = 'last login'
const BACKSPACE = 8
const DELETE = 0x7f
const BLANK = 0x20

export const PROMPT = { none: 0, name: 1, password: 2 } as const
const STEP = { idle: 0, name: 1, named: 2, password: 3, sent: 4 } as const
type Step = (typeof STEP)[keyof typeof STEP]

export class SignInSteps {
  private step: Step = STEP.idle
  private account = ''
  private heard = 0

  forget(): void {
    this.step = STEP.idle
    this.account = ''
  }

  /** A piece of the server's text; returns which prompt it ends with. */
  fromServer(view: DataView, from: number, to: number, sink: Sink): number {
    const prompt = promptAt(view, from, to)
    if (prompt === PROMPT.name) {
      this.step = STEP.name
      this.account = ''
    } else if (prompt === PROMPT.password) {
      if (this.step !== STEP.named) this.account = ''
      this.step = STEP.password
    } else if (this.step === STEP.sent) this.lookForRefusal(view, from, to, sink)
    return prompt
  }

  /** A piece of what the client types. */
  fromClient(view: DataView, from: number, to: number, sink: Sink): void {
    const isWhole = isTextEnd(view.getUint8(to - 1))
    if (this.step === STEP.name) {
      this.type(view, from, to)
      if (isWhole && this.account !== '') this.step = STEP.named
    } else if (this.step === STEP.password && isWhole && !isLineFeed(view, from, to)) {
      this.step = STEP.sent
      this.heard = 0
      const { account } = this
      sink.observe({ kind: 'credential', of: 'client', method: 'Telnet login', account, protection: 'clear' })
    }
  }

  private lookForRefusal(view: DataView, from: number, to: number, sink: Sink): void {
    if (REFUSALS.some((word) => holds(view, from, to, word))) {
      sink.observe({ kind: 'session', state: 'refused', security: 'none', user: this.account })
      this.forget()
    } else if (++this.heard === MAX_ANSWER) this.forget()
  }

  private type(view: DataView, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const byte = view.getUint8(at)
      if (byte === BACKSPACE || byte === DELETE) this.account = this.account.slice(0, -1)
      else if (byte >= BLANK && this.account.length < MAX_ACCOUNT) this.account += String.fromCharCode(byte)
    }
  }
}

/** The other half of a line end: RFC 854, "The TELNET end of line is CR LF". */
function isLineFeed(view: DataView, from: number, to: number): boolean {
  return to - from === 1 && view.getUint8(from) === 10
}

/** Which prompt a piece of text ends with. */
function promptAt(view: DataView, from: number, to: number): number {
  if (!isPromptEnd(view.getUint8(to - 1))) return PROMPT.none
  let end = to - 1
  while (end > from && view.getUint8(end - 1) === BLANK) end--
  if (endsWith(view, from, end, NO_PROMPT)) return PROMPT.none
  for (const word of NAME_PROMPTS) if (endsWith(view, from, end, word)) return PROMPT.name
  for (const word of PASSWORD_PROMPTS) if (endsWith(view, from, end, word)) return PROMPT.password
  return PROMPT.none
}

function endsWith(view: DataView, from: number, to: number, word: string): boolean {
  const at = to - word.length
  return at >= from && isAt(view, at, word) && (at === from || !isLetter(view.getUint8(at - 1)))
}

function holds(view: DataView, from: number, to: number, word: string): boolean {
  for (let at = from; at + word.length <= to; at++) if (isAt(view, at, word)) return true
  return false
}

function isAt(view: DataView, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    const byte = view.getUint8(at + i)
    if ((isLetter(byte) ? byte | 0x20 : byte) !== word.charCodeAt(i)) return false
  }
  return true
}

function isLetter(byte: number): boolean {
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x7a
}
