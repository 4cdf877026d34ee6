import { AskedOperations } from '../kit/asked-operations.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { SeenFrames } from './seen-frames.ts'

export interface ZigbeeState {
  readonly operations: Operations
  /** By the number of their transaction: requests to devices (ZDP), and to clusters. */
  readonly asked: AskedOperations
  readonly said: SaidOnce
  readonly seen: SeenFrames
}

export function newState(): ZigbeeState {
  return { operations: new Operations(), asked: new AskedOperations(), said: new SaidOnce(), seen: new SeenFrames() }
}

/** Kinds of statement and of operation, which are told apart by what stands above 32 bits, or above 16 in `said`. */
export const KEY = {
  network: 0x1_0000_0000,
  application: 0x2_0000_0000,
  zdp: 0x3_0000_0000,
} as const
export const SAID = {
  sender: 0x1_0000,
  source: 0x2_0000,
  target: 0x3_0000,
  announced: 0x4_0000,
  descriptor: 0x5_0000,
  endpoint: 0x6_0000,
  neighbour: 0x7_0000,
  basic: 0x8_0000,
  router: 0x9_0000,
} as const
