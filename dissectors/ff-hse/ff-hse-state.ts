import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'

/** Requests that may await their answer; the oldest is forgotten first. */
const MAX_PENDING = 64
/** H1 nodes have addresses from here on (FF-801); below is the link, and what is none. */
const FIRST_NODE = 0x10

/** What one dialogue remembers. */
export interface FfHseState {
  readonly operations: Operations
  readonly pending: Pending<Operation>
  readonly said: Map<number, number>
}

export function newState(): FfHseState {
  return { operations: new Operations(), pending: new Pending(MAX_PENDING), said: new Map() }
}

/** The H1 device behind a linking device that an FDA address leads to; '' for the device itself. */
export function moduleOf(address: number): string {
  return nodeText(address >>> 16, (address >>> 8) & 0xff)
}

export function nodeText(link: number, node: number): string {
  return link === 0 || node < FIRST_NODE ? '' : `H1 link ${link} node ${node}`
}
