import type { Cursor } from '../kit/cursor.ts'
import type { Direction, MessageInfo, Sink } from '../kit/dissector.ts'
import { senderOf } from '../kit/sender-of.ts'
import type { BsapState } from './bsap-state.ts'
import { answer, request } from './exchange.ts'
import { classOf, codeOf, FUNCTION, isLinkFromMaster, LINK_CODE, LINK_SPACE } from './functions.ts'
import { bareOperation } from './requested-operation.ts'
import { frameLength, SerialMessage } from './serial-frame.ts'
import { globalStation, MASTER } from './stations.ts'

const message = new SerialMessage()

export function dissectSerial(frame: Cursor, info: MessageInfo, state: BsapState, sink: Sink): void {
  const { left } = frame
  if (frameLength(frame) !== left) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
    return
  }
  const isWhole = message.read(frame, left)
  if (!message.isCrcRight || !isWhole) {
    const reason = message.isCrcRight ? 'bad-length' : 'bad-checksum'
    sink.observe({ kind: 'malformed', reason, offset: left - 2 })
    return
  }
  if (message.isLink) link(state, sink)
  else if (info.direction === 'to-server') {
    const { view, dataFrom, dataTo, sequence } = message
    request(view, message.function, dataFrom, dataTo, stationOf(message.target), sequence, state, sink)
  } else fromStation(info, state, sink)
}

/** The master has the address 0; of a message between two nodes, the functions tell who asked. */
export function directionOfSerial(read: SerialMessage): Direction | undefined {
  if (read.isLink) return isLinkFromMaster(read.function) ? 'to-server' : 'to-client'
  if (read.target === MASTER) return 'to-client'
  if (!read.isGlobal || read.source === MASTER) return 'to-server'
  if (isOfDataBase(read.function) === isOfDataBase(read.sourceFunction)) return undefined
  return isOfDataBase(read.function) ? 'to-server' : 'to-client'
}

function isOfDataBase(asked: number): boolean {
  return asked === FUNCTION.data || asked === FUNCTION.dataExtension
}

function stationOf(address: number): number {
  return message.isGlobal ? globalStation(address) : address
}

/** Alarms and exceptions are told unasked; all else answers, and answers a poll as well. */
function fromStation(info: MessageInfo, state: BsapState, sink: Sink): void {
  const speaker = answerPoll(state, sink) ? state.polledStation : MASTER
  const { view, dataFrom, dataTo, sequence } = message
  const station = message.isGlobal ? stationOf(message.source) : speaker
  const code = codeOf(message.function, 0)
  const operationClass = classOf(code)
  const isReport = operationClass === 'alarm' || operationClass === 'publish'
  if (isReport && !isOfDataBase(message.sourceFunction)) sink.operation('event', bareOperation(code, station, state), 0)
  else answer(view, dataFrom, dataTo, station, sequence, senderOf(info), state, sink)
}

/** A poll, or what says that there is nothing, that a message arrived, or that it could not be taken. */
function link(state: BsapState, sink: Sink): void {
  const { view, dataFrom, dataTo, target } = message
  const code = message.function
  const isFromMaster = isLinkFromMaster(code)
  if (code === LINK_CODE.noData && answerPoll(state, sink)) return
  // A slave gives its own address behind the code.
  const slave = dataFrom < dataTo ? view.getUint8(dataFrom) : MASTER
  const operation = bareOperation(LINK_SPACE + code, isFromMaster ? target : slave, state)
  const isPoll = code === LINK_CODE.poll || code === LINK_CODE.pollAgain
  if (isPoll) {
    state.polled = operation
    state.polledStation = target
  }
  sink.operation(isPoll ? 'request' : 'event', operation, 0)
}

function answerPoll(state: BsapState, sink: Sink): boolean {
  const { polled } = state
  if (polled === undefined) return false
  state.polled = undefined
  sink.operation('response', polled, 0)
  return true
}
