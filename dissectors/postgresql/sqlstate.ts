/*
 * Why a statement failed: field C of an ErrorResponse, "Error and Notice Message Fields" of PostgreSQL's manual. Five digits or
 * letters (SQLSTATE); texts are not read, as they quote values.
 */
import type { Cursor } from '../kit/cursor.ts'

const CODE_FIELD = 0x43
const LENGTH = 5
const UNKNOWN = 1

/** SQLSTATE as a number: as it is where it has digits only, else in base 36; 1 where there is none. */
export function sqlstateOf(body: Cursor): number {
  while (body.left > LENGTH) {
    if (body.u8() === CODE_FIELD) return numberOf(body)
    while (body.left > 0 && body.u8() !== 0) {}
  }
  return UNKNOWN
}

/** Class 28: invalid authorization; 3D000: the database does not exist. */
export function isRefusal(status: number): boolean {
  const text = status < 100_000 ? String(status).padStart(LENGTH, '0') : status.toString(36)
  return text.startsWith('28') || text === '3d000'
}

function numberOf(body: Cursor): number {
  let isDigits = true
  let digits = 0
  let value = 0
  for (let i = 0; i < LENGTH; i++) {
    const byte = body.u8()
    const digit = byte - 0x30
    const isDigit = digit >= 0 && digit <= 9
    if (!isDigit && (byte < 0x41 || byte > 0x5a)) return UNKNOWN
    isDigits &&= isDigit
    digits = digits * 10 + digit
    value = value * 36 + (isDigit ? digit : byte - 0x41 + 10)
  }
  return (isDigits ? digits : value) || UNKNOWN
}
