/*
 * What else a mailbox carries: ETG.1000.6, 5.7 (EoE), 5.9 (SoE), ETG.1020 (AoE, VoE), ETG.1000.4, 5.6.3 (errors).
 */
import type { OperationClass } from '../kit/observation.ts'
import { codeOf, hex, SPACE } from './function-codes.ts'
import type { MailboxMessage } from './mailbox-message.ts'

const AMS_HEADER_LENGTH = 32
const AMS_COMMAND_AT = 16
const AMS_RESPONSE = 0x01
const LAST_EOE_TYPE = 7
const LAST_SOE_OPCODE = 6
const SOE_ERROR = 0x10
const SOE_HEADER_LENGTH = 4
const SOE_CLASSES: readonly OperationClass[] = ['unknown', 'read', 'read', 'write', 'write', 'publish', 'alarm']
/** A tunnelled frame is a matter of its own; addresses and filters are configuration. */
const EOE_CLASSES: readonly OperationClass[] = [
  'session',
  'time',
  'configure',
  'configure',
  'configure',
  'configure',
  'read',
  'read',
]
const AOE_CLASSES: readonly OperationClass[] = [
  'unknown',
  'discover',
  'read',
  'write',
  'diagnose',
  'mode',
  'session',
  'session',
  'publish',
  'write',
]

export function isAoe(length: number): boolean {
  return length >= AMS_HEADER_LENGTH
}

export function isEoe(view: DataView, at: number, length: number): boolean {
  return (view.getUint8(at) & 0xf) <= LAST_EOE_TYPE && length >= SOE_HEADER_LENGTH
}

export function isSoe(view: DataView, at: number, length: number): boolean {
  const opcode = view.getUint8(at) & 7
  return opcode > 0 && opcode <= LAST_SOE_OPCODE && length >= SOE_HEADER_LENGTH
}

/** Reports one SoE message: the IDN of a drive, 'S-0-0015' or 'P-0-0001'. */
export function soe(message: MailboxMessage): void {
  const { data, sink } = message
  const first = data.u8()
  data.skip(1)
  const idn = data.u16le()
  const opcode = first & 7
  // Answers belong to the function that was asked.
  const asked = opcode === 2 || opcode === 4 ? opcode - 1 : opcode
  const drive = first >> 5
  const operation = message.operation(SPACE.soe, asked, idn * 8 + drive, SOE_CLASSES[asked] ?? 'unknown', () => {
    const set = (idn >> 12) & 7
    return `drive ${drive} ${idn >= 0x8000 ? 'P' : 'S'}-${set}-${String(idn & 0xfff).padStart(4, '0')}`
  })
  const failed = (first & SOE_ERROR) !== 0
  if (opcode > 4) sink.operation('event', operation, 0)
  else sink.operation(message.role, operation, failed ? message.data.u16le() || 1 : 0)
}

/** Reports one EoE message. */
export function eoe(message: MailboxMessage): void {
  const type = message.data.u8() & 0xf
  const asked = type > 2 && type % 2 === 1 ? type - 1 : type
  const operation = message.operation(SPACE.eoe, asked, 0, EOE_CLASSES[asked] ?? 'unknown', () => '')
  message.sink.operation(type === 0 ? 'event' : message.role, operation, 0)
}

/** Reports one AoE message: an ADS command behind its AMS header. */
export function aoe(message: MailboxMessage): void {
  const { data, sink } = message
  data.skip(AMS_COMMAND_AT)
  const command = data.u16le()
  const flags = data.u16le()
  data.skip(4)
  const error = data.u32le()
  if (data.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: 0 })
  const service = command < AOE_CLASSES.length ? command : 0
  const operation = message.operation(SPACE.aoe, service, 0, AOE_CLASSES[service] ?? 'unknown', () => '')
  sink.operation((flags & AMS_RESPONSE) !== 0 ? 'response' : 'request', operation, error)
}

/** Counts one VoE message: its meaning is its maker's. */
export function voe(message: MailboxMessage): void {
  const vendor = message.data.u32le()
  const operation = message.operation(SPACE.voe, 0, vendor & 0x1ff_ffff, 'unknown', () => `vendor ${hex(vendor, 8)}`)
  message.sink.operation(message.role, operation, 0)
  message.sink.observe({ kind: 'undecoded', reason: 'unsupported', code: codeOf(SPACE.voe, 0) })
}

/** A slave's mailbox refused what it got. */
export function mailboxError(message: MailboxMessage): void {
  message.data.skip(2)
  const detail = message.data.u16le()
  const operation = message.operation(SPACE.mailbox, 0, detail, 'diagnose', () => `error ${hex(detail, 4)}`)
  message.sink.operation('response', operation, detail || 1)
}
