/*
 * Methods of AMQP 0-9-1: who publishes to which exchange by which routing key, who consumes which queue. A method that is
 * answered is so on its channel, one at a time for each kind.
 */
import { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import type { Operation, OperationRole } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { AmqpState } from './amqp-state.ts'
import { FRAME_HEAD, methodCode } from './frame.ts'
import { codeOf, METHOD, type Method, methodWith } from './methods.ts'
import { sayClient, sayServer, saySession } from './sign-in.ts'

const IDS = 4
/** Distinct targets of one connection are bounded by `Operations`; keys of channels lie beyond those of methods. */
const CHANNEL = 0x1_0000
const SUCCESS = 200
const NAMES: Readonly<Record<string, string>> = { q: 'queue', e: 'exchange', k: 'key', v: 'host' }
const names = new Cursor(new DataView(new ArrayBuffer(0)))

/** What a method's fields say. One object, reused. */
const fields = { from: 0, to: 0, flags: 0, code: 0, failed: 0 }

export function dissectMethod(frame: Cursor, direction: Direction, state: AmqpState, sink: Sink): void {
  const code = methodCode(frame)
  const method = methodWith(code)
  const channel = frame.peek16(1)
  frame.pos += FRAME_HEAD + IDS
  frame.end--
  if (method === undefined) {
    sink.operation('event', plain(code, state), 0)
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
    return
  }
  const { pos } = frame
  readFields(frame, method.fields)
  const operation = answered(method, channel, state) ?? operationOf(frame, code, method, state)
  const isAsked = method.isAsking && direction === 'to-server' && (fields.flags & method.noWait) === 0
  if (isAsked) state.pending.ask(channel * CHANNEL + code, operation)
  sink.operation(roleOf(method, direction, isAsked), operation, statusOf(code))
  // Reference, 1.4.2.8: a close names the method that caused it, which has no other answer.
  const failed = fields.failed === 0 ? undefined : state.pending.answer(channel * CHANNEL + fields.failed)
  if (failed !== undefined && direction === 'to-client') sink.operation('response', failed, fields.code)
  frame.pos = pos
  note(code, frame, direction, state, sink)
}

/** An answer of the server belongs to what was asked on its channel. */
function answered({ answers }: Method, channel: number, { pending }: AmqpState): Operation | undefined {
  return answers === 0 ? undefined : pending.answer(channel * CHANNEL + answers)
}

function roleOf(method: Method, direction: Direction, isAsked: boolean): OperationRole {
  if (isAsked) return 'request'
  if (method.answers !== 0 && direction === 'to-client') return 'response'
  // Answers of the client, and what is published, consumed or acknowledged: nothing comes for it.
  return method.isAsking && direction === 'to-server' ? 'order' : 'event'
}

function statusOf(code: number): number {
  if (code === METHOD.reject || code === METHOD.nack) return 1
  return fields.code === SUCCESS ? 0 : fields.code
}

function note(code: number, body: Cursor, direction: Direction, state: AmqpState, sink: Sink): void {
  switch (code) {
    case METHOD.start:
      sayServer(body, sink)
      break
    case METHOD.startOk:
      sayClient(body, state, sink)
      break
    case METHOD.openOk:
      saySession('opened', state, sink)
      break
    case METHOD.close:
      saySession(direction === 'to-client' && !state.isOpen ? 'refused' : 'closed', state, sink)
      break
  }
}

/** Goes over the fields of a method: where those that tell its target begin and end, its flags and its code. */
function readFields(body: Cursor, layout: string): void {
  fields.from = fields.to = fields.flags = fields.code = fields.failed = 0
  for (let i = 0; i < layout.length; i++) {
    switch (layout[i]) {
      case 'r':
        body.skip(2)
        break
      case 'l':
        body.skip(8)
        break
      case 'b':
        fields.flags = body.u8()
        break
      case 'c':
        fields.code = body.u16()
        break
      case 's':
        body.skip(body.u8())
        break
      case 'm':
        fields.failed = codeOf(body.u16(), body.u16() & 0xff)
        break
      default:
        if (fields.from === 0) fields.from = body.pos
        body.skip(body.u8())
        fields.to = body.pos
    }
  }
}

function operationOf(body: Cursor, code: number, method: Method, state: AmqpState): Operation {
  const { from, to } = fields
  if (from === to || body.short) return plain(code, state)
  const key = keyOfBytes(body.view, from, to, code)
  const { operations } = state
  return operations.find(key) ?? operations.add(key, method.class, code, '', targetText(body, method.fields))
}

/** 'exchange plant key line1.temp'; a routing key without an exchange names a queue (3.1.3.1). */
function targetText({ view }: Cursor, layout: string): string {
  const parts: string[] = []
  names.reset(view, fields.from, fields.to)
  for (const letter of layout) {
    const name = NAMES[letter]
    if (name === undefined || names.left === 0) continue
    const text = names.text(names.u8(), 'utf8')
    const isDefault = letter === 'k' && layout.includes('ek') && !layout.includes('q') && parts.length === 0
    if (text !== '') parts.push(`${isDefault ? 'queue' : name} ${text}`)
  }
  return parts.join(' ')
}

/** A method that is known by its code alone. */
export function plain(code: number, { operations }: AmqpState): Operation {
  return operations.find(code) ?? operations.add(code, methodWith(code)?.class ?? 'unknown', code, '', '')
}
