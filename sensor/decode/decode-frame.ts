import { decodeInside } from './decode-inside.ts'
import { decodeEthernet } from './ethernet.ts'
import { type Frame, INSIDE_NOTHING, NETWORK_NONE, STATUS } from './frame.ts'
import { forgetInside } from './inside.ts'
import { decodeLinkType, LINKTYPE_ETHERNET } from './link-type.ts'

/**
 * Decodes the frame in `view[start, end)` as far as it goes, down to the innermost one when it carries others. Never
 * throws, never reads past `end`, and always leaves `frame` complete: `frame.status` says where and why it stopped.
 */
export function decodeFrame(view: DataView, start: number, end: number, linkType: number, frame: Frame): void {
  frame.status = STATUS.decoded
  // Compared first, since most frames of a batch share it and storing an object costs more than a number.
  if (frame.view !== view) frame.view = view
  frame.hasMac = false
  frame.vlan = 0
  frame.redundancy = 0
  frame.etherType = 0
  frame.network = NETWORK_NONE
  frame.ipProtocol = 0
  frame.sourcePort = 0
  frame.targetPort = 0
  frame.tcpFlags = 0
  frame.payloadStart = end
  frame.payloadEnd = end
  frame.payloadCut = 0
  if (frame.depth !== 0) forgetInside(frame)
  if (linkType === LINKTYPE_ETHERNET) decodeEthernet(view, start, end, frame)
  else decodeLinkType(view, start, end, linkType, frame)
  if (frame.inside !== INSIDE_NOTHING) decodeInside(frame)
}
