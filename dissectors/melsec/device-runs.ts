import type { Operation } from '../kit/observation.ts'
import type { DeviceRun } from './device-points.ts'

/** Reads and writes whose devices are remembered; the values of further ones are not told. */
export const MAX_RUNS = 1024

/** The devices of each read and write of a dialogue, to find their values by. */
export class DeviceRuns {
  private readonly runs = new Map<Operation, readonly DeviceRun[]>()

  get(operation: Operation): readonly DeviceRun[] | undefined {
    return this.runs.get(operation)
  }

  /** Of a new operation; of one that has no points, nothing is to be told. */
  remember(operation: Operation, runs: readonly DeviceRun[]): void {
    const hasValues = operation.slot >= 0 && operation.points.length > 0
    if (hasValues && this.runs.size < MAX_RUNS) this.runs.set(operation, runs)
  }
}
