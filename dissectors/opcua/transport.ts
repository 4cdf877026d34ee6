/* The messages of the connection protocol. OPC 10000-6 clause 7.1.2. */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { say } from './applications.ts'
import { readString, skipString } from './built-in-types.ts'
import type { OpcuaState } from './opcua-state.ts'
import { plainOperation } from './service-message.ts'
import { ERROR, HELLO, OPEN_SECURE_CHANNEL, REVERSE_HELLO } from './services.ts'

/** Version and four limits before the URL of a Hello (clause 7.1.2.3). */
const BEFORE_URL = 20
const HIGH = 0x1_0000_0000

/** A Hello; the cursor is behind the message header. */
export function dissectHello(message: Cursor, state: OpcuaState, sink: Sink): void {
  message.skip(BEFORE_URL)
  const from = message.pos
  const { target, operations } = state
  target.clear()
  skipString(message)
  if (!message.short && message.pos - from > 4) {
    target.textFrom = from + 4
    target.textTo = message.pos
  }
  const key = target.isEmpty ? HELLO : target.key(message.view, HELLO)
  const operation = operations.find(key) ?? operations.add(key, 'session', HELLO, '', target.text(message.view))
  state.hello = operation
  state.helloPending = true
  sink.operation('request', operation, 0)
  if (message.short || !state.said.isNew(HELLO, message.view, from, message.pos)) return
  message.pos = from
  say('server', 'Hello', { url: readString(message) }, sink)
}

/** An Acknowledge, the answer to a Hello. */
export function dissectAcknowledge(message: Cursor, state: OpcuaState, sink: Sink): void {
  message.skip(BEFORE_URL)
  state.helloPending = false
  sink.operation('response', state.hello ?? plainOperation(HELLO, state), 0)
}

/** A ReverseHello: a server behind a firewall asks a client to say Hello (clause 7.1.2.6). */
export function dissectReverseHello(message: Cursor, state: OpcuaState, sink: Sink): void {
  const from = message.pos
  const application = readString(message)
  const url = readString(message)
  sink.operation('event', plainOperation(REVERSE_HELLO, state), 0)
  if (!message.short && state.said.isNew(REVERSE_HELLO, message.view, from, message.pos)) {
    say('server', 'ReverseHello', { application, url }, sink)
  }
}

/** An Error: it answers the Hello or the OpenSecureChannel that waits, or ends the connection (clause 7.1.2.5). */
export function dissectError(message: Cursor, info: MessageInfo, state: OpcuaState, sink: Sink): void {
  const code = message.u32le()
  skipString(message)
  if (info.direction === 'to-client' && state.helloPending) {
    sink.operation('response', state.hello ?? plainOperation(HELLO, state), code)
  } else if (info.direction === 'to-client' && state.openPending) {
    sink.operation('response', plainOperation(OPEN_SECURE_CHANNEL, state), code)
    sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user: '' })
  } else {
    const key = ERROR * HIGH + code
    const text = `0x${code.toString(16).padStart(8, '0')}`
    const { operations } = state
    sink.operation('event', operations.find(key) ?? operations.add(key, 'session', ERROR, '', text), 0)
  }
  state.helloPending = false
  state.openPending = false
}
