/*
 * Mailslot messages that look for a domain controller. Little-endian. MS-ADTS, 6.3.1.4 (NETLOGON_LOGON_QUERY) and 6.3.1.6
 * (NETLOGON_SAM_LOGON_REQUEST). Only what a host says of itself is read; the account it asks for need not exist.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Fact } from '../kit/observation.ts'

const LOGON_QUERY = 7
const SAM_LOGON_REQUEST = 18
const MAX_NAME = 63

/** The name of who asks. */
export function netlogonFacts(message: Cursor): Partial<Record<Fact, string>> {
  switch (message.u16le()) {
    case LOGON_QUERY:
      return named(message.text(Math.min(message.left, MAX_NAME), 'latin1'))
    case SAM_LOGON_REQUEST:
      message.skip(2)
      return named(message.text(Math.min(message.left, MAX_NAME * 2) & ~1, 'utf16le'))
    default:
      return {}
  }
}

function named(name: string): Partial<Record<Fact, string>> {
  return name === '' ? {} : { name }
}
