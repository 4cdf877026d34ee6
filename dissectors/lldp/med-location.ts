/*
 * Where a device stands. ANSI/TIA-1057 clause 10.2.4 (LLDP-MED location identification); RFC 3825 clause 2.1 (coordinates),
 * RFC 4776 clause 3.4 (elements of a civic address).
 */
import type { Cursor } from '../kit/cursor.ts'

const FORMAT = { coordinates: 1, civic: 2, emergency: 3 } as const
const COORDINATES_LENGTH = 16
/** A civic address says whose it is: this is the network element's, which sends it. */
const OF_NETWORK_ELEMENT = 1
/** Elements that are read: an address has fewer. */
const MAX_ELEMENTS = 32
const ELEMENTS: Readonly<Record<number, string>> = {
  1: 'state',
  2: 'county',
  3: 'city',
  4: 'district',
  5: 'neighbourhood',
  6: 'street',
  19: 'number',
  20: 'number suffix',
  21: 'landmark',
  22: 'place',
  23: 'name',
  24: 'postal code',
  25: 'building',
  26: 'unit',
  27: 'floor',
  28: 'room',
  29: 'kind of place',
  33: 'seat',
}

export interface Location {
  /** '' where nothing is told. */
  readonly text: string
  /** That of a switch itself, not of what hangs on its port. */
  readonly isOfSwitch: boolean
}

const NOWHERE: Location = { text: '', isOfSwitch: false }

export function locationOf(tlv: Cursor): Location {
  switch (tlv.u8()) {
    case FORMAT.coordinates:
      return { text: coordinates(tlv), isOfSwitch: false }
    case FORMAT.civic:
      return civic(tlv)
    case FORMAT.emergency:
      return { text: tlv.left === 0 ? '' : `emergency number ${tlv.text(tlv.left)}`, isOfSwitch: false }
    default:
      return NOWHERE
  }
}

/** Of each coordinate how many bits are sure, then degrees of 9 bits and 25 behind the point. */
function coordinates(tlv: Cursor): string {
  if (tlv.left < COORDINATES_LENGTH) return ''
  const first = degrees(tlv)
  const second = degrees(tlv)
  return first === '' || second === '' ? '' : `${first}, ${second}`
}

function degrees(tlv: Cursor): string {
  const high = tlv.u8()
  const low = tlv.u32()
  const resolution = high >> 2
  if (resolution === 0) return ''
  const raw = (high & 3) * 0x1_0000_0000 + low
  const signed = high & 2 ? raw - 4 * 0x1_0000_0000 : raw
  return (signed / 2 ** 25).toFixed(5)
}

function civic(tlv: Cursor): Location {
  const length = tlv.u8()
  if (tlv.short || length < 3 || !tlv.narrow(length)) return NOWHERE
  const isOfSwitch = tlv.u8() === OF_NETWORK_ELEMENT
  const parts = [tlv.text(2)]
  while (tlv.left >= 2 && parts.length <= MAX_ELEMENTS) {
    const word = ELEMENTS[tlv.u8()]
    const size = tlv.u8()
    if (size > tlv.left) break
    if (word === undefined) tlv.skip(size)
    else parts.push(`${word} ${tlv.text(size, 'utf8')}`)
  }
  return { text: parts.join(', '), isOfSwitch }
}
