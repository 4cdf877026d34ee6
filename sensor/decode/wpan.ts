/*
 * IEEE 802.15.4, as sniffers capture it: frames with and without their FCS (LINKTYPE 195 and 230 of tcpdump.org), behind
 * preamble and PHY header (215), or behind the fields of IEEE 802.15.4 TAP (283). Dissectors see a frame from its frame control
 * on, without its FCS. IEEE 802.15.4-2020, clause 7.
 */

import { ALL_STATIONS } from '../../dissectors/kit/bus-judge.ts'
import { crcReflectedStep } from '../../dissectors/kit/crc-reflected.ts'
import { crc32 } from '../../dissectors/kit/crc32.ts'
import {
  EXTENDED_ADDRESS,
  NO_PAN,
  NO_SHORT_ADDRESS,
  SHORT_ADDRESS,
  WPAN_BROADCAST,
  WPAN_DATA,
  type WpanAddress,
  WpanHeader,
} from '../../dissectors/kit/wpan-frame.ts'
import { WPAN_PAYLOAD } from '../../dissectors/kit/wpan-payload.ts'
import { ZigbeeNetwork } from '../../dissectors/kit/zigbee-network.ts'
import { BUS_WPAN } from './buses.ts'
import { type Frame, NETWORK_BUS, STATUS } from './frame.ts'
import { decodeLowpan, isLowpan } from './lowpan.ts'

/** Four bytes of preamble, the start of the frame, and its length (12.1). */
const PHY_BYTES = 6
const FRAME_START = 0xa7
/** Version, a reserved byte, length; then fields of type, length and value, each as long as a multiple of four. */
const TAP_BYTES = 4
const FIELD_BYTES = 4
const FIELD_FCS = 0
const FCS_16 = 1
const FCS_32 = 2
const QUALITY_BYTES = 2
const WAS_RIGHT = 0x80
const header = new WpanHeader()
const zigbee = new ZigbeeNetwork()

export function decodeWpanWithFcs(view: DataView, start: number, end: number, frame: Frame): void {
  decodeChecked(view, start, end, 2, frame)
}

/** In the place of its FCS radios of TI put how well they heard the frame, and whether the FCS was right (CC2420, 17.4). */
export function decodeWpanWithQuality(view: DataView, start: number, end: number, frame: Frame): void {
  const to = end - QUALITY_BYTES
  if (to < start) frame.status = STATUS['link-header-cut']
  else if ((view.getUint8(end - 1) & WAS_RIGHT) === 0) frame.status = STATUS['802.15.4-bad-check-sequence']
  else decodeWpan(view, start, to, frame)
}

export function decodeWpanWithPhy(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < PHY_BYTES) frame.status = STATUS['link-header-cut']
  else if (view.getUint32(start) !== 0 || view.getUint8(start + 4) !== FRAME_START)
    frame.status = STATUS['link-payload-unknown']
  else {
    const claimedEnd = start + PHY_BYTES + (view.getUint8(start + 5) & 0x7f)
    decodeChecked(view, start + PHY_BYTES, Math.min(end, claimedEnd), 2, frame)
  }
}

export function decodeWpanTap(view: DataView, start: number, end: number, frame: Frame): void {
  const headerBytes = end - start < TAP_BYTES ? 0 : view.getUint16(start + 2, true)
  if (headerBytes < TAP_BYTES || headerBytes > end - start) {
    frame.status = STATUS['link-header-cut']
    return
  }
  if (view.getUint8(start) !== 0) {
    frame.status = STATUS['link-payload-unknown']
    return
  }
  const kind = fcsOfTap(view, start + TAP_BYTES, start + headerBytes)
  decodeChecked(view, start + headerBytes, end, kind === FCS_32 ? 4 : kind === FCS_16 ? 2 : 0, frame)
}

/** Which FCS the frame has, by its field; without one there is none. */
function fcsOfTap(view: DataView, from: number, end: number): number {
  let at = from
  while (at + FIELD_BYTES <= end) {
    const length = view.getUint16(at + 2, true)
    if (view.getUint16(at, true) === FIELD_FCS && length > 0 && at + FIELD_BYTES < end)
      return view.getUint8(at + FIELD_BYTES)
    at += FIELD_BYTES + ((length + 3) & ~3)
  }
  return 0
}

/** What a frame with a wrong FCS says nobody takes, least of all its addresses. */
function decodeChecked(view: DataView, start: number, end: number, fcsBytes: number, frame: Frame): void {
  const to = end - fcsBytes
  if (to < start) frame.status = STATUS['link-header-cut']
  else if (fcsBytes > 0 && !isChecked(view, start, to, fcsBytes)) frame.status = STATUS['802.15.4-bad-check-sequence']
  else decodeWpan(view, start, to, frame)
}

/** Clause 7.2.11: a CRC of 16 bits that begins with zeros, or the one of Ethernet. */
function isChecked(view: DataView, start: number, to: number, fcsBytes: number): boolean {
  if (fcsBytes === 4) return view.getUint32(to, true) === crc32(view, start, to)
  let crc = 0
  for (let at = start; at < to; at++) crc = crcReflectedStep(crc, view.getUint8(at))
  return crc === view.getUint16(to, true)
}

/** A frame without its FCS. */
export function decodeWpan(view: DataView, start: number, end: number, frame: Frame): void {
  if (!header.read(view, start, end)) {
    frame.status = STATUS[end - start < 2 ? 'link-header-cut' : '802.15.4-not-followed']
    return
  }
  if (!noteStations(frame)) {
    frame.status = STATUS['802.15.4-without-address']
    return
  }
  frame.network = NETWORK_BUS
  frame.bus = BUS_WPAN
  frame.payloadStart = start
  frame.payloadEnd = end
  payloadIs(WPAN_PAYLOAD.mac, frame)
  if (header.type !== WPAN_DATA || header.isEncrypted) return
  payloadIs(WPAN_PAYLOAD.other, frame)
  const { payloadAt, payloadEnd } = header
  if (zigbee.read(view, header)) {
    noteZigbee(frame)
    return
  }
  if (isLowpan(view, payloadAt, payloadEnd)) decodeLowpan(view, payloadAt, payloadEnd, frame)
}

function payloadIs(payload: number, frame: Frame): void {
  frame.sourcePort = payload
  frame.targetPort = payload
}

/** False where nothing tells who sent it. Who is to have it may be left out: whoever is the coordinator. */
function noteStations(frame: Frame): boolean {
  const { source, target } = header
  if (source.mode === EXTENDED_ADDRESS) {
    frame.isSourceEui = true
    frame.sourceEuiHigh = source.high
    frame.sourceEuiLow = source.low
    frame.sourceStation = source.low
  } else {
    if (source.mode !== SHORT_ADDRESS || source.short >= NO_SHORT_ADDRESS || source.pan === NO_PAN) return false
    frame.isSourceEui = false
    frame.sourceStation = stationOf(source)
  }
  frame.isTargetEui = target.mode === EXTENDED_ADDRESS
  frame.targetEuiHigh = target.high
  frame.targetEuiLow = target.low
  if (frame.isTargetEui) frame.targetStation = target.low
  else frame.targetStation = target.mode === SHORT_ADDRESS ? stationOf(target) : ALL_STATIONS
  return true
}

/** Who sent it first, and who is to have it in the end: the stations of the frame are those of one hop. */
function noteZigbee(frame: Frame): void {
  const network = header.source.pan << 16
  frame.sourceStation = network | zigbee.source
  frame.targetStation = network | zigbee.target
  payloadIs(WPAN_PAYLOAD.zigbee, frame)
}

function stationOf({ pan, short }: WpanAddress): number {
  return ((pan === NO_PAN ? WPAN_BROADCAST : pan) << 16) | short
}
