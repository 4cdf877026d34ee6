/*
 * DLMS/COSEM, the protocol of meters, over TCP and UDP. Big-endian.
 * IEC 62056-47 (wrapper, port 4059), IEC 62056-46 (HDLC, which converters put into TCP), IEC 62056-5-3 (application layer),
 * IEC 62056-6-1 (OBIS codes) and -6-2 (interface classes); the Green Book and Blue Book of the DLMS User Association.
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { dissectApdu } from './apdu.ts'
import { DlmsState, INVOKE, LINKS } from './dlms-state.ts'
import { directionOfMessage, isHdlc, MAX_MESSAGE, messageLength, probeMessage, WRAPPER } from './frame.ts'
import { CONTROL, HdlcFrame, llcLength } from './hdlc.ts'
import { describeCode, LINK_SPACE } from './services.ts'

/** The other side is not connected (DM), or rejects the frame (FRMR). */
const DISCONNECTED = 0x2_0000
const REJECTED = 0x2_0001
const LINK_KEYS = 0x1c_0000_0000_0000
/** The two commands of the link, behind `LINK_SPACE`. */
const CONNECT = 0
const DISCONNECT = 1
const frame = new HdlcFrame()

export const dlms = defineDissector<DlmsState>({
  name: 'dlms',
  title: 'DLMS/COSEM',
  carriers: [
    { over: 'tcp', ports: [4059] },
    { over: 'udp', ports: [4059] },
  ],
  depth: {
    decodes:
      'wrapper and HDLC with segments; associations, get, set, action with lists and blocks, short names, notifications; ciphered APDUs by service',
    identity: 'logical device names, device ids, firmware (OBIS), SAP assignment, MAC address setup, system titles',
    missing: 'values in blocks, of profiles and notifications, scalers; the access service; what is ciphered',
  },
  maxMessage: MAX_MESSAGE,

  probe: probeMessage,

  directionOf: directionOfMessage,

  messageLength,

  newState: () => new DlmsState(),

  dissect(message: Cursor, info: MessageInfo, state: DlmsState, sink: Sink): void {
    const length = messageLength(message)
    if (length <= 0 || message.left < length) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (isHdlc(message)) dissectHdlc(message, info, state, sink)
    else dissectWrapper(message, info, state, sink)
  },

  describe: describeCode,
})

function dissectWrapper(message: Cursor, info: MessageInfo, state: DlmsState, sink: Sink): void {
  const isToServer = info.direction === 'to-server'
  state.client = message.peek16(isToServer ? WRAPPER.source : WRAPPER.target)
  state.server = message.peek16(isToServer ? WRAPPER.target : WRAPPER.source)
  state.physical = 0
  state.isCut = false
  message.skip(WRAPPER.apdu)
  dissectApdu(message, info, state, sink)
}

function dissectHdlc(message: Cursor, info: MessageInfo, state: DlmsState, sink: Sink): void {
  if (!frame.read(message)) {
    sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: message.left })
    return
  }
  const isToServer = info.direction === 'to-server'
  state.client = isToServer ? frame.source : frame.target
  state.server = isToServer ? frame.target : frame.source
  state.physical = isToServer ? frame.targetLower : frame.sourceLower
  if (frame.isInformation || frame.command === CONTROL.ui) information(message, info, state, sink)
  else if (isToServer) linkRequest(frame.command, state, sink)
  else linkAnswer(frame.command, state, sink)
}

/** The information of a frame: an APDU behind the LLC header, or a segment of one. */
function information(message: Cursor, info: MessageInfo, state: DlmsState, sink: Sink): void {
  const { view } = message
  const assembly = state.assemblies[info.direction]
  const header = llcLength(view, frame.from, frame.to)
  if (info.afterGap) assembly.isOpen = false
  if (header > 0 && frame.isSegmented) assembly.begin()
  if (header > 0 && !frame.isSegmented) {
    assembly.isOpen = false
    state.isCut = false
    message.pos = frame.from + header
    message.end = frame.to
    dissectApdu(message, info, state, sink)
    return
  }
  // The beginning was not seen.
  if (!assembly.isOpen) return
  assembly.add(view, frame.from + header, frame.to)
  if (frame.isSegmented) return
  state.isCut = assembly.isCut
  dissectApdu(assembly.end(), info, state, sink)
}

function linkRequest(command: number, state: DlmsState, sink: Sink): void {
  if (command !== CONTROL.snrm && command !== CONTROL.disc) return
  const operation = linkOperation(command === CONTROL.snrm ? CONNECT : DISCONNECT, state)
  state.ask(INVOKE.link, operation)
  sink.operation('request', operation, 0)
}

function linkAnswer(command: number, state: DlmsState, sink: Sink): void {
  if (command !== CONTROL.ua && command !== CONTROL.dm && command !== CONTROL.frmr) return
  const status = command === CONTROL.ua ? 0 : command === CONTROL.dm ? DISCONNECTED : REJECTED
  const operation = state.asked.answer(state.idOf(INVOKE.link)) ?? linkOperation(CONNECT, state)
  sink.operation('response', operation, status)
  if (operation.code === LINK_SPACE + DISCONNECT) {
    sink.observe({ kind: 'session', state: 'closed', security: 'unknown', user: '' })
  }
}

function linkOperation(kind: number, state: DlmsState): Operation {
  const key = LINK_KEYS + kind * LINKS + state.linkKey
  const known = state.operations.find(key)
  if (known !== undefined) return known
  return state.operations.add(key, 'session', LINK_SPACE + kind, state.module, `client ${state.client}`)
}
