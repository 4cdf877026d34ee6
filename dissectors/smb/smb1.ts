/* MS-CIFS, 2.2.3 (message), 2.2.4 (commands); MS-SMB for what Windows adds. Little-endian. */
import { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { SPACE } from './function-codes.ts'
import { isError } from './nt-status.ts'
import type { SmbState } from './smb-state.ts'
import { classOfSmb1, isKnownSmb1, SMB1 } from './smb1-commands.ts'
import { answerSmb1File, askSmb1File } from './smb1-files.ts'
import { Smb1Message } from './smb1-message.ts'
import { answerSmb1Negotiate, answerSmb1Session, askSmb1Session } from './smb1-session.ts'

/** Commands of one message that are looked at; the standard allows each once. */
const MAX_BLOCKS = 8
/** The password of a TREE_CONNECT_ANDX, by its length. */
const TREE_PASSWORD_AT = 6
const current = new Smb1Message()
const pipe = new Cursor(new DataView(new ArrayBuffer(0)))

/** Takes one SMB1 message; the cursor is at its header. */
export function dissectSmb1(message: Cursor, info: MessageInfo, state: SmbState, sink: Sink): void {
  const { view, pos, end } = message
  if (!current.decode(view, pos, end)) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: end - pos })
    return
  }
  // What a server says unasked: it takes a lock back (MS-CIFS, 2.2.4.32).
  const isUnasked = !current.isReply && info.direction === 'to-client'
  for (let count = 0; count < MAX_BLOCKS; count++) {
    const isWhole = current.readBlock()
    if (isUnasked) sink.operation('event', plain(state), 0)
    else if (current.isReply) answered(info, state, sink)
    else asked(info, state, sink)
    if (!isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: current.words - pos })
    if (!isWhole || !current.nextBlock()) return
  }
}

function asked(info: MessageInfo, state: SmbState, sink: Sink): void {
  const { command } = current
  if (!isKnownSmb1(command)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: SPACE.smb1 + command })
  const operation = operationOf(info, state, sink)
  if (command === SMB1.ntCancel) {
    sink.operation('event', operation, 0)
    return
  }
  state.asked.ask(requestKey(), operation)
  sink.operation('request', operation, 0)
  if (command === SMB1.sessionSetupAndX) askSmb1Session(current, requestKey(), state, sink)
}

function operationOf(info: MessageInfo, state: SmbState, sink: Sink): Operation {
  const { command } = current
  const code = SPACE.smb1 + command
  if (command === SMB1.treeConnectAndX) {
    current.bytes.skip(current.u16(TREE_PASSWORD_AT))
    return state.on(code, 'session', current.text())
  }
  return askSmb1File(current, pipe, requestKey(), info, state, sink) ?? plain(state)
}

function answered(info: MessageInfo, state: SmbState, sink: Sink): void {
  const { command, status } = current
  const operation = state.asked.answer(requestKey()) ?? plain(state)
  const error = errorOf(current)
  sink.operation('response', operation, error)
  if (command === SMB1.sessionSetupAndX) answerSmb1Session(current, requestKey(), status, error, state, sink)
  else if (error !== 0) return
  else if (command === SMB1.negotiate) answerSmb1Negotiate(current, state, sink)
  else if (command === SMB1.treeConnectAndX) state.connectTree(current.tree, operation.target)
  else answerSmb1File(current, pipe, requestKey(), operation, info, state, sink)
}

/** Identifiers of 32 bits, and one answer for each command of a chain. */
function requestKey(): number {
  return current.callId * 256 + current.command
}

/** 2.2.3.1: either an NT status, or a class and a code of DOS. */
function errorOf({ status, isNtStatus }: Smb1Message): number {
  return isNtStatus && !isError(status) ? 0 : status
}

function plain(state: SmbState): Operation {
  return state.plain(SPACE.smb1 + current.command, classOfSmb1(current.command))
}
