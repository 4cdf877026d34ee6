import { BUS_WPAN } from '../decode/buses.ts'
import type { Frame } from '../decode/frame.ts'
import type { EndpointTable } from './endpoint-table.ts'
import { type FlowTable, SENT_BY_MAC } from './flow-table.ts'
import { hopsOf } from './hops.ts'
import type { LineContext } from './line-context.ts'

/** The station of a bus that a frame comes from. */
export function sourceStation(endpoints: EndpointTable, segment: number, frame: Frame): number {
  return frame.bus === BUS_WPAN && frame.isSourceEui
    ? endpoints.eui64(segment, frame.sourceEuiHigh, frame.sourceEuiLow)
    : endpoints.station(segment, frame.bus, frame.sourceStation)
}

/** The one that it goes to. */
export function targetStation(endpoints: EndpointTable, segment: number, frame: Frame): number {
  return frame.bus === BUS_WPAN && frame.isTargetEui
    ? endpoints.eui64(segment, frame.targetEuiHigh, frame.targetEuiLow)
    : endpoints.station(segment, frame.bus, frame.targetStation)
}

/** Notes by which station a side of a flow first sent, as MAC addresses are noted: `from` is where the side lies in the table. */
export function noteStation(
  table: FlowTable,
  from: number,
  segment: number,
  frame: Frame,
  { inventory, info }: LineContext,
): void {
  const sent = table.sentBy[from] as number
  if ((sent & SENT_BY_MAC) !== 0) return
  table.sentBy[from] = sent | SENT_BY_MAC
  const { endpoints } = inventory
  const ip = table.endpoint[from] as number
  const station = sourceStation(endpoints, segment, frame)
  const { timeUs, frame: number } = info
  inventory.sight(ip, timeUs, timeUs, number)
  if (station === 0 || endpoints.isGroup(station)) return
  inventory.sight(station, timeUs, timeUs, number)
  if (endpoints.isGroup(ip)) return
  inventory.bind(station, ip, 'carried', hopsOf(frame.timeToLive), timeUs, timeUs, number)
}
