import { Operations } from '../kit/operations.ts'

/** Devices behind a gateway that are told of, in one dialogue; a line of a KNX installation has at most 255. */
export const MAX_DEVICES = 256

export interface KnxState {
  readonly operations: Operations
  readonly said: Map<number, number>
  /** Individual addresses that were seen behind the one that speaks. */
  readonly devices: Set<number>
  isSecure: boolean
}

export function newKnxState(): KnxState {
  return { operations: new Operations(), said: new Map(), devices: new Set(), isSecure: false }
}
