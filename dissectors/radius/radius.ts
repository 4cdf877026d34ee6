/*
 * RADIUS: how switches, access points and gateways ask who may come in. Big-endian.
 * RFC 2865, 3 (packets) and 5 (attributes), UDP port 1812; RFC 2866 (accounting, 1813); RFC 5176 (changes, 3799); ports 1645
 * and 1646 of old. Passwords, challenges, keys and EAP messages are passed over.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { Attributes } from './attributes.ts'
import { describeRadius, isRefusal, PACKET, packetOf } from './packet-codes.ts'

/** Requests of one pair of ports: identifiers have 8 bits. */
export const MAX_PENDING = 256

const HEADER_LENGTH = 20
/** RFC 2865, 3. */
const MAX_PACKET = 4096
/** What a NAS says that does not know its own address. */
const LOOPBACK = '127.'

interface Asked {
  readonly operation: Operation
  readonly user: string
  readonly mac: string
  readonly port: string
}

interface State {
  readonly operations: Operations
  readonly asked: Pending<Asked>
  readonly said: SaidOnce
}

type Facts = Partial<Record<Fact, string>>

const attributes = new Attributes()

export const radius = defineDissector<State>({
  name: 'radius',
  title: 'RADIUS',
  carriers: [{ over: 'udp', ports: [1812, 1813, 1645, 1646, 3799] }],
  depth: {
    decodes: 'all packets of access, accounting and changes; who signs in from which station and port',
    identity: 'NAS identifier and address; accounts and ports of stations; accounting binds MAC and IP address',
    missing: 'attributes of vendors; methods inside EAP; RADIUS over TCP or TLS',
  },
  maxMessage: MAX_PACKET,

  /* Code, a length that agrees with the datagram, and attributes that fill it: an answer without any says too little. */
  probe: (bytes: Cursor): Verdict => (isPacket(bytes) && bytes.left > HEADER_LENGTH ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    const packet = bytes.left < 1 ? undefined : packetOf(bytes.peek(0))
    if (packet === undefined) return undefined
    return packet.answers === 0 ? 'to-server' : 'to-client'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), asked: new Pending<Asked>(MAX_PENDING), said: new SaidOnce() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (!isPacket(message)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
      return
    }
    const code = message.u8()
    const id = message.u8()
    message.skip(HEADER_LENGTH - 2)
    const answers = packetOf(code)?.answers ?? 0
    attributes.read(message)
    if (answers === 0) asked(code, id, info, state, sink)
    else answered(code, id, answers, info, state, sink)
  },

  describe: describeRadius,
})

function asked(code: number, id: number, info: MessageInfo, state: State, sink: Sink): void {
  const { user, calling, callingMac: mac, nasPortId: port, framedIp } = attributes
  const parts = [user === '' ? '' : `user ${user}`, calling === '' ? '' : `from ${calling}`]
  const operation = operationOf(code, parts.filter((each) => each !== '').join(' '), state)
  state.asked.ask(id, { operation, user, mac, port })
  sink.operation('request', operation, 0)
  if (info.direction !== 'to-server') return
  sayNas(code, state, sink)
  if (code === PACKET.accountingRequest && mac !== '' && framedIp !== '')
    sink.observe({ kind: 'binding', mac, ip: framedIp })
}

function answered(code: number, id: number, answers: number, info: MessageInfo, state: State, sink: Sink): void {
  const before = state.asked.answer(id)
  // RFC 5997, 2.1: the answer to a Status-Server is an Access-Accept.
  const isStatus = before?.operation.code === PACKET.statusServer && code === PACKET.accessAccept
  const fits = before !== undefined && (isStatus || before.operation.code === answers)
  sink.operation('response', fits ? before.operation : operationOf(answers, '', state), isRefusal(code) ? code : 0)
  if (info.direction !== 'to-client') return
  if (answers < PACKET.disconnectRequest) sayOnce('server', '', code, { role: 'RADIUS server' }, state, sink)
  if (fits && !isStatus && code === PACKET.accessAccept) sayAccount(before, state, sink)
}

/** RFC 2865, 5.4 and 5.32: the one that asks. A request to change or disconnect is asked by the server of the others. */
function sayNas(code: number, state: State, sink: Sink): void {
  if (code !== PACKET.accessRequest && code !== PACKET.accountingRequest) return
  const { nasIdentifier, nasAddress } = attributes
  const facts: Facts = { role: 'RADIUS client' }
  if (nasIdentifier !== '') facts.name = nasIdentifier
  if (nasAddress !== '' && !nasAddress.startsWith(LOOPBACK)) facts['network-address'] = nasAddress
  sayOnce('client', '', code, facts, state, sink)
}

/** The account is that of the station; where none is told, somebody signed in at the NAS itself. */
function sayAccount({ user, mac, port }: Asked, state: State, sink: Sink): void {
  if (mac === '') {
    if (user !== '')
      sink.observe({ kind: 'credential', of: 'client', method: 'RADIUS', account: user, protection: 'protected' })
    return
  }
  const facts: Facts = {}
  if (user !== '') facts.user = user
  if (port !== '') facts['port-id'] = port
  if (Object.keys(facts).length > 0) sayOnce('client', mac, PACKET.accessAccept, facts, state, sink)
}

const NOTHING = new DataView(new ArrayBuffer(0))

function sayOnce(of: 'client' | 'server', about: string, code: number, facts: Facts, state: State, sink: Sink): void {
  const subject = keyOfText(`${about} ${JSON.stringify(facts)}`, code)
  if (!state.said.isNew(subject, NOTHING, 0, 0)) return
  sink.observe({ kind: 'identity', of, about, module: '', message: describeRadius(code).name, facts })
}

function operationOf(code: number, target: string, { operations }: State): Operation {
  const key = target === '' ? code : keyOfText(target, code)
  const known = operations.find(key)
  return known ?? operations.add(key, packetOf(code)?.operationClass ?? 'unknown', code, '', target)
}

/** RFC 2865, 3 and 5: lengths of the packet and of all its attributes. */
function isPacket(bytes: Cursor): boolean {
  const { view, pos, left } = bytes
  if (left < HEADER_LENGTH || left > MAX_PACKET || packetOf(view.getUint8(pos)) === undefined) return false
  const end = pos + view.getUint16(pos + 2)
  if (end !== pos + left) return false
  let at = pos + HEADER_LENGTH
  while (at + 2 <= end) {
    const length = view.getUint8(at + 1)
    if (view.getUint8(at) === 0 || length < 2) return false
    at += length
  }
  return at === end
}
