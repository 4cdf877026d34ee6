/* Files and pipes of SMB 1: MS-CIFS, 2.2.4.5 to 2.2.4.64; MS-SMB, 2.2.4.9. */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { SPACE } from './function-codes.ts'
import type { OpenFile, SmbState } from './smb-state.ts'
import { classOfSmb1, SMB1 } from './smb1-commands.ts'
import type { Smb1Message } from './smb1-message.ts'

/** Where a request has the identifier of its file, in its words. */
const FILE_ID_AT: Readonly<Record<number, number>> = {
  [SMB1.close]: 0,
  0x05: 0,
  0x09: 0,
  0x0a: 0,
  0x0b: 0,
  0x2c: 0,
  [SMB1.lockingAndX]: 4,
  [SMB1.readAndX]: 4,
  [SMB1.writeAndX]: 4,
}
const NT_CREATED_FILE_AT = 5
const OPENED_FILE_AT = 4
/** 2.2.4.33: words of a transaction before those of its setup, whose first is the subcommand. */
const SETUP_AT = 28
/** 2.2.5.6: what is written to a pipe and answered at once. */
const TRANSACT_PIPE = 0x26
const NT_FUNCTION_AT = 36
/** A buffer format byte before a name: 2.2.4.7. */
const NAME_FORMAT = 0x04

/** The operation of a request that names a file; undefined for every other. */
export function askSmb1File(
  message: Smb1Message,
  pipe: Cursor,
  key: number,
  info: MessageInfo,
  state: SmbState,
  sink: Sink,
): Operation | undefined {
  const { command, tree, bytes } = message
  const code = SPACE.smb1 + command
  switch (command) {
    case SMB1.ntCreateAndX:
    case SMB1.openAndX:
      return state.on(code, 'file', state.pathIn(tree, message.text()))
    case SMB1.delete:
    case SMB1.rename:
      if (bytes.left > 0 && bytes.peek(0) === NAME_FORMAT) bytes.skip(1)
      return state.on(code, 'file', state.pathIn(tree, message.text()))
    case SMB1.transaction:
      return askTransaction(message, pipe, key, info, state, sink)
    case SMB1.transaction2:
      return state.plain(code + (message.u16(SETUP_AT) + 1) * 0x100, 'file')
    case SMB1.ntTransact:
      return state.plain(code + ((message.u16(NT_FUNCTION_AT) & 0xff) + 1) * 0x100, 'file')
    default:
      return askOpenFile(message, pipe, key, info, state, sink)
  }
}

/** What a good answer opens, or brings through a pipe. */
export function answerSmb1File(
  message: Smb1Message,
  pipe: Cursor,
  key: number,
  asked: Operation,
  info: MessageInfo,
  state: SmbState,
  sink: Sink,
): void {
  const { command, view, start, end } = message
  if (command === SMB1.ntCreateAndX) open(message, NT_CREATED_FILE_AT, asked, state)
  else if (command === SMB1.openAndX) open(message, OPENED_FILE_AT, asked, state)
  const file = state.askedFiles.answer(key)
  if (file?.calls === undefined) return
  const isRead = command === SMB1.readAndX
  const length = message.u16(isRead ? 10 : 12)
  const at = start + message.u16(isRead ? 12 : 14)
  if (length > 0 && at > start && at + length <= end)
    file.calls.take(pipe.reset(view, at, at + length), info.direction, sink)
}

/** Identifiers of SMB 1 have 16 bits. */
function open(message: Smb1Message, offset: number, asked: Operation, state: SmbState): void {
  if (asked.target === '' || message.wordCount === 0) return
  state.open(message.u16(offset), asked.target)
}

function askOpenFile(
  message: Smb1Message,
  pipe: Cursor,
  key: number,
  info: MessageInfo,
  state: SmbState,
  sink: Sink,
): Operation | undefined {
  const { command } = message
  const offset = FILE_ID_AT[command]
  if (offset === undefined || message.wordCount === 0) return undefined
  const id = message.u16(offset)
  const file = state.file(id)
  if (file === undefined) return undefined
  if (command === SMB1.close) state.close(id)
  if (file.calls !== undefined) {
    if (command === SMB1.readAndX) state.askedFiles.ask(key, file)
    // 2.2.4.43: length and offset of the data, from the header.
    if (command === SMB1.writeAndX) call(message, file, pipe, message.u16(22), message.u16(20), info, sink)
  }
  return state.onFile(file, command, SPACE.smb1 + command, classOfSmb1(command))
}

function askTransaction(
  message: Smb1Message,
  pipe: Cursor,
  key: number,
  info: MessageInfo,
  state: SmbState,
  sink: Sink,
): Operation {
  const code = SPACE.smb1 + message.command
  const file = message.u16(SETUP_AT) === TRANSACT_PIPE ? state.file(message.u16(SETUP_AT + 2)) : undefined
  if (file === undefined) return state.on(code, 'file', message.text())
  state.askedFiles.ask(key, file)
  call(message, file, pipe, message.u16(24), message.u16(22), info, sink)
  return state.onFile(file, message.command, code, 'file')
}

function call(
  message: Smb1Message,
  file: OpenFile,
  pipe: Cursor,
  from: number,
  length: number,
  info: MessageInfo,
  sink: Sink,
): void {
  const at = message.start + from
  if (length === 0 || at + length > message.end) return
  file.calls?.take(pipe.reset(message.view, at, at + length), info.direction, sink)
}
