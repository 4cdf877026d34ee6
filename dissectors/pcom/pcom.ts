/*
 * PCOM, the protocol of Unitronics' controllers, over TCP. ASCII commands and binary ones, both behind a header of six
 * bytes. Unitronics, "Communication with the Vision PLC: PCOM protocol"; the dissector of Wireshark (packet-pcomtcp.c) and
 * open masters agree with it.
 */
import { AskedOperations } from '../kit/asked-operations.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { asciiAnswer, asciiRequest } from './ascii.ts'
import { asciiCommand, lettersOf } from './ascii-commands.ts'
import { BINARY_CODE, binaryAnswer, binaryRequest, describeBinary } from './binary.ts'
import { isAnswer, isAsciiMode, isIntact, MAX_MESSAGE, messageLength, probe } from './frame.ts'
import type { PcomState } from './pcom-state.ts'

export const pcom = defineDissector<PcomState>({
  name: 'pcom',
  title: 'Unitronics PCOM',
  carriers: [{ over: 'tcp', ports: [20256] }],
  depth: {
    decodes:
      'ASCII commands with operands and values, run, stop, reset, clock; binary reads of operands, data tables; sums',
    identity: 'Identify (model, hardware revision, version of the operating system), PLC name, unit ID',
    missing: 'contents of data tables, operands that are fast or forced, other binary commands (not public)',
  },
  maxMessage: MAX_MESSAGE,

  probe,

  directionOf(bytes: Cursor): Direction | undefined {
    const length = messageLength(bytes)
    if (length <= 0 || bytes.left < length) return undefined
    return isAnswer(bytes) ? 'to-client' : 'to-server'
  },

  messageLength,

  newState: () => ({ operations: new Operations(), asked: new AskedOperations(), said: new SaidOnce() }),

  dissect(message: Cursor, _info: MessageInfo, state: PcomState, sink: Sink): void {
    const length = messageLength(message)
    if (length <= 0 || message.left < length) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (!isIntact(message, length)) {
      sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: length })
      return
    }
    const transaction = message.peek16(0)
    if (isAsciiMode(message))
      (isAnswer(message) ? asciiAnswer : asciiRequest)(message, transaction, length, state, sink)
    else (isAnswer(message) ? binaryAnswer : binaryRequest)(message, transaction, length, state, sink)
  },

  describe(code: number) {
    if (code >= BINARY_CODE) return describeBinary(code)
    const letters = lettersOf(code)
    return { function: letters, name: asciiCommand(code)?.name ?? `Command ${letters}` }
  },
})
