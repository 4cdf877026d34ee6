/*
 * Cyclic frames, RT_CLASS_1 to 3, UDP and streams: IEC 61158-6-10, 4.7. Big-endian.
 * FrameID, C_SDU, CycleCounter, DataStatus, TransferStatus: the last four bytes of a frame, behind its padding.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { FIRST_UNSCHEDULED } from './frame-id.ts'
import { codeOf, hex16, SPACE } from './function-codes.ts'
import type { Facts, ProfinetState } from './profinet-state.ts'
import { RealtimeStream } from './realtime-stream.ts'

/** FrameID, the least C_SDU on Ethernet, and the status. */
const LEAST_FRAME = 46
const LEAST_WITH_STATUS = 6
const STATUS_LENGTH = 4
/** 4.7.2.1.3: bits of the DataStatus. */
const PRIMARY = 0x01
const DATA_VALID = 0x04
const RUN = 0x10
const NO_PROBLEM = 0x20
/** What is met on wires: a primary with data, a backup that runs, a primary without data. Others would fit strangers too. */
const ACTIVE = PRIMARY | DATA_VALID
const STANDBY = DATA_VALID | RUN | NO_PROBLEM
const NOT_VALID = PRIMARY | NO_PROBLEM
/** Reserved bits, and the one that tells a receiver to ignore the frame. */
const MUST_BE_ZERO = 0xc8
/** IOxS: reserved bits and 'another one follows', which the last one cannot have. */
const IOXS_ZERO = 0x1f
const RT_CODE = codeOf(SPACE.rt, 0)
/** Apart from the keys of everything else, which are hashes or begin with another space. */
const RT_KEYS = RT_CODE * 0x1_0000

/** Whether these bytes can be a cyclic frame: some forty bits of zeros and flags where the standard has them. */
export function isRealtime(bytes: Cursor, frameId: number): boolean {
  const { left } = bytes
  if (left < LEAST_FRAME || bytes.peek(left - 1) !== 0) return false
  const status = bytes.peek(left - 2)
  if (status === 0) return frameId >= FIRST_UNSCHEDULED && isAllZero(bytes)
  if ((status & MUST_BE_ZERO) !== 0 || (bytes.peek(left - 5) & IOXS_ZERO) !== 0) return false
  if (frameId < FIRST_UNSCHEDULED) return (status & ACTIVE) === ACTIVE
  return (status & ACTIVE) === ACTIVE || status === STANDBY || status === NOT_VALID
}

/** A provider that has nothing to say yet sends zeros. */
function isAllZero(bytes: Cursor): boolean {
  for (let at = 2; at < bytes.left; at++) if (bytes.peek(at) !== 0) return false
  return true
}

/** Reports one cyclic frame. */
export function dissectRealtime(
  message: Cursor,
  frameId: number,
  info: MessageInfo,
  state: ProfinetState,
  sink: Sink,
): void {
  const { view, end } = message
  const toServer = info.direction === 'to-server'
  const key = RT_KEYS + frameId * 2 + (toServer ? 1 : 0)
  let operation = state.operations.find(key)
  if (operation === undefined) {
    operation = state.operations.add(key, 'publish', RT_CODE, '', `frame ${hex16(frameId)}`)
    if (operation.slot >= 0) state.streams[operation.slot] = new RealtimeStream(operation.target)
  }
  sink.operation('event', operation, 0)
  if (message.left < LEAST_WITH_STATUS) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    return
  }
  const stream = operation.slot < 0 ? undefined : state.streams[operation.slot]
  if (stream === undefined) return
  stream.follow(view.getUint16(end - STATUS_LENGTH), sink)
  const status = view.getUint8(end - 2)
  if (stream.isNewStatus(status)) sayStatus(status, toServer, sink)
}

/** Counts a frame whose FrameID is reserved, or of an edition to come. */
export function countReserved(frameId: number, state: ProfinetState, sink: Sink): void {
  const { operations } = state
  const key = RT_KEYS + frameId * 2
  const known = operations.find(key)
  sink.operation('event', known ?? operations.add(key, 'unknown', RT_CODE, '', `frame ${hex16(frameId)}`), 0)
}

/** 4.7.2.1.3: ProviderState is that of the program, the problem indicator that of the device. */
function sayStatus(status: number, toServer: boolean, sink: Sink): void {
  const data = (status & DATA_VALID) !== 0 ? 'data valid' : 'data invalid'
  const problem = (status & NO_PROBLEM) !== 0 ? 'no problem' : 'problem'
  const facts: Facts = {
    mode: (status & RUN) !== 0 ? 'run' : 'stop',
    state: `${(status & PRIMARY) !== 0 ? 'primary' : 'backup'}, ${data}, ${problem}`,
  }
  const of = toServer ? 'client' : 'server'
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'RT DataStatus', facts })
}
