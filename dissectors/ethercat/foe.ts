/*
 * FoE, file access over EtherCAT: ETG.1000.6, 5.8. Little-endian.
 */
import type { OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { mailboxOf } from './ethercat-state.ts'
import { SPACE } from './function-codes.ts'
import type { MailboxMessage } from './mailbox-message.ts'

const READ = 1
const WRITE = 2
const ERROR = 5
const LAST_OPCODE = 6
const HEADER_LENGTH = 6
const MAX_NAME = 128
const DETAILS = 0x1ff_ffff

/** Whether a FoE header begins here. */
export function isFoe(view: DataView, at: number, length: number): boolean {
  const opcode = view.getUint8(at)
  return opcode >= READ && opcode <= LAST_OPCODE && view.getUint8(at + 1) === 0 && length >= HEADER_LENGTH
}

/** Reports one FoE message: the file's name, never the password before it. */
export function foe(message: MailboxMessage): void {
  const { data, state, station, sink } = message
  const task = mailboxOf(state, station)
  const opcode = data.u8()
  data.skip(1)
  const number = data.u32le()
  if (opcode === READ || opcode === WRITE) {
    task.file = data.text(Math.min(data.left, MAX_NAME), 'latin1')
    task.isDownload = opcode === WRITE
  }
  const { file } = task
  // What is written to a slave is nearly always its firmware (ETG.1000.6, 5.8.1: the boot state has no other mailbox).
  const operationClass: OperationClass = task.isDownload ? 'firmware' : 'upload'
  const detail = file === '' ? 0 : nameKey(file)
  const operation = message.operation(SPACE.foe, opcode, detail, operationClass, () => file)
  sink.operation(message.role, operation, opcode === ERROR ? number || 1 : 0)
  if (data.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: 0 })
}

const NAME_BYTES = new DataView(new ArrayBuffer(MAX_NAME))

function nameKey(file: string): number {
  for (let i = 0; i < file.length; i++) NAME_BYTES.setUint8(i, file.charCodeAt(i) & 0xff)
  return keyOfBytes(NAME_BYTES, 0, file.length, 0) & DETAILS
}
