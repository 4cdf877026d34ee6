import { ALL_STATIONS, type BusFrame, type Stations } from '../kit/bus-judge.ts'
import { isTransmitPdo, KIND, kindOf, MAX_NODE, nodeOf } from './connection-set.ts'

/** Where no frame says which node commands, asks and keeps the beat, it is the station 0. */
const MASTER = 0

/** Whether the frame is one that nodes exchange, and whose; `isNode`: which are known to be there. */
export function placeFrame(frame: BusFrame, stations: Stations, isNode: (node: number) => boolean): boolean {
  const { identifier } = frame
  const node = nodeOf(identifier)
  const kind = kindOf(identifier)
  // What asks a node for its state is a frame without data.
  if (frame.isRemote) return kind === KIND.errorControl && put(stations, MASTER, node)
  switch (kind) {
    case KIND.nmt:
      return put(stations, MASTER, commandedNode(frame))
    case KIND.sync:
    case KIND.time:
    case KIND.lssRequest:
      return put(stations, MASTER, ALL_STATIONS)
    case KIND.lssAnswer:
      return put(stations, ALL_STATIONS, MASTER)
    case KIND.emergency:
      return isNode(node) && put(stations, node, ALL_STATIONS)
    case KIND.pdo:
      return (
        isNode(node) && (isTransmitPdo(identifier) ? put(stations, node, ALL_STATIONS) : put(stations, MASTER, node))
      )
    case KIND.sdoAnswer:
      return put(stations, node, MASTER)
    case KIND.sdoRequest:
      return put(stations, MASTER, node)
    case KIND.errorControl:
      return put(stations, node, ALL_STATIONS)
    default:
      return false
  }
}

function put(stations: Stations, source: number, target: number): boolean {
  stations.source = source
  stations.target = target
  return true
}

/** 0 is all of them (CiA 301, 7.2.8.3.1). */
function commandedNode({ view, at, length }: BusFrame): number {
  const node = length > 1 ? view.getUint8(at + 1) : 0
  return node === 0 || node > MAX_NODE ? ALL_STATIONS : node
}
