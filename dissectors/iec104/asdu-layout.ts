/*
 * Octets of the fields that IEC 60870-5-101 leaves to the plant: cause (7.2.3), common address (7.2.4) and object address
 * (7.2.5). IEC 60870-5-104, clause 7, fixes them.
 */

export interface AsduLayout {
  /** Octets of the message before the ASDU: what the offset of a malformed one counts from. */
  readonly before: number
  /** 1, or 2 where the second is the originator. */
  readonly cause: number
  readonly object: number
  /** From the beginning of the ASDU to its common address. */
  readonly stationAt: number
  /** From the beginning of the ASDU to its first object. */
  readonly objectsAt: number
  /** The common address that is that of all stations. */
  readonly allStations: number
}

/** Type and structure qualifier. */
const FIXED_OCTETS = 2

export function asduLayout(before: number, cause: number, station: number, object: number): AsduLayout {
  const stationAt = FIXED_OCTETS + cause
  return { before, cause, object, stationAt, objectsAt: stationAt + station, allStations: 2 ** (8 * station) - 1 }
}

export function stationOf(view: DataView, asduAt: number, { stationAt, objectsAt }: AsduLayout): number {
  return littleEndian(view, asduAt + stationAt, objectsAt - stationAt)
}

export function littleEndian(view: DataView, at: number, octets: number): number {
  let value = 0
  for (let i = octets - 1; i >= 0; i--) value = (value << 8) | view.getUint8(at + i)
  return value
}
