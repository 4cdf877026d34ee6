import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import { COMMAND, commandOf } from './commands.ts'
import { CRC_LENGTH, FIELD } from './telegram.ts'

const TYPE_LENGTH = 5
const VERSION_LENGTH = 3

const MODES: Readonly<Record<number, string>> = {
  0x43: 'conditional run',
  0x44: 'disconnected',
  0x48: 'halt',
  0x52: 'run',
  0x53: 'stop',
  0x58: 'exceptional intermediate state',
}

type Facts = Partial<Record<Fact, string>>

/** Says what an answer tells of the controller, when it is news. */
export function sayFacts(telegram: Cursor, operation: Operation, said: Map<number, number>, sink: Sink): void {
  const command = commandOf(operation.code)
  if (!tells(command)) return
  const { view, pos } = telegram
  const end = telegram.left - CRC_LENGTH
  if (!isNews(said, operation.slot, view, pos + FIELD.body, pos + end)) return
  const facts = factsOf(telegram, command, end)
  if (facts === undefined) return
  const { module } = operation
  sink.observe({ kind: 'identity', of: 'server', about: '', module, message: MESSAGES[command] as string, facts })
}

const MESSAGES: Readonly<Record<number, string>> = {
  [COMMAND.status]: 'Read status of CPU 0',
  [COMMAND.ownStatus]: 'Read status of this CPU',
  [COMMAND.stationNumber]: 'Read station number',
  [COMMAND.firmware]: 'Read firmware version',
}

/** The modes of further CPUs of one controller are not told: there is one fact for all. */
function tells(command: number): boolean {
  return MESSAGES[command] !== undefined
}

function factsOf(telegram: Cursor, command: number, end: number): Facts | undefined {
  if (command === COMMAND.firmware) return firmwareFacts(telegram, end)
  const value = telegram.peek(FIELD.body)
  if (command === COMMAND.stationNumber) return { 'network-address': String(value) }
  const mode = MODES[value]
  return mode === undefined ? undefined : { mode }
}

function firmwareFacts(telegram: Cursor, end: number): Facts | undefined {
  if (end < FIELD.body + TYPE_LENGTH + VERSION_LENGTH) return undefined
  const { pos } = telegram
  telegram.pos = pos + FIELD.body
  const model = telegram.text(TYPE_LENGTH).trim()
  const firmware = telegram.text(VERSION_LENGTH).trim()
  telegram.pos = pos
  return model === '' || firmware === '' ? undefined : { vendor: 'Saia-Burgess Controls', model, firmware }
}
