/** Global addresses lie beyond the local ones, of which there are 127. */
const GLOBAL_SPACE = 0x1_0000
/** Local address of the master, and of the host itself over IP. */
export const MASTER = 0

export function globalStation(address: number): number {
  return GLOBAL_SPACE + address
}

/** 'station 3' by its address on the line, 'node 258' by its address in the network; '' for the host itself. */
export function stationText(station: number): string {
  if (station >= GLOBAL_SPACE) return `node ${station - GLOBAL_SPACE}`
  return station === MASTER ? '' : `station ${station}`
}
