/*
 * Devices of 1E batches and their values, which lie as in 3E frames (SH-080008, part 18).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { type DeviceRun, dataLength, sayRun } from './device-points.ts'
import type { MelsecState } from './melsec-state.ts'

/** From this counter on they have 32 bits in FX controllers, and sixteen in others. */
const FIRST_DOUBLE_COUNTER = 200

/** Remembers the devices of an operation, to find their values by. */
export function rememberRun(operation: Operation, run: DeviceRun, state: MelsecState): void {
  const { device, head, count } = run
  const isUncertain = device?.name === 'CN' && head + count > FIRST_DOUBLE_COUNTER
  if (!isUncertain) state.runs.remember(operation, [run])
}

/** Says the values that begin `at` bytes behind the cursor, which stays; `width`: characters of a byte. */
export function sayA1Values(
  message: Cursor,
  at: number,
  width: number,
  operation: Operation,
  state: MelsecState,
  sink: Sink,
): void {
  const [run] = state.runs.get(operation) ?? []
  if (run === undefined || message.left - at < dataLength(run.count, run.unit, width === 2)) return
  const { pos } = message
  message.pos = pos + at
  sayRun(state.fields.reset(message, width === 2), run, operation, sink)
  message.pos = pos
  message.short = false
}
