/*
 * PROFINET IO. IEC 61158-6-10 (2023): 4.3 (DCP), 4.6 (PTCP), 4.7 (RTC), 4.8 (RTA), 4.10 and 5 (context manager).
 * Big-endian, save for the numbers of RPC (The Open Group C706), which say their own order.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { dissectAlarm, isAlarm } from './alarm.ts'
import { dissectRpc } from './call.ts'
import { dissectDcp, isDcp, isDcpResponse } from './dcp.ts'
import { dissectFragment, isFragment } from './fragment.ts'
import { frameKindOf } from './frame-id.ts'
import { codeOf, describeCode, SPACE } from './function-codes.ts'
import { newProfinetShared, newProfinetState, type ProfinetShared, type ProfinetState } from './profinet-state.ts'
import { dissectPtcp, isPtcp } from './ptcp.ts'
import { countReserved, dissectRealtime, isRealtime } from './realtime.ts'
import { isFromClient, isRpc } from './rpc-header.ts'

const MAX_MESSAGE = 65_535
/** Of the FrameIDs of RT_CLASS_UDP. */
const FIRST_OVER_UDP = 0xc000

export const profinet = defineDissector<ProfinetState, ProfinetShared>({
  name: 'profinet',
  title: 'PROFINET IO',
  carriers: [
    { over: 'ethernet', etherTypes: [0x8892] },
    { over: 'udp', ports: [34962, 34963, 34964], suits: goesOverUdp },
  ],
  depth: {
    decodes: 'DCP, cyclic data (gaps, provider state), alarms, PTCP, context manager (connect, read, write, control)',
    identity: 'DCP blocks, I&M0 to I&M3, station names of connects, ports and neighbours, endpoint mapper annotations',
    missing: 'values of cyclic data, PROFIsafe, manufacturer records, reassembly of frame fragments',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < 2) return 'no'
    if (isRpc(bytes)) return 'yes'
    return isFrame(bytes) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < 2) return undefined
    if (isRpc(bytes)) {
      const fromClient = isFromClient(bytes.peek(1))
      return fromClient === undefined ? undefined : fromClient ? 'to-server' : 'to-client'
    }
    const frameId = bytes.peek16(0)
    if (frameKindOf(frameId) !== 'dcp' || !isDcp(bytes, frameId)) return undefined
    return isDcpResponse(bytes) ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: newProfinetState,

  newShared: newProfinetShared,

  dissect(message: Cursor, info: MessageInfo, state: ProfinetState, sink: Sink): void {
    if (isRpc(message)) {
      dissectRpc(message, info, state, sink)
      return
    }
    if (message.left < 2) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: 0 })
      return
    }
    const frameId = message.peek16(0)
    switch (frameKindOf(frameId)) {
      case 'realtime':
        dissectRealtime(message, frameId, info, state, sink)
        return
      case 'ptcp':
        dissectPtcp(message, frameId, info, state, sink)
        return
      case 'dcp':
        message.skip(2)
        dissectDcp(message, info, state, sink)
        return
      case 'alarm':
        message.skip(2)
        dissectAlarm(message, frameId, state, sink)
        return
      case 'fragment':
        dissectFragment(message, frameId, state, sink)
        return
      case 'reserved':
        countReserved(frameId, state, sink)
        sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: codeOf(SPACE.rt, 0) })
    }
  },

  describe: describeCode,
})

/** Calls, alarms, and cyclic data of RT_CLASS_UDP (4.7, 4.8, 4.10): the other classes are found by their FrameIDs on their link. */
function goesOverUdp(bytes: Cursor): boolean {
  if (bytes.left < 2) return false
  const frameId = bytes.peek16(0)
  const kind = frameKindOf(frameId)
  return isRpc(bytes) || kind === 'alarm' || (kind === 'realtime' && frameId >= FIRST_OVER_UDP)
}

function isFrame(bytes: Cursor): boolean {
  const frameId = bytes.peek16(0)
  switch (frameKindOf(frameId)) {
    case 'realtime':
      return isRealtime(bytes, frameId)
    case 'ptcp':
      return isPtcp(bytes)
    case 'dcp':
      return isDcp(bytes, frameId)
    case 'alarm':
      return isAlarm(bytes)
    case 'fragment':
      return isFragment(bytes)
    case 'reserved':
      return false
  }
}
