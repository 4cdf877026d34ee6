/*
 * PTCP, the Precision Transparent Clock Protocol: IEC 61158-6-10, 4.6. Big-endian.
 * A header of 20 bytes, then TLVs of 7 bits of type and 9 of length.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import { codeOf, SPACE } from './function-codes.ts'
import type { Facts, ProfinetState } from './profinet-state.ts'
import { say, senderOf } from './say-facts.ts'

/** Where the TLVs begin: behind the FrameID and the header. */
const TLVS_AT = 22
/** 4.6.3.1: TLVs. */
const END = 0
const SUBDOMAIN = 1
const DELAY_PARAMETER = 6
const LAST_TYPE = 7
const OPTION = 0x7f
const UUID_LENGTH = 16
/** A key in `said`, apart from those of DCP. */
const SAID = 16

/** Whether these bytes can be a PTCP-PDU: its TLVs end with the end mark, inside of the frame. */
export function isPtcp(bytes: Cursor): boolean {
  let at = TLVS_AT
  let tlvs = 0
  while (at + 2 <= bytes.left) {
    const head = bytes.peek16(at)
    const type = head >> 9
    if (type === END) return head === 0 && tlvs > 0
    if (type > LAST_TYPE && type !== OPTION) return false
    at += 2 + (head & 0x1ff)
    tlvs++
  }
  return false
}

/** Reports one PTCP-PDU; the cursor is at the FrameID. */
export function dissectPtcp(
  message: Cursor,
  frameId: number,
  info: MessageInfo,
  state: ProfinetState,
  sink: Sink,
): void {
  const code = codeOf(SPACE.ptcp, frameId)
  const { operations } = state
  sink.operation('event', operations.find(code) ?? operations.add(code, 'time', code, '', ''), 0)
  if (!isPtcp(message)) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: TLVS_AT })
    return
  }
  message.skip(TLVS_AT)
  const facts: Facts = {}
  while (message.left >= 2) {
    const head = message.u16()
    const type = head >> 9
    if (type === END) break
    const length = head & 0x1ff
    const from = message.pos
    const isIdentity = type === DELAY_PARAMETER || type === SUBDOMAIN
    if (
      isIdentity &&
      isNews(state.said, saidUnder(type, info), message.view, from, Math.min(message.end, from + length))
    ) {
      readTlv(message, type, length, facts)
    }
    message.pos = Math.min(message.end, from + length)
  }
  say(senderOf(info), '', 'PTCP', facts, sink)
}

/** The address of the port that measures its line; the master and the domain that a clock belongs to. */
function readTlv(message: Cursor, type: number, length: number, facts: Facts): void {
  if (type === DELAY_PARAMETER && length >= 6) facts.mac = message.hex(6, ':')
  if (type !== SUBDOMAIN || length < 6 + UUID_LENGTH) return
  facts['time-source'] = message.hex(6, ':')
  facts.domain = message.hex(UUID_LENGTH)
}

function saidUnder(type: number, info: MessageInfo): number {
  return SAID + type * 2 + (senderOf(info) === 'client' ? 1 : 0)
}
