/* Commands that carry passwords and keys: HART-IP (541, 542, 546, 547), and the join key of WirelessHART (768). */
import type { Sink } from '../kit/dissector.ts'
import { commandOf } from './function-codes.ts'

const METHODS: Readonly<Record<number, string>> = {
  541: 'HART-IP client password',
  542: 'HART-IP client key',
  546: 'HART-IP syslog key',
  547: 'HART-IP syslog password',
  768: 'WirelessHART join key',
}

/** Tells that a request carries a secret, which stays unread. */
export function saySecret(code: number, hasData: boolean, sink: Sink): void {
  const method = METHODS[commandOf(code)]
  if (method === undefined || !hasData) return
  sink.observe({ kind: 'credential', of: 'client', method, account: '', protection: 'clear' })
}
