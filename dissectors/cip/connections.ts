/*
 * Connections that were opened in this dialogue. The CIP Networks Library, Volume 1, section 3-5.5.2 (Forward_Open):
 * the serial number, the originator's vendor and its serial number name a connection; each side chooses the id that it
 * wants to be addressed by.
 */
import type { Route } from './routes.ts'

/** Connections remembered per dialogue; the one opened longest ago is forgotten first. */
export const MAX_CONNECTIONS = 32
export const NOT_OPEN = -1
/** Instead of a multiplier: not a connection of class 0 or 1. */
export const EXPLICIT = -1

export interface Connection {
  serial: number
  vendor: number
  originator: number
  toTarget: number
  toOriginator: number
  isOpen: boolean
  route: Route
  /** Of the Forward_Open: by how much of its interval it may be late, as a code; -1 where it is no implicit one. */
  multiplier: number
  /** What was opened, in words: the target of its Forward_Open. */
  target: string
}

/** The connections of one dialogue. */
export class Connections {
  private readonly all: Connection[] = []
  private next = 0

  /** A Forward_Open asks for a connection. */
  ask(serial: number, vendor: number, originator: number, route: Route, multiplier: number, target: string): void {
    const known = this.find(serial, vendor, originator)
    if (known !== undefined) {
      known.isOpen = false
      known.route = route
      known.multiplier = multiplier
      known.target = target
      return
    }
    const connection = {
      serial,
      vendor,
      originator,
      toTarget: 0,
      toOriginator: 0,
      isOpen: false,
      route,
      multiplier,
      target,
    }
    this.all[this.next] = connection
    this.next = (this.next + 1) % MAX_CONNECTIONS
  }

  /** The target accepts it, and both ids are settled; undefined when its Forward_Open was not seen. */
  open(
    serial: number,
    vendor: number,
    originator: number,
    toTarget: number,
    toOriginator: number,
  ): Connection | undefined {
    const connection = this.find(serial, vendor, originator)
    if (connection === undefined) return undefined
    connection.toTarget = toTarget
    connection.toOriginator = toOriginator
    connection.isOpen = true
    return connection
  }

  close(serial: number, vendor: number, originator: number): void {
    const connection = this.find(serial, vendor, originator)
    if (connection !== undefined) connection.isOpen = false
  }

  /** The place of the open connection that an id belongs to; -1 when it was opened before the capture began. */
  indexOf(id: number, isAnswer: boolean): number {
    const { all } = this
    for (let i = 0; i < all.length; i++) {
      const each = all[i] as Connection
      if (each.isOpen && (isAnswer ? each.toOriginator : each.toTarget) === id) return i
    }
    return NOT_OPEN
  }

  /** The route of the connection at `index`. */
  routeAt(index: number): Route {
    return (this.all[index] as Connection).route
  }

  private find(serial: number, vendor: number, originator: number): Connection | undefined {
    for (const each of this.all) {
      if (each.serial === serial && each.vendor === vendor && each.originator === originator) return each
    }
    return undefined
  }
}
