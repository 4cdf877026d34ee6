import type { Sink } from '../kit/dissector.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import type { RealtimeStream } from './realtime-stream.ts'
import { RpcReassembly } from './rpc-reassembly.ts'
import type { WrittenFacts } from './written-facts.ts'

/** Calls and DCP requests that may await their answer; a controller has one per device. */
const MAX_ASKED = 64

export type Facts = Partial<Record<Fact, string>>

/** What a DCP Set asked for, said once the device has agreed. */
export interface AskedSet {
  readonly operation: Operation
  readonly facts: Facts
  /** 0 when the address was not set. */
  readonly ip: number
}

/**
 * What the dialogues of two hosts share: a device may answer a call by another port than the one that was called (C706,
 * 12.5: a call is known by its activity and sequence number).
 */
export interface ProfinetShared {
  /** Calls of whatever dialogue, by activity and sequence number, and the dialogue that each is of: answers count there. */
  readonly calls: Pending<Operation>
  readonly callers: Pending<Sink>
  /** What Writes say, by the same. */
  readonly written: Pending<WrittenFacts>
}

export function newProfinetShared(): ProfinetShared {
  return { calls: new Pending(MAX_ASKED), callers: new Pending(MAX_ASKED), written: new Pending(MAX_ASKED) }
}

/** What one dialogue remembers. */
export interface ProfinetState {
  readonly operations: Operations
  /** Cyclic frames, by the slot of their operation. */
  readonly streams: (RealtimeStream | undefined)[]
  /** DCP requests by Xid. */
  readonly dcp: Pending<AskedSet>
  /** Calls of this dialogue, by activity and sequence number. */
  readonly calls: Pending<Operation>
  readonly shared: ProfinetShared
  readonly reassembly: RpcReassembly
  /** Keys of what was said last, so that a repeated statement costs nothing. */
  readonly said: Map<number, number>
}

export function newProfinetState(shared = newProfinetShared()): ProfinetState {
  return {
    operations: new Operations(),
    streams: [],
    dcp: new Pending(MAX_ASKED),
    calls: new Pending(MAX_ASKED),
    shared,
    reassembly: new RpcReassembly(),
    said: new Map(),
  }
}
