/*
 * MMS, as IEC 61850 and TASE.2 (ICCP) use it. Big-endian, BER.
 * ISO 9506-1 and 9506-2:2003; IEC 61850-8-1 Ed. 2.1 (2020), clause 6.2 (profile), 7 (mapping of names), 17 and 20.
 * Transport: RFC 1006 and ISO/IEC 8073 class 0, in `kit/tpkt.ts`; the layers above it in `upper-layers.ts`.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { MAX_TPKT, seekUserData, TPDU, Tpdu, tpktLength } from '../kit/tpkt.ts'
import { dissectPdu } from './mms-pdu.ts'
import { MmsState } from './mms-state.ts'
import { directionOfUserData, type Likeness, likenessOf } from './probe-user-data.ts'
import { describeCode } from './services.ts'
import { UpperLayers } from './upper-layers.ts'

/** Packets looked at for one that tells: a stream may be joined amid fragments. */
const MAX_PACKETS_PROBED = 8
const TPDU_CODE_AT = 5
const END_OF_TSDU = 0x80

export const mms = defineDissector<MmsState>({
  name: 'mms',
  title: 'MMS (IEC 61850, TASE.2)',
  carriers: [{ over: 'tcp', ports: [102] }],
  depth: {
    decodes:
      'all confirmed services with the names they act on, reports, errors; control, setting and file services of IEC 61850',
    identity: 'Identify, name plates (LPHD, LLN0), logical devices, report control blocks',
    missing: 'values inside structures, ACSE authentication, MMS over TLS (IEC 62351-4)',
  },
  maxMessage: MAX_TPKT,

  probe(bytes: Cursor): Verdict {
    const { end } = bytes
    for (let packets = 0; packets < MAX_PACKETS_PROBED; packets++) {
      const verdict = seekUserData(bytes)
      if (verdict !== 'yes') return verdict
      const likeness: Likeness = likenessOf(bytes)
      if (likeness === 'mms') return 'yes'
      // Fragments of one TSDU show nothing of it but the first.
      const isFragment = (bytes.view.getUint8(bytes.pos - 1) & END_OF_TSDU) === 0
      if (likeness === 'foreign' && !isFragment) return 'no'
      if (bytes.end === end && (isFragment || likeness === 'cut')) return 'need-more'
      bytes.pos = bytes.end
      bytes.end = end
    }
    return 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const type = bytes.left > TPDU_CODE_AT ? bytes.peek(TPDU_CODE_AT) & 0xf0 : 0
    if (type === TPDU.connectRequest) return 'to-server'
    if (type === TPDU.connectConfirm) return 'to-client'
    return seekUserData(bytes) === 'yes' ? directionOfUserData(bytes) : undefined
  },

  messageLength: tpktLength,

  newState: () => new MmsState(),

  dissect(message: Cursor, info: MessageInfo, state: MmsState, sink: Sink): void {
    const assembler = state.assembler(info.direction)
    if (info.afterGap) assembler.reset()
    if (!tpdu.decode(message)) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: TPDU_CODE_AT })
      return
    }
    if (tpdu.type === TPDU.connectRequest || tpdu.type === TPDU.connectConfirm) assembler.reset()
    if (tpdu.type !== TPDU.data) return
    const { overflows } = assembler
    const whole = assembler.push(message, tpdu.endOfTsdu)
    if (whole !== undefined) dissectTsdu(whole, info, state, sink)
    else if (assembler.overflows !== overflows) sink.observe({ kind: 'undecoded', reason: 'unsupported', code: 0 })
  },

  describe: describeCode,
})

const tpdu = new Tpdu()
const layers = new UpperLayers()

function dissectTsdu(tsdu: Cursor, info: MessageInfo, state: MmsState, sink: Sink): void {
  if (tsdu.left === 0) return
  const { view, pos, end } = tsdu
  layers.read(view, pos, end)
  if (layers.badLength) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
  else if (layers.phase === 'unknown') sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
  observeSession(sink)
  if (layers.end > layers.start) dissectPdu(view, layers.start, layers.end, info, state, sink)
}

function observeSession(sink: Sink): void {
  switch (layers.phase) {
    case 'accept':
      sink.observe({
        kind: 'session',
        state: layers.result === 0 ? 'opened' : 'refused',
        security: 'none',
        user: '',
      })
      break
    case 'refuse':
      sink.observe({ kind: 'session', state: 'refused', security: 'none', user: '' })
      break
    case 'disconnect':
    case 'abort':
      sink.observe({ kind: 'session', state: 'closed', security: 'none', user: '' })
      break
    case 'data':
    case 'connect':
    case 'finish':
    case 'unknown':
      break
  }
}
