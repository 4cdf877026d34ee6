/* LSS: a master finds nodes without a number, and gives them one. CiA 305 V3.0, 4.4. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import type { CanopenState } from './canopen-state.ts'
import { codeOf, SPACE } from './function-codes.ts'
import { LSS_LENGTH, lssCommand, lssError } from './lss-commands.ts'

const SWITCH_GLOBAL = 0x04
const CONFIGURE_NODE = 0x11
const VALUE_AT = 1
const VALUES = 0x100
const VALUE_KEYS = 2 ** 42

export function dissectLss(message: Cursor, isAnswer: boolean, state: CanopenState, sink: Sink): void {
  const command = message.peek(0)
  const known = lssCommand(command)
  if (message.left < LSS_LENGTH) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    return
  }
  if (known === undefined) {
    sink.operation('event', plain(command, state), 0)
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: codeOf(SPACE.lss, command) })
    return
  }
  if (isAnswer) answer(message, command, known.role, state, sink)
  else {
    const operation = operationOf(message, command, state)
    if (known.role === 'request') state.pending.ask(command, operation)
    sink.operation(known.role === 'request' ? 'request' : 'order', operation, 0)
  }
}

function answer(message: Cursor, command: number, role: string, state: CanopenState, sink: Sink): void {
  if (role === 'request') {
    const asked = state.pending.answer(command)
    sink.operation('response', asked ?? plain(command, state), lssError(message.view, message.pos))
  } else sink.operation('event', plain(command, state), 0)
}

/** With what is configured, or which mode all nodes go into. */
function operationOf(message: Cursor, command: number, state: CanopenState): Operation {
  if (command !== SWITCH_GLOBAL && command !== CONFIGURE_NODE) return plain(command, state)
  const { operations } = state
  const value = message.peek(VALUE_AT)
  const code = codeOf(SPACE.lss, command)
  const key = VALUE_KEYS + code * VALUES + value
  const known = operations.find(key)
  return known ?? operations.add(key, lssCommand(command)?.class ?? 'unknown', code, '', valueText(command, value))
}

function plain(command: number, { operations }: CanopenState): Operation {
  const code = codeOf(SPACE.lss, command)
  return operations.find(code) ?? operations.add(code, lssCommand(command)?.class ?? 'unknown', code, '', '')
}

function valueText(command: number, value: number): string {
  if (command === CONFIGURE_NODE) return `node ${value}`
  return value === 0 ? 'waiting' : 'configuration'
}
