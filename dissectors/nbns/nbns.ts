/*
 * NetBIOS name service. Big-endian. RFC 1001, section 15 (what it is for); RFC 1002, section 4.2 (messages, in the form
 * of those of DNS). UDP port 137.
 */
import { NameReader } from '../dns/name-reader.ts'
import { RecordWalk, SECTION } from '../dns/record-walk.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { isEncodedName, targetOf } from './netbios-name.ts'
import { AVAILABLE, type Owner, sayAddresses, sayServer, sayStatus } from './owner-identity.ts'

const MAX_MESSAGE = 65_535
const FLAGS_AT = 2
const ID_LENGTH = 2
const HEADER_LENGTH = 12
/** RFC 1002, 4.2.1.3. */
const TYPE = { null: 0x0a, name: 0x20, status: 0x21 } as const
const IN = 1
/** RFC 1002, 4.2.1.1; 9 and 15 are of Microsoft (MS-NBTE, 2.2.2). */
const OPCODE = { query: 0, registration: 5, release: 6, wait: 7, refresh: 8, refreshToo: 9, multihomed: 15 } as const
const NAMES: Readonly<Record<number, string>> = {
  0: 'Name Query',
  5: 'Name Registration',
  6: 'Name Release',
  7: 'Wait for Acknowledgement',
  8: 'Name Refresh',
  9: 'Name Refresh',
  15: 'Multi-homed Name Registration',
}
/** RFC 1002, 4.2.1.1: sent to all. */
const BROADCAST = 0x0010
const STATUS_CODE = 0x100

interface State extends Owner {
  readonly operations: Operations
  readonly said: SaidOnce
}

export const nbns = defineDissector<State>({
  name: 'nbns',
  title: 'NetBIOS name service',
  carriers: [{ over: 'udp', ports: [137] }],
  depth: {
    decodes: 'queries, registration, refresh, release, node status, and their answers',
    identity:
      'names of their owner with what they are for, workgroup or domain, user, MAC address; not what is asked for',
    missing: 'redirection between servers',
  },
  maxMessage: MAX_MESSAGE,

  // The counts of a header, and the 32 letters of a name: far more than 24 bits.
  probe: (bytes: Cursor): Verdict => (isMessage(bytes) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left <= FLAGS_AT) return undefined
    return bytes.peek(FLAGS_AT) & 0x80 ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new SaidOnce(), host: '' }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    if (walk.begin(message)) {
      const hasEntry = walk.next(message)
      const operation = operationOf(view, hasEntry, state)
      if (walk.isResponse) sink.operation('response', operation, walk.flags & 15)
      else sink.operation('request', operation, 0)
      const subject = (hasEntry ? walk.name.hash(view) : 0) * 32 + (walk.flags >>> 11)
      const isNew = isStatement() && state.said.isNew(subject, view, pos + ID_LENGTH, end)
      if (isNew && walk.isResponse) sayServer(walk, info, sink)
      for (let more = hasEntry; more; more = walk.next(message)) if (isNew) sayEntry(view, info, state, sink)
      if (walk.isLimited) sink.observe({ kind: 'undecoded', reason: 'unsupported', code: operation.code })
    }
    if (walk.problem !== '') sink.observe({ kind: 'malformed', reason: walk.problem, offset: message.pos - pos })
  },

  describe(code: number): { function: string; name: string } {
    if (code === STATUS_CODE) return { function: 'opcode 0 type 0x21', name: 'Node Status' }
    return { function: `opcode ${code}`, name: NAMES[code] ?? `Opcode ${code}` }
  },
})

const walk = new RecordWalk()
const first = new NameReader()

function isMessage(bytes: Cursor): boolean {
  const { view, pos, end } = bytes
  if (bytes.left < HEADER_LENGTH || !isEncodedName(view, pos + HEADER_LENGTH, end)) return false
  const flags = bytes.peek16(FLAGS_AT)
  const questions = bytes.peek16(4)
  const answers = bytes.peek16(6)
  const isCounted = (flags & 0x8000) === 0 ? questions === 1 && answers === 0 : questions <= 1 && answers <= 1
  if (!isCounted || NAMES[(flags >> 11) & 15] === undefined) return false
  if (first.read(view, pos, pos + HEADER_LENGTH, end) !== 'ok' || first.next + 4 > end) return false
  const type = view.getUint16(first.next)
  const isType = type === TYPE.name || type === TYPE.status || type === TYPE.null
  return isType && (view.getUint16(first.next + 2) & 0x7fff) === IN
}

function operationOf(view: DataView, hasEntry: boolean, state: State): Operation {
  const { opcode } = walk
  const code = opcode === OPCODE.query && walk.type === TYPE.status ? STATUS_CODE : opcode
  const { operations } = state
  const key = (hasEntry ? walk.name.hash(view) : 0) * 0x1000 + code
  const found = operations.find(key)
  return found ?? operations.add(key, classOf(opcode), code, '', hasEntry ? targetOf(walk.name, view) : '')
}

/** A name is looked for (RFC 1001, 15.1), or a host keeps its own for itself (15.2), which is about its session alone. */
function classOf(opcode: number): OperationClass {
  return opcode === OPCODE.query ? 'discover' : 'session'
}

/** Who asks for a name says nothing of itself, nor who gives one up; what was refused is not true (RFC 1002, 4.2). */
function isStatement(): boolean {
  const { opcode, flags } = walk
  if (opcode === OPCODE.wait || opcode === OPCODE.release) return false
  if (!walk.isResponse) return opcode !== OPCODE.query
  // 4.2.7: without recursion the client is told to ask the owner of the name, whether it still has it.
  return (flags & 15) === 0 && (!isRegistration(opcode) || (flags & AVAILABLE) !== 0)
}

/** A server of names that was asked for a name may refuse it, so its answer tells; to all, only who objects answers. */
function awaitsAnswer(): boolean {
  return !walk.isResponse && isRegistration(walk.opcode) && (walk.flags & BROADCAST) === 0
}

function isRegistration(opcode: number): boolean {
  return opcode === OPCODE.registration || opcode === OPCODE.multihomed
}

function sayEntry(view: DataView, info: MessageInfo, owner: Owner, sink: Sink): void {
  if (walk.section !== SECTION.answer && walk.section !== SECTION.additional) return
  if (walk.type === TYPE.name) sayAddresses(walk, view, info, owner, awaitsAnswer() ? undefined : sink)
  else if (walk.type === TYPE.status) sayStatus(walk, view, info, sink)
}
