import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

/** Devices of one ring; the address of 511 is that of nobody yet. */
export const MAX_DEVICES = 512
const UNKNOWN = 0xff
const NO_PHASE = -1
export const NO_CHANNEL = -1

/** What is remembered of one device's service channel. */
export interface Channel {
  /** The parameter that is open; -1 for none. */
  idn: number
  /** Element and handshake of the last step: only a new one is counted. */
  asked: number
  operation: Operation | undefined
  /** A text that is read, four bytes at a time; how long it is. */
  text: string
  length: number
}

/** What one ring remembers. */
export interface SercosState {
  readonly operations: Operations
  phase: number
  /** The channel whose order of devices counts: on the other one of a ring it is the reverse. */
  channel: number
  /** Sercos addresses by position in the ring, told in phase 0; 0 where none is known. */
  readonly addresses: Uint16Array
  readonly said: Uint8Array
  /** Made in phases 1 and 2 alone. */
  readonly channels: (Channel | undefined)[]
}

export function newState(): SercosState {
  return {
    operations: new Operations(),
    phase: NO_PHASE,
    channel: NO_CHANNEL,
    addresses: new Uint16Array(MAX_DEVICES),
    said: new Uint8Array(MAX_DEVICES),
    channels: [],
  }
}

export function channelOf(position: number, state: SercosState): Channel {
  const known = state.channels[position]
  if (known !== undefined) return known
  const channel = { idn: -1, asked: UNKNOWN, operation: undefined, text: '', length: 0 }
  state.channels[position] = channel
  return channel
}

/** By address; where phase 0 was not seen, by the place in the ring. */
export function slaveText(position: number, state: SercosState): string {
  const address = state.addresses[position] ?? 0
  return address === 0 ? `slave at position ${position + 1}` : `slave ${address}`
}
