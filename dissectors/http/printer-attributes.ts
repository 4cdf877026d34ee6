/*
 * The attributes of an IPP answer: RFC 8010, clause 3.1 (version, status, request id; then groups of attributes, each a
 * tag, a name and a value behind their lengths). Names: RFC 8011, clause 5.4; PWG 5100.13 for firmware.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Fact } from '../kit/observation.ts'

/** Attributes of one answer that are read. */
export const MAX_ATTRIBUTES = 1024
const HEADER = 8
/** Tags below this begin a group, and have neither name nor value. */
const FIRST_VALUE_TAG = 0x10
const MAX_NAME = 64
const MAX_VALUE = 255

const FACTS: Readonly<Record<string, Fact>> = {
  'printer-make-and-model': 'model',
  'printer-name': 'name',
  'printer-info': 'description',
  'printer-location': 'location',
  'printer-uuid': 'uuid',
  'printer-firmware-string-version': 'firmware',
}

export function printerFacts(answer: Cursor): Partial<Record<Fact, string>> {
  const facts: Partial<Record<Fact, string>> = {}
  answer.skip(HEADER)
  for (let count = 0; count < MAX_ATTRIBUTES && answer.left > 4; count++) {
    if (answer.u8() < FIRST_VALUE_TAG) continue
    const nameLength = answer.u16()
    if (nameLength > MAX_NAME) break
    const name = answer.text(nameLength)
    const length = answer.u16()
    const fact = FACTS[name]
    if (answer.short || length > answer.left) break
    if (fact === undefined || length === 0 || length > MAX_VALUE) answer.skip(length)
    else facts[fact] = answer.text(length, 'utf8')
  }
  return facts
}
