/* Dialects and sign-in: MS-SMB2, 2.2.4 (NEGOTIATE response), 2.2.5 and 2.2.6 (SESSION_SETUP). */
import type { Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { SignIn } from '../kit/sign-in.ts'
import { uuidText } from '../kit/uuid-text.ts'
import { isError, STATUS_MORE_PROCESSING } from './nt-status.ts'
import type { SmbState } from './smb-state.ts'
import type { Smb2Part } from './smb2-message.ts'

const SIGNING_REQUIRED = 0x02
/** 2.2.6: what the session is. */
const IS_NULL = 0x02
const ENCRYPTS = 0x04
const GUID_AT = 8
const GUID_LENGTH = 16
/** 2.2.4: the answer to an SMB 1 request, of which the dialect is agreed upon in a second one. */
const WILDCARD = 0x02ff
const DIALECTS: Readonly<Record<number, string>> = {
  514: 'SMB 2.0.2',
  528: 'SMB 2.1',
  768: 'SMB 3.0',
  770: 'SMB 3.0.2',
  785: 'SMB 3.1.1',
}
const signIn = new SignIn()

export function answerNegotiate(part: Smb2Part, sink: Sink): void {
  const dialect = part.u16(4)
  const at = part.at(GUID_AT, GUID_LENGTH)
  if (at < 0) return
  const facts: Partial<Record<Fact, string>> = {}
  if (dialect !== WILDCARD) {
    const text = DIALECTS[dialect] ?? `SMB dialect 0x${dialect.toString(16)}`
    facts.capability = part.u16(2) & SIGNING_REQUIRED ? `${text}, signing required` : `${text}, signing not required`
  }
  if (!isZero(part.view, at)) facts.uuid = uuidText(part.view, at, true)
  if (Object.keys(facts).length === 0) return
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message: 'SMB2 NEGOTIATE', facts })
}

/** The service that a client has a ticket for; '' when it signs in by other means. */
export function serviceOf(part: Smb2Part): string {
  const token = part.bytes(part.u16(12), part.u16(14))
  return token !== undefined && signIn.read(token.view, token.pos, token.end) ? signIn.service : ''
}

export function askSession(part: Smb2Part, state: SmbState, sink: Sink): void {
  const token = part.bytes(part.u16(12), part.u16(14))
  if (token === undefined || !signIn.read(token.view, token.pos, token.end)) return
  saySignIn(signIn, 'client', sink)
  state.signIns.ask(part.messageId, { account: signIn.account, method: signIn.mechanism })
}

export function answerSession(part: Smb2Part, state: SmbState, sink: Sink): void {
  const token = part.bytes(part.u16(4), part.u16(6))
  if (token !== undefined && signIn.read(token.view, token.pos, token.end)) saySignIn(signIn, 'server', sink)
  const asked = state.signIns.answer(part.messageId)
  if (part.status === STATUS_MORE_PROCESSING) return
  const user = asked?.account ?? ''
  if (isError(part.status)) {
    sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user })
    return
  }
  const flags = part.u16(2)
  const isEncrypted = (flags & ENCRYPTS) !== 0
  if (isEncrypted) state.isEncrypted = true
  // A session of nobody has no key to sign with.
  const isSigned = part.isSigned && (flags & IS_NULL) === 0
  const security = isEncrypted ? 'encrypted' : isSigned ? 'signed' : 'none'
  sink.observe({ kind: 'session', state: 'opened', security, user })
}

/** Names and versions, and whose account it is. */
export function saySignIn(from: SignIn, of: 'client' | 'server', sink: Sink): void {
  for (const identity of from.identities(of)) sink.observe(identity)
  const { account, mechanism } = from
  if (account === '' && mechanism !== 'Kerberos') return
  if (of === 'client') sink.observe({ kind: 'credential', of, method: mechanism, account, protection: 'protected' })
}

function isZero(view: DataView, at: number): boolean {
  for (let i = 0; i < GUID_LENGTH; i += 4) if (view.getUint32(at + i) !== 0) return false
  return true
}
