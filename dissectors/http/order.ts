/*
 * What is asked for in the first bytes of a request's body, where its header does not say: the operation of IPP (RFC 8010,
 * clause 3.1.1: version, operation, request id), the element in the body of SOAP (SOAP 1.2, clause 5.3). Nothing else of a
 * body is read: it may hold what somebody typed.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { findWord } from './header-fields.ts'
import { CONTENT, type HttpState } from './http-state.ts'
import { classOfAction } from './soap-action.ts'

/** Beyond the keys of targets. */
const NAMED = 2 ** 52
const LAST_VERSION = 2
const MAX_NAME = 48
const LESS = 0x3c
const GREATER = 0x3e
const COLON = 0x3a

/** Jobs are files that are printed; a printer that is paused, emptied or switched off is controlled. */
const IPP: readonly (readonly [OperationClass, Readonly<Record<number, string>>])[] = [
  [
    'read',
    {
      4: 'Validate-Job',
      9: 'Get-Job-Attributes',
      10: 'Get-Jobs',
      11: 'Get-Printer-Attributes',
      0x15: 'Get-Printer-Supported-Values',
      0x18: 'Get-Subscription-Attributes',
      0x19: 'Get-Subscriptions',
      0x1c: 'Get-Notifications',
      0x4001: 'CUPS-Get-Default',
      0x4002: 'CUPS-Get-Printers',
      0x4005: 'CUPS-Get-Classes',
    },
  ],
  [
    'file',
    {
      2: 'Print-Job',
      3: 'Print-URI',
      5: 'Create-Job',
      6: 'Send-Document',
      7: 'Send-URI',
      8: 'Cancel-Job',
      0x0c: 'Hold-Job',
      0x0d: 'Release-Job',
      0x0e: 'Restart-Job',
      0x14: 'Set-Job-Attributes',
      0x38: 'Cancel-Jobs',
      0x39: 'Cancel-My-Jobs',
      0x3a: 'Resubmit-Job',
      0x3b: 'Close-Job',
    },
  ],
  [
    'session',
    {
      0x16: 'Create-Printer-Subscriptions',
      0x17: 'Create-Job-Subscriptions',
      0x1a: 'Renew-Subscription',
      0x1b: 'Cancel-Subscription',
    },
  ],
  [
    'control',
    {
      0x10: 'Pause-Printer',
      0x11: 'Resume-Printer',
      0x12: 'Purge-Jobs',
      0x22: 'Enable-Printer',
      0x23: 'Disable-Printer',
      0x3c: 'Identify-Printer',
    },
  ],
  ['configure', { 0x13: 'Set-Printer-Attributes', 0x4003: 'CUPS-Add-Modify-Printer', 0x4004: 'CUPS-Delete-Printer' }],
]

/** Reports the request that waits for its body, which has come. */
export function dissectOrder(content: Cursor, kind: number, state: HttpState, sink: Sink): void {
  const { held } = state
  if (held === undefined) return
  const named = kind === CONTENT.ipp ? ippOperation(content, held, state) : soapOperation(content, held, state)
  state.nameLast(named)
  reportHeld(state, sink)
}

/** Reports the request that waits for its body, whether it has come or not. */
export function reportHeld(state: HttpState, sink: Sink): void {
  const { held } = state
  if (held === undefined) return
  state.held = undefined
  sink.operation('request', held, 0)
}

function ippOperation(content: Cursor, held: Operation, { operations }: HttpState): Operation {
  const version = content.peek(0)
  const number = content.peek16(2)
  if (content.short || version === 0 || version > LAST_VERSION || held.slot < 0) return held
  const key = NAMED + held.slot * 0x1_0000 + number
  const found = operations.find(key)
  if (found !== undefined) return found
  const row = IPP.find(([, names]) => names[number] !== undefined)
  const name = row?.[1][number] ?? `IPP operation 0x${number.toString(16).padStart(4, '0')}`
  return operations.add(key, row?.[0] ?? 'unknown', held.code, '', `${held.target} ${name}`)
}

function soapOperation(content: Cursor, held: Operation, { operations }: HttpState): Operation {
  const { view } = content
  const { from, to } = findAction(content) || findBodyElement(content) ? place : NOWHERE
  if (to <= from || to - from > MAX_NAME || held.slot < 0) return held
  const key = keyOfBytes(view, from, to, held.slot)
  const found = operations.find(key)
  if (found !== undefined) return found
  content.pos = from
  const name = content.text(to - from)
  return operations.add(key, classOfAction(name) ?? held.class, held.code, '', `${held.target} ${name}`)
}

/** Where a name lies that was found. */
const place = { from: 0, to: 0 }
const NOWHERE = { from: 0, to: 0 }

/** The last word of the address in the header that names the action (WS-Addressing 1.0, SOAP Binding, clause 3). */
function findAction(content: Cursor): boolean {
  const { view, end } = content
  let to = textBehind(content, 'action')
  if (to < 0) return false
  while (to < end && view.getUint8(to) !== LESS) to++
  if (to === end) return false
  while (to > content.pos && isBlank(view.getUint8(to - 1))) to--
  let from = to
  while (from > content.pos && isNameCharacter(view.getUint8(from - 1)) && view.getUint8(from - 1) !== COLON) from--
  place.from = from
  place.to = to
  return to > from
}

function findBodyElement(content: Cursor): boolean {
  const { view, end } = content
  let from = textBehind(content, 'body')
  if (from < 0) return false
  while (from < end && view.getUint8(from) !== LESS) from++
  let to = ++from
  for (; to < end && isNameCharacter(view.getUint8(to)); to++) if (view.getUint8(to) === COLON) from = to + 1
  place.from = from
  place.to = to
  return to > from && to < end
}

/** Where the tag of this name ends, with any prefix and what else stands in it; -1 when there is none. */
function textBehind({ view, pos, end }: Cursor, name: string): number {
  let at = findWord(view, pos, end, name)
  while (at > pos && !isTagStart(view.getUint8(at - 1))) at = findWord(view, at + 1, end, name)
  if (at <= pos) return -1
  while (at < end && view.getUint8(at) !== GREATER) at++
  return at + 1
}

function isTagStart(code: number): boolean {
  return code === LESS || code === COLON
}

function isBlank(code: number): boolean {
  return code <= 0x20
}

function isNameCharacter(code: number): boolean {
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x2d && code <= COLON && code !== 0x2f) || code === 0x5f
}
