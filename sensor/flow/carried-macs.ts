import type { Frame } from '../decode/frame.ts'
import type { Inventory } from '../model/inventory.ts'
import type { EndpointTable } from './endpoint-table.ts'
import { type FlowTable, SENT_BY_MAC, SENT_BY_OTHER, SENT_TO_GROUP, SENT_TO_STATION } from './flow-table.ts'
import { HOPS_ON_LINK, HOPS_UNKNOWN, hopsOf, hopsOfGroup } from './hops.ts'
import type { LineContext } from './line-context.ts'
import type { Moment } from './moment.ts'

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
    const { sourceMacHigh, sourceMacLow, targetMacHigh, targetMacLow } = frame
    if (!this.isKnown(from, sourceMacHigh, sourceMacLow)) {
      this.learn(from, segment, sourceMacHigh, sourceMacLow, this.hops(to, frame), true)
    } else if (this.sendsFirst(from, frame)) {
      this.learnHops(from, segment, sourceMacHigh, sourceMacLow, this.hops(to, frame))
    }
    if (!this.isKnown(to, targetMacHigh, targetMacLow)) {
      this.learn(to, segment, targetMacHigh, targetMacLow, HOPS_UNKNOWN, false)
    }
    this.noteTarget(from, to, frame)
  }

  /** Tells the inventory once by what kind of MAC a side sends; where there is none, nothing is known to be a broadcast. */
  private noteTarget(from: number, to: number, { targetMacHigh }: Frame): void {
    const { sentBy, endpoint } = this.table
    const byGroupMac = (targetMacHigh & 0x0100) !== 0
    const bit = byGroupMac ? SENT_TO_GROUP : SENT_TO_STATION
    const before = sentBy[from] as number
    if ((before & bit) !== 0) return
    sentBy[from] = before | bit
    this.inventory.sightFrame(endpoint[from] as number, endpoint[to] as number, byGroupMac)
  }

  private hops(to: number, { timeToLive }: Frame): number {
    const target = this.table.endpoint[to] as number
    if (!this.endpoints.isGroup(target)) return hopsOf(timeToLive)
    return this.endpoints.isLinkLocalGroup(target) ? HOPS_ON_LINK : hopsOfGroup(timeToLive)
  }

  /** Tells the inventory that a side's addresses are still in use. */
  report(at: number, firstUs: number, lastUs: number, frame: number): void {
    const { table, inventory } = this
    const endpoint = table.endpoint[at] as number
    const mac = table.mac[at] as number
    inventory.sight(endpoint, firstUs, lastUs, frame)
    if (mac === 0 || this.endpoints.isGroup(endpoint)) return
    inventory.sight(mac, firstUs, lastUs, frame)
    inventory.bind(mac, endpoint, 'carried-on', HOPS_UNKNOWN, firstUs, lastUs, frame)
  }

  private isKnown(at: number, high: number, low: number): boolean {
    const { macHigh, macLow, otherMacHigh, otherMacLow, mac } = this.table
    return (
      (low === macLow[at] && high === macHigh[at]) ||
      (low === otherMacLow[at] && high === otherMacHigh[at] && mac[at] !== 0)
    )
  }

  /** A MAC address that only packets to this side carried until now. */
  private sendsFirst(at: number, { sourceMacHigh, sourceMacLow }: Frame): boolean {
    const { table } = this
    const isFirst = sourceMacLow === table.macLow[at] && sourceMacHigh === table.macHigh[at]
    const bit = isFirst ? SENT_BY_MAC : SENT_BY_OTHER
    if (((table.sentBy[at] as number) & bit) !== 0) return false
    table.sentBy[at] = (table.sentBy[at] as number) | bit
    return true
  }

  private learnHops(at: number, segment: number, high: number, low: number, hops: number): void {
    if (high === 0 && low === 0) return
    const { endpoints, inventory, info } = this
    const ip = this.table.endpoint[at] as number
    const mac = endpoints.mac(segment, high, low)
    if (mac === 0 || endpoints.isGroup(mac) || endpoints.isGroup(ip)) return
    const { timeUs, frame } = info
    inventory.sight(mac, timeUs, timeUs, frame)
    inventory.bind(mac, ip, 'carried-on', hops, timeUs, timeUs, frame)
  }

  /** A side's packets carry a MAC address that they did not carry before. */
  private learn(at: number, segment: number, high: number, low: number, hops: number, sends: boolean): void {
    const { table, endpoints, inventory } = this
    const { timeUs, frame } = this.info
    table.otherMacHigh[at] = table.macHigh[at] as number
    table.otherMacLow[at] = table.macLow[at] as number
    table.macHigh[at] = high
    table.macLow[at] = low
    table.mac[at] = 0
    const before = table.sentBy[at] as number
    const targets = before & (SENT_TO_GROUP | SENT_TO_STATION)
    table.sentBy[at] = targets | (before & SENT_BY_MAC ? SENT_BY_OTHER : 0) | (sends ? SENT_BY_MAC : 0)
    const ip = table.endpoint[at] as number
    inventory.sight(ip, timeUs, timeUs, frame)
    if (high === 0 && low === 0) return
    const mac = endpoints.mac(segment, high, low)
    if (mac === 0) return
    if (endpoints.isGroup(mac)) return
    table.mac[at] = mac
    inventory.sight(mac, timeUs, timeUs, frame)
    if (endpoints.isGroup(ip)) return
    inventory.bind(mac, ip, 'carried', hops, timeUs, timeUs, frame)
  }
}
