import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { SaidOnce } from '../kit/said-once.ts'

/** Requests that may await their answer; the oldest is forgotten first. */
export const MAX_PENDING = 64
/** Signals of which name and address are known; further ones are not learnt. */
export const MAX_SIGNALS = 512
/** Requests that are told apart by their signals; further ones are told apart by function and station. */
export const MAX_LISTS = 1024

/** A request, and how its answer is to be read. Made once for each distinct one. */
export interface Asked {
  readonly operation: Operation
  /** Fields asked for of each signal: the first byte of them, and the second above it; -1 where nothing can be read. */
  readonly fields: number
  /** What is read, in order. */
  readonly names: readonly string[]
  readonly station: number
  readonly isByName: boolean
}

export interface BsapState {
  readonly operations: Operations
  readonly known: Map<number, Asked>
  /** By sequence number of the application. */
  readonly pending: Pending<Asked>
  /** What was polled last on a serial line. */
  polled: Operation | undefined
  polledStation: number
  /** Names of signals by station and address, as answers to reads by name tell them. */
  readonly signals: Map<number, string>
  readonly said: SaidOnce
}

export function newBsapState(): BsapState {
  return {
    operations: new Operations(),
    known: new Map(),
    pending: new Pending(MAX_PENDING),
    polled: undefined,
    polledStation: 0,
    signals: new Map(),
    said: new SaidOnce(),
  }
}

/** Makes a signal known by its address in a station. */
export function learnSignal(station: number, address: number, name: string, { signals }: BsapState): void {
  const key = keyOf(station, address)
  if (signals.size < MAX_SIGNALS || signals.has(key)) signals.set(key, name)
}

/** The name of the signal at this address. */
export function signalAt(station: number, address: number, { signals }: BsapState): string {
  return signals.get(keyOf(station, address)) ?? `MSD ${address}`
}

function keyOf(station: number, address: number): number {
  return station * 0x1_0000 + address
}
