import { mayBeKey } from '../http/target-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { isWord } from '../kit/text-line.ts'
import type { Words } from './arguments.ts'
import { type Command, classOf, commandAt, MAX_WORD, UNKNOWN } from './commands.ts'
import { MAX_TARGETS, type RedisState } from './redis-state.ts'

const MAX_NAME = 96
const SUMMED = '…'
const HIDDEN = '…'
/** Keys of commands without a target lie beyond those of targets. */
const PLAIN = 0x10_0000_0000_0000

/** Takes a command. Of its words only a key, a channel or a second word of its name is kept. */
export function dissectCommand(message: Cursor, words: Words, state: RedisState, sink: Sink): void {
  const { view } = message
  const command = words.count === 0 ? undefined : commandAt(view, words.start(0), words.end(0))
  const operation = operationOf(command, message, words, state)
  state.ask(operation)
  sink.operation('request', operation, 0)
  if (command === undefined) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: UNKNOWN })
    return
  }
  switch (command.name) {
    case 'AUTH':
      // AUTH password, or AUTH user password.
      sayCredential(words.count > 2 ? words.text(1, message, MAX_NAME) : '', state, sink)
      break
    case 'HELLO':
      noteHello(message, words, state, sink)
      break
    case 'CLIENT':
      noteClient(message, words, sink)
      break
    case 'MONITOR':
      state.isMonitor = true
      break
    default:
  }
}

function operationOf(command: Command | undefined, message: Cursor, words: Words, state: RedisState): Operation {
  const { operations } = state
  const code = command?.code ?? UNKNOWN
  const hasTarget = command !== undefined && command.first !== 'other' && words.count > 1
  if (!hasTarget)
    return operations.find(PLAIN + code) ?? operations.add(PLAIN + code, command?.class ?? 'unknown', code, '', '')
  const key = keyOfBytes(message.view, words.start(1), words.end(1), code)
  const known = operations.find(key)
  if (known !== undefined) return known
  const isWordOfName = command.first === 'word'
  const text = words.text(1, message, isWordOfName ? MAX_WORD : MAX_NAME)
  if (state.targets >= MAX_TARGETS) return summed(command, operations)
  state.targets++
  const word = text.toUpperCase()
  const target = isWordOfName ? (/^[A-Z-]+$/.test(word) ? word : '') : keyText(text)
  return operations.add(key, isWordOfName ? classOf(command, word) : command.class, code, '', target)
}

function summed({ code, class: operationClass }: Command, operations: RedisState['operations']): Operation {
  const key = PLAIN + 0x1_0000 + code
  return operations.find(key) ?? operations.add(key, operationClass, code, '', SUMMED)
}

/** A part of a name that may be a token of a session is not shown. */
export function keyText(key: string): string {
  return key
    .split(/([:/])/)
    .map((part) => (mayBeKey(part) ? HIDDEN : part))
    .join('')
}

function sayCredential(user: string, state: RedisState, sink: Sink): void {
  state.user = user
  sink.observe({ kind: 'credential', of: 'client', method: 'Redis AUTH', account: user, protection: 'clear' })
}

/** HELLO 3 AUTH user password SETNAME name. */
function noteHello(message: Cursor, words: Words, state: RedisState, sink: Sink): void {
  const { view } = message
  for (let i = 2; i < words.count; ) {
    const isAuth = isWord(view, words.start(i), words.end(i), 'AUTH')
    if (isAuth) sayCredential(words.text(i + 1, message, MAX_NAME), state, sink)
    else sayFacts('client', '', 'Redis HELLO', { application: words.text(i + 1, message, MAX_NAME) }, sink)
    i += isAuth ? 3 : 2
  }
}

/** CLIENT SETNAME name, CLIENT SETINFO LIB-NAME name. */
function noteClient(message: Cursor, words: Words, sink: Sink): void {
  const { view } = message
  const is = (index: number, word: string) => isWord(view, words.start(index), words.end(index), word)
  if (words.count > 2 && is(1, 'SETNAME')) {
    sayFacts('client', '', 'Redis CLIENT SETNAME', { application: words.text(2, message, MAX_NAME) }, sink)
  } else if (words.count > 3 && is(1, 'SETINFO') && is(2, 'LIB-NAME')) {
    sayFacts('client', '', 'Redis CLIENT SETINFO', { software: words.text(3, message, MAX_NAME) }, sink)
  }
}
