/*
 * MS/TP, the token bus of BACnet over RS-485: as LINKTYPE_BACNET_MS_TP has it, and as recorders of Cimetrics wrap it in
 * SNAP. Dissectors see the frame from its type on, with its CRCs. ANSI/ASHRAE 135-2020, clause 9.3.
 */
import { ALL_STATIONS } from '../../dissectors/kit/bus-judge.ts'
import { BUS_MSTP } from './buses.ts'
import { type Frame, NETWORK_BUS, STATUS } from './frame.ts'

const PREAMBLE = 0x55ff
const PREAMBLE_BYTES = 2
/** Type, destination, source, length, CRC. */
const HEADER_BYTES = 6
const BROADCAST = 255
/** BACnet data that expects a reply, and that does not. */
const DATA_TYPES: ReadonlySet<number> = new Set([5, 6])
/** What stands for a port: frames that manage the token, and the network layer of BACnet, by its LSAP (clause 7.1). */
const MANAGEMENT = 0
const BACNET = 0x82
/** Before the type: three bytes of the recorder's own. */
const CIMETRICS_BYTES = 3

export function decodeMstp(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < PREAMBLE_BYTES + HEADER_BYTES) frame.status = STATUS['link-header-cut']
  else if (view.getUint16(start) !== PREAMBLE) frame.status = STATUS['link-payload-unknown']
  else stationsOf(view, start + PREAMBLE_BYTES, end, frame)
}

/**
 * A frame of the line that a recorder gave out as one of Ethernet, with the numbers of its stations for MAC addresses: nobody
 * has these. One whose addresses are others' comes from a device, and stays what it is.
 */
export function decodeRecordedMstp(view: DataView, snapEnd: number, end: number, frame: Frame): void {
  const start = snapEnd + CIMETRICS_BYTES
  if (end - start < HEADER_BYTES) return
  const { sourceMacHigh, sourceMacLow, targetMacHigh, targetMacLow } = frame
  if (sourceMacHigh !== 0 || sourceMacLow !== view.getUint8(start + 2)) return
  if (targetMacHigh !== 0 || targetMacLow !== view.getUint8(start + 1)) return
  frame.hasMac = false
  stationsOf(view, start, end, frame)
}

function stationsOf(view: DataView, start: number, end: number, frame: Frame): void {
  const target = view.getUint8(start + 1)
  frame.network = NETWORK_BUS
  frame.bus = BUS_MSTP
  frame.targetStation = target === BROADCAST ? ALL_STATIONS : target
  frame.sourceStation = view.getUint8(start + 2)
  frame.sourcePort = DATA_TYPES.has(view.getUint8(start)) ? BACNET : MANAGEMENT
  frame.targetPort = frame.sourcePort
  frame.payloadStart = start
  frame.payloadEnd = end
}
