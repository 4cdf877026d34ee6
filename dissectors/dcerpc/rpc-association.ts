/* One connection of RPC: C706, 12.6.3 and 12.6.4; MS-RPCE, 2.2.2 (bind, authentication), 3.3.1.5. */
import { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import type { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { SignIn } from '../kit/sign-in.ts'
import { uuidText } from '../kit/uuid-text.ts'
import { sayObjectExporter } from './dcom-bindings.ts'
import { codeOfCall } from './describe-rpc.ts'
import { sayMappedEndpoints } from './endpoint-map.ts'
import { interfaceNumber, interfaceOf } from './interfaces.ts'
import { PDU, RpcHeader } from './rpc-header.ts'

/** Presentation contexts of one connection that are kept; the oldest is forgotten first. */
export const MAX_CONTEXTS = 64
/** Calls that await their answer. */
export const MAX_CALLS = 64
/** Contexts of one bind that are looked at; C706 counts them in 8 bits, clients offer three. */
const MAX_OFFERED = 32
/** Interfaces that a bind's target names. */
const MAX_NAMED = 4
const SYNTAX_LENGTH = 20
const UUID_LENGTH = 16
const VERIFIER_HEADER = 8
const AUTH_NETLOGON = 68
/** MS-RPCE, 2.2.1.1.8: the stub is encrypted. */
const LEVEL_PRIVACY = 6
const OFFERED_AT = 8
const REFUSED = 0xffff

/** An interface that was agreed upon, and the operations of it that were called, by number. */
interface Context {
  readonly number: number
  readonly uuid: string
}

interface Call {
  readonly operation: Operation
  readonly interfaceName: string
  readonly number: number
}

const header = new RpcHeader()
const signIn = new SignIn()
const stub = new Cursor(new DataView(new ArrayBuffer(0)))

/** What is remembered of one connection, or of one pipe. */
export class RpcAssociation {
  private readonly operations: Operations
  private readonly base: number
  private readonly contexts = new Map<number, Context>()
  private readonly calls = new Pending<Call>(MAX_CALLS)
  private readonly binds = new Pending<Operation>(MAX_CALLS)
  private user = ''

  /** `base` is added to every code: where a protocol that carries calls has codes of its own. */
  constructor(operations: Operations, base: number) {
    this.operations = operations
    this.base = base
  }

  /** Takes one PDU, or one piece of what goes through a pipe; pieces that begin no PDU belong to one before. */
  take(message: Cursor, direction: Direction, sink: Sink): void {
    const { pos } = message
    if (!header.decode(message)) return
    switch (header.type) {
      case PDU.bind:
      case PDU.alterContext:
        this.bind(message, sink)
        break
      case PDU.bindAck:
      case PDU.alterContextResponse:
        this.bound(message, sink)
        break
      case PDU.bindNak:
        this.refused(message, sink)
        break
      case PDU.request:
        if (header.isFirst) this.request(message, sink)
        return
      case PDU.response:
        if (header.isFirst) this.answer(message, 0, sink)
        return
      case PDU.fault:
        message.skip(8)
        this.answer(message, this.faultStatus(message), sink)
        return
      default:
        sink.operation('event', this.plain(header.type, 'session'), 0)
    }
    if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - pos })
    this.verifier(message, direction, sink)
  }

  private bind(message: Cursor, sink: Sink): void {
    message.skip(OFFERED_AT)
    const count = Math.min(message.u8(), MAX_OFFERED)
    message.skip(3)
    const names: string[] = []
    for (let i = 0; i < count; i++) {
      const id = readU16(message)
      const syntaxes = message.u8()
      message.skip(1)
      if (message.left < SYNTAX_LENGTH * (1 + syntaxes)) {
        message.short = true
        break
      }
      const uuid = uuidText(message.view, message.pos, header.little)
      const number = interfaceNumber(uuid)
      this.remember(id, { number, uuid })
      const name = interfaceOf(number)?.name ?? uuid
      if (!names.includes(name) && names.length < MAX_NAMED) names.push(name)
      message.skip(SYNTAX_LENGTH * (1 + syntaxes))
    }
    const operation = this.on(header.type, 'session', names.join(', '))
    this.binds.ask(header.callId, operation)
    sink.operation('request', operation, 0)
  }

  /** Good when one of the contexts was accepted: clients offer encodings that servers need not have. */
  private bound(message: Cursor, sink: Sink): void {
    const { pos } = message
    message.skip(8)
    const port = readU16(message)
    message.skip(port)
    message.skip((4 - ((message.pos - pos) & 3)) & 3)
    const count = Math.min(message.u8(), MAX_OFFERED)
    message.skip(3)
    let status = count === 0 ? 0 : REFUSED
    for (let i = 0; i < count && !message.short; i++) {
      const result = readU16(message)
      const reason = readU16(message)
      if (result === 0) status = 0
      else if (status !== 0) status = reason === 0 ? REFUSED : reason
      message.skip(SYNTAX_LENGTH)
    }
    const asked = header.type === PDU.bindAck ? PDU.bind : PDU.alterContext
    sink.operation('response', this.binds.answer(header.callId) ?? this.plain(asked, 'session'), status)
  }

  private refused(message: Cursor, sink: Sink): void {
    const reason = readU16(message)
    const operation = this.binds.answer(header.callId) ?? this.plain(PDU.bind, 'session')
    sink.operation('response', operation, reason === 0 ? REFUSED : reason)
    sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user: this.user })
  }

  private request(message: Cursor, sink: Sink): void {
    message.skip(4)
    const context = this.contexts.get(readU16(message))
    const number = readU16(message)
    if (header.hasObject) message.skip(UUID_LENGTH)
    const known = context === undefined ? undefined : interfaceOf(context.number)
    const code = codeOfCall(context?.number ?? -1, number)
    const operationClass = known?.methods.get(number)?.operationClass ?? known?.operationClass ?? 'unknown'
    const target = known === undefined ? (context?.uuid ?? '') : ''
    const operation = this.on(code, operationClass, target)
    this.calls.ask(header.callId, { operation, interfaceName: known?.name ?? '', number })
    sink.operation('request', operation, 0)
  }

  private answer(message: Cursor, status: number, sink: Sink): void {
    const call = this.calls.answer(header.callId)
    const operation = call?.operation ?? this.plain(PDU.request, 'unknown')
    sink.operation('response', operation, status)
    if (status !== 0 || call === undefined || this.isSealed(message)) return
    message.skip(8)
    if (message.pos > header.verifierAt) return
    const answer = stub.reset(message.view, message.pos, header.verifierAt)
    if (call.interfaceName === 'epm') sayMappedEndpoints(answer, call.number, header.little, sink)
    else if (call.interfaceName === 'IObjectExporter') sayObjectExporter(answer, call.number, header.little, sink)
  }

  private faultStatus(message: Cursor): number {
    const status = header.little ? message.u32le() : message.u32()
    return status === 0 ? REFUSED : status
  }

  private isSealed({ view }: Cursor): boolean {
    return header.authLength > 0 && view.getUint8(header.verifierAt + 1) === LEVEL_PRIVACY
  }

  /** Who signs in: the verifier of bind, bind_ack and rpc_auth_3. */
  private verifier(message: Cursor, direction: Direction, sink: Sink): void {
    if (header.authLength === 0) return
    const { view, end } = message
    const at = header.verifierAt
    // Netlogon's own token names the domain and the host in its own way (MS-NRPC, 2.2.1.3.1).
    if (view.getUint8(at) === AUTH_NETLOGON || !signIn.read(view, at + VERIFIER_HEADER, end)) return
    const of = direction === 'to-server' ? 'client' : 'server'
    for (const identity of signIn.identities(of)) sink.observe(identity)
    const { account, mechanism } = signIn
    if (of === 'server' || (account === '' && mechanism !== 'Kerberos')) return
    this.user = account
    sink.observe({ kind: 'credential', of, method: mechanism, account, protection: 'protected' })
  }

  private plain(code: number, operationClass: OperationClass): Operation {
    return this.on(code, operationClass, '')
  }

  private on(code: number, operationClass: OperationClass, target: string): Operation {
    const full = this.base + code
    const key = target === '' ? full : keyOfText(target, code)
    return this.operations.find(key) ?? this.operations.add(key, operationClass, full, '', target)
  }

  private remember(id: number, context: Context): void {
    if (this.contexts.size >= MAX_CONTEXTS && !this.contexts.has(id)) {
      const oldest = this.contexts.keys().next()
      if (!oldest.done) this.contexts.delete(oldest.value)
    }
    this.contexts.set(id, context)
  }
}

function readU16(message: Cursor): number {
  return header.little ? message.u16le() : message.u16()
}
