/*
 * Which stations a frame of CAN with an identifier of 11 bits is of, once it is known what its bus speaks. Where no frame says
 * who asks, commands or keeps the beat, it is the station 0: that of CANopen's master, and of the tester of a vehicle.
 */
import { isTransmitPdo, KIND, kindOf, MAX_NODE, nodeOf } from '../../dissectors/canopen/connection-set.ts'
import { ecuOf, isFromEcu } from '../../dissectors/isotp/identifiers.ts'
import { ALL_STATIONS, BUS_CANOPEN, BUS_ISOTP } from './buses.ts'
import { CAN_HEADER_BYTES } from './can.ts'
import { type Frame, NETWORK_BUS } from './frame.ts'

/** What stands for a port: the number of the standard, of CiA and of ISO. */
const CIA_301 = 301
const ISO_15765 = 15_765
const MASTER = 0
const TESTER = 0

/** Whether the frame is one that nodes of CANopen exchange; `isNode`: which are known to be there. */
export function mapCanopen(identifier: number, frame: Frame, isNode: (node: number) => boolean): boolean {
  const node = nodeOf(identifier)
  switch (kindOf(identifier)) {
    case KIND.nmt:
      return map(frame, MASTER, commandedNode(frame))
    case KIND.sync:
    case KIND.time:
    case KIND.lssRequest:
      return map(frame, MASTER, ALL_STATIONS)
    case KIND.lssAnswer:
      return map(frame, ALL_STATIONS, MASTER)
    case KIND.emergency:
      return isNode(node) && map(frame, node, ALL_STATIONS)
    case KIND.pdo:
      return isNode(node) && (isTransmitPdo(identifier) ? map(frame, node, ALL_STATIONS) : map(frame, MASTER, node))
    case KIND.sdoAnswer:
      return map(frame, node, MASTER)
    case KIND.sdoRequest:
      return map(frame, MASTER, node)
    case KIND.errorControl:
      return map(frame, node, ALL_STATIONS)
    default:
      return false
  }
}

/** What asks a node for its state is a frame without data. */
export function mapGuarding(identifier: number, frame: Frame): boolean {
  return kindOf(identifier) === KIND.errorControl && map(frame, MASTER, nodeOf(identifier))
}

export function mapDiagnosis(identifier: number, frame: Frame): void {
  const ecu = ecuOf(identifier)
  frame.network = NETWORK_BUS
  frame.bus = BUS_ISOTP
  frame.sourceStation = isFromEcu(identifier) ? ecu : TESTER
  frame.targetStation = isFromEcu(identifier) ? TESTER : ecu === 0 ? ALL_STATIONS : ecu
  frame.sourcePort = ISO_15765
  frame.targetPort = ISO_15765
}

function map(frame: Frame, source: number, target: number): boolean {
  frame.network = NETWORK_BUS
  frame.bus = BUS_CANOPEN
  frame.sourceStation = source
  frame.targetStation = target
  frame.sourcePort = CIA_301
  frame.targetPort = CIA_301
  return true
}

/** 0 is all of them (CiA 301, 7.2.8.3.1). */
function commandedNode({ view, payloadStart, payloadEnd }: Frame): number {
  const at = payloadStart + CAN_HEADER_BYTES + 1
  const node = at < payloadEnd ? view.getUint8(at) : 0
  return node === 0 || node > MAX_NODE ? ALL_STATIONS : node
}
