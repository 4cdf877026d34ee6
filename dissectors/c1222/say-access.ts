/* Who gets in: logons, passwords and keys. What is secret stays unread. */
import { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { senderOf, sideNumber } from '../kit/sender-of.ts'
import type { Apdu } from './apdu.ts'
import type { C1222State } from './c1222-state.ts'
import { saySecretTable } from './say-node.ts'
import { isWrite, SERVICE, serviceOfCode } from './services.ts'

const USER_LENGTH = 10
const PASSWORD_LENGTH = 20
/** Subjects of what is said once, beyond those of operations. */
const AUTHENTICATION = -1
const TITLE = -3
/** Of the authentication value: single ASN.1 type, and in it that of C12.22 or of C12.21. */
const SINGLE = 0xa0
const OF_C1222 = 0xa1
const KEY_ID = 0x80

const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** `data` begins behind the code. */
export function sayRequest(
  view: DataView,
  data: number,
  to: number,
  operation: Operation,
  state: C1222State,
  sink: Sink,
): void {
  const service = serviceOfCode(operation.code)
  if (service === SERVICE.logon && data + 2 + USER_LENGTH <= to) {
    const user = cursor
      .reset(view, data + 2, to)
      .text(USER_LENGTH)
      .trim()
    state.account = user === '' ? `id ${view.getUint16(data)}` : user
  } else if (service === SERVICE.security && data + PASSWORD_LENGTH <= to) {
    const method = 'C12.22 Security password'
    sink.observe({ kind: 'credential', of: 'client', method, account: state.account, protection: 'clear' })
  } else if (isWrite(service)) {
    const [point] = operation.points
    if (point?.name === 'ST ') saySecretTable(point.first, 'client', sink)
  }
}

/** `result`: 0 when it is good. */
export function saySession(asked: Operation, result: number, isSigned: boolean, state: C1222State, sink: Sink): void {
  const security = isSigned ? 'signed' : 'none'
  switch (serviceOfCode(asked.code)) {
    case SERVICE.logon:
      sink.observe({ kind: 'session', state: result === 0 ? 'opened' : 'refused', security, user: state.account })
      return
    case SERVICE.logoff:
    case SERVICE.terminate:
      if (result === 0) sink.observe({ kind: 'session', state: 'closed', security, user: state.account })
      state.account = ''
  }
}

/** 5.3.4.8: that a key is used, and which; the rest of the value is another in each message. */
export function sayAuthentication(view: DataView, apdu: Apdu, info: MessageInfo, state: C1222State, sink: Sink): void {
  const { authenticationFrom: from, authenticationTo: to } = apdu
  if (from === to) return
  const of = senderOf(info)
  const single = find(view, from, to, SINGLE)
  const isC1222 = single >= 0 && single + 2 < to && view.getUint8(single + 2) === OF_C1222
  const key = isC1222 ? single + 4 : -1
  const hasKey = key >= 0 && key + 2 < to && view.getUint8(key) === KEY_ID && view.getUint8(key + 1) === 1
  const keyFrom = hasKey ? key + 2 : to
  if (!state.said.isNew(AUTHENTICATION - sideNumber(of), view, keyFrom, hasKey ? keyFrom + 1 : to)) return
  const by = isC1222 ? 'C12.22 authentication' : single >= 0 ? 'C12.21 authentication' : 'ACSE authentication value'
  const method = hasKey ? `${by}, key ${view.getUint8(keyFrom)}` : by
  sink.observe({ kind: 'credential', of, method, account: '', protection: 'protected' })
}

/** Where the element with this tag begins in the one that the value is, behind the number of its encoding. */
function find(view: DataView, from: number, to: number, tag: number): number {
  for (let at = from + 2; at + 2 <= to; at += 2 + view.getUint8(at + 1)) if (view.getUint8(at) === tag) return at
  return -1
}

/** Whether the title of the sender is said for the first time. */
export function isNewTitle(view: DataView, apdu: Apdu, info: MessageInfo, state: C1222State): boolean {
  const { callingFrom: from, callingTo: to } = apdu
  return from < to && state.said.isNew(TITLE - sideNumber(senderOf(info)), view, from, to)
}
