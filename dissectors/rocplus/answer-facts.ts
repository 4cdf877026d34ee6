import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { senderOf } from '../kit/sender-of.ts'
import { FIELD } from './frame.ts'
import { OPCODE } from './opcodes.ts'
import type { RocState } from './roc-state.ts'

/** Opcode 6: where the type lies behind mode, port, security, compatibility, revision, subtype and eleven bytes. */
const TYPE_AT = FIELD.data + 18
const MIN_CONFIGURATION = 19
const ENHANCED_LENGTH = 71
const OPERATOR = 3
const LONG_OPERATOR = 30
const SESSION_KEY_LENGTH = 24

const PRODUCTS: Readonly<Record<number, string>> = {
  1: 'ROCPAC ROC300',
  2: 'FloBoss 407',
  3: 'FlashPAC ROC300',
  4: 'FloBoss 503',
  5: 'FloBoss 504',
  6: 'ROC800',
}

/** Who logs in; the password that follows the name is passed over. */
export function sayLogin(message: Cursor, operation: Operation, state: RocState, sink: Sink): void {
  if (operation.target !== 'login') return
  const { pos } = message
  const isEnhanced = message.peek(FIELD.length) === ENHANCED_LENGTH
  message.pos = pos + FIELD.data
  const isProtected = isEnhanced && state.hasKey
  const account = isProtected ? '' : message.text(isEnhanced ? LONG_OPERATOR : OPERATOR).trim()
  message.pos = pos
  state.account = account
  const method = isEnhanced ? 'ROC Plus enhanced login' : 'ROC Plus login'
  const protection = isProtected ? 'protected' : 'clear'
  sink.observe({ kind: 'credential', of: 'client', method, account, protection })
}

/** What an answer tells beside its status: a session, or which controller this is. */
export function sayAnswer(
  message: Cursor,
  info: MessageInfo,
  operation: Operation,
  status: number,
  state: RocState,
  sink: Sink,
): void {
  const opcode = message.peek(FIELD.opcode)
  const length = message.peek(FIELD.length)
  if (opcode === OPCODE.login && length === SESSION_KEY_LENGTH) state.hasKey = true
  if (operation.target === 'login' && (opcode === OPCODE.login || status !== 0)) {
    const outcome = status === 0 ? 'opened' : 'refused'
    sink.observe({ kind: 'session', state: outcome, security: 'none', user: state.account })
  } else if (operation.target === 'logout' && status === 0) {
    sink.observe({ kind: 'session', state: 'closed', security: 'none', user: '' })
  }
  if (opcode === OPCODE.configuration && length >= MIN_CONFIGURATION)
    sayConfiguration(message, info, operation, state, sink)
}

function sayConfiguration(message: Cursor, info: MessageInfo, operation: Operation, state: RocState, sink: Sink): void {
  const from = message.pos
  if (!state.said.isNew(message.peek16(FIELD.source), message.view, from, from + TYPE_AT + 1)) return
  const product = PRODUCTS[message.peek(TYPE_AT)]
  const mode = message.peek(FIELD.data) === 0 ? 'firmware update' : 'run'
  sink.observe({
    kind: 'identity',
    of: senderOf(info),
    about: '',
    module: operation.module,
    message: 'System Configuration',
    facts: { vendor: 'Emerson', mode, ...(product === undefined ? {} : { product }) },
  })
}
