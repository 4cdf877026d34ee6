/*
 * The names and addresses that an X.509 certificate is for: subjectAltName (RFC 5280, 4.2.1.6), within the extensions of
 * the certificate (4.1). DER; big-endian.
 */
import { ipv6OfGroups } from '../kit/address-text.ts'
import { BerReader } from '../kit/ber.ts'
import { Cursor } from '../kit/cursor.ts'

/** Names of one certificate that are told; those of content networks hold hundreds. */
export const MAX_CERTIFICATE_NAMES = 8
const SEQUENCE = 0x30
const OCTET_STRING = 0x04
const OBJECT_IDENTIFIER = 0x06
const EXTENSIONS = 0xa3
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87
const MAX_NAME = 255
/** 2.5.29.17 */
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11] as const

export interface AlternativeName {
  readonly kind: 'dns' | 'ip'
  readonly text: string
}

const ber = new BerReader(new DataView(new ArrayBuffer(0)))
const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** Names and addresses of the certificate in `view[from, to)`; none of anything else. */
export function alternativeNames(view: DataView, from: number, to: number): AlternativeName[] {
  ber.reset(view, from, to)
  if (!enterNext(SEQUENCE) || !enterNext(SEQUENCE)) return []
  while (ber.next()) if (ber.is(EXTENSIONS)) return ofExtensions()
  return []
}

function ofExtensions(): AlternativeName[] {
  if (!ber.enter() || !enterNext(SEQUENCE)) return []
  while (ber.next()) {
    if (!ber.is(SEQUENCE) || !ber.enter()) continue
    if (ber.next() && ber.is(OBJECT_IDENTIFIER) && isSubjectAltName()) return readNames()
    ber.leave()
  }
  return []
}

function readNames(): AlternativeName[] {
  const names: AlternativeName[] = []
  while (ber.next()) if (ber.is(OCTET_STRING)) break
  if (!ber.is(OCTET_STRING) || !ber.enter() || !enterNext(SEQUENCE)) return names
  while (names.length < MAX_CERTIFICATE_NAMES && ber.next()) {
    if (ber.is(DNS_NAME) && ber.length <= MAX_NAME) {
      names.push({ kind: 'dns', text: cursor.reset(ber.view, ber.start, ber.end).text(ber.length) })
    }
    if (ber.is(IP_ADDRESS)) {
      const text = addressText()
      if (text !== '') names.push({ kind: 'ip', text })
    }
  }
  return names
}

function addressText(): string {
  cursor.reset(ber.view, ber.start, ber.end)
  if (ber.length === 4) return Array.from({ length: 4 }, () => cursor.u8()).join('.')
  return ber.length === 16 ? ipv6OfGroups(Array.from({ length: 8 }, () => cursor.u16())) : ''
}

function isSubjectAltName(): boolean {
  return ber.length === 3 && SUBJECT_ALT_NAME.every((octet, i) => ber.view.getUint8(ber.start + i) === octet)
}

function enterNext(tag: number): boolean {
  return ber.next() && ber.is(tag) && ber.enter()
}
