/*
 * What lies below S7, S7-plus and MMS in every TPKT: X.224 connect and disconnect, and the fragments of a TSDU.
 * ISO/IEC 8073 (ITU-T X.224), 13.3 to 13.7 and 13.12.
 */
import type { Cursor } from './cursor.ts'
import type { MessageInfo, Sink } from './dissector.ts'
import type { Operation } from './observation.ts'
import type { Operations } from './operations.ts'
import { TPDU, Tpdu, TsduAssembler } from './tpkt.ts'

/** Operation codes from here on are TPDU codes: what a protocol over COTP gives its own functions lies below. */
export const COTP_CODES = 0x1_0000_0000
const CONTROL_SPACE = 0x1f_0000_0000_0000
/** A refusal whose reason is 0, 'not specified', is a refusal all the same. */
const REFUSED = 0x100

/** The transport of one dialogue: both directions' fragments, and the connection. */
export class CotpTransport {
  /** The called TSAP in hexadecimal, '' when the connect was not seen. */
  calledTsap = ''
  private readonly tpdu = new Tpdu()
  private readonly toServer = new TsduAssembler()
  private readonly toClient = new TsduAssembler()
  private connecting: Operation | undefined = undefined

  /**
   * Takes one TPKT. Answers with the TSDU that it completes, which is valid until the next call; reports everything
   * else itself: connects, refusals, disconnects, broken headers.
   */
  take(message: Cursor, info: MessageInfo, operations: Operations, sink: Sink): Cursor | undefined {
    const start = message.pos
    const { tpdu } = this
    if (!tpdu.decode(message)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: Math.min(message.pos, message.end) - start })
      return undefined
    }
    if (tpdu.type !== TPDU.data) {
      this.control(info, operations, sink)
      return undefined
    }
    const assembler = info.direction === 'to-server' ? this.toServer : this.toClient
    if (info.afterGap) assembler.reset()
    const overflows = assembler.overflows
    const tsdu = assembler.push(message, tpdu.endOfTsdu)
    if (assembler.overflows !== overflows) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
    return tsdu === undefined || tsdu.left === 0 ? undefined : tsdu
  }

  private control(info: MessageInfo, operations: Operations, sink: Sink): void {
    const { tpdu } = this
    const { type } = tpdu
    if (type === TPDU.connectRequest) {
      this.calledTsap = tpdu.calledTsap
      const target = `tsap ${tsapText(tpdu.callingTsap)} to ${tsapText(tpdu.calledTsap)}`
      this.connecting = controlOperation(operations, type, target)
      sink.operation('request', this.connecting, 0)
      return
    }
    const isAnswer = type === TPDU.connectConfirm || (type === TPDU.disconnectRequest && this.connecting !== undefined)
    if (!isAnswer) {
      if (type === TPDU.disconnectRequest) closed(sink, 'closed')
      sink.operation('event', controlOperation(operations, type, ''), 0)
      return
    }
    const operation = this.connecting ?? controlOperation(operations, TPDU.connectRequest, '')
    this.connecting = undefined
    const refused = type === TPDU.disconnectRequest && info.direction === 'to-client'
    if (refused) closed(sink, 'refused')
    sink.operation('response', operation, refused ? tpdu.reason || REFUSED : 0)
  }
}

/** The texts of `function` and `functionName` for a code from COTP_CODES on. */
export function describeCotp(code: number): { function: string; name: string } {
  const type = code - COTP_CODES
  const known = NAMES[type]
  return known ?? { function: `cotp 0x${type.toString(16)}`, name: `COTP TPDU 0x${type.toString(16)}` }
}

/** A TSAP as people write it: text where it is text, else hexadecimal. */
export function tsapText(hex: string): string {
  if (hex.length <= 4) return hex === '' ? '-' : hex
  let text = ''
  for (let at = 0; at < hex.length; at += 2) {
    const code = Number.parseInt(hex.slice(at, at + 2), 16)
    if (code < 0x20 || code > 0x7e) return hex
    text += String.fromCharCode(code)
  }
  return text
}

function closed(sink: Sink, state: 'closed' | 'refused'): void {
  sink.observe({ kind: 'session', state, security: 'unknown', user: '' })
}

/** One connection has one connect: the key, above any of 48 bits that a protocol packs, needs no target. */
function controlOperation(operations: Operations, type: number, target: string): Operation {
  const key = CONTROL_SPACE + (target === '' ? 0 : 0x100) + type
  return operations.find(key) ?? operations.add(key, 'session', COTP_CODES + type, '', target)
}

/** X.224, table 8: the TPDUs by their abbreviations. */
const NAMES: Readonly<Record<number, { function: string; name: string }>> = {
  [TPDU.connectRequest]: { function: 'cotp cr', name: 'COTP connect' },
  [TPDU.connectConfirm]: { function: 'cotp cc', name: 'COTP connect confirm' },
  [TPDU.disconnectRequest]: { function: 'cotp dr', name: 'COTP disconnect' },
  [TPDU.disconnectConfirm]: { function: 'cotp dc', name: 'COTP disconnect confirm' },
  [TPDU.error]: { function: 'cotp er', name: 'COTP error' },
  [TPDU.expedited]: { function: 'cotp ed', name: 'COTP expedited data' },
  [TPDU.expeditedAck]: { function: 'cotp ea', name: 'COTP expedited acknowledgement' },
  [TPDU.ack]: { function: 'cotp ak', name: 'COTP acknowledgement' },
}
