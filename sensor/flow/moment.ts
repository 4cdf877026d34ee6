import type { Direction, MessageInfo } from '../../dissectors/kit/dissector.ts'

/**
 * What is being worked on right now: when and in which frame it was captured, and what dissectors are told of it. One
 * object for the whole line, written once per packet: a time that is handed from function to function is a number that
 * the engine must put on the heap at each step.
 */
export class Moment implements MessageInfo {
  /** Microseconds since the Unix epoch. */
  timeUs = 0
  /** Number of the frame, 1 for the first of its capture. */
  frame = 0
  direction: Direction = 'to-server'
  afterGap = false
  sourceMac = 0
  targetMac = 0
  /** Bytes at the end of the payload at hand that were on the wire and not captured. */
  cutBytes = 0
  /** They are the end of the message at hand. */
  isCut = false
}
