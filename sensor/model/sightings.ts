import { addressText } from '../flow/address-text.ts'
import type { EndpointTable } from '../flow/endpoint-table.ts'
import type { AddressEntry, Witness } from './delta.ts'

interface Sighting {
  firstUs: number
  lastUs: number
  /** The earliest of those that came before it was taken: in which order flows are accounted must not matter. */
  witness: Witness
  /** Sent a packet: it is a host, whatever its address looks like. */
  sends: boolean
  /** Was addressed by a frame to a group MAC: a broadcast address of a subnet. */
  groupTarget: boolean
}

/** Which addresses were seen in use, when, and whether they are hosts. */
export class Sightings {
  private readonly endpoints: EndpointTable
  private all: (Sighting | undefined)[] = []
  private readonly seen = new Set<number>()
  private newMacs: number[] = []

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints
  }

  /** An address was seen in use over this span of time. `capture` and `frame` are kept of its first sight. */
  sight(endpoint: number, firstUs: number, lastUs: number, sends: boolean, capture: number, frame: number): void {
    const sighting = this.all[endpoint]
    if (sighting === undefined) {
      const witness = { capture, frame, timeUs: firstUs }
      this.all[endpoint] = { firstUs, lastUs, witness, sends, groupTarget: false }
      if (this.endpoints.kindOf(endpoint) === 'mac' && !this.endpoints.isGroup(endpoint)) this.newMacs.push(endpoint)
    } else {
      const { timeUs, frame: earliest } = sighting.witness
      if (firstUs < timeUs || (firstUs === timeUs && frame < earliest && capture === sighting.witness.capture)) {
        sighting.witness = { capture, frame, timeUs: firstUs }
      }
      if (firstUs < sighting.firstUs) sighting.firstUs = firstUs
      if (lastUs > sighting.lastUs) sighting.lastUs = lastUs
      if (sends) sighting.sends = true
    }
    this.seen.add(endpoint)
  }

  /** A frame to a group MAC was addressed to this IP. */
  sightAsGroup(endpoint: number): void {
    const sighting = this.all[endpoint]
    if (sighting !== undefined) sighting.groupTarget = true
  }

  /** True for an address that is no host: multicast, broadcast, or a subnet's own broadcast address. */
  isGroup(endpoint: number): boolean {
    const sighting = this.all[endpoint]
    return this.endpoints.isGroup(endpoint) || (sighting?.groupTarget === true && !sighting.sends)
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
        group: this.isGroup(endpoint),
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
    this.seen.clear()
    this.newMacs = []
  }
}
