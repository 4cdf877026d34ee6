/*
 * SNMP, versions 1, 2c and 3. BER (X.690), big-endian.
 * RFC 1157 (version 1), RFC 1901 and 3416 (2c), RFC 3412 and 3414 (3). UDP ports 161, and 162 for traps.
 */
import { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { engineFacts } from './engine-id.ts'
import { areaEnd, areaText, trapText } from './object-area.ts'
import { dotted } from './object-identifier.ts'
import { classOfPdu, describePdu, PDU, roleOfPdu } from './pdu-types.ts'
import { sayBindings, sayObjectId } from './say-bindings.ts'
import { OBJECT_ID, SEQUENCE, SnmpMessage, VERSION_3 } from './snmp-message.ts'
import { SnmpState } from './snmp-state.ts'

const MAX_MESSAGE = 65_535
/** A version, a community and a PDU, all empty. */
const MIN_MESSAGE = 20
/** Traps of version 1 up to this kind carry the sysObjectID of their sender (RFC 1157, 4.1.6). */
const LAST_GENERIC = 5
const MAX_USER = 32
const AUTHENTIC = 1
const SAID = { engine: 0x4000, user: 0x4001, community: 0x4002, enterprise: 0x4003 } as const
const METHODS = ['SNMPv1 community', 'SNMPv2c community'] as const

export const snmp = defineDissector<SnmpState>({
  name: 'snmp',
  title: 'SNMP',
  carriers: [{ over: 'udp', ports: [161, 162] }],
  depth: {
    decodes: 'all PDUs of versions 1, 2c and 3 by the part of the tree they are about; sets by object; errors',
    identity:
      'system group, sysObjectID, the chassis in ENTITY-MIB, printers, UPS, system and neighbours in LLDP-MIB; engine id and user of version 3',
    missing: 'values; what version 3 encrypts; entities inside the chassis; SNMP over TCP, TLS or SSH',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    const { view, pos, end } = bytes
    if (end - pos < MIN_MESSAGE || bytes.peek(0) !== SEQUENCE) return 'no'
    return message.read(view, pos, end) && !message.reader.bad ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (!message.read(bytes.view, bytes.pos, bytes.end)) return undefined
    const { asks } = message
    if (asks !== undefined) return asks || isTrap(message.pdu) ? 'to-server' : 'to-client'
    return undefined
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => new SnmpState(),

  dissect(bytes: Cursor, info: MessageInfo, state: SnmpState, sink: Sink): void {
    const { view, pos, end } = bytes
    if (!message.read(view, pos, end)) {
      sink.observe({
        kind: 'malformed',
        reason: message.reader.bad ? 'truncated' : 'bad-value',
        offset: message.reader.at - pos,
      })
      if (message.pdu < 0) return
    }
    const sender: Side = info.direction === 'to-server' ? 'client' : 'server'
    const asked = report(view, info.direction, state, sink)
    sayCredential(view, sender, state, sink)
    if (message.pdu === PDU.encrypted) {
      sink.observe({ kind: 'undecoded', reason: 'encrypted', code: PDU.encrypted })
      return
    }
    // An answer that is an error repeats what was asked for, that to an inform what was said.
    if (!isStatement(message.pdu) || message.error !== 0 || asked?.code === PDU.inform) return
    const about = message.pdu === PDU.trapV1 ? agentOf(view) : ''
    if (message.generic >= 0 && message.generic < LAST_GENERIC && isNewEnterprise(view, state)) {
      sayObjectId(view, message.enterpriseFrom, message.enterpriseTo, sender, about, sink)
    }
    sayBindings(message, view, sender, about, state, sink)
  },

  describe: describePdu,
})

const message = new SnmpMessage()
const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

function isTrap(pdu: number): boolean {
  return pdu === PDU.trap || pdu === PDU.trapV1
}

/** Whether its bindings are what the sender says of itself, rather than what it asks, or is told to become. */
function isStatement(pdu: number): boolean {
  return pdu === PDU.response || pdu === PDU.inform || isTrap(pdu)
}

/** Reports the operation; returns the request that it answers. */
function report(view: DataView, direction: Direction, state: SnmpState, sink: Sink): Operation | undefined {
  const { pdu, id } = message
  const isAnswer =
    roleOfPdu(pdu) === 'response' || (pdu === PDU.encrypted && message.asks === undefined && direction === 'to-client')
  if (isAnswer) {
    const asked = state.pending.answer(id)
    sink.operation('response', asked ?? operationOf(view, state), pdu === PDU.report ? failureOf(view) : message.error)
    return asked
  }
  const operation = operationOf(view, state)
  if (roleOfPdu(pdu) === 'event' || message.asks === undefined) sink.operation('event', operation, 0)
  else {
    state.pending.ask(id, operation)
    sink.operation('request', operation, 0)
  }
  return undefined
}

/** usmStats, 1.3.6.1.6.3.15.1.1.N.0 (RFC 3414, clause 5): the count that a report shows. */
const COUNT_AT = 8
const OUT_OF_TIME = 2
const UNKNOWN_ENGINE = 4

/** Clocks and engines are learnt by reports (RFC 3414, clause 4); the rest are failures. */
function failureOf(view: DataView): number {
  findFirst(view)
  const count = first.to - first.from > COUNT_AT + 1 ? view.getUint8(first.from + COUNT_AT) : PDU.report
  return count === OUT_OF_TIME || count === UNKNOWN_ENGINE ? 0 : count
}

/** Objects that are set, and traps, are named in full; else the part of the tree of the first one is enough. */
function operationOf(view: DataView, state: SnmpState): Operation {
  const { pdu } = message
  const { operations } = state
  findFirst(view)
  const isWhole = pdu === PDU.set || isTrap(pdu) || pdu === PDU.inform
  const to = isWhole ? first.to : areaEnd(view, first.from, first.to)
  const key = keyOfBytes(view, first.from, to, pdu + 64 * (message.generic + 1))
  const found = operations.find(key)
  if (found !== undefined) return found
  return operations.add(key, classOfPdu(pdu), pdu, '', first.to > first.from ? targetText(view) : '')
}

function targetText(view: DataView): string {
  const { pdu, generic } = message
  if (pdu === PDU.set) return dotted(view, first.from, first.to)
  if (isTrap(pdu) || pdu === PDU.inform) return trapText(view, first.from, first.to, generic)
  return areaText(view, first.from, first.to)
}

/** The identifier that says what a message is about: of the first binding, of a trap that of the trap. */
const first = { from: 0, to: 0 }

function findFirst(view: DataView): void {
  first.from = message.enterpriseFrom
  first.to = message.enterpriseTo
  if (message.pdu === PDU.trapV1) return
  // sysUpTime comes first in traps and informs, then snmpTrapOID, whose value tells (RFC 3416, 4.2.6).
  const isNotification = message.pdu === PDU.trap || message.pdu === PDU.inform
  const reader = message.reader.reset(view, message.bindingsFrom, message.bindingsTo)
  if (isNotification) reader.next()
  if (!reader.next() || !reader.enter() || !reader.next()) return
  if (isNotification && !reader.next()) return
  if (!reader.is(OBJECT_ID)) return
  first.from = reader.start
  first.to = reader.end
}

/** RFC 1157, 4.1.6: a proxy sends traps of others; 0.0.0.0 is nobody. */
function agentOf(view: DataView): string {
  const agent = ipv4Text(cursor.reset(view, message.agentFrom, message.agentFrom + 4))
  return agent === '0.0.0.0' ? '' : agent
}

function isNewEnterprise(view: DataView, state: SnmpState): boolean {
  return isNews(state.said, SAID.enterprise, view, message.enterpriseFrom, message.enterpriseTo)
}

/** A community is a secret, and is not read; the user and the engine of version 3 are names. */
function sayCredential(view: DataView, sender: Side, state: SnmpState, sink: Sink): void {
  const { version, nameFrom, nameTo } = message
  if (version !== VERSION_3) {
    if (sender !== 'client' || !isFirst(state, version)) return
    const method = METHODS[version === 0 ? 0 : 1]
    sink.observe({ kind: 'credential', of: 'client', method, account: '', protection: 'clear' })
    return
  }
  if (nameTo > nameFrom && isNews(state.said, SAID.user, view, nameFrom, nameTo)) {
    const account = cursor.reset(view, nameFrom, nameTo).text(Math.min(nameTo - nameFrom, MAX_USER), 'utf8')
    const protection = (message.flags & AUTHENTIC) === 0 ? 'clear' : 'protected'
    sink.observe({ kind: 'credential', of: 'client', method: 'SNMPv3 USM', account, protection })
  }
  sayEngine(view, sender, state, sink)
}

/** Whether this version was not seen before. */
function isFirst(state: SnmpState, version: number): boolean {
  if (state.said.get(SAID.community) === version + 1) return false
  state.said.set(SAID.community, version + 1)
  return true
}

/** RFC 3414, 1.5.1: the one that answers is authoritative; of what is not answered, the sender. */
function sayEngine(view: DataView, sender: Side, state: SnmpState, sink: Sink): void {
  const { engineFrom, engineTo } = message
  if (engineTo === engineFrom || !isNews(state.said, SAID.engine, view, engineFrom, engineTo)) return
  const facts = engineFacts(view, engineFrom, engineTo)
  if (Object.keys(facts).length === 0) return
  const receiver: Side = sender === 'client' ? 'server' : 'client'
  const of = message.asks === true ? receiver : sender
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'SNMPv3 engine id', facts })
}
