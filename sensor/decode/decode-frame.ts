import { decodeEthernet } from './ethernet.ts'
import { type Frame, NETWORK_NONE, STATUS } from './frame.ts'

/** LINKTYPE_ETHERNET of the registry at tcpdump.org. */
const LINKTYPE_ETHERNET = 1

/**
 * Decodes the frame in `view[start, end)` as far as it goes. Never throws, never reads past `end`, and always leaves
 * `frame` complete: `frame.status` says where and why it stopped.
 */
export function decodeFrame(view: DataView, start: number, end: number, linkType: number, frame: Frame): void {
  frame.status = STATUS.decoded
  frame.hasMac = false
  frame.vlan = 0
  frame.etherType = 0
  frame.network = NETWORK_NONE
  frame.ipProtocol = 0
  frame.sourcePort = 0
  frame.targetPort = 0
  frame.tcpFlags = 0
  frame.payloadStart = end
  frame.payloadEnd = end
  frame.payloadCut = 0
  if (linkType === LINKTYPE_ETHERNET) decodeEthernet(view, start, end, frame)
  else frame.status = STATUS['link-type-unknown']
}
