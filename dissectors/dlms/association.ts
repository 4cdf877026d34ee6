/*
 * Opening and closing an association: AARQ, AARE, RLRQ, RLRE in BER. IEC 62056-5-3, clauses 7.2 and 7.3. The calling
 * authentication value is the password, or a challenge: it is passed over.
 */
import { BerReader } from '../kit/ber.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Credential, Operation, Side } from '../kit/observation.ts'
import { type DlmsState, INVOKE, LINKS } from './dlms-state.ts'
import { sayTitle } from './identity.ts'
import { codeOf, TAG } from './services.ts'

const FIELD = {
  context: 0xa1,
  /** In an AARE; in an AARQ it is the called AP title, which nothing is made of. */
  result: 0xa2,
  diagnostic: 0xa3,
  respondingTitle: 0xa4,
  callingTitle: 0xa6,
  mechanism: 0x8b,
} as const
/** Application contexts 3 and 4 have ciphering; 2 and 4 are for short names. */
const FIRST_CIPHERED = 3
const ASSOCIATION_SPACE = 0x10_0000_0000_0000
const MECHANISMS = ['no authentication', 'LLS', 'HLS', 'HLS MD5', 'HLS SHA-1', 'HLS GMAC', 'HLS SHA-256', 'HLS ECDSA']
const CREDENTIALS = MECHANISMS.map(
  (name, i): Credential => ({
    kind: 'credential',
    of: 'client',
    method: `DLMS ${name}`,
    account: '',
    protection: i === 1 ? 'clear' : 'protected',
  }),
)
const ber = new BerReader(new DataView(new ArrayBuffer(0)))

/** What one of the four says. One object, reused. */
const said = { context: 0, mechanism: 0, result: 0, diagnostic: 0, titleFrom: 0, titleTo: 0 }

/** Both are counted as far as they can be read; false where they are no BER. */
export function openAssociation(apdu: Cursor, state: DlmsState, sink: Sink): boolean {
  const isWhole = read(apdu)
  const { mechanism, context } = said
  const operation = associating(mechanism, context, state)
  state.isCiphered = context >= FIRST_CIPHERED
  state.ask(INVOKE.association, operation)
  sink.operation('request', operation, 0)
  const credential = mechanism === 0 ? undefined : CREDENTIALS[mechanism]
  if (credential !== undefined) sink.observe(credential)
  sayTitleOf('client', apdu, state, sink)
  return isWhole
}

export function associationAnswered(apdu: Cursor, state: DlmsState, sink: Sink): boolean {
  const isWhole = read(apdu)
  const { result, diagnostic, context } = said
  const operation = state.asked.answer(state.idOf(INVOKE.association)) ?? associating(0, context, state)
  sink.operation('response', operation, result === 0 ? 0 : result * 0x100 + diagnostic)
  if (context > 0) state.isCiphered = context >= FIRST_CIPHERED
  const security = state.isCiphered ? 'encrypted' : 'none'
  sink.observe({ kind: 'session', state: result === 0 ? 'opened' : 'refused', security, user: '' })
  sayTitleOf('server', apdu, state, sink)
  return isWhole
}

export function releaseAssociation(state: DlmsState, sink: Sink): void {
  const operation = releasing(state)
  state.ask(INVOKE.release, operation)
  sink.operation('request', operation, 0)
}

export function releaseAnswered(state: DlmsState, sink: Sink): void {
  sink.operation('response', state.asked.answer(state.idOf(INVOKE.release)) ?? releasing(state), 0)
  sink.observe({ kind: 'session', state: 'closed', security: 'unknown', user: '' })
}

function read(apdu: Cursor): boolean {
  said.context = said.mechanism = said.result = said.diagnostic = said.titleFrom = said.titleTo = 0
  ber.reset(apdu.view, apdu.pos, apdu.end)
  if (!ber.next() || !ber.enter()) return false
  while (ber.next()) readField()
  return !ber.bad
}

function readField(): void {
  switch (ber.tag) {
    case FIELD.context:
      said.context = lastOctet(1)
      break
    case FIELD.mechanism:
      said.mechanism = ber.length === 0 ? 0 : ber.view.getUint8(ber.end - 1)
      break
    case FIELD.result:
      said.result = lastOctet(1)
      break
    case FIELD.diagnostic:
      said.diagnostic = lastOctet(2)
      break
    case FIELD.callingTitle:
    case FIELD.respondingTitle:
      if (!ber.enter()) return
      if (ber.next()) {
        said.titleFrom = ber.start
        said.titleTo = ber.end
      }
      ber.leave()
      break
    default:
  }
}

/** The last octet of what lies so many levels deeper. */
function lastOctet(levels: number): number {
  let entered = 0
  while (entered < levels && ber.enter()) {
    entered++
    if (!ber.next()) break
  }
  const value = ber.length > 0 ? ber.view.getUint8(ber.end - 1) : 0
  for (; entered > 0; entered--) ber.leave()
  return value
}

function sayTitleOf(of: Side, { view }: Cursor, state: DlmsState, sink: Sink): void {
  sayTitle(view, said.titleFrom, said.titleTo, of, state, sink)
}

function associating(mechanism: number, context: number, state: DlmsState): Operation {
  const key = ASSOCIATION_SPACE + (1 + (mechanism & 7) * 8 + (context & 7)) * LINKS + state.linkKey
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const operationClass = mechanism === 0 ? 'session' : 'authenticate'
  const names = context === 0 ? '' : context % 2 === 0 ? ', short names' : ', logical names'
  const target = `client ${state.client}, ${MECHANISMS[mechanism] ?? `mechanism ${mechanism}`}${names}`
  return state.operations.add(key, operationClass, codeOf(TAG.associate, 0), state.module, target)
}

function releasing(state: DlmsState): Operation {
  const key = ASSOCIATION_SPACE + state.linkKey
  const code = codeOf(TAG.release, 0)
  return (
    state.operations.find(key) ?? state.operations.add(key, 'session', code, state.module, `client ${state.client}`)
  )
}
