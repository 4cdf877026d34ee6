/*
 * ADS requests, answers and notifications. Beckhoff Information System, "ADS Commands".
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Operation, Side } from '../kit/observation.ts'
import type { AdsState } from './ads-state.ts'
import { stateName } from './ads-states.ts'
import { FIELD, isAnswer, LAST_COMMAND, LEAST_MESSAGE, netAt, netText, u16At, u32At } from './ams-header.ts'
import { CLASSES, COMMAND } from './commands.ts'
import { handleKey, hopOf, rememberHandle, rememberHandles, rememberSubscription } from './handles.ts'
import { HOST_NAME, TARGET_DESCRIPTION } from './index-groups.ts'
import { endHandles, LEAST_DATA, moduleText, requestedOperation } from './requested-operation.ts'
import { statusOfParts } from './sums.ts'

const RESULT_LENGTH = 4
const BARE_SPACE = 0x10_0000_0000_0000
const NOTIFIED_SPACE = 0x14_0000_0000_0000
/** Length, stamps, time, samples: before the handle of the first sample. */
const FIRST_HANDLE_AT = 20
const DEVICE_NAME_LENGTH = 16
const MAX_NAME = 256

/** Reads one message; the cursor spans it. */
export function dissectAms(message: Cursor, direction: Direction, state: AdsState, sink: Sink): void {
  if (message.left < LEAST_MESSAGE) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    return
  }
  const command = u16At(message, FIELD.command)
  const of: Side = direction === 'to-server' ? 'client' : 'server'
  observeNet(message, of, state, sink)
  if (isAnswer(message)) dissectAnswer(message, command, direction, of, state, sink)
  else dissectRequest(message, command, direction, state, sink)
  if (command === 0 || command > LAST_COMMAND) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: command })
  }
}

function dissectRequest(message: Cursor, command: number, direction: Direction, state: AdsState, sink: Sink): void {
  if (command === COMMAND.notification) {
    sink.operation('event', notified(message, state), 0)
  } else {
    if (state.serverNet < 0 && direction === 'to-server') state.serverNet = netAt(message, FIELD.target)
    const operation = requestedOperation(message, command, state)
    state.asked.ask(referenceOf(message, command, u16At(message, FIELD.targetPort)), operation)
    sink.operation('request', operation, 0)
    endHandles(message, command, state)
  }
  const data = message.left - FIELD.data
  if (data < (LEAST_DATA[command] ?? 0)) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.left })
  }
}

function dissectAnswer(
  message: Cursor,
  command: number,
  direction: Direction,
  of: Side,
  state: AdsState,
  sink: Sink,
): void {
  const port = u16At(message, FIELD.sourcePort)
  const found = state.asked.answer(referenceOf(message, command, port))
  if (state.serverNet < 0 && direction === 'to-client') state.serverNet = netAt(message, FIELD.source)
  const operation = found ?? bare(message, command, state)
  const error = u32At(message, FIELD.error)
  const hasResult = message.left >= FIELD.data + RESULT_LENGTH
  const status = error !== 0 ? error : u32At(message, FIELD.data)
  const parts = status === 0 ? state.sumResults.get(operation) : undefined
  sink.operation('response', operation, parts === undefined ? status : statusOfParts(message, parts))
  if (error === 0 && !hasResult) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.left })
  else if (status === 0) readAnswer(message, command, port, operation, of, state, sink)
}

/** Both ends count their own numbers, and TwinCAT counts apart for each port that it asks. */
function referenceOf(message: Cursor, command: number, port: number): number {
  return (u32At(message, FIELD.invoke) ^ Math.imul(port, 0x1_0001) ^ (command << 20)) & 0x7fff_ffff
}

function bare(message: Cursor, command: number, state: AdsState): Operation {
  const port = u16At(message, FIELD.sourcePort)
  const net = netAt(message, FIELD.source)
  const key =
    BARE_SPACE + (net === state.serverNet ? 0 : 1 + (net % 0x1000)) * 0x1_0000_0000 + port * 0x1_0000 + command
  const { operations } = state
  return (
    operations.find(key) ??
    operations.add(key, CLASSES[command] ?? 'unknown', command, moduleText(net, port, state), '')
  )
}

/** A notification stands for what was subscribed under the handle of its first sample. */
function notified(message: Cursor, state: AdsState): Operation {
  const handle = u32At(message, FIELD.data + FIRST_HANDLE_AT)
  const port = u16At(message, FIELD.sourcePort)
  const net = netAt(message, FIELD.source)
  const known = state.notifications.get(handleKey(handle, hopOf(net, port, state)))
  if (known !== undefined) return known
  const key = NOTIFIED_SPACE + port
  const { operations } = state
  const module = moduleText(net, port, state)
  return operations.find(key) ?? operations.add(key, 'publish', COMMAND.notification, module, '')
}

function readAnswer(
  message: Cursor,
  command: number,
  port: number,
  operation: Operation,
  of: Side,
  state: AdsState,
  sink: Sink,
): void {
  const at = FIELD.data + RESULT_LENGTH
  switch (command) {
    case COMMAND.readDeviceInfo:
    case COMMAND.readState:
      if (isNews(state.said, command * 0x1_0000 + port, message.view, message.pos + at, message.end)) {
        observeDevice(message, command, of, operation.module, sink)
      }
      return
    case COMMAND.addNotification:
      subscribed(message, u32At(message, at), operation, state)
      return
    case COMMAND.readWrite: {
      const names = state.namesAsked.get(operation)
      const hop = hopOf(netAt(message, FIELD.source), port, state)
      if (typeof names === 'string') rememberHandle(message, names, hop, state)
      else if (names !== undefined) rememberHandles(message, names, hop, state)
      return
    }
    case COMMAND.read:
      observeTarget(message, operation, of, state, sink)
  }
}

/** What was subscribed is published from now on, under whatever handle it is given this time. */
function subscribed(message: Cursor, handle: number, operation: Operation, state: AdsState): void {
  const { module, target, slot } = operation
  if (slot < 0) return
  const key = NOTIFIED_SPACE + 0x1_0000_0000 + slot
  const { operations } = state
  const publication = operations.find(key) ?? operations.add(key, 'publish', COMMAND.notification, module, target)
  const hop = hopOf(netAt(message, FIELD.source), u16At(message, FIELD.sourcePort), state)
  rememberSubscription(handle, publication, hop, state)
}

/** Device info: version, revision, build, name; state: ADS state, device state. */
function observeDevice(message: Cursor, command: number, of: Side, module: string, sink: Sink): void {
  message.skip(FIELD.data + RESULT_LENGTH)
  if (command === COMMAND.readState) {
    if (message.left >= 2) say(sink, of, module, 'ADS Read State', { mode: stateName(message.u16le()) })
    return
  }
  const version = `${message.u8()}.${message.u8()}.${message.u16le()}`
  const name = message.text(Math.min(DEVICE_NAME_LENGTH, message.left), 'latin1').trim()
  if (message.short || name === '') return
  say(sink, of, module, 'ADS Read Device Info', { vendor: 'Beckhoff', software: `${name} ${version}` })
}

/** The system service tells its host name, and what it runs on in XML. */
function observeTarget(message: Cursor, operation: Operation, of: Side, state: AdsState, sink: Sink): void {
  const { target } = operation
  if (target !== TARGET_DESCRIPTION && target !== HOST_NAME) return
  const at = FIELD.data + RESULT_LENGTH + 4
  if (!isNews(state.said, target.length, message.view, message.pos, message.end) || message.left <= at) return
  message.skip(at)
  const text = message.text(Math.min(message.left, MAX_NAME), 'latin1')
  if (target === HOST_NAME) {
    if (text !== '') say(sink, of, '', 'ADS Read host name', { name: text })
    return
  }
  const model = /<TargetType>([^<]+)<\/TargetType>/.exec(text)?.[1]
  if (model !== undefined) say(sink, of, '', 'ADS Read target description', { model })
}

/** The net id that a message comes from; a router passes on those of others, which are none of its own. */
function observeNet(message: Cursor, of: Side, state: AdsState, sink: Sink): void {
  const net = netAt(message, FIELD.source)
  if (of === 'client') {
    if (net === state.saidClientNet) return
    state.saidClientNet = net
  } else {
    if (net === state.saidServerNet || (state.serverNet >= 0 && net !== state.serverNet)) return
    state.saidServerNet = net
  }
  say(sink, of, '', 'AMS header', { 'network-address': netText(net) })
}

function say(sink: Sink, of: Side, module: string, message: string, facts: Partial<Record<Fact, string>>): void {
  sink.observe({ kind: 'identity', of, about: '', module, message, facts })
}
