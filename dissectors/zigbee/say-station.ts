import type { Sink } from '../kit/dissector.ts'
import type { SaidOnce } from '../kit/said-once.ts'
import { shortText } from '../kit/wpan-address.ts'
import { FIRST_ZIGBEE_GROUP } from '../kit/zigbee-network.ts'
import { euiAt } from './frame.ts'

const EUI_BYTES = 8

/** Says that a station has this short address and the EUI-64 that lies here, once; nothing where there is none. */
export function sayEui(
  subject: number,
  pan: number,
  short: number,
  view: DataView,
  at: number,
  said: SaidOnce,
  sink: Sink,
): void {
  if (at < 0 || short >= FIRST_ZIGBEE_GROUP || !said.isNew(subject + short, view, at, at + EUI_BYTES)) return
  sink.observe({ kind: 'binding', mac: euiAt(view, at), ip: shortText(pan, short) })
}

/** What kind of station the first bits of a descriptor, or of a neighbour, say it is. */
const KINDS = ['Zigbee coordinator', 'Zigbee router', 'Zigbee end device']

export function kindOfStation(bits: number): string {
  return KINDS[bits] ?? ''
}

/** MAC capability flags, as in 802.15.4. */
export function capabilityOf(bits: number): string {
  const power = (bits & 0x04) !== 0 ? 'mains powered' : 'not mains powered'
  return `${power}, ${(bits & 0x08) !== 0 ? 'receiver on when idle' : 'receiver off when idle'}`
}
