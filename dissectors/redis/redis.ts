/*
 * Redis and Valkey, by which programs keep values, queues and messages. Text. "Redis serialization protocol specification" (RESP2
 * and RESP3) and "Commands" of the manual; TCP port 6379, Sentinel 26379.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import { PASSED_REST } from '../kit/rest-of-message.ts'
import { Words } from './arguments.ts'
import { dissectCommand } from './command.ts'
import { commandAt, describeCommand } from './commands.ts'
import { RedisState } from './redis-state.ts'
import { dissectReply, isChannelWord } from './reply.ts'
import { found, isType, MAX_MESSAGE, messageLength, T } from './resp-value.ts'

const MAX_HELD = MAX_MESSAGE * 2
/** The first word of a command is there by then. */
const LEAST = 40
/** '$2\r\nOK\r\n': '$-1\r\n' could be many a thing. */
const LEAST_STRING = 7
const LF = 10
const words = new Words()

export const redis = defineDissector<RedisState>({
  name: 'redis',
  title: 'Redis',
  carriers: [{ over: 'tcp', ports: [6379, 26_379] }],
  depth: {
    decodes: 'commands by name and key with their success or error, in order; messages of channels; sign-in',
    identity: 'HELLO and INFO: version, system; name of the client',
    missing: 'values (on purpose); errors within transactions; commands of modules; what TLS carries',
  },
  maxMessage: MAX_HELD,

  // A list whose first string is a known command or a word of a channel; of replies strings and lists that are whole.
  probe(bytes: Cursor, direction: Direction): Verdict {
    const { pos } = bytes
    const verdict = direction === 'to-client' ? probeReplies(bytes) : probeCommand(bytes)
    bytes.pos = pos
    return verdict
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left === 0) return undefined
    words.read(bytes)
    const type = bytes.peek(0)
    if (!isType(type)) return 'to-server'
    if (type !== T.array) return type === T.bulk ? undefined : 'to-client'
    if (isChannelWord(bytes.view, words) && !isCommand(bytes)) return 'to-client'
    return isCommand(bytes) ? 'to-server' : undefined
  },

  messageLength,

  newState: () => new RedisState(),

  dissect(message: Cursor, info: MessageInfo, state: RedisState, sink: Sink): void {
    const { direction } = info
    if (info.afterGap) state.forget()
    if (message.left === 0) return
    messageLength(message)
    const { rest, remaining } = found
    const isSequel = state.remaining[direction] > 0
    state.rest.expect(direction, rest)
    state.remaining[direction] += remaining - (isSequel ? 1 : 0)
    if (isSequel) return
    words.read(message)
    if (direction === 'to-server') dissectCommand(message, words, state, sink)
    else dissectReply(message, words, state, sink)
  },

  content: PASSED_REST,

  describe: describeCommand,
})

function probeCommand(bytes: Cursor): Verdict {
  if (bytes.left === 0) return 'need-more'
  if (bytes.peek(0) !== T.array || messageLength(bytes) < 0) return 'no'
  words.read(bytes)
  const isWhole = words.count > 0 && words.end(0) < bytes.end
  if (!isWhole) return bytes.left < LEAST ? 'need-more' : 'no'
  return isCommand(bytes) ? 'yes' : 'no'
}

/** Lines alone may be of another protocol: POP3 says '+OK', too. */
function probeReplies(bytes: Cursor): Verdict {
  while (bytes.left > 0) {
    const type = bytes.peek(0)
    const length = isType(type) ? messageLength(bytes) : NOT_A_MESSAGE
    if (length === NOT_A_MESSAGE) return 'no'
    if (length === NEED_MORE) return 'need-more'
    if (holdsString(bytes, length)) return 'yes'
    bytes.pos += length
  }
  return 'need-more'
}

/** Whether a value has a string with its length, whole. */
function holdsString(bytes: Cursor, length: number): boolean {
  if (bytes.peek(0) === T.bulk) return length >= LEAST_STRING
  words.read(bytes)
  return words.count > 0 && length > LEAST_STRING && bytes.view.getUint8(words.start(0) - 1) === LF
}

function isCommand({ view }: Cursor): boolean {
  return words.count > 0 && commandAt(view, words.start(0), words.end(0)) !== undefined
}
