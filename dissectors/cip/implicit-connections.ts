/*
 * Class 0 and 1 connections between a pair of hosts: opened in the dialogue that carries explicit messages, used in one of
 * their own over UDP. The CIP Networks Library, Volume 1, section 3-5.5.2 (the multiplier, table 3-5.19) and 3-4.6
 * (a consumer closes a connection of which nothing came for the packet interval times the multiplier).
 */
import type { Sink } from '../kit/dissector.ts'

/** Connections remembered of a pair; the one opened longest ago is forgotten first. */
export const MAX_IMPLICIT_CONNECTIONS = 64
const LEAST_MULTIPLIER = 4
/** Between whom a Forward_Open asks and what it connects to, in its target. */
const JOINT = ' to '
const MOST_MULTIPLIER_CODE = 7

/** One direction of a connection: what is sent under its id. */
export interface ImplicitFlow {
  readonly id: number
  /** What it belongs to and which way it goes, in words; '' where that was not seen. */
  readonly target: string
  readonly timeoutUs: number
  /** Infinity as long as nothing came, which a mirror may not show at all. */
  lastUs: number
}

type OpenedFlow = Pick<ImplicitFlow, 'id' | 'timeoutUs'>

/** Of an id that nobody was seen to open: it never times out. */
const NOT_WATCHED: ImplicitFlow = {
  id: -1,
  target: '',
  timeoutUs: Number.POSITIVE_INFINITY,
  lastUs: Number.POSITIVE_INFINITY,
}

interface ImplicitConnection {
  readonly serial: number
  readonly vendor: number
  readonly originator: number
  /** What was opened, in words: ids are never the same again. */
  readonly target: string
  readonly toTarget: ImplicitFlow
  readonly toOriginator: ImplicitFlow
}

/** The open implicit connections of one pair of hosts, whichever of them opened each. */
export class ImplicitConnections {
  /** Another one whenever what `find` answers may be another. */
  version = 0
  private all: ImplicitConnection[] = []

  open(
    serial: number,
    vendor: number,
    originator: number,
    target: string,
    toTarget: OpenedFlow,
    toOriginator: OpenedFlow,
  ): void {
    this.close(serial, vendor, originator)
    if (this.all.length >= MAX_IMPLICIT_CONNECTIONS) this.all.shift()
    // The words of the trade for the two directions; the connection manager, which was asked, is in neither.
    const opened = target.slice(target.indexOf(JOINT) + JOINT.length)
    const ends = {
      toTarget: waiting(toTarget, `${opened} O->T`),
      toOriginator: waiting(toOriginator, `${opened} T->O`),
    }
    this.all.push({ serial, vendor, originator, target, ...ends })
    this.version++
  }

  close(serial: number, vendor: number, originator: number): void {
    this.keep((each) => each.serial !== serial || each.vendor !== vendor || each.originator !== originator)
  }

  /** The flow with this id; none when two have it, for then neither can be told to have ended. */
  find(id: number): ImplicitFlow {
    const found = this.all.flatMap((each) => [each.toTarget, each.toOriginator]).filter((flow) => flow.id === id)
    return found.length === 1 ? (found[0] as ImplicitFlow) : NOT_WATCHED
  }

  /** A packet came of this flow: when it is too late for one, its connection is over. */
  came(flow: ImplicitFlow, timeUs: number, sink: Sink): void {
    if (flow === NOT_WATCHED) return
    if (timeUs - flow.lastUs > flow.timeoutUs) this.expire(timeUs, sink)
    flow.lastUs = timeUs
  }

  /** Closes all that has been silent for too long, and says so of each. */
  expire(timeUs: number, sink: Sink): void {
    this.keep((each) => {
      const isOver = isSilent(each.toTarget, timeUs) || isSilent(each.toOriginator, timeUs)
      if (isOver) sink.observe({ kind: 'irregular', reason: 'timed-out', detail: each.target })
      return !isOver
    })
  }

  private keep(isKept: (connection: ImplicitConnection) => boolean): void {
    const kept = this.all.filter(isKept)
    if (kept.length === this.all.length) return
    this.all = kept
    this.version++
  }
}

function waiting(flow: OpenedFlow, target: string): ImplicitFlow {
  return { ...flow, target, lastUs: Number.POSITIVE_INFINITY }
}

function isSilent({ lastUs, timeoutUs }: ImplicitFlow, timeUs: number): boolean {
  return timeUs - lastUs > timeoutUs
}

/** Microseconds without a packet after which a connection is over; the codes after 7 are reserved. */
export function timeoutOf(intervalUs: number, multiplierCode: number): number {
  return intervalUs * (LEAST_MULTIPLIER << Math.min(multiplierCode, MOST_MULTIPLIER_CODE))
}
