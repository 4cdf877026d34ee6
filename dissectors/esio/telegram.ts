/*
 * "ESIO", type, version, length of the whole telegram, number of the transaction (0 in a status). Then data: number of the
 * telegram, station that sends, count of transfers, flags, and of each transfer its number, destination, length and bytes.
 * Or a status: type, length, station that sends, state, telegrams lost on the way to it, diagnosis, flags.
 */
import type { Cursor } from '../kit/cursor.ts'

export const KIND = { transfer: 1, status: 2 } as const
/** As far as both kinds go, up to the station. */
export const HEADER_LENGTH = 20
export const STATION_AT = 16
export const TRANSFERS_AT = 22

const MAGIC = 0x4553_494f
const STATUS_LENGTH = 24
const STATUS_LENGTH_AT = 14
/** Of a status, from its type on. */
const STATUS_BODY = STATUS_LENGTH - 12
const TRANSFER_HEADER_LENGTH = 10

/** Whether a whole telegram of a known kind is there. */
export function isTelegram(bytes: Cursor): boolean {
  const { view, pos, left } = bytes
  if (left < TRANSFERS_AT || view.getUint32(pos) !== MAGIC) return false
  if (bytes.peek16(6) !== 0 || bytes.peek16(8) !== left) return false
  const kind = bytes.peek16(4)
  if (kind === KIND.status) return left === STATUS_LENGTH && bytes.peek16(STATUS_LENGTH_AT) === STATUS_BODY
  return kind === KIND.transfer
}

/** Where the transfer at `at` ends; -1 where it is not all there. */
export function transferEnd(bytes: Cursor, at: number): number {
  if (at + TRANSFER_HEADER_LENGTH > bytes.left) return -1
  const end = at + TRANSFER_HEADER_LENGTH + bytes.peek16(at + 8)
  return end <= bytes.left ? end : -1
}
