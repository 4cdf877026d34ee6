import { ALL_STATIONS } from '../../dissectors/kit/bus-judge.ts'
import type { Bus } from '../../dissectors/kit/dissector.ts'
import { shortText } from '../../dissectors/kit/wpan-address.ts'

/** What stations of a bus without MAC and IP addresses are told apart by: a number, and what kind of number it is. */
interface BusOfStations {
  /** What stands before the number of a station. */
  readonly name: string
  readonly over: Bus
}

export const BUS_MSTP = 1
export const BUS_J1939 = 2
/** Networks of IEEE 802.15.4: a station is the number of its network in the upper 16 bits, and its short address. */
export const BUS_WPAN = 3
/** The place in this list is the number that stands for the bus in tables. */
export const BUSES: readonly (BusOfStations | undefined)[] = [
  undefined,
  { name: 'mstp', over: 'mstp' },
  { name: 'j1939', over: 'can' },
  { name: 'wpan', over: 'wpan' },
  { name: 'canopen', over: 'can' },
  { name: 'isotp', over: 'can' },
]
const EVERY = 'all'
/** Short addresses that are no station's: Zigbee has several for groups (05-3474, 3.6.5), 802.15.4 the last two. */
const FIRST_WPAN_GROUP = 0xfff8

/** The number of the bus of this name; -1 if there is none. */
export function busNamed(name: string): number {
  return BUSES.findIndex((each) => each?.name === name)
}

/** Whether it is no station, but all of them, or a group of them. */
export function isStationGroup(bus: number, station: number): boolean {
  return bus === BUS_WPAN ? (station & 0xffff) >= FIRST_WPAN_GROUP : (station | 0) === ALL_STATIONS
}

/** 'mstp-5'; 'mstp-all' of the group of all stations. */
export function stationText(bus: number, station: number): string {
  const number = station | 0
  if (bus === BUS_WPAN) return shortText(number >>> 16, number & 0xffff)
  return `${BUSES[bus]?.name}-${number === ALL_STATIONS ? EVERY : number}`
}

/** The bus and the station of such a text; undefined when it is none. */
export function stationOfText(text: string): { bus: number; station: number } | undefined {
  const [, pan, short] = /^wpan-([\da-f]{4})-([\da-f]{4})$/.exec(text) ?? []
  if (pan !== undefined) return { bus: BUS_WPAN, station: Number.parseInt(`${pan}${short}`, 16) | 0 }
  const [, name, number] = /^([a-z\d]+)-(\d{1,9}|all)$/.exec(text) ?? []
  const bus = name === undefined ? -1 : busNamed(name)
  if (bus < 0) return undefined
  return { bus, station: number === EVERY ? ALL_STATIONS : Number(number) }
}
