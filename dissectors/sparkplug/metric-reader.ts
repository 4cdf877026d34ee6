/* One metric of a payload. Sparkplug 3.0.0, clause 6.4.6 and appendix B. */
import { Cursor } from '../kit/cursor.ts'
import { skip, textOf, varint, WIRE } from './protobuf.ts'

/** Metrics of one payload that are looked at. */
export const MAX_METRICS = 1024
const NO_ALIAS = -1
const METRICS = 2
const METRIC = { name: 1, alias: 2, type: 4, isHistorical: 5, isNull: 7, string: 15 } as const
/** The fields of numbers and states, one of which holds the value. */
const FIRST_VALUE = 10
const LAST_VALUE = 14

/** The metric read last. One object, reused. */
export class MetricReader {
  name = ''
  alias = NO_ALIAS
  /** 0 where it is not said. */
  type = 0
  /** What was and is no more, or is no value. */
  isPast = false
  /** Which field holds the value, and where; 0 for text and what has parts. */
  valueField = 0
  valueAt = 0
  view: DataView = new DataView(new ArrayBuffer(0))
  /** Metrics of this payload that were read. */
  count = 0
  private readonly metric = new Cursor(this.view)
  private keepsText = false
  private kept = ''

  /** Begins a payload; `keepsText`: whether values that are text are wanted. */
  begin(payload: Cursor, keepsText: boolean): void {
    this.view = payload.view
    this.count = 0
    this.keepsText = keepsText
  }

  /** The value that is text; never to be told as one. */
  get text(): string {
    return this.kept
  }

  /** Reads the next metric of a payload; false when there is none. Sets `short` when it is cut. */
  next(payload: Cursor): boolean {
    while (payload.left > 0 && !payload.short && this.count < MAX_METRICS) {
      const tag = varint(payload)
      if (tag !== METRICS * 8 + WIRE.bytes) {
        skip(payload, tag & 7)
        continue
      }
      const length = varint(payload)
      if (length > payload.left) payload.short = true
      if (payload.short) return false
      const { pos } = payload
      payload.skip(length)
      this.count++
      this.read(this.metric.reset(payload.view, pos, pos + length))
      if (this.metric.short) payload.short = true
      return true
    }
    return false
  }

  private read(metric: Cursor): void {
    this.name = ''
    this.alias = NO_ALIAS
    this.type = 0
    this.isPast = false
    this.valueField = 0
    this.kept = ''
    while (metric.left > 0 && !metric.short) this.readField(metric, varint(metric))
    if (metric.short) this.valueField = 0
  }

  private readField(metric: Cursor, tag: number): void {
    const field = Math.floor(tag / 8)
    const wire = tag & 7
    const { pos } = metric
    if (field === METRIC.name && wire === WIRE.bytes) this.name = textOf(metric)
    else if (field === METRIC.string && wire === WIRE.bytes && this.keepsText) this.kept = textOf(metric)
    else if (field === METRIC.alias && wire === WIRE.varint) this.alias = varint(metric)
    else if (field === METRIC.type && wire === WIRE.varint) this.type = varint(metric)
    else if ((field === METRIC.isHistorical || field === METRIC.isNull) && wire === WIRE.varint) {
      if (varint(metric) !== 0) this.isPast = true
    } else {
      skip(metric, wire)
      if (field < FIRST_VALUE || field > LAST_VALUE || wire !== WIRES[field - FIRST_VALUE]) return
      this.valueField = field
      this.valueAt = pos
    }
  }
}

/** Of int, long, float, double and boolean. */
const WIRES: readonly number[] = [WIRE.varint, WIRE.varint, WIRE.fixed32, WIRE.fixed64, WIRE.varint]
