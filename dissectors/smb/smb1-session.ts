/* Dialects and sign-in of SMB 1: MS-CIFS, 2.2.4.52 and 2.2.4.53; MS-SMB, 2.2.4.5 and 2.2.4.6. */
import type { Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { accountText, SignIn } from '../kit/sign-in.ts'
import { uuidText } from '../kit/uuid-text.ts'
import { STATUS_MORE_PROCESSING } from './nt-status.ts'
import type { SmbState } from './smb-state.ts'
import type { Smb1Message } from './smb1-message.ts'
import { saySignIn } from './smb2-session.ts'

const NEGOTIATED_WORDS = 17
const SECURITY_AT = 2
const CAPABILITIES_AT = 19
const CHALLENGE_LENGTH_AT = 33
const ENCRYPTS_PASSWORDS = 0x02
const SIGNING_REQUIRED = 0x08
const EXTENDED_SECURITY = 0x8000_0000
const GUID_LENGTH = 16
/** Words of a SESSION_SETUP_ANDX: that of LAN Manager, of extended security, of NT LAN Manager. */
const WORDS = { lanman: 10, extended: 12, nt: 13 } as const
const BLOB_LENGTH_AT = 14
const ANSWER_EXTENDED_WORDS = 4
const signIn = new SignIn()

type Facts = Partial<Record<Fact, string>>

export function answerSmb1Negotiate(message: Smb1Message, state: SmbState, sink: Sink): void {
  if (message.wordCount !== NEGOTIATED_WORDS) return
  const security = message.u8(SECURITY_AT)
  const isExtended = message.u32(CAPABILITIES_AT) >= EXTENDED_SECURITY
  state.isPlainText = (security & ENCRYPTS_PASSWORDS) === 0
  const facts: Facts = { capability: `SMB 1, signing ${security & SIGNING_REQUIRED ? 'required' : 'not required'}` }
  const { bytes, view } = message
  if (isExtended && bytes.left >= GUID_LENGTH) facts.uuid = uuidText(view, bytes.pos, true)
  if (!isExtended) {
    bytes.skip(message.u8(CHALLENGE_LENGTH_AT))
    // Always in Unicode where the server has it, and never aligned.
    const domain = unalignedText(message)
    const name = unalignedText(message)
    if (domain !== '') facts.domain = domain
    if (name !== '') facts.name = name
  }
  say('server', 'SMB_COM_NEGOTIATE', facts, sink)
}

export function askSmb1Session(message: Smb1Message, key: number, state: SmbState, sink: Sink): void {
  const { wordCount, bytes, view } = message
  if (wordCount === WORDS.extended) {
    const end = Math.min(bytes.end, bytes.pos + message.u16(BLOB_LENGTH_AT))
    if (signIn.read(view, bytes.pos, end)) {
      saySignIn(signIn, 'client', sink)
      state.signIns.ask(key, { account: signIn.account, method: signIn.mechanism })
    }
    bytes.pos = end
    sayNative(message, 'client', sink)
    return
  }
  if (wordCount !== WORDS.nt && wordCount !== WORDS.lanman) return
  const ansi = message.u16(14)
  bytes.skip(wordCount === WORDS.nt ? ansi + message.u16(16) : ansi)
  const user = message.text()
  const account = accountText(message.text(), user)
  const method = 'SMB session setup'
  if (user !== '') {
    const protection = state.isPlainText ? 'clear' : 'protected'
    sink.observe({ kind: 'credential', of: 'client', method, account, protection })
  }
  state.signIns.ask(key, { account, method })
  sayNative(message, 'client', sink)
}

export function answerSmb1Session(
  message: Smb1Message,
  key: number,
  status: number,
  error: number,
  state: SmbState,
  sink: Sink,
): void {
  const { bytes, view } = message
  const asked = state.signIns.answer(key)
  const user = asked?.account ?? ''
  if (error !== 0) {
    sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user })
    return
  }
  if (message.wordCount === ANSWER_EXTENDED_WORDS) {
    const end = Math.min(bytes.end, bytes.pos + message.u16(6))
    if (signIn.read(view, bytes.pos, end)) saySignIn(signIn, 'server', sink)
    bytes.pos = end
  }
  sayNative(message, 'server', sink)
  if (status === STATUS_MORE_PROCESSING) return
  sink.observe({ kind: 'session', state: 'opened', security: 'unknown', user })
}

/** What each side says that it runs on. */
function sayNative(message: Smb1Message, of: 'client' | 'server', sink: Sink): void {
  if (message.wordCount === 0) return
  const os = message.text()
  // Windows Server 2003 ends its system with two zeros; MS-SMB, 2.2.4.6.1 has nothing between these two.
  const software = message.text() || (message.wordCount === WORDS.extended ? message.text() : '')
  const facts: Facts = {}
  if (os !== '') facts.os = os
  if (software !== '') facts.software = software
  if (of === 'server' && message.wordCount !== ANSWER_EXTENDED_WORDS) {
    const domain = message.text()
    if (domain !== '') facts.domain = domain
  }
  say(of, 'SMB_COM_SESSION_SETUP_ANDX', facts, sink)
}

function unalignedText(message: Smb1Message): string {
  const { bytes, view } = message
  if (!message.isUnicode) return message.narrow()
  let at = bytes.pos
  while (at + 2 <= bytes.end && view.getUint16(at) !== 0) at += 2
  const text = bytes.text(at - bytes.pos, 'utf16le')
  bytes.pos = Math.min(at + 2, bytes.end)
  return text
}

function say(of: 'client' | 'server', message: string, facts: Facts, sink: Sink): void {
  if (Object.keys(facts).length === 0) return
  sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
}
