import type { Operation, Points } from '../../dissectors/kit/observation.ts'
import type { OperationRecord } from './conversation.ts'
import type { PointValue } from './delta.ts'
import type { Mutable } from './mutable.ts'

/** Values of one operation are looked at no more often than this, in capture time; but each that is written by itself is. */
export const SAMPLE_US = 1_000_000
/** Points of a wider run are not told apart, so they have no values. */
export const MAX_POINTS_APART = 64
/** Values kept between reports, which come once a minute; further ones are refused. */
export const MAX_VALUES = 1 << 16
/** Points of one operation beyond those that it stated: a report of changing objects. Further ones are refused. */
export const MAX_POINTS_BESIDE = 4096

/** A value, and the one before it, which holds again when the write that brought this one is refused. */
interface Kept extends Mutable<PointValue> {
  before: Pick<PointValue, 'value' | 'timeUs'> | undefined
}

/** The last value of points, sampled, so that a message costs a comparison of times and nothing else. */
export class ValueBook {
  /** Values left out because of a limit, since the last `clear`. */
  refused = 0
  private readonly values = new Map<OperationRecord, Map<string, Kept>>()
  private count = 0

  /** Whether a second has passed, and anything of the operation can have a value of its own. */
  isDue(record: OperationRecord, operation: Operation, timeUs: number, capture: number): boolean {
    const sinceUs = timeUs - record.sampledUs
    const isSoon = record.sampledIn === capture && sinceUs >= 0 && sinceUs < SAMPLE_US
    if (isSoon && !(record.isChange && writesOne(operation))) return false
    record.sampledIn = capture
    record.sampledUs = timeUs
    // A record that counts for several operations has no points of its own.
    const { points } = operation
    const isApart = points.length === 0 || points.some(({ count }) => count <= MAX_POINTS_APART)
    return isApart && record.target === operation.target
  }

  note(record: OperationRecord, name: string, index: number, value: string, type: string, timeUs: number): void {
    const key = index < 0 ? name : `${name}${index}`
    const known = this.values.get(record)
    const point = known?.get(key)
    if (point !== undefined) {
      if (point.writes) point.before = { value: point.value, timeUs: point.timeUs }
      point.value = value
      point.timeUs = timeUs
      return
    }
    const run = record.operation.points.find((points) => isIn(points, name, index))
    if (run !== undefined && run.count > MAX_POINTS_APART) return
    if (this.count >= MAX_VALUES || (run === undefined && !isNoted(record, key))) {
      this.refused++
      return
    }
    this.count++
    const { writes = false } = run ?? record.operation.points[0] ?? {}
    const hasOwnType = run !== undefined && run.count > 1 && run.type === '' && type !== ''
    const first: Kept = { name, index, value, timeUs, type: run?.type || type, hasOwnType, writes, before: undefined }
    if (known === undefined) this.values.set(record, new Map([[key, first]]))
    else known.set(key, first)
  }

  /** The last request of this record was refused: what it was to write is no value of any point. */
  refuse(record: OperationRecord): void {
    const known = this.values.get(record)
    if (known === undefined) return
    for (const [key, point] of known) {
      if (!point.writes || point.timeUs < record.arrivedUs) continue
      const { before } = point
      if (before === undefined) {
        known.delete(key)
        this.count--
      } else Object.assign(point, before, { before: undefined })
    }
  }

  /** Those that have values since the last `clear`. */
  get noted(): Iterable<OperationRecord> {
    return this.values.keys()
  }

  /** The values of a record since the last `clear`. */
  of(record: OperationRecord): PointValue[] {
    return Array.from(this.values.get(record)?.values() ?? [], ({ before, ...value }) => value)
  }

  clear(): void {
    this.values.clear()
    this.count = 0
    this.refused = 0
  }
}

/** A coil that is set and reset within a second, say: what it was left at is what counts. */
function writesOne({ points }: Operation): boolean {
  const [only] = points
  return points.length === 1 && only !== undefined && only.count === 1 && only.writes
}

function isIn({ name, first, count }: Points, wanted: string, index: number): boolean {
  return name === wanted && index >= first && index < first + count
}

/** Notes a point that the operation did not state; false when there are too many. */
function isNoted(record: OperationRecord, key: string): boolean {
  record.pointsBeside ??= new Set()
  const { pointsBeside } = record
  if (pointsBeside.size >= MAX_POINTS_BESIDE && !pointsBeside.has(key)) return false
  pointsBeside.add(key)
  return true
}
