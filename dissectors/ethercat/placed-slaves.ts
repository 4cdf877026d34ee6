/*
 * Slaves that are addressed by their place in the line, and get station addresses by it: ETG.1000.4, 5.4 (auto-increment and
 * configured addresses), 6.2 (register 0x0010). Either way it is one slave, and has one name.
 */
import type { Sink } from '../kit/dissector.ts'
import type { Datagram } from './datagram.ts'
import { type EthercatState, type Facts, MAX_SLAVES } from './ethercat-state.ts'
import type { FrameContext } from './frame-context.ts'

/**
 * Answers of a place without a station address after which it is named by the place, for good, if its master uses no station
 * addresses at all: TwinCAT goes on to ask by places, too. What it told until then waits.
 */
export const SETTLED_AFTER = 64
/** Keys of places in the line, apart from those of station addresses. */
export const PLACES = 0x1_0000

/** What a place has told that has no station address yet. */
export interface PlacedSlave {
  answers: number
  readonly told: Map<string, Facts>
}

/** 'slave 1001' by station address, 'position 3' by place in the line; '' for several. */
export function slaveText(slave: number): string {
  if (slave < 0) return ''
  return slave < PLACES ? `slave ${slave}` : `position ${slave - PLACES}`
}

/** The same as a part of the master; '' for a place that may yet get a station address. */
export function moduleOfSlave(slave: number, state: EthercatState): string {
  return slave < PLACES || isSettled(slave, state) ? slaveText(slave) : ''
}

/** The number of the slave with this station address: that of its place, where it is named by it. */
export function slaveOfStation(station: number, { settledStations }: EthercatState): number {
  return settledStations.size === 0 ? station : (settledStations.get(station) ?? station)
}

/** The number of the slave at this place. */
export function slaveOfPlace(place: number, { stations }: EthercatState): number {
  return stations.get(place) ?? PLACES + place
}

/** A slave has answered: one that was never given an address is named by its place at last. */
export function countAnswer(slave: number, frame: FrameContext, state: EthercatState, sink: Sink): void {
  if (slave < PLACES || state.usesStations || isSettled(slave, state)) return
  const placed = placedAt(slave, state)
  placed.answers++
  if (placed.answers < SETTLED_AFTER) return
  for (const [message, facts] of placed.told) frame.say(slaveText(slave), message, facts, state, sink)
  placed.told.clear()
}

/** Says something of a slave, as soon as it has its name. */
export function sayOfSlave(
  slave: number,
  message: string,
  facts: Facts,
  frame: FrameContext,
  state: EthercatState,
  sink: Sink,
): void {
  const module = moduleOfSlave(slave, state)
  if (module !== '') frame.say(module, message, facts, state, sink)
  else {
    const { told } = placedAt(slave, state)
    told.set(message, { ...told.get(message), ...facts })
  }
}

/** A master gives the slave at a place its station address: from then on both mean the same slave. */
export function giveStation(
  place: number,
  station: number,
  frame: FrameContext,
  state: EthercatState,
  sink: Sink,
): void {
  const { stations, settledStations, placed } = state
  const slave = PLACES + place
  settledStations.delete(station)
  if (station === 0) stations.delete(place)
  else if (isSettled(slave, state)) {
    if (settledStations.size < MAX_SLAVES) settledStations.set(station, slave)
  } else if (stations.size < MAX_SLAVES || stations.has(place)) {
    stations.set(place, station)
    for (const [message, facts] of placed.get(slave)?.told ?? []) {
      frame.say(slaveText(station), message, facts, state, sink)
    }
    placed.delete(slave)
  }
}

/** Whether the datagram, an address for a place, was taken by nobody. */
export function isRefused({ workingCounter }: Datagram, returned: boolean): boolean {
  return returned && workingCounter === 0
}

function isSettled(slave: number, { placed }: EthercatState): boolean {
  const known = placed.get(slave)
  return known === undefined ? placed.size >= MAX_SLAVES : known.answers >= SETTLED_AFTER
}

function placedAt(slave: number, { placed }: EthercatState): PlacedSlave {
  const known = placed.get(slave)
  if (known !== undefined) return known
  const made: PlacedSlave = { answers: 0, told: new Map() }
  placed.set(slave, made)
  return made
}
