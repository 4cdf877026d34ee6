/* Open files and pipes: MS-SMB2, 2.2.13 to 2.2.40. */
import { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { SPACE } from './function-codes.ts'
import type { OpenFile, SmbState } from './smb-state.ts'
import { classOfSmb2, isTelling, SMB2 } from './smb2-commands.ts'
import type { Smb2Part } from './smb2-message.ts'

const FILE_ID_LENGTH = 16
/** Where a request has the identifier of its file. */
const FILE_ID_AT: Readonly<Record<number, number>> = {
  [SMB2.close]: 8,
  [SMB2.flush]: 8,
  [SMB2.read]: 16,
  [SMB2.write]: 16,
  [SMB2.lock]: 8,
  [SMB2.ioctl]: 8,
  [SMB2.queryDirectory]: 8,
  [SMB2.changeNotify]: 8,
  [SMB2.queryInfo]: 24,
  [SMB2.setInfo]: 16,
  [SMB2.oplockBreak]: 8,
}
const CREATED_FILE_ID_AT = 64
/** 2.2.39: information about a file, and not about its volume or rights. */
const ABOUT_FILE = 1
/** 2.2.31: what is written to a pipe and answered at once. */
const FSCTL_PIPE_TRANSCEIVE = 0x11_c017
/** 3.3.5.2.7.2: the file that the part before has opened. */
const PREVIOUS = 0xffff_ffff

const payload = new Cursor(new DataView(new ArrayBuffer(0)))

/** The operation of a request that names an open file; undefined when it names none that is known. */
export function askFile(part: Smb2Part, info: MessageInfo, state: SmbState, sink: Sink): Operation | undefined {
  const { command } = part
  const field = FILE_ID_AT[command]
  const at = field === undefined ? -1 : part.at(field, FILE_ID_LENGTH)
  if (at < 0) return undefined
  const code = SPACE.smb2 + command + detailOf(part) * 0x100
  const isPrevious = part.isRelated && part.view.getUint32(at) === PREVIOUS
  if (isPrevious) {
    const before = state.previous
    return before === undefined ? undefined : state.on(code, 'file', before.target)
  }
  const key = keyOfBytes(part.view, at, at + FILE_ID_LENGTH, 0)
  const file = state.file(key) ?? (isTransceive(part) ? state.openPipe(key) : undefined)
  if (file === undefined) return detailOf(part) === 0 ? undefined : state.plain(code, classOfSmb2(command))
  if (command === SMB2.close) state.close(key)
  if (file.calls !== undefined) askPipe(part, file, info, state, sink)
  return state.onFile(file, command, code, classOfSmb2(command))
}

/** What a good answer opens, or brings through a pipe. */
export function answerFile(part: Smb2Part, asked: Operation, info: MessageInfo, state: SmbState, sink: Sink): void {
  const { command } = part
  if (command === SMB2.create) {
    const at = part.at(CREATED_FILE_ID_AT, FILE_ID_LENGTH)
    if (at < 0 || asked.target === '') return
    state.open(keyOfBytes(part.view, at, at + FILE_ID_LENGTH, 0), asked.target)
    return
  }
  const file = state.askedFiles.answer(part.messageId)
  if (file === undefined) return
  if (command === SMB2.read) call(part, file, part.u8(2), part.u32(4), info, sink)
  else if (command === SMB2.ioctl) call(part, file, part.u32(32), part.u32(36), info, sink)
}

/** Deleting and renaming are told apart from other changes of a file. */
function detailOf(part: Smb2Part): number {
  if (part.command !== SMB2.setInfo || part.u8(2) !== ABOUT_FILE) return 0
  const informationClass = part.u8(3)
  return isTelling(informationClass) ? informationClass : 0
}

function askPipe(part: Smb2Part, file: OpenFile, info: MessageInfo, state: SmbState, sink: Sink): void {
  const { command } = part
  if (command === SMB2.write) call(part, file, part.u16(2), part.u32(4), info, sink)
  else if (command === SMB2.read) state.askedFiles.ask(part.messageId, file)
  else if (isTransceive(part)) {
    state.askedFiles.ask(part.messageId, file)
    call(part, file, part.u32(24), part.u32(28), info, sink)
  }
}

function isTransceive(part: Smb2Part): boolean {
  return part.command === SMB2.ioctl && part.u32(4) === FSCTL_PIPE_TRANSCEIVE
}

function call(part: Smb2Part, file: OpenFile, from: number, length: number, info: MessageInfo, sink: Sink): void {
  const bytes = part.bytes(from, length)
  if (bytes === undefined || file.calls === undefined) return
  file.calls.take(payload.reset(bytes.view, bytes.pos, bytes.end), info.direction, sink)
}
