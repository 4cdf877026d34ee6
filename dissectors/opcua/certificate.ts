/*
 * Who an X.509 certificate names. ITU-T X.690 (DER), RFC 5280 clause 4.1 (the fields, in order). Big-endian.
 * Nothing is verified: what a certificate says is a statement like any other.
 */
import { Cursor } from '../kit/cursor.ts'
import type { Fact } from '../kit/observation.ts'

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const OBJECT_IDENTIFIER = 0x06
const VERSION = 0xa0
const UTC_TIME = 0x17
const BMP_STRING = 0x1e
const UTF8_STRING = 0x0c
/** Attributes of one name that are read. */
const MAX_ATTRIBUTES = 16
const MAX_TEXT = 128

/** RFC 4514 clause 3 and RFC 4519: short names of the attributes of a name, by the bytes of their object identifier. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '550403': 'CN',
  '550405': 'serialNumber',
  '550406': 'C',
  '550407': 'L',
  '550408': 'ST',
  '55040a': 'O',
  '55040b': 'OU',
  '0992268993f22c640119': 'DC',
  '2a864886f70d010901': 'emailAddress',
}

/** Subject, issuer and validity of the certificate in `view[from, to)`, the first of a chain; nothing of anything else. */
export function certificateFacts(view: DataView, from: number, to: number): Partial<Record<Fact, string>> {
  const cursor = new Cursor(view).reset(view, from, to)
  if (!enter(cursor, SEQUENCE) || !enter(cursor, SEQUENCE)) return {}
  if (cursor.left > 0 && cursor.peek(0) === VERSION) skipElement(cursor, VERSION)
  skipElement(cursor, INTEGER)
  skipElement(cursor, SEQUENCE)
  const issuer = readName(cursor)
  const validity = readValidity(cursor)
  const subject = readName(cursor)
  if (cursor.short) return {}
  return { 'certificate-subject': subject, 'certificate-issuer': issuer, 'certificate-validity': validity }
}

/** Narrows the cursor to the content of the element at it. */
function enter(cursor: Cursor, tag: number): boolean {
  if (cursor.u8() !== tag) cursor.short = true
  const length = readLength(cursor)
  return !cursor.short && cursor.narrow(length)
}

function readLength(cursor: Cursor): number {
  const first = cursor.u8()
  if (first < 0x80) return first
  switch (first) {
    case 0x81:
      return cursor.u8()
    case 0x82:
      return cursor.u16()
    case 0x83:
      return cursor.u24()
    default:
      cursor.short = true
      return 0
  }
}

function skipElement(cursor: Cursor, tag: number): void {
  const { end } = cursor
  if (enter(cursor, tag)) cursor.pos = cursor.end
  cursor.end = end
}

/** 'CN=server, O=Acme': RDNSequence. */
function readName(cursor: Cursor): string {
  const { end } = cursor
  const parts: string[] = []
  if (enter(cursor, SEQUENCE)) {
    const nameEnd = cursor.end
    while (cursor.pos < nameEnd && parts.length < MAX_ATTRIBUTES && !cursor.short) {
      if (enter(cursor, SET)) {
        const setEnd = cursor.end
        parts.push(readAttribute(cursor))
        cursor.pos = setEnd
      }
      cursor.end = nameEnd
    }
    cursor.pos = nameEnd
  }
  cursor.end = end
  return parts.join(', ')
}

function readAttribute(cursor: Cursor): string {
  if (!enter(cursor, SEQUENCE)) return ''
  const { end } = cursor
  if (!enter(cursor, OBJECT_IDENTIFIER)) return ''
  const type = cursor.hex(cursor.left)
  cursor.end = end
  const tag = cursor.u8()
  const length = readLength(cursor)
  const encoding = tag === BMP_STRING ? 'utf16be' : tag === UTF8_STRING ? 'utf8' : 'latin1'
  return `${ATTRIBUTES[type] ?? type}=${cursor.text(Math.min(length, MAX_TEXT), encoding)}`
}

/** '2024-01-31T00:00:00Z/2034-01-31T00:00:00Z' */
function readValidity(cursor: Cursor): string {
  const { end } = cursor
  if (!enter(cursor, SEQUENCE)) return ''
  const after = cursor.end
  const text = `${readTime(cursor)}/${readTime(cursor)}`
  cursor.pos = after
  cursor.end = end
  return text
}

/** UTCTime has two digits of the year, from 1950 to 2049 (RFC 5280 clause 4.1.2.5.1). */
function readTime(cursor: Cursor): string {
  const tag = cursor.u8()
  const text = cursor.text(readLength(cursor))
  const full = tag === UTC_TIME ? `${text < '5' ? '20' : '19'}${text}` : text
  return full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
}
