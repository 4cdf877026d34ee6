import type { AddressEntry, BindingEntry, SegmentEntry } from '../../sensor/model/delta.ts'
import type { Evidence } from '../../sensor/model/evidence.ts'
import { statementsFrom } from './statements.ts'

/** A plant that was made up: what a sensor learns of its addresses, and which of them are one device. */
export interface MadePlant {
  readonly evidence: Evidence
  /** Storage keys of the addresses of each device. */
  readonly devices: readonly (readonly number[])[]
}

const HOSTS_PER_CELL = 12
const MOVED_EVERY = 5
const TEAM_EVERY = 7

/**
 * A plant of so many cells that all use 192.168.0.x, each in a VLAN of its own, under one site network. Some hosts took a
 * new address, some have a team of two ports; a router stands in every VLAN, carries hosts of the site, and shares a
 * virtual address with its twin.
 */
export function makePlant(cells: number): MadePlant {
  const plant = new Plant()
  for (let cell = 0; cell < cells; cell++) plant.addCell(cell)
  return { evidence: plant.evidence(), devices: plant.devices }
}

class Plant {
  readonly devices: number[][] = []
  private readonly segments: SegmentEntry[] = []
  private readonly addresses: AddressEntry[] = []
  private readonly bindings: BindingEntry[] = []
  private readonly site = new Map<string, number[]>()

  addCell(cell: number): void {
    const segment = this.segments.length
    this.segments.push({ id: segment, tap: '', vlan: String(100 + cell) })
    for (let host = 1; host <= HOSTS_PER_CELL; host++) this.addHost(segment, cell, host)
    this.addRouters(segment, cell)
  }

  evidence(): Evidence {
    this.devices.push(...this.site.values())
    const { segments, addresses, bindings } = this
    return {
      segments,
      addresses,
      bindings,
      modules: [],
      conduct: [],
      statements: statementsFrom([]),
      talkers: addresses.map(({ id }) => id),
    }
  }

  private addHost(segment: number, cell: number, host: number): void {
    const mac = this.address(segment, macOf(0x1b, cell, host * 2))
    const ip = this.address(segment, `192.168.0.${host}`)
    const device = [mac, ip]
    this.bind(mac, ip, host % 2, 0)
    if (host % MOVED_EVERY === 0) {
      const moved = this.address(segment, `192.168.0.${host + 100}`)
      this.bind(mac, moved, 0, 0)
      device.push(moved)
    }
    if (host % TEAM_EVERY === 0) {
      const second = this.address(segment, macOf(0x1b, cell, host * 2 + 1))
      this.bind(mac, ip, 1, 0)
      this.bind(second, ip, 1, 0)
      device.push(second)
    }
    this.devices.push(device)
  }

  private addRouters(segment: number, cell: number): void {
    const virtual = this.address(segment, `00:00:5e:00:01:${hex(cell + 1)}`)
    const shared = this.address(segment, '192.168.0.254')
    this.bind(virtual, shared, 1, 0)
    this.devices.push([virtual, shared])
    for (const twin of [0, 1]) {
      const mac = this.address(segment, macOf(0x0a + twin, cell, 1))
      const own = this.address(segment, `192.168.0.${252 + twin}`)
      this.bind(mac, own, 1, 0)
      this.bind(virtual, own, 0, 0)
      this.devices.push([mac, own])
      for (const server of [1, 2, 3]) this.carrySite(segment, mac, `10.0.${twin}.${server}`)
    }
  }

  private carrySite(segment: number, mac: number, value: string): void {
    const ip = this.address(segment, value)
    this.bind(mac, ip, 0, 1)
    this.site.set(value, [...(this.site.get(value) ?? []), ip])
  }

  private address(segment: number, value: string): number {
    const id = this.addresses.length
    const kind = value.includes(':') ? 'mac' : 'ipv4'
    this.addresses.push({ id, segment, kind, value, group: false, firstUs: 1, lastUs: 1 })
    return id
  }

  private bind(mac: number, ip: number, stated: number, hops: number): void {
    const witness = { capture: 1, frame: 1, timeUs: 1 }
    this.bindings.push({ mac, ip, stated, carried: 1, hops, firstUs: 1, lastUs: 1, witness })
  }
}

function macOf(maker: number, cell: number, host: number): string {
  return `00:${hex(maker)}:1b:${hex(cell)}:00:${hex(host)}`
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0')
}
