import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'

/** Requests that may wait for their answers; managers ask one thing after the other. */
export const MAX_OUTSTANDING = 64

/** What is remembered between a manager and an agent. */
export class SnmpState {
  readonly operations = new Operations()
  readonly pending = new Pending<Operation>(MAX_OUTSTANDING)
  readonly said = new Map<number, number>()
  /** What the neighbours that were said are known again by. */
  readonly neighbours = new Set<number>()
  /** The first entity of ENTITY-MIB that is said to be a chassis; 0 before. */
  chassis = 0
  /** The first printer of Printer-MIB that is seen; 0 before. */
  printer = 0
}
