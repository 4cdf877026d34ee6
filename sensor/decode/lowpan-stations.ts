/* The link addresses of 6LoWPAN: those of the frame, or those of its mesh header (RFC 4944 section 5.2). Big-endian. */
import type { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Frame } from './frame.ts'

const ORIGIN_IS_SHORT = 0x20
const FINAL_IS_SHORT = 0x10
const HOPS_MASK = 0x0f
/** Hops that are told in a byte of their own. */
const MANY_HOPS = 0x0f
/** The second of the two bits that an interface identifier made of an EUI-64 has turned (RFC 4291 appendix A). */
const UNIVERSAL = 0x0200_0000
/** An interface identifier of a short address: 0000:00ff:fe00:XXXX (RFC 6282 section 3.2.2). */
const SHORT_HIGH = 0x0000_00ff
const SHORT_LOW = 0xfe00_0000

const kept = { isSourceEui: false, sourceHigh: 0, source: 0, isTargetEui: false, targetHigh: 0, target: 0 }

/** Remembers the stations of a frame, in case what it carries is none of 6LoWPAN. */
export function keepStations(frame: Frame): void {
  kept.isSourceEui = frame.isSourceEui
  kept.sourceHigh = frame.sourceEuiHigh
  kept.source = frame.sourceStation
  kept.isTargetEui = frame.isTargetEui
  kept.targetHigh = frame.targetEuiHigh
  kept.target = frame.targetStation
}

export function restoreStations(frame: Frame): void {
  setSource(frame, kept.isSourceEui, kept.sourceHigh, kept.source)
  setTarget(frame, kept.isTargetEui, kept.targetHigh, kept.target)
}

/** Takes the stations of a mesh header at the cursor: who sent it first, and who is to have it in the end. */
export function noteMeshStations(bytes: Cursor, frame: Frame): void {
  const kind = bytes.u8()
  if ((kind & HOPS_MASK) === MANY_HOPS) bytes.skip(1)
  // The network is that of the frame, whichever side tells it.
  const network = (frame.isTargetEui ? frame.sourceStation : frame.targetStation) & ~0xffff
  if ((kind & ORIGIN_IS_SHORT) !== 0) setSource(frame, false, 0, network | bytes.u16())
  else setSource(frame, true, bytes.u32() | 0, bytes.u32() | 0)
  if ((kind & FINAL_IS_SHORT) !== 0) setTarget(frame, false, 0, network | bytes.u16())
  else setTarget(frame, true, bytes.u32() | 0, bytes.u32() | 0)
}

function setSource(frame: Frame, isEui: boolean, high: number, low: number): void {
  frame.isSourceEui = isEui
  frame.sourceEuiHigh = high
  frame.sourceEuiLow = low
  frame.sourceStation = low
}

function setTarget(frame: Frame, isEui: boolean, high: number, low: number): void {
  frame.isTargetEui = isEui
  frame.targetEuiHigh = high
  frame.targetEuiLow = low
  frame.targetStation = low
}

/** Puts the interface identifiers that follow from the stations, that of the source first, into 16 bytes. */
export function putIdentifiers(frame: Frame, into: DataView): void {
  const { isSourceEui, sourceEuiHigh, sourceStation, isTargetEui, targetEuiHigh, targetStation } = frame
  putIdentifier(into, 0, isSourceEui, sourceEuiHigh, sourceStation)
  putIdentifier(into, 8, isTargetEui, targetEuiHigh, targetStation)
}

function putIdentifier(into: DataView, at: number, isEui: boolean, high: number, low: number): void {
  into.setUint32(at, isEui ? high ^ UNIVERSAL : SHORT_HIGH)
  into.setUint32(at + 4, isEui ? low : SHORT_LOW | (low & 0xffff))
}
