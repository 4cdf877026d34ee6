/* MS-SMB2, 2.2.1 (header, compounds) and 3.3.4.4 (interim answers). Little-endian. */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { SPACE } from './function-codes.ts'
import { isError, STATUS_PENDING } from './nt-status.ts'
import type { SmbState } from './smb-state.ts'
import { classOfSmb2, isKnownSmb2, SMB2 } from './smb2-commands.ts'
import { answerFile, askFile } from './smb2-files.ts'
import { Smb2Part } from './smb2-message.ts'
import { answerNegotiate, answerSession, askSession, serviceOf } from './smb2-session.ts'

/** Parts of one message (MS-SMB2, 3.2.4.1.4) that are looked at; clients send three. */
export const MAX_COMPOUND = 64
/** The identifier of what no request asked for (2.2.23.1): 64 ones, which are rounded. */
const UNASKED = 2 ** 64
const MAX_PATH_BYTES = 2048
const part = new Smb2Part()

/** Takes one SMB2 message, of one part or several; the cursor is at its header. */
export function dissectSmb2(message: Cursor, info: MessageInfo, state: SmbState, sink: Sink): void {
  const { view, pos, end } = message
  let start = pos
  for (let count = 0; count < MAX_COMPOUND; count++) {
    if (!part.decode(view, start, end)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: start - pos })
      return
    }
    if (part.isReply) answered(info, state, sink)
    else asked(info, state, sink)
    if (part.next === 0) return
    start += part.next
  }
  sink.observe({ kind: 'malformed', reason: 'bad-length', offset: start - pos })
}

function asked(info: MessageInfo, state: SmbState, sink: Sink): void {
  const { command } = part
  if (!isKnownSmb2(command)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: SPACE.smb2 + command })
  if (!part.isRelated) state.previous = undefined
  const operation = operationOf(info, state, sink)
  if (command === SMB2.create) state.previous = operation
  if (command === SMB2.cancel) {
    sink.operation('event', operation, 0)
    return
  }
  state.asked.ask(part.messageId, operation)
  sink.operation('request', operation, 0)
  if (command === SMB2.sessionSetup) askSession(part, state, sink)
}

function operationOf(info: MessageInfo, state: SmbState, sink: Sink): Operation {
  const { command } = part
  const code = SPACE.smb2 + command
  if (command === SMB2.sessionSetup) return state.on(code, 'authenticate', serviceOf(part))
  if (command === SMB2.treeConnect) return state.on(code, 'session', pathAt(4, 6))
  if (command === SMB2.create) return state.on(code, 'file', state.pathIn(part.tree, pathAt(44, 46)))
  return askFile(part, info, state, sink) ?? state.plain(code, classOfSmb2(command))
}

function answered(info: MessageInfo, state: SmbState, sink: Sink): void {
  const { command, messageId, status } = part
  if (messageId === UNASKED) {
    sink.operation('event', state.plain(SPACE.smb2 + command, classOfSmb2(command)), 0)
    return
  }
  const operation = state.asked.answer(messageId) ?? state.plain(SPACE.smb2 + command, classOfSmb2(command))
  if (status === STATUS_PENDING) {
    // The true answer comes later, under the same identifier.
    state.asked.ask(messageId, operation)
    sink.operation('event', operation, 0)
    return
  }
  sink.operation('response', operation, isError(status) ? status : 0)
  if (command === SMB2.sessionSetup) answerSession(part, state, sink)
  else if (isError(status)) return
  else if (command === SMB2.negotiate) answerNegotiate(part, sink)
  else if (command === SMB2.treeConnect) state.connectTree(part.tree, operation.target)
  else answerFile(part, operation, info, state, sink)
}

/** The path that an offset and a length in the body point to. */
function pathAt(offset: number, length: number): string {
  const bytes = part.bytes(part.u16(offset), Math.min(part.u16(length), MAX_PATH_BYTES))
  return bytes === undefined ? '' : bytes.text(bytes.left, 'utf16le')
}
