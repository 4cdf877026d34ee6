/*
 * The company header, of 20 bytes: company, what the controller says of itself, who sends, number of the exchange, length
 * of what follows, where the Ethernet module sits, sum of the bytes before. Every cursor stands at its start; nothing
 * here moves it.
 */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'

export const HEADER_LENGTH = 20
export const FIELD = { controller: 10, cpu: 12, source: 13, exchange: 14, length: 16, position: 18, sum: 19 } as const
export const SOURCE = { client: 0x33, server: 0x11 } as const
/** Instruction, type of data, two reserved bytes. */
export const LEAST_BODY = 6
export const MAX_MESSAGE = HEADER_LENGTH + 0xffff

/** Two companies that became one; the second name is that of older modules. */
const COMPANIES: readonly string[] = ['LSIS-XGT\0\0', 'LGIS-GLOFA']

/** Whether the bytes, of which some may not be there yet, begin as a header does. */
export function beginsLikeHeader(bytes: Cursor): boolean {
  if (!COMPANIES.some((company) => agrees(bytes, company))) return false
  if (bytes.left <= FIELD.source) return true
  const source = bytes.peek(FIELD.source)
  return source === SOURCE.client || source === SOURCE.server
}

export function messageLength(bytes: Cursor): number {
  if (!beginsLikeHeader(bytes)) return NOT_A_MESSAGE
  if (bytes.left < HEADER_LENGTH) return NEED_MORE
  const length = u16At(bytes, FIELD.length)
  return length >= LEAST_BODY ? HEADER_LENGTH + length : NOT_A_MESSAGE
}

/** Clients may leave the sum out, which is then zero. */
export function isSumRight(bytes: Cursor): boolean {
  const stated = bytes.peek(FIELD.sum)
  if (stated === 0) return true
  let sum = 0
  for (let at = 0; at < FIELD.sum; at++) sum += bytes.peek(at)
  return (sum & 0xff) === stated
}

export function u16At(bytes: Cursor, at: number): number {
  return bytes.peek(at) | (bytes.peek(at + 1) << 8)
}

function agrees(bytes: Cursor, company: string): boolean {
  const length = Math.min(company.length, bytes.left)
  for (let at = 0; at < length; at++) if (bytes.peek(at) !== company.charCodeAt(at)) return false
  return true
}
