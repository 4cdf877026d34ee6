/*
 * Values of 3E and 4E frames: what a request writes, and what the answer to a read brings.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { dataLength, sayDevice, sayRun } from './device-points.ts'
import { Entries, WIDE } from './mc-entries.ts'
import { sayLabels } from './mc-labels.ts'
import type { MelsecState } from './melsec-state.ts'

const DEVICE_WRITE = 0x1401
const LABEL_READ_RANDOM = 0x041c

const entries = new Entries()

/** What a request that is whole writes: it is taken to be granted. Its data begin at `start`; the cursor is left where it is. */
export function sayWrittenValues(
  message: Cursor,
  start: number,
  subcommand: number,
  operation: Operation,
  state: MelsecState,
  sink: Sink,
): void {
  const runs = operation.class === 'write' ? state.runs.get(operation) : undefined
  const first = runs?.[0]
  if (runs === undefined || first === undefined || message.short || !sink.wantsValues(operation)) return
  const { fields } = state
  const { pos, short } = message
  message.pos = start
  if (operation.code === DEVICE_WRITE) {
    fields.device((subcommand & WIDE) !== 0)
    fields.number(2)
    if (message.left >= dataLength(first.count, first.unit, fields.ascii)) sayRun(fields, first, operation, sink)
  } else sayEntries(subcommand, operation, state, sink)
  message.pos = pos
  message.short = short
}

function sayEntries(subcommand: number, operation: Operation, { fields }: MelsecState, sink: Sink): void {
  entries.begin(fields, operation.code, subcommand)
  while (entries.next()) {
    const { device, head, unit } = entries
    if (unit !== 'bit') {
      sayRun(fields, entries, operation, sink)
      continue
    }
    const value = fields.number(entries.bitLength) & 1
    if (device !== undefined) sayDevice(device, head, value, operation, sink)
  }
}

/** What the answer to a read brings; the cursor stands behind the end code. */
export function sayReadValues(message: Cursor, operation: Operation, state: MelsecState, sink: Sink): void {
  const { fields, runs } = state
  if (operation.code === LABEL_READ_RANDOM) {
    sayLabels(message, fields, operation, sink)
    return
  }
  const read = operation.class === 'read' ? runs.get(operation) : undefined
  if (read === undefined) return
  let length = 0
  for (const { count, unit } of read) length += dataLength(count, unit, fields.ascii)
  if (length !== message.left || !sink.wantsValues(operation)) return
  for (const run of read) sayRun(fields, run, operation, sink)
  message.short = false
}
