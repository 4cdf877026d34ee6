/*
 * Whether bytes are a PTP message. IEEE 1588-2008 clause 13.3 (header of version 2), IEEE 1588-2002 clause 8.2.
 */
import type { Cursor } from '../kit/cursor.ts'
import { messageType, TYPE } from './message-types.ts'

const HEADER_LENGTH = 34
/** Version 1: both versions, four control fields of fixed length and management. */
const VERSION_1 = 0x00010001
const LEAST_VERSION_1 = 60
const LENGTHS_1: readonly number[] = [124, 124, 52, 60, 60]
const CONTROL_AT_1 = 32
/** IEEE 1588-2002, clause 8.2.3: a name such as '_DFLT', and NULs. */
const SUBDOMAIN_AT_1 = 4
const TYPE_AT_1 = 20
/** Standards that use the header: 1588, 802.1AS, and the common link delay of both. */
const LAST_SDO = 2
const LAST_MINOR_VERSION = 1
const CONTROL_AT = 32
/** The control field of version 2 that belongs to a type; later editions send zero or five. */
const OTHERS = 5
const CONTROLS: Readonly<Record<number, number>> = {
  [TYPE.sync]: 0,
  [TYPE.delayRequest]: 1,
  [TYPE.followUp]: 2,
  [TYPE.delayResponse]: 3,
  [TYPE.management]: 4,
}

/** 1, 2, or 0 for bytes that are none. */
export function versionOf(bytes: Cursor): number {
  if (bytes.left < HEADER_LENGTH) return 0
  return isVersion2(bytes) ? 2 : isVersion1(bytes) ? 1 : 0
}

function isVersion2(bytes: Cursor): boolean {
  const first = bytes.peek(0)
  const version = bytes.peek(1)
  if ((version & 15) !== 2 || version >> 4 > LAST_MINOR_VERSION || first >> 4 > LAST_SDO) return false
  const type = messageType(first & 15)
  const length = bytes.peek16(2)
  if (type === undefined || length < type.least || length > bytes.left) return false
  const control = bytes.peek(CONTROL_AT)
  return control === 0 || control === OTHERS || control === CONTROLS[first & 15]
}

function isVersion1(bytes: Cursor): boolean {
  if (bytes.left < LEAST_VERSION_1 - 8 || bytes.peek16(0) * 0x1_0000 + bytes.peek16(2) !== VERSION_1) return false
  const kind = bytes.peek(TYPE_AT_1)
  const least = LENGTHS_1[bytes.peek(CONTROL_AT_1)]
  return (kind === 1 || kind === 2) && least !== undefined && bytes.left >= least && hasSubdomain(bytes)
}

function hasSubdomain(bytes: Cursor): boolean {
  let isName = true
  for (let at = SUBDOMAIN_AT_1; at < TYPE_AT_1; at++) {
    const each = bytes.peek(at)
    if (each === 0) isName = false
    else if (!isName || each < 0x20 || each > 0x7e) return false
  }
  return bytes.peek(SUBDOMAIN_AT_1) !== 0
}
