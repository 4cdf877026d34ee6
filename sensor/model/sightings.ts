import { addressText } from '../flow/address-text.ts'
import type { EndpointTable } from '../flow/endpoint-table.ts'
import type { AddressEntry, Witness } from './delta.ts'
import { canBeBroadcast, canBroadcastTo } from './subnet-edge.ts'

/** Marks of an address: what was seen of it is that of a host, was addressed to a broadcast address, or was sent back by one. */
const HOST = 1
const BROADCAST_TARGET = 2
const SENT_BACK = 4

interface Sighting {
  firstUs: number
  lastUs: number
  /** The earliest of those that came before it was taken: in which order flows are accounted must not matter. */
  witness: Witness
}

/** Which addresses were seen in use, when, and whether they are hosts. */
export class Sightings {
  private readonly endpoints: EndpointTable
  private all: (Sighting | undefined)[] = []
  /** By endpoint; kept apart because a frame may mark an address before it is sighted. */
  private marks: number[] = []
  private readonly seen = new Set<number>()
  private newMacs: number[] = []

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints
  }

  /** An address was seen in use over this span of time. `capture` and `frame` are kept of its first sight. */
  sight(endpoint: number, firstUs: number, lastUs: number, capture: number, frame: number): void {
    const sighting = this.all[endpoint]
    if (sighting === undefined) {
      const witness = { capture, frame, timeUs: firstUs }
      this.all[endpoint] = { firstUs, lastUs, witness }
      if (this.endpoints.kindOf(endpoint) === 'mac' && !this.endpoints.isGroup(endpoint)) this.newMacs.push(endpoint)
    } else {
      const { timeUs, frame: earliest } = sighting.witness
      if (firstUs < timeUs || (firstUs === timeUs && frame < earliest && capture === sighting.witness.capture)) {
        sighting.witness = { capture, frame, timeUs: firstUs }
      }
      if (firstUs < sighting.firstUs) sighting.firstUs = firstUs
      if (lastUs > sighting.lastUs) sighting.lastUs = lastUs
    }
    this.seen.add(endpoint)
  }

  /** A message stated at which MAC this IP is: a broadcast address is at none. */
  sightHost(endpoint: number): void {
    this.mark(endpoint, HOST)
  }

  /**
   * A frame went from one IP to another, by a group MAC or by that of a station. Some devices send broadcasts back, with
   * the broadcast address as their source: to have sent makes a host only of what sends to a station's MAC, to a group, or
   * to where the address cannot be the broadcast address.
   */
  sightFrame(from: number, to: number, byGroupMac: boolean): void {
    const { endpoints } = this
    if (endpoints.kindOf(from) !== 'ipv4' || endpoints.kindOf(to) !== 'ipv4') return
    const sender = endpoints.word(from, 0)
    const target = endpoints.word(to, 0)
    if (byGroupMac && canBeBroadcast(target, sender)) this.mark(to, BROADCAST_TARGET)
    const sendsBack = byGroupMac && !endpoints.isGroup(to) && canBroadcastTo(sender, target)
    this.mark(from, sendsBack ? SENT_BACK : HOST)
    // Who shares the subnet of a broadcast address broadcasts; from elsewhere a router's MAC says nothing of the target.
    if (!byGroupMac && canBroadcastTo(target, sender)) this.mark(to, HOST)
  }

  /** True for an address that is no host: multicast, broadcast, or a subnet's own broadcast address. */
  isGroup(endpoint: number): boolean {
    const marks = this.marks[endpoint] ?? 0
    return this.endpoints.isGroup(endpoint) || (marks & (HOST | BROADCAST_TARGET)) === BROADCAST_TARGET
  }

  /** True for what sent nothing but frames such as a broadcast address has that sends broadcasts back. */
  onlySendsBack(endpoint: number): boolean {
    return ((this.marks[endpoint] ?? 0) & (HOST | SENT_BACK)) === SENT_BACK
  }

  /** undefined when nothing seen yet tells: another capture may. */
  private groupOf(endpoint: number): boolean | undefined {
    if (this.isGroup(endpoint)) return true
    const isOpen = this.endpoints.kindOf(endpoint) === 'ipv4' && ((this.marks[endpoint] ?? 0) & HOST) === 0
    return isOpen ? undefined : false
  }

  private mark(endpoint: number, mark: number): void {
    const before = this.marks[endpoint] ?? 0
    if ((before & mark) !== 0) return
    this.marks[endpoint] = before | mark
    if (this.all[endpoint] !== undefined) this.seen.add(endpoint)
  }

  /** The stations' MAC addresses first seen since the last call, each with where. */
  takeNewMacs(): { readonly endpoint: number; readonly witness: Witness }[] {
    const taken = this.newMacs.map((endpoint) => ({ endpoint, witness: (this.all[endpoint] as Sighting).witness }))
    this.newMacs = []
    return taken
  }

  /** The addresses seen since the last call. */
  take(): AddressEntry[] {
    const { endpoints } = this
    const entries = [...this.seen].map((endpoint) => {
      const { firstUs, lastUs } = this.all[endpoint] as Sighting
      return {
        id: endpoint,
        segment: endpoints.segmentOf(endpoint),
        kind: endpoints.kindOf(endpoint),
        value: addressText(endpoints, endpoint),
        group: this.groupOf(endpoint),
        firstUs,
        lastUs,
      }
    })
    this.seen.clear()
    return entries
  }

  /** What was seen until now is told; what is seen from now on is seen for the first time. */
  forget(): void {
    this.all = []
    this.marks = []
    this.seen.clear()
    this.newMacs = []
  }
}
