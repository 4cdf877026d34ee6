import type { Cursor } from '../kit/cursor.ts'

const BLANK = 0x20
const PERCENT = 0x25
const DASH = 0x2d
const COLON = 0x3a
const UNDERLINE = 0x5f
/** Bytes before a mnemonic that a number, a host and a time take. */
const MAX_BEFORE = 200
const LAST_SEVERITY = 0x37

/**
 * Where the mnemonic of a network device's message begins, '%SYS-5-CONFIG_I:': facility, perhaps a part of it, severity
 * of 0 to 7, and what happened, as Cisco's devices and those like them write it; -1 when there is none.
 */
export function mnemonicAt(message: Cursor, from: number): number {
  const last = Math.min(from + MAX_BEFORE, message.left - 1)
  for (let at = from; at <= last; at++) {
    if (message.peek(at) !== PERCENT || (at > from && message.peek(at - 1) !== BLANK)) continue
    return isMnemonic(message, at + 1) ? at : -1
  }
  return -1
}

function isMnemonic(message: Cursor, from: number): boolean {
  let hasSeverity = false
  for (let at = from; at < message.left; at++) {
    const each = message.peek(at)
    if (each === COLON) return hasSeverity && message.peek(at - 1) !== DASH
    if (each !== DASH && !isCapital(each)) return false
    const isSeverity = at > from && message.peek(at - 1) === DASH && each >= 0x30 && each <= LAST_SEVERITY
    if (isSeverity && at + 1 < message.left && message.peek(at + 1) === DASH) hasSeverity = true
  }
  return false
}

/** Capital letters, digits and '_'; facilities of some programs have small ones. */
function isCapital(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code & 0xdf) >= 0x41 && (code & 0xdf) <= 0x5a) || code === UNDERLINE
}

/** Firewalls of Cisco name themselves in every message (ASA Series Syslog Messages, "About Syslog Messages"). */
const FIREWALLS: Readonly<Record<string, string>> = {
  ASA: 'Adaptive Security Appliance (ASA)',
  FTD: 'Firepower Threat Defense (FTD)',
  FWSM: 'Firewall Services Module (FWSM)',
  PIX: 'PIX Firewall',
}

/** The product that a mnemonic is of alone; '' of those that several makers use. */
export function productOf(mnemonic: string): string {
  return FIREWALLS[/^%([A-Z]+)-/.exec(mnemonic)?.[1] ?? ''] ?? ''
}
