/*
 * Identifiers of 11 bits by which testers ask the ECUs of a vehicle: ISO 15765-4:2021, 10.5.2. The first three bits of the
 * eight that are left are those of the ECU.
 */

/** To all ECUs. */
export const FUNCTIONAL = 0x7df
const FIRST_REQUEST = 0x7e0
const FIRST_ANSWER = 0x7e8
const LAST_ANSWER = 0x7ef

export function isDiagnostic(identifier: number): boolean {
  return identifier === FUNCTIONAL || (identifier >= FIRST_REQUEST && identifier <= LAST_ANSWER)
}

export function isFromEcu(identifier: number): boolean {
  return identifier >= FIRST_ANSWER
}

/** 1 to 8, as the standard counts them; 0 of what goes to all. */
export function ecuOf(identifier: number): number {
  return identifier === FUNCTIONAL ? 0 : (identifier & 7) + 1
}
