/*
 * Browser protocol of Microsoft networks, in datagrams of NetBIOS to \MAILSLOT\BROWSE. Little-endian. MS-BRWS, 2.2.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Fact, Operation, OperationRole } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { osText, roleOf, typeText } from './server-type.ts'

const MAX_MESSAGE = 65_535
const COMMAND = {
  host: 1,
  request: 2,
  listRequest: 9,
  listResponse: 10,
  domain: 12,
  localMaster: 15,
} as const
const NAMES: Readonly<Record<number, string>> = {
  1: 'Host Announcement',
  2: 'Announcement Request',
  8: 'Browser Election Request',
  9: 'Get Backup List Request',
  10: 'Get Backup List Response',
  11: 'Become Backup Browser',
  12: 'Domain Announcement',
  13: 'Master Announcement',
  14: 'Reset Browser State',
  15: 'Local Master Announcement',
}
/** Offsets from the command (2.2.1). What differs from one announcement to the next, count and period, comes first. */
const AT = { name: 6, major: 22, minor: 23, type: 24, signature: 30, comment: 32 } as const
const NAME_LENGTH = 16
const SIGNATURE = 0xaa55
/** 2.2.1: at most 43 bytes of comment with the zero at its end; some say more. */
const MAX_COMMENT = 256
/** Where the name of the sender stands in the others (2.2.2, 2.2.3, 2.2.9). */
const NAME_AT: Readonly<Record<number, number>> = { 2: 2, 8: 14, 13: 1 }

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
}

type Facts = Partial<Record<Fact, string>>

export const browser = defineDissector<State>({
  name: 'browser',
  title: 'Microsoft Windows Browser',
  carriers: [{ over: 'dissector', name: 'nbdgm' }],
  depth: {
    decodes: 'all messages',
    identity: 'server name, comment, operating system and version, what it is, workgroup and its master browser',
    missing: 'the servers of a backup list, which come without addresses',
  },
  maxMessage: MAX_MESSAGE,

  // What brings it knows the mailslot by its name.
  probe: (bytes: Cursor): Verdict => (bytes.left > 0 && NAMES[bytes.peek(0)] !== undefined ? 'yes' : 'no'),

  directionOf: (): Direction | undefined => undefined,

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new SaidOnce() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const command = message.peek(0)
    sink.operation(roleOfMessage(command), operationOf(command, state), 0)
    if (NAMES[command] === undefined) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: command })
      return
    }
    const isAnnouncement = command === COMMAND.host || command === COMMAND.domain || command === COMMAND.localMaster
    if (isAnnouncement && message.left <= AT.comment) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: end - pos })
      return
    }
    const from = isAnnouncement ? pos + AT.name : pos + (NAME_AT[command] ?? message.left)
    if (from >= end || !state.said.isNew(command, view, from, end)) return
    const facts = isAnnouncement ? announced(command, message) : nameIn(from, message)
    const of = info.direction === 'to-server' ? 'client' : 'server'
    if (Object.keys(facts).length > 0) {
      sink.observe({ kind: 'identity', of, about: '', module: '', message: describe(command).name, facts })
    }
  },

  describe,
})

function describe(code: number): { function: string; name: string } {
  return { function: `0x${code.toString(16).padStart(2, '0')}`, name: NAMES[code] ?? `Browser Command ${code}` }
}

function roleOfMessage(command: number): OperationRole {
  if (command === COMMAND.request || command === COMMAND.listRequest) return 'request'
  return command === COMMAND.listResponse ? 'response' : 'event'
}

/** Servers find each other, and agree who keeps the list of them (MS-BRWS, 1.3). */
function operationOf(command: number, state: State): Operation {
  const { operations } = state
  const found = operations.find(command)
  return found ?? operations.add(command, NAMES[command] === undefined ? 'unknown' : 'discover', command, '', '')
}

/** 2.2.1, 2.2.5 and 2.2.6: of a domain, the name is the domain's, and the comment the name of its master. */
function announced(command: number, message: Cursor): Facts {
  const { pos } = message
  const major = message.peek(AT.major)
  const minor = message.peek(AT.minor)
  const type = message.view.getUint32(pos + AT.type, true)
  const isSigned = message.view.getUint16(pos + AT.signature, true) === SIGNATURE
  message.pos = pos + AT.name
  const name = message.text(NAME_LENGTH, 'latin1').trimEnd()
  message.pos = pos + AT.comment
  const comment = message.text(Math.min(message.left, MAX_COMMENT), 'latin1')
  message.pos = pos
  if (command === COMMAND.domain) return plain({ domain: name, name: comment, role: 'local master browser' })
  const capability = typeText(type)
  const os = isSigned ? osText(type, major, minor) : ''
  return plain({ name, description: comment, os, capability, role: roleOf(type) })
}

function nameIn(from: number, message: Cursor): Facts {
  const { pos } = message
  message.pos = from
  const name = message.text(Math.min(message.left, NAME_LENGTH), 'latin1').trimEnd()
  message.pos = pos
  return plain({ name })
}

function plain(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== ''))
}
