/*
 * For protocols of a bus whose frames say neither which protocol they are of nor who sends them: CAN with identifiers of 11
 * bits. Such a bus is judged as a whole, by all that is heard on it.
 */

/** All stations, and where a frame does not say which: a group, and no asset. As 32 bits signed. */
export const ALL_STATIONS = -1

/** A frame of such a bus. One object, used again. */
export interface BusFrame {
  readonly identifier: number
  /** The data are `view[at, at + length)`. */
  readonly view: DataView
  readonly at: number
  readonly length: number
  /** It asks for data, and has none. */
  readonly isRemote: boolean
  /** Of CAN FD. */
  readonly isFlexible: boolean
}

/** Who sent a frame and to whom, by number. */
export interface Stations {
  source: number
  target: number
}

/** What one protocol thinks of one bus. */
export interface BusJudge {
  /** Enough was heard: the bus has this protocol. It may have others, too. */
  readonly isFound: boolean
  /** A whole frame with data was heard. */
  note(frame: BusFrame): void
  /** Whether the frame is one of the protocol, once it was found; then `stations` says whose. */
  place(frame: BusFrame, stations: Stations): boolean
}
