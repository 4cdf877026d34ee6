import type { Bus } from '../../dissectors/kit/dissector.ts'

/** What stations of a bus without MAC and IP addresses are told apart by: a number, and what kind of number it is. */
interface BusOfStations {
  /** What stands before the number of a station. */
  readonly name: string
  readonly over: Bus
}

export const BUS_MSTP = 1
export const BUS_J1939 = 2
export const BUS_CANOPEN = 3
export const BUS_ISOTP = 4
/** The place in this list is the number that stands for the bus in tables. */
export const BUSES: readonly (BusOfStations | undefined)[] = [
  undefined,
  { name: 'mstp', over: 'mstp' },
  { name: 'j1939', over: 'can' },
  { name: 'canopen', over: 'can' },
  { name: 'isotp', over: 'can' },
]
/** All stations, and where a frame does not say which: a group, and no asset. As 32 bits signed. */
export const ALL_STATIONS = -1
const EVERY = 'all'

/** 'mstp-5'; 'mstp-all' of the group of all stations. */
export function stationText(bus: number, station: number): string {
  const number = station | 0
  return `${BUSES[bus]?.name}-${number === ALL_STATIONS ? EVERY : number}`
}

/** The bus and the station of such a text; undefined when it is none. */
export function stationOfText(text: string): { bus: number; station: number } | undefined {
  const [, name, number] = /^([a-z\d]+)-(\d{1,9}|all)$/.exec(text) ?? []
  const bus = name === undefined ? -1 : BUSES.findIndex((each) => each?.name === name)
  if (bus < 0) return undefined
  return { bus, station: number === EVERY ? ALL_STATIONS : Number(number) }
}
