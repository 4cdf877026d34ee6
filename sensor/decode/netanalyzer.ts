/*
 * Frames as an analyser has them that lies in the cable: a header of its own, the frame, its check sequence.
 * LINKTYPE_NETANALYZER of tcpdump.org (Hilscher netANALYZER), and the transparent one, with the preamble before the frame.
 */
import { decodeEthernet } from './ethernet.ts'
import { type Frame, STATUS } from './frame.ts'

const HEADER_BYTES = 4
const CHECK_BYTES = 4
const START_DELIMITER = 0xd5
/** A preamble is seven bytes, or fewer behind some devices; twice that is more than any cable adds. */
const MAX_PREAMBLE_BYTES = 14
/** Reception error, not whole bytes, wrong check sequence, too long, wrong start delimiter: no station takes such a frame. */
const DAMAGED = 0x1f
/** An event at an input of the analyser, and no frame. */
const INPUT = 0x100
const LENGTH_SHIFT = 16
const LENGTH_MASK = 0xfff

/** `isTransparent`: with the preamble. */
export function decodeNetanalyzer(
  view: DataView,
  start: number,
  end: number,
  frame: Frame,
  isTransparent: boolean,
): void {
  const header = end - start < HEADER_BYTES ? undefined : view.getUint32(start, true)
  const from = frameAt(view, start + HEADER_BYTES, end, isTransparent)
  if (header === undefined || from === undefined) frame.status = STATUS['link-header-cut']
  else if ((header & INPUT) !== 0) frame.status = STATUS['analyser-not-data']
  else if ((header & DAMAGED) !== 0) frame.status = STATUS['frame-damaged']
  else {
    const length = (header >>> LENGTH_SHIFT) & LENGTH_MASK
    const isWhole = end - start - HEADER_BYTES >= length
    decodeEthernet(view, from, isWhole ? end - CHECK_BYTES : end, frame)
  }
}

/** Behind the preamble, if there is one. */
function frameAt(view: DataView, from: number, end: number, isTransparent: boolean): number | undefined {
  if (!isTransparent) return from
  for (let at = from; at < end && at <= from + MAX_PREAMBLE_BYTES; at++) {
    if (view.getUint8(at) === START_DELIMITER) return at + 1
  }
  return undefined
}
