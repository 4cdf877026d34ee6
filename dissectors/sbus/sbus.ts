/*
 * SAIA Ether-S-Bus, the protocol of Saia PCD controllers, over UDP. Big-endian.
 * The manual of Saia-Burgess Controls (26/739, "S-Bus protocol") is given to partners only; sources are the dissector of
 * Wireshark (packet-sbus.c, by an engineer of theirs) and open masters, which agree.
 */

import { AskedOperations } from '../kit/asked-operations.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from './answer-facts.ts'
import { answersWithState, blockText, FIRST_REFUSAL, isKnownTransfer, keyEnd } from './block-transfer.ts'
import { COMMAND, classOfCode, codeOf, commandOf, describeCode, isKnownCommand, UNKNOWN_ANSWER } from './commands.ts'
import { keyBytes, pointsOf, sayRead, sayWritten, targetOf } from './media.ts'
import { CRC_LENGTH, DATA, FIELD, isIntact, KIND, MAX_TELEGRAM, telegramLength } from './telegram.ts'

interface State {
  readonly operations: Operations
  /** By sequence number: an answer repeats nothing else. */
  readonly asked: AskedOperations
  /** What answers said last, by the place of the operation. */
  readonly said: Map<number, number>
}

export const sbus = defineDissector<State>({
  name: 'sbus',
  title: 'SAIA Ether-S-Bus',
  carriers: [{ over: 'udp', ports: [5050] }],
  depth: {
    decodes: 'all commands, media and their values, memory, block transfers, refusals, checksums',
    identity: 'Read firmware version (PCD type, firmware), station numbers, state of the CPU',
    missing: 'values of data blocks and texts, modules of the system information, pages of the web server',
  },
  maxMessage: MAX_TELEGRAM,

  /* 16 bits of CRC, 16 of zeros above the length, version, type and kind; the length is that of the datagram. */
  probe(bytes: Cursor): Verdict {
    const length = telegramLength(bytes)
    return length > 0 && length <= bytes.left && isIntact(bytes, length) ? 'yes' : 'no'
  },

  directionOf: (bytes: Cursor): Direction | undefined => {
    if (telegramLength(bytes) <= 0) return undefined
    return bytes.peek(FIELD.kind) === KIND.request ? 'to-server' : 'to-client'
  },

  messageLength: telegramLength,

  newState: () => ({ operations: new Operations(), asked: new AskedOperations(), said: new Map() }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    const length = telegramLength(message)
    if (length <= 0 || message.left < length) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (!isIntact(message, length)) {
      sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: length - CRC_LENGTH })
      return
    }
    if (message.peek(FIELD.kind) === KIND.request) request(message, state, sink)
    else answer(message, state, sink)
  },

  describe: describeCode,
})

function request(message: Cursor, state: State, sink: Sink): void {
  const command = message.peek(FIELD.command)
  const operation = requested(message, command, state.operations)
  state.asked.ask(message.peek16(FIELD.sequence), operation)
  sink.operation('request', operation, 0)
  sayWritten(message, command, operation, sink)
  const isKnown = command === COMMAND.transfer ? isKnownTransfer(partOf(message, command)) : isKnownCommand(command)
  if (!isKnown) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
  // What browser and server say to each other within.
  else if (command === COMMAND.web) sink.observe({ kind: 'undecoded', reason: 'unsupported', code: command })
}

/** One operation for each station and what it acts on, whatever is written. */
function requested(message: Cursor, command: number, operations: Operations): Operation {
  const { view, pos, left } = message
  const end = left - CRC_LENGTH
  const part = partOf(message, command)
  const isTransfer = command === COMMAND.transfer && end > DATA + 1
  // The length before a transfer tells nothing of what it acts on.
  const from = isTransfer ? DATA + 1 : DATA
  const to = Math.max(from, Math.min(end, isTransfer ? keyEnd(message, end) : keyBytes(command)))
  const key = keyOfBytes(view, pos + from, pos + to, message.peek16(FIELD.station) * 0x100 + part)
  const found = operations.find(key)
  if (found !== undefined) return found
  const code = codeOf(command, part)
  const target = command === COMMAND.transfer ? blockText(message, end) : targetOf(message, command, end)
  const module = `station ${message.peek(FIELD.station)}`
  return operations.add(key, classOfCode(code), code, module, target, pointsOf(message, command, end))
}

/** The kind of transfer, or the number of the information, behind the length or an empty byte; 0 where it is missing. */
function partOf(message: Cursor, command: number): number {
  const hasPart = command === COMMAND.transfer || command === COMMAND.information
  return hasPart && message.left > DATA + 1 + CRC_LENGTH ? message.peek(DATA + 1) : 0
}

function answer(message: Cursor, state: State, sink: Sink): void {
  const operation = state.asked.answer(message.peek16(FIELD.sequence)) ?? unknownAnswer(state.operations)
  sink.operation('response', operation, statusOf(message, operation))
  if (message.peek(FIELD.kind) !== KIND.answer) return
  sayRead(message, operation, sink)
  sayFacts(message, operation, state.said, sink)
}

/** An acknowledgement has a code, 0 when the command was obeyed; the answer to a transfer of blocks has one in its data. */
function statusOf(message: Cursor, { code }: Operation): number {
  if (message.peek(FIELD.kind) === KIND.acknowledgement) return message.peek16(FIELD.body)
  if (commandOf(code) !== COMMAND.transfer || code === UNKNOWN_ANSWER) return 0
  const state = message.peek(FIELD.body + 1)
  return answersWithState((code >> 8) - 1) && state >= FIRST_REFUSAL ? state : 0
}

function unknownAnswer(operations: Operations): Operation {
  return operations.find(UNKNOWN_ANSWER) ?? operations.add(UNKNOWN_ANSWER, 'unknown', UNKNOWN_ANSWER, '', '')
}
