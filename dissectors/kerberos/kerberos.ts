/*
 * Kerberos 5: how users and hosts of a domain sign in. DER.
 * RFC 4120, 5.4 (AS and TGS), 5.9 (errors), 7.2 (UDP and TCP port 88), 7.5.9 (error codes). Tickets, pre-authentication
 * data and everything encrypted are passed over: they could be tried offline.
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import {
  kerberosDirection,
  kerberosLength,
  MAX_KERBEROS,
  MESSAGE,
  messageType,
  probeKerberos,
  startOf,
} from './message-header.ts'
import { Principals } from './principals.ts'

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
  /** What was asked last: a client waits for its answer before it asks again. */
  asked: Operation | undefined
}

type Facts = Partial<Record<Fact, string>>

const NAMES: Readonly<Record<number, string>> = {
  [MESSAGE.asRequest]: 'AS-REQ',
  [MESSAGE.asReply]: 'AS-REP',
  [MESSAGE.tgsRequest]: 'TGS-REQ',
  [MESSAGE.tgsReply]: 'TGS-REP',
  [MESSAGE.error]: 'KRB-ERROR',
}
/** RFC 4120, 7.5.9: an error of 0 is an error all the same. */
const GENERIC_ERROR = 60
const SAID_CLIENT = 1
const SAID_SERVER = 2
const principals = new Principals()

export const kerberos = defineDissector<State>({
  name: 'kerberos',
  title: 'Kerberos',
  carriers: [
    { over: 'udp', ports: [88] },
    { over: 'tcp', ports: [88] },
  ],
  depth: {
    decodes: 'AS and TGS exchanges: realm, client, service, error codes',
    identity: 'accounts; names of hosts from machine accounts and NetBIOS addresses; realm of the KDC',
    missing: 'tickets and pre-authentication (on purpose); changing passwords (port 464); AP exchanges of their own',
  },
  maxMessage: MAX_KERBEROS + 4,

  probe: probeKerberos,

  directionOf: kerberosDirection,

  messageLength: kerberosLength,

  newState: () => ({ operations: new Operations(), said: new SaidOnce(), asked: undefined }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end, left } = message
    const from = startOf(message)
    const type = left > from + 1 ? messageType(message, from, left) : -1
    if (type < 0) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
      return
    }
    const isWhole = principals.read(view, pos + from, end, type)
    if (type === MESSAGE.asRequest || type === MESSAGE.tgsRequest) asked(type, message, info, state, sink)
    else answered(type, message, info, state, sink)
    if (!isWhole) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: from })
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? `message ${code}` }),
})

function asked(type: number, { view, pos, end }: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const operation = operationOf(type, state)
  state.asked = operation
  sink.operation('request', operation, 0)
  if (principals.host === '' || info.direction !== 'to-server' || !state.said.isNew(SAID_CLIENT, view, pos, end)) return
  say('client', NAMES[type] ?? '', { name: principals.host }, sink)
}

function answered(type: number, { view, pos, end }: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const request = type === MESSAGE.asReply ? MESSAGE.asRequest : MESSAGE.tgsRequest
  const isError = type === MESSAGE.error
  const before = state.asked
  const fits = before !== undefined && (isError || before.code === request)
  state.asked = undefined
  const operation = fits ? before : operationOf(isError ? type : request, state)
  sink.operation('response', operation, isError ? principals.error || GENERIC_ERROR : 0)
  if (info.direction !== 'to-client' || !state.said.isNew(SAID_SERVER, view, pos, end)) return
  const realm = isError ? principals.realm : operation.target.slice(operation.target.lastIndexOf('@') + 1)
  if (realm !== '') say('server', NAMES[type] ?? '', { role: 'Kerberos KDC', domain: realm }, sink)
  if (type === MESSAGE.asReply) sayAccount(sink)
}

/** The ticket was given out to the client, and can be read by nobody but who knows its password. */
function sayAccount(sink: Sink): void {
  const { client, clientRealm } = principals
  if (client === '') return
  const account = clientRealm === '' ? client : `${client}@${clientRealm}`
  sink.observe({ kind: 'credential', of: 'client', method: 'Kerberos', account, protection: 'protected' })
  // MS-KILE, 3.1.1: the account of a host is its name and a dollar sign.
  if (client.endsWith('$')) say('client', 'AS-REP', { name: client.slice(0, -1), domain: clientRealm }, sink)
}

function operationOf(code: number, { operations }: State): Operation {
  const { client, clientRealm, service, realm } = principals
  const who = client === '' ? '' : `${client}@${clientRealm}`
  const what = service === '' ? '' : `for ${service}@${realm}`
  const target = [who, what].filter((each) => each !== '').join(' ')
  const key = keyOfText(target, code)
  return operations.find(key) ?? operations.add(key, 'authenticate', code, '', target)
}

function say(of: 'client' | 'server', message: string, facts: Facts, sink: Sink): void {
  for (const [fact, value] of Object.entries(facts)) if (value === '') delete facts[fact as Fact]
  sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
}
