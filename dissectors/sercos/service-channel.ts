/*
 * Service channels of the phases 1 and 2: parameters that are read and written four bytes at a time, each step by a
 * handshake. Sercos III, communication specification V1.3.1, clause 6.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { factOf, idnText, OPENING, stepClass, VALUE } from './idn.ts'
import { type Channel, channelOf, MAX_DEVICES, type SercosState, slaveText } from './sercos-state.ts'
import { CHANNEL_LENGTH, DEVICES, HEADER_LENGTH, numberOf } from './telegram.ts'

const HANDSHAKE = 0x01
const WRITES = 0x02
const ELEMENT_SHIFT = 3
/** In the answer. */
const BUSY = 0x02
const FAILED = 0x04
const VALID = 0x08
const STEP_BYTES = 4
const MAX_TEXT = 128
/** Beyond the codes of telegrams. */
export const STEPS = 0x1_0000
const IDNS = 2 ** 32

/** What the master asks of the devices of an MDT. */
export function dissectRequests(message: Cursor, state: SercosState, sink: Sink): void {
  const { view, pos } = message
  const first = numberOf(message) * DEVICES
  for (let i = 0; i < DEVICES; i++) {
    const at = pos + HEADER_LENGTH + i * CHANNEL_LENGTH
    const control = view.getUint16(at, true)
    if (control === 0 && state.channels[first + i] === undefined) continue
    const channel = channelOf(first + i, state)
    const step = control & 0x3f
    if (step === channel.asked) continue
    channel.asked = step
    ask(first + i, step, view.getUint32(at + 2, true), channel, state, sink)
  }
}

function ask(position: number, step: number, info: number, channel: Channel, state: SercosState, sink: Sink): void {
  const element = step >> ELEMENT_SHIFT
  channel.operation = undefined
  if (element === 0) return
  if (element === OPENING) channel.idn = info
  if (element !== VALUE || channel.length === 0) clearText(channel)
  if (channel.idn < 0) return
  const operation = stepOf(position, element, (step & WRITES) !== 0, channel.idn, state)
  channel.operation = operation
  sink.operation('request', operation, 0)
}

function clearText(channel: Channel): void {
  channel.text = ''
  channel.length = 0
}

function stepOf(position: number, element: number, isWrite: boolean, idn: number, state: SercosState) {
  const { operations } = state
  const step = element * 2 + (isWrite ? 1 : 0)
  const key = (step * MAX_DEVICES + position + 1) * IDNS + idn
  const known = operations.find(key)
  if (known !== undefined) return known
  const kind = stepClass(idn, element, isWrite)
  return operations.add(key, kind, STEPS + step, slaveText(position, state), idnText(idn, element))
}

/** What the devices of an AT answer. */
export function dissectAnswers(message: Cursor, state: SercosState, sink: Sink): void {
  const { view, pos } = message
  const first = numberOf(message) * DEVICES
  for (let i = 0; i < DEVICES; i++) {
    const channel = state.channels[first + i]
    if (channel === undefined) continue
    const at = pos + HEADER_LENGTH + i * CHANNEL_LENGTH
    const status = view.getUint16(at, true)
    const isDone = (status & VALID) !== 0 && (status & BUSY) === 0
    if (!isDone || (status & HANDSHAKE) !== (channel.asked & HANDSHAKE) || channel.operation === undefined) continue
    const failed = (status & FAILED) !== 0
    sink.operation('response', channel.operation, failed ? view.getUint16(at + 2, true) || 1 : 0)
    if (!failed) take(first + i, message, at + 2, channel, state, sink)
    channel.operation = undefined
  }
}

/** Gathers a text that tells who the device is: its length in bytes first, twice, then four bytes a step. */
function take(position: number, message: Cursor, at: number, channel: Channel, state: SercosState, sink: Sink): void {
  const fact = factOf(channel.idn)
  const isRead = channel.asked >> ELEMENT_SHIFT === VALUE && (channel.asked & WRITES) === 0
  if (fact === undefined || !isRead) return
  if (channel.length === 0) {
    channel.length = Math.min(message.view.getUint16(at, true), MAX_TEXT)
    return
  }
  const { pos } = message
  message.pos = at
  channel.text += message.text(Math.min(STEP_BYTES, channel.length - channel.text.length), 'latin1')
  message.pos = pos
  if (channel.text.length < channel.length) return
  const facts = { [fact]: channel.text.trim() }
  sayFacts('client', '', idnText(channel.idn, VALUE), facts, sink, slaveText(position, state))
  clearText(channel)
}
