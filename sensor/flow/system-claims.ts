import type { Frame } from '../decode/frame.ts'
import type { Inventory } from '../model/inventory.ts'
import type { EndpointTable } from './endpoint-table.ts'
import type { Moment } from './moment.ts'
import { SYSTEMS, systemOf } from './tcp-systems.ts'

const FIRST_CAPACITY = 1 << 10

/** Claims, weakly, the operating system that the SYNs of a host show: each system of each host once in a capture. */
export class SystemClaims {
  private readonly endpoints: EndpointTable
  private readonly inventory: Inventory
  private readonly info: Moment
  /** A bit for each system claimed, by endpoint. */
  private claimed = new Uint16Array(FIRST_CAPACITY)

  constructor(endpoints: EndpointTable, inventory: Inventory, info: Moment) {
    this.endpoints = endpoints
    this.inventory = inventory
    this.info = info
  }

  /** A SYN of this endpoint. */
  note(endpoint: number, frame: Frame, isAnswer: boolean): void {
    const system = systemOf(frame)
    if (system === 0) return
    if (endpoint >= this.claimed.length) this.grow()
    const before = this.claimed[endpoint] as number
    const bit = 1 << system
    if ((before & bit) !== 0 || this.endpoints.isGroup(endpoint)) return
    this.claimed[endpoint] = before | bit
    const { frame: number, timeUs } = this.info
    const witness = { capture: this.inventory.capture, frame: number, timeUs }
    const message = isAnswer ? 'SYN and ACK' : 'SYN'
    this.inventory.claim(endpoint, '', 'os', SYSTEMS[system] as string, 'tcp', message, 'weak', witness)
  }

  /** The next capture claims anew. */
  forget(): void {
    this.claimed.fill(0)
  }

  private grow(): void {
    const grown = new Uint16Array(Math.max(this.claimed.length * 2, this.endpoints.size + 1))
    grown.set(this.claimed)
    this.claimed = grown
  }
}
