import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'

/** Requests that may await their answer: a tester asks one ECU one thing at a time. */
const MAX_PENDING = 64

/** What is remembered of one connection. */
export interface DoipState {
  readonly operations: Operations
  readonly pending: Pending<Operation>
  /** What was stated, by ECU and identifier. */
  readonly said: Map<number, number>
  /** The logical address of the server itself, once it has said so; -1 before. */
  entity: number
  /** The number of the request that was made last. */
  lastRequest: number
  /** What was asked for last is read, and not written. */
  isUpload: boolean
}

export function newState(): DoipState {
  const operations = new Operations()
  return { operations, pending: new Pending(MAX_PENDING), said: new Map(), entity: -1, lastRequest: 0, isUpload: false }
}

/** An address of an ECU, of a group of them, or of a tester (ISO 13400-2, table 13). */
export function addressText(address: number): string {
  return `0x${address.toString(16).padStart(4, '0')}`
}

/** The part behind the server that has this address; '' for the server itself. */
export function moduleOf(address: number, { entity }: DoipState): string {
  return address === entity ? '' : `ECU ${addressText(address)}`
}
