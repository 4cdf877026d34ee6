import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { wordIn } from '../kit/text-line.ts'
import type { Words } from './arguments.ts'
import { keyText } from './command.ts'
import { CODE, codeOf } from './commands.ts'
import { MAX_TARGETS, type RedisState } from './redis-state.ts'
import { T } from './resp-value.ts'
import { sayHello, sayInfo } from './server-identity.ts'

const FAILED = 1
const MAX_NAME = 96
const MESSAGES = ['message', 'pmessage', 'smessage']
const AUTH = codeOf('AUTH')
const HELLO = codeOf('HELLO')
const INFO = codeOf('INFO')
const CHANGES = ['subscribe', 'psubscribe', 'ssubscribe', 'unsubscribe', 'punsubscribe', 'sunsubscribe']
const OF_CHANNELS: ReadonlySet<number> = new Set(CHANGES.map((word) => codeOf(word.toUpperCase())))

/** Whether a list is of a channel: a message, or that one is subscribed to. */
export function isChannelWord(view: DataView, words: Words): boolean {
  return words.count > 2 && (isOf(MESSAGES, view, words) || isOf(CHANGES, view, words))
}

function isOf(list: readonly string[], view: DataView, words: Words): boolean {
  return wordIn(list, view, words.start(0), words.end(0)) >= 0
}

/** Takes a reply, which belongs to the command that waits longest, or what a channel brings. */
export function dissectReply(message: Cursor, words: Words, state: RedisState, sink: Sink): void {
  const { view } = message
  const type = message.peek(0)
  const isList = type === T.array || type === T.push
  if (isList && words.count > 2 && isOf(MESSAGES, view, words)) {
    sink.operation('event', messageOf(message, words, state), 0)
    return
  }
  // Of several channels in one command each is confirmed; what is pushed besides answers nothing.
  const isChange = isList && words.count > 2 && isOf(CHANGES, view, words)
  const code = state.asked?.code ?? CODE.unseen
  if (isChange ? !OF_CHANNELS.has(code) : type === T.push) {
    sink.operation('event', plain(CODE.message, 'publish', state), 0)
    return
  }
  if (state.isMonitor && code === CODE.unseen && type === T.text) {
    sink.operation('event', plain(CODE.monitored, 'diagnose', state), 0)
    return
  }
  const asked = state.answer()
  const isError = type === T.error || type === T.bulkError
  sink.operation('response', asked ?? plain(CODE.unseen, 'unknown', state), isError ? FAILED : 0)
  if (code === AUTH) {
    const { user } = state
    sink.observe({ kind: 'session', state: isError ? 'refused' : 'opened', security: 'none', user })
  } else if (code === HELLO && !isError) sayHello(message, words, sink)
  else if (code === INFO && !isError) sayInfo(message, state, sink)
}

/** 'message', a channel, the message; with a pattern the channel stands behind it. */
function messageOf(message: Cursor, words: Words, state: RedisState): Operation {
  const { operations } = state
  const isPattern = wordIn(['pmessage'], message.view, words.start(0), words.end(0)) === 0
  const index = isPattern ? 2 : 1
  const key = keyOfBytes(message.view, words.start(index), words.end(index), CODE.message)
  const known = operations.find(key)
  if (known !== undefined) return known
  if (state.targets >= MAX_TARGETS) return plain(CODE.message, 'publish', state)
  state.targets++
  return operations.add(key, 'publish', CODE.message, '', keyText(words.text(index, message, MAX_NAME)))
}

function plain(code: number, operationClass: OperationClass, { operations }: RedisState): Operation {
  return operations.find(code) ?? operations.add(code, operationClass, code, '', '')
}
