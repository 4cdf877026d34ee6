/* Sign-in: RFC 4511, 4.2; RFC 4616 (PLAIN); MS-ADTS, 5.1.1.1 (Sicily). Passwords and responses are not read. */
import type { BerReader } from '../kit/ber.ts'
import { berText } from '../kit/ber-text.ts'
import type { Sink } from '../kit/dissector.ts'
import { SignIn } from '../kit/sign-in.ts'
import type { LdapState } from './ldap-state.ts'

const SIMPLE = 0x80
const SASL = 0xa3
/** MS-ADTS, 5.1.1.1.3: tokens of NTLM in fields of their own. */
const SICILY: readonly number[] = [0x8a, 0x8b]
const OCTETS = 0x04
const SASL_CREDENTIALS = 0x87
const signIn = new SignIn()

/** Takes the contents of a BindRequest, and answers with what it is a bind of. */
export function dissectBind(ber: BerReader, state: LdapState, sink: Sink): string {
  state.account = ''
  if (!ber.next() || !ber.next()) return ''
  const name = berText(ber)
  if (!ber.next()) return name
  if (ber.is(SIMPLE)) {
    // RFC 4513, 5.1.1 and 5.1.2: without a password it is nobody's.
    if (name !== '' && ber.length > 0) {
      state.account = name
      sink.observe({ kind: 'credential', of: 'client', method: 'LDAP simple bind', account: name, protection: 'clear' })
    }
    return name === '' ? 'anonymous' : `${name} simple`
  }
  if (SICILY.includes(ber.tag)) {
    token(ber, 'client', state, sink)
    return 'NTLM'
  }
  if (!ber.is(SASL) || !ber.enter() || !ber.next()) return name
  const mechanism = berText(ber)
  if (ber.next() && ber.is(OCTETS)) {
    if (mechanism === 'PLAIN') plain(ber, state, sink)
    else token(ber, 'client', state, sink)
  }
  return [name, mechanism, signIn.service].filter((each) => each !== '').join(' ')
}

/** Takes the rest of a BindResponse, behind its result: the token of the server. */
export function dissectBindAnswer(ber: BerReader, state: LdapState, sink: Sink): void {
  while (ber.next()) if (ber.is(SASL_CREDENTIALS)) token(ber, 'server', state, sink)
}

/** RFC 4616: authorization, account and password, with zeros between them. */
function plain(ber: BerReader, state: LdapState, sink: Sink): void {
  const { view, start, end } = ber
  signIn.read(view, end, end)
  let from = start
  while (from < end && view.getUint8(from) !== 0) from++
  let to = from + 1
  while (to < end && view.getUint8(to) !== 0) to++
  if (to >= end) return
  ber.start = from + 1
  ber.end = to
  state.account = berText(ber)
  sink.observe({ kind: 'credential', of: 'client', method: 'SASL PLAIN', account: state.account, protection: 'clear' })
}

function token(ber: BerReader, of: 'client' | 'server', state: LdapState, sink: Sink): void {
  if (!signIn.read(ber.view, ber.start, ber.end)) return
  for (const identity of signIn.identities(of)) sink.observe(identity)
  const { account, mechanism } = signIn
  if (of === 'server' || (account === '' && mechanism !== 'Kerberos')) return
  state.account = account
  sink.observe({ kind: 'credential', of, method: mechanism, account, protection: 'protected' })
}
