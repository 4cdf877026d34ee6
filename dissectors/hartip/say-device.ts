import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { nameOfHartCommand } from './command-codes.ts'
import type { HartIpState } from './hartip-state.ts'
import { factsOfAnswer, isGateway, isIdentity, subDeviceOf, uniqueIdOf } from './identity.ts'
import { deviceText, rawAddress, type TokenFrame } from './token-frame.ts'

const READ_IDENTIFIER = 0
const SUB_DEVICE_IDENTITY = 84

/** Says what the data of an answer, or of a burst, tells of the device that sent it, when it is news. */
export function sayAnswer(frame: TokenFrame, data: Cursor, of: Side, state: HartIpState, sink: Sink): void {
  const { command } = frame
  const { view, pos, end } = data
  if (command === READ_IDENTIFIER && !frame.isCarried && (frame.isPolling || isGateway(data))) {
    state.self = selfOf(frame, data)
  }
  const isSubDevice = command === SUB_DEVICE_IDENTITY
  if (!isSubDevice && !hasIdentity(command)) return
  const address = addressOf(frame, data)
  if (address < 0) return
  // An I/O system tells all its devices under one command: its data has their number.
  const under = address * 0x100 + command + (isSubDevice && data.left > 2 ? data.peek16(0) * 2 ** 46 : 0)
  if (!state.isNews(under, keyOfBytes(view, pos, end, command))) return
  const message = nameOfHartCommand(command)
  if (isSubDevice) {
    const device = subDeviceOf(data)
    if (device !== undefined) sink.observe({ kind: 'identity', of, about: '', ...device, message })
    return
  }
  const facts = factsOfAnswer(command, data)
  if (facts !== undefined) {
    sink.observe({ kind: 'identity', of, about: '', module: state.moduleOf(address), message, facts })
  }
}

/** Says the long address of a device at its first answer: its own writing of it, and the client's. */
export function sayDevice(frame: TokenFrame, view: DataView, of: Side, state: HartIpState, sink: Sink): void {
  if (frame.isPolling || frame.isBroadcast || !state.isNewDevice(frame.address)) return
  const first = view.getUint8(frame.addressAt)
  const module = state.moduleOf(frame.address)
  const writings = new Set([
    first,
    state.askedFirst < 0 || (state.askedFirst ^ first) & 0x3f ? first : state.askedFirst,
  ])
  for (const each of writings) {
    const facts = { 'network-address': rawAddress(view, frame.addressAt, each) }
    sink.observe({ kind: 'identity', of, about: '', module, message: 'long address', facts })
  }
}

/** Of one of many that was not asked by its address the identity alone tells who it is; -1 when nothing does. */
function addressOf(frame: TokenFrame, data: Cursor): number {
  if (!frame.isBroadcast && !(frame.isCarried && frame.isPolling)) return frame.address
  return isIdentity(frame.command) ? uniqueIdOf(data) : -1
}

function hasIdentity(command: number): boolean {
  return isIdentity(command) || command === 12 || command === 13 || command === 20
}

/** Polled at address 0, the host tells its own. */
function selfOf(frame: TokenFrame, data: Cursor): number {
  if (!frame.isPolling && !frame.isBroadcast) return frame.address
  return deviceText(frame.address) === '' ? uniqueIdOf(data) : -1
}
