import { type Frame, STATUS } from './frame.ts'

/** A piece of a packet lies at `[at, end)`: it is told apart, and decoded when the packet is whole. */
export function noteFragment(
  frame: Frame,
  id: number,
  offset: number,
  isLast: boolean,
  at: number,
  end: number,
  claimedEnd: number,
): void {
  frame.status = STATUS['ip-fragment']
  frame.fragmentId = id
  frame.fragmentOffset = offset
  frame.fragmentMore = !isLast
  frame.payloadStart = Math.min(at, end)
  frame.payloadEnd = Math.min(end, claimedEnd)
  frame.payloadCut = Math.max(0, claimedEnd - end)
}
