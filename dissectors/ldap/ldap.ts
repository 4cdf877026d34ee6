/*
 * LDAP over TCP, and CLDAP over UDP: directories, and how domain controllers are found. BER.
 * RFC 4511, 4 (operations), 5.2 (TCP port 389); MS-ADTS, 3.1.1.3 (root of the directory), 6.3.3 (netlogon pings over UDP),
 * ports 3268 for the global catalogue.
 */
import { BerReader } from '../kit/ber.ts'
import { berText } from '../kit/ber-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { dissectBind, dissectBindAnswer } from './bind.ts'
import { LdapState } from './ldap-state.ts'
import { layerOf, ldapDirection, ldapLength, MAX_LDAP, operationTag, probeLdap } from './message-header.ts'
import { describeLdap, OPERATION, PASSWORD_MODIFY, requestOf, SEALED } from './operation-codes.ts'
import { dissectEntry, dissectSearch } from './search.ts'

/** RFC 4511, appendix A: the sign-in goes on; comparisons that were true or false; what is asked elsewhere. */
const GOOD_RESULTS: readonly number[] = [0, 5, 6, 10, 14]
const BIND_GOES_ON = 14
const EXTENDED_NAME = 0x80
const ONE_WAY: readonly number[] = [
  OPERATION.unbind,
  OPERATION.abandon,
  OPERATION.searchEntry,
  OPERATION.searchReference,
  OPERATION.intermediate,
]
/** The extended operations that are met, by name: RFC 4511, 4.14; RFC 4532; RFC 3062. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.1466.20037': 'StartTLS',
  '1.3.6.1.4.1.4203.1.11.3': 'Who am I',
  '1.3.6.1.4.1.4203.1.11.1': PASSWORD_MODIFY,
}
const ber = new BerReader(new DataView(new ArrayBuffer(0)))

export const ldap = defineDissector<LdapState>({
  name: 'ldap',
  title: 'LDAP',
  carriers: [
    { over: 'tcp', ports: [389, 3268] },
    { over: 'udp', ports: [389] },
  ],
  depth: {
    decodes: 'all operations with their names in the directory; binds; netlogon pings over UDP and TCP',
    identity: 'rootDSE: host, domain, vendor; netlogon answers: names, domain, site; NTLM; accounts of binds',
    missing: 'filters and attributes; what is sealed by SASL or TLS (counted)',
  },
  maxMessage: MAX_LDAP,

  probe: probeLdap,

  directionOf: ldapDirection,

  messageLength: ldapLength,

  newState: () => new LdapState(),

  dissect(message: Cursor, info: MessageInfo, state: LdapState, sink: Sink): void {
    if (message.left > 0 && layerOf(message) !== 'ldap') {
      sealed(state, sink)
      return
    }
    const { view, pos, end } = message
    const tag = message.left > 1 ? operationTag(message, message.left) : -1
    ber.reset(view, pos, end)
    if (tag < 0 || !ber.next() || !ber.enter() || !ber.next()) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
      return
    }
    const id = ber.unsigned()
    ber.next()
    ber.enter()
    const answered = requestOf(tag)
    if (answered !== undefined) answer(id, tag, answered, state, sink)
    else if (info.direction === 'to-client' || ONE_WAY.includes(tag)) oneWay(tag, state, sink)
    else request(id, tag, state, sink)
    if (ber.bad) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: ber.at - pos })
  },

  mayHide: true,

  describe: describeLdap,
})

function request(id: number, tag: number, state: LdapState, sink: Sink): void {
  const operation = state.on(tag, targetOf(tag, state, sink))
  state.asked.ask(id, operation)
  sink.operation('request', operation, 0)
}

function targetOf(tag: number, state: LdapState, sink: Sink): string {
  switch (tag) {
    case OPERATION.bind:
      return dissectBind(ber, state, sink)
    case OPERATION.search:
      return dissectSearch(ber, sink)
    case OPERATION.extended: {
      const oid = ber.next() && ber.is(EXTENDED_NAME) ? berText(ber) : ''
      return EXTENSIONS[oid] ?? oid
    }
    case OPERATION.delete:
      // The name is the operation's own contents (RFC 4511, 4.8).
      return berText(ber)
    default:
      return ber.next() ? berText(ber) : ''
  }
}

function answer(id: number, tag: number, asked: number, state: LdapState, sink: Sink): void {
  const operation = state.asked.answer(id) ?? state.on(asked, '')
  const result = ber.next() ? ber.integer() : 0
  sink.operation('response', operation, GOOD_RESULTS.includes(result) ? 0 : result)
  if (tag !== OPERATION.bindResponse) return
  dissectBindAnswer(ber, state, sink)
  if (result === BIND_GOES_ON) return
  const isGood = result === 0
  const security = !isGood ? 'unknown' : state.isSealed ? 'encrypted' : 'none'
  sink.observe({ kind: 'session', state: isGood ? 'opened' : 'refused', security, user: state.account })
}

function oneWay(tag: number, state: LdapState, sink: Sink): void {
  sink.operation('event', state.on(tag, ''), 0)
  if (tag === OPERATION.searchEntry) dissectEntry(ber, sink)
  if (tag === OPERATION.unbind)
    sink.observe({ kind: 'session', state: 'closed', security: 'unknown', user: state.account })
}

/** RFC 4422, 3.7, and RFC 4513, 3: nothing of what is inside is known. */
function sealed(state: LdapState, sink: Sink): void {
  sink.operation('event', state.operations.find(SEALED) ?? state.operations.add(SEALED, 'unknown', SEALED, '', ''), 0)
  sink.observe({ kind: 'undecoded', reason: 'encrypted', code: SEALED })
  if (state.isSealed) return
  state.isSealed = true
  sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: state.account })
}
