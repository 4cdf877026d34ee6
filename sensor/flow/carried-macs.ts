import type { Frame } from '../decode/frame.ts'
import type { Inventory } from '../model/inventory.ts'
import type { EndpointTable } from './endpoint-table.ts'
import type { FlowTable } from './flow-table.ts'
import { hopsOf } from './hops.ts'
import type { LineContext } from './line-context.ts'
import type { Moment } from './moment.ts'

const HOPS_UNKNOWN = 255

/** Which MAC addresses the packets of each flow carry: weak evidence that a MAC and an IP belong together. */
export class CarriedMacs {
  private readonly table: FlowTable
  private readonly endpoints: EndpointTable
  private readonly inventory: Inventory
  private readonly info: Moment

  constructor(table: FlowTable, endpoints: EndpointTable, { inventory, info }: LineContext) {
    this.table = table
    this.endpoints = endpoints
    this.inventory = inventory
    this.info = info
  }

  /** Notes the addresses of an IP packet; `from` and `to` are where its sides lie in the table. */
  note(from: number, to: number, segment: number, frame: Frame): void {
    if (!this.isKnown(from, frame.sourceMacHigh, frame.sourceMacLow)) {
      this.learn(from, segment, frame.sourceMacHigh, frame.sourceMacLow, hopsOf(frame.timeToLive))
    }
    if (!this.isKnown(to, frame.targetMacHigh, frame.targetMacLow)) {
      this.learn(to, segment, frame.targetMacHigh, frame.targetMacLow, HOPS_UNKNOWN)
    }
  }

  /** Tells the inventory that a side's addresses are still in use. */
  report(at: number, firstUs: number, lastUs: number, frame: number): void {
    const { table, inventory } = this
    const endpoint = table.endpoint[at] as number
    const mac = table.mac[at] as number
    inventory.sight(endpoint, firstUs, lastUs, (table.packets[at] as number) > 0, frame)
    if (mac === 0 || this.endpoints.isGroup(endpoint)) return
    inventory.sight(mac, firstUs, lastUs, false, frame)
    const witness = { capture: inventory.capture, frame, timeUs: firstUs }
    inventory.bind(mac, endpoint, 'carried-on', HOPS_UNKNOWN, firstUs, lastUs, witness)
  }

  private isKnown(at: number, high: number, low: number): boolean {
    const { table } = this
    return (
      (low === table.macLow[at] && high === table.macHigh[at]) ||
      (low === table.otherMacLow[at] && high === table.otherMacHigh[at] && table.mac[at] !== 0)
    )
  }

  /** A side's packets carry a MAC address that they did not carry before. */
  private learn(at: number, segment: number, high: number, low: number, hops: number): void {
    const { table, endpoints, inventory } = this
    const { timeUs, frame } = this.info
    table.otherMacHigh[at] = table.macHigh[at] as number
    table.otherMacLow[at] = table.macLow[at] as number
    table.macHigh[at] = high
    table.macLow[at] = low
    table.mac[at] = 0
    const sends = hops !== HOPS_UNKNOWN
    const ip = table.endpoint[at] as number
    inventory.sight(ip, timeUs, timeUs, sends, frame)
    if (high === 0 && low === 0) return
    const mac = endpoints.mac(segment, high, low)
    if (mac === 0) return
    if (endpoints.isGroup(mac)) {
      inventory.sightAsGroup(ip)
      return
    }
    table.mac[at] = mac
    inventory.sight(mac, timeUs, timeUs, sends, frame)
    if (endpoints.isGroup(ip)) return
    inventory.bind(mac, ip, 'carried', hops, timeUs, timeUs, { capture: inventory.capture, frame, timeUs })
  }
}
