/* The handshake of RFB: RFC 6143, 7.1 and 7.3.2; RFC 6143, appendix A, for versions 3.3 and 3.7. Big-endian. */
import { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact, OperationRole, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { STEP, securityName } from './handshake-steps.ts'

/** The longest message of the handshake is ServerInit, with a name of any length: a longer one is not read. */
export const MAX_HANDSHAKE = 1024
const VERSION_LENGTH = 12
const NONE = 1
const VNC = 2
const CHALLENGE = 16
const RESULT_LENGTH = 4
const INIT_LENGTH = 24
const OLDEST_WITH_LIST = 7

type Waiting = 'version' | 'security' | 'choice' | 'challenge' | 'sign-in' | 'result' | 'init' | 'nothing'

/** What both sides have said so far of it. Bytes are held until a step is whole, and forgotten with it. */
export class Handshake {
  private readonly operations = new Operations()
  private readonly held = { client: new Uint8Array(0), server: new Uint8Array(0) }
  private readonly waits: Record<Side, Waiting> = { client: 'version', server: 'version' }
  private minor = 8
  private chosen = 0

  giveUp(): void {
    this.waits.client = this.waits.server = 'nothing'
    this.held.client = this.held.server = new Uint8Array(0)
  }

  feed(message: Cursor, side: Side, sink: Sink): void {
    if (this.isDone(side)) return
    const before = this.held[side]
    if (before.length >= MAX_HANDSHAKE) {
      this.giveUp()
      return
    }
    const count = Math.min(message.left, MAX_HANDSHAKE)
    const all = new Uint8Array(before.length + count)
    all.set(before)
    for (let i = 0; i < count; i++) all[before.length + i] = message.view.getUint8(message.pos + i)
    const bytes = new Cursor(new DataView(all.buffer)).reset(new DataView(all.buffer), 0, all.length)
    while (bytes.left > 0 && this.step(side, bytes, sink)) bytes.short = false
    this.held[side] = this.isDone(side) ? new Uint8Array(0) : all.slice(bytes.pos)
  }

  private isDone(side: Side): boolean {
    return this.waits[side] === 'nothing'
  }

  /** Reads what this side is to say next; false when it is not whole, or is not to be said yet. */
  private step(side: Side, bytes: Cursor, sink: Sink): boolean {
    switch (this.waits[side]) {
      case 'version':
        return this.version(side, bytes, sink)
      case 'security':
        return this.minor >= OLDEST_WITH_LIST ? this.securityList(bytes, sink) : this.securityType(bytes, sink)
      case 'choice':
        return this.choice(bytes, sink)
      case 'challenge':
        return this.challenge(bytes)
      case 'sign-in':
        return this.signIn(bytes, sink)
      case 'result':
        return this.result(bytes, sink)
      case 'init':
        return side === 'client' ? this.clientInit(bytes, sink) : this.serverInit(bytes, sink)
      case 'nothing':
        return false
    }
  }

  private version(side: Side, bytes: Cursor, sink: Sink): boolean {
    if (bytes.left < VERSION_LENGTH) return false
    const [, major = '', minor = ''] = /^RFB (\d+)\.(\d+)/.exec(bytes.text(VERSION_LENGTH)) ?? []
    const revision = `RFB ${Number(major)}.${Number(minor)}`
    this.report(STEP.version, side === 'client' ? 'request' : 'response', 0, sink)
    tell(side, 'ProtocolVersion', { 'protocol-revision': revision }, sink)
    // The client's word counts (7.1.1); what is older than 3.7 is 3.3.
    if (side === 'client') this.minor = Number(minor)
    this.waits[side] = side === 'client' ? (this.minor >= OLDEST_WITH_LIST ? 'choice' : 'sign-in') : 'security'
    return true
  }

  private securityList(bytes: Cursor, sink: Sink): boolean {
    if (this.waits.client === 'version') return false
    const count = bytes.peek(0)
    if (bytes.left < 1 + count) return false
    bytes.skip(1)
    const types = Array.from({ length: count }, () => bytes.u8())
    this.report(STEP.security, 'response', 0, sink)
    tell('server', 'Security types', { capability: `security: ${types.map(securityName).join(', ')}` }, sink)
    if (count === 0) this.refused(sink)
    this.waits.server = count === 0 ? 'nothing' : 'challenge'
    return true
  }

  /** Before version 3.7 the server decides. */
  private securityType(bytes: Cursor, sink: Sink): boolean {
    if (this.waits.client === 'version' || bytes.left < 4) return false
    this.chosen = bytes.u32()
    this.report(STEP.security, 'response', 0, sink)
    tell('server', 'Security types', { capability: `security: ${securityName(this.chosen)}` }, sink)
    this.waits.server = this.chosen === VNC ? 'challenge' : this.chosen === NONE ? 'init' : 'nothing'
    this.waits.client = this.chosen === VNC ? 'sign-in' : this.chosen === NONE ? 'init' : 'nothing'
    if (this.chosen === NONE) this.opened(sink)
    if (this.chosen === 0) this.refused(sink)
    return true
  }

  private choice(bytes: Cursor, sink: Sink): boolean {
    this.chosen = bytes.u8()
    const { operations } = this
    const key = STEP.choice * 0x100 + this.chosen
    const target = securityName(this.chosen)
    const operation = operations.find(key) ?? operations.add(key, 'authenticate', STEP.choice, '', target)
    sink.operation('request', operation, 0)
    this.waits.client = this.chosen === VNC ? 'sign-in' : this.chosen === NONE ? 'init' : 'nothing'
    if (this.waits.client === 'nothing') {
      sink.observe({ kind: 'undecoded', reason: 'unsupported', code: STEP.choice })
      this.giveUp()
    } else if (this.chosen === NONE) {
      this.waits.server = this.minor >= 8 ? 'result' : 'init'
      if (this.minor < 8) this.opened(sink)
    }
    return true
  }

  /** Not kept: with the response a listener could try passwords. */
  private challenge(bytes: Cursor): boolean {
    if (this.chosen !== VNC || this.waits.client === 'choice' || bytes.left < CHALLENGE) return false
    bytes.skip(CHALLENGE)
    this.waits.server = 'result'
    return true
  }

  private signIn(bytes: Cursor, sink: Sink): boolean {
    if (this.chosen === 0 || bytes.left < CHALLENGE) return false
    bytes.skip(CHALLENGE)
    this.report(STEP.signIn, 'request', 0, sink)
    const method = securityName(VNC)
    sink.observe({ kind: 'credential', of: 'client', method, account: '', protection: 'protected' })
    this.waits.client = 'init'
    return true
  }

  private result(bytes: Cursor, sink: Sink): boolean {
    if (bytes.left < RESULT_LENGTH) return false
    const status = bytes.u32()
    this.report(STEP.result, 'response', status, sink)
    if (status === 0) this.opened(sink)
    else {
      this.refused(sink)
      this.giveUp()
    }
    if (status === 0) this.waits.server = 'init'
    return true
  }

  private clientInit(bytes: Cursor, sink: Sink): boolean {
    bytes.skip(1)
    this.report(STEP.clientInit, 'request', 0, sink)
    this.waits.client = 'nothing'
    return false
  }

  /** 7.3.2: size, format of a picture element, name of the desktop. */
  private serverInit(bytes: Cursor, sink: Sink): boolean {
    if (bytes.left < INIT_LENGTH) return false
    const { pos } = bytes
    const [width, height] = [bytes.u16(), bytes.u16()]
    bytes.skip(16)
    const length = bytes.u32()
    if (length > MAX_HANDSHAKE - INIT_LENGTH) this.giveUp()
    if (length > bytes.left) {
      bytes.pos = pos
      return false
    }
    const name = bytes.text(length, 'utf8')
    this.report(STEP.serverInit, 'response', 0, sink)
    const facts = { ...(name !== '' && { name }), description: `desktop ${width}x${height}` }
    tell('server', 'ServerInit', facts, sink)
    this.waits.server = 'nothing'
    return false
  }

  private opened(sink: Sink): void {
    sink.observe({ kind: 'session', state: 'opened', security: 'none', user: '' })
  }

  private refused(sink: Sink): void {
    sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user: '' })
  }

  private report(step: number, role: OperationRole, status: number, sink: Sink): void {
    const { operations } = this
    const operationClass = step >= STEP.security && step <= STEP.result ? 'authenticate' : 'session'
    sink.operation(role, operations.find(step) ?? operations.add(step, operationClass, step, '', ''), status)
  }
}

function tell(of: Side, message: string, facts: Readonly<Partial<Record<Fact, string>>>, sink: Sink): void {
  sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
}
