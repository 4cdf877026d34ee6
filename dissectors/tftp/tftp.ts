/*
 * TFTP. Big-endian. RFC 1350 (packets), RFC 2347 to 2349 and 7440 (options). UDP port 69 for requests; the transfer itself
 * runs between two other ports, which the request does not name: it is known by its first packet, without the file's name.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation, OperationRole } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'

const READ = 1
const WRITE = 2
const DATA = 3
const ACK = 4
const ERROR = 5
const OPTIONS = 6
const NAMES = ['', 'RRQ', 'WRQ', 'DATA', 'ACK', 'ERROR', 'OACK']
const MODES = ['netascii', 'octet', 'mail']
const OPTION_NAMES = ['blksize', 'tsize', 'timeout', 'windowsize', 'multicast']
/** RFC 1350, 5: 512 bytes without options. */
const MAX_FIRST_DATA = 516
const LAST_ERROR = 8
const MAX_FILE_NAME = 255
const MAX_PACKET = 65_535

interface State {
  readonly operations: Operations
}

const HSRP_ADVERTISE_LENGTH = 16

export const tftp = defineDissector<State>({
  name: 'tftp',
  title: 'TFTP',
  carriers: [{ over: 'udp', ports: [69] }],
  depth: {
    decodes: 'requests with file name and mode, data, acknowledgements, errors, options',
    identity: '',
    missing: 'which file a transfer carries (its ports are not announced); what is in it',
  },
  maxMessage: MAX_PACKET,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < 4 || bytes.peek(0) !== 0) return 'no'
    switch (bytes.peek(1)) {
      case READ:
      case WRITE:
        return isRequest(bytes) ? 'yes' : 'no'
      case DATA:
        // The first packet of an answer: the standard fixes 4 bytes, and its length.
        return bytes.peek16(2) === 1 && bytes.left <= MAX_FIRST_DATA && bytes.left > 4 && !isHsrpAdvertise(bytes)
          ? 'yes'
          : 'no'
      case ACK:
        return bytes.peek16(2) === 0 && bytes.left === 4 ? 'yes' : 'no'
      case ERROR:
        return isError(bytes) ? 'yes' : 'no'
      case OPTIONS:
        return OPTION_NAMES.some((name) => hasText(bytes, 2, name)) ? 'yes' : 'no'
      default:
        return 'no'
    }
  },

  /** Data and the first acknowledgement answer a request that came in on another port. */
  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < 4) return undefined
    const opcode = bytes.peek16(0)
    if (opcode === READ || opcode === WRITE) return 'to-server'
    const isFirst = (opcode === DATA && bytes.peek16(2) === 1) || (opcode === ACK && bytes.peek16(2) === 0)
    return isFirst || opcode === OPTIONS ? 'to-client' : undefined
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations() }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    const opcode = message.peek16(0)
    if (message.short || opcode === 0 || opcode > OPTIONS) {
      sink.observe({ kind: 'malformed', reason: message.short ? 'truncated' : 'bad-value', offset: 0 })
      return
    }
    if (opcode === READ || opcode === WRITE) {
      request(opcode, message, state, sink)
      return
    }
    const operation = state.operations.find(opcode) ?? state.operations.add(opcode, 'file', opcode, '', '')
    sink.operation(roleOf(opcode), operation, opcode === ERROR ? 1 + message.peek16(2) : 0)
  },

  describe: (code: number) => ({ function: String(code), name: NAMES[code] ?? `opcode ${code}` }),
})

function roleOf(opcode: number): OperationRole {
  return opcode === ERROR || opcode === OPTIONS ? 'response' : 'event'
}

/** Reading and writing a file, a firmware image as likely as a configuration (RFC 1350, 5). */
function request(opcode: number, message: Cursor, { operations }: State, sink: Sink): void {
  const { view, pos } = message
  const nameEnd = textEnd(message, 2)
  const modeEnd = nameEnd < 0 ? -1 : textEnd(message, nameEnd + 1)
  if (modeEnd < 0 || nameEnd - 2 > MAX_FILE_NAME) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: 2 })
    return
  }
  const key = keyOfBytes(view, pos + 2, pos + modeEnd, opcode)
  const known = operations.find(key)
  sink.operation('request', known ?? addRequest(key, opcode, message, nameEnd, operations), 0)
}

function addRequest(key: number, opcode: number, message: Cursor, nameEnd: number, operations: Operations): Operation {
  message.skip(2)
  return operations.add(key, 'file', opcode, '', message.text(nameEnd - 2, 'utf8'))
}

/** HSRP version 1 advertises itself with the same four octets, and then the length of the ten that follow. */
function isHsrpAdvertise(bytes: Cursor): boolean {
  return bytes.left === HSRP_ADVERTISE_LENGTH && bytes.peek16(4) === HSRP_ADVERTISE_LENGTH - 6
}

function isRequest(bytes: Cursor): boolean {
  const nameEnd = textEnd(bytes, 2)
  if (nameEnd <= 2 || nameEnd - 2 > MAX_FILE_NAME) return false
  const end = textEnd(bytes, nameEnd + 1)
  return end > 0 && MODES.some((mode) => end - nameEnd - 1 === mode.length && hasText(bytes, nameEnd + 1, mode))
}

/** A known code and a text that fills the rest. */
function isError(bytes: Cursor): boolean {
  if (bytes.peek16(2) > LAST_ERROR || bytes.left < 6) return false
  return textEnd(bytes, 4) === bytes.left - 1
}

/** Where the NUL behind the printable text at `from` lies; -1 when it is none. */
function textEnd(bytes: Cursor, from: number): number {
  for (let i = from; i < bytes.left; i++) {
    const each = bytes.peek(i)
    if (each === 0) return i
    if (each < 0x20 || each === 0x7f) return -1
  }
  return -1
}

/** Without regard to case (RFC 1350, 5). */
function hasText(bytes: Cursor, from: number, text: string): boolean {
  if (from + text.length >= bytes.left) return false
  for (let i = 0; i < text.length; i++) if ((bytes.peek(from + i) | 0x20) !== text.charCodeAt(i)) return false
  return true
}
