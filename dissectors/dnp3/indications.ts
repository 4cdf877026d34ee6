/* Internal indications: IEEE 1815-2012, 4.2.2.5 and table 4-3. The first octet is the low one here. */
import type { Sink } from '../kit/dissector.ts'
import type { Association } from './association.ts'

/** Function not supported, object unknown, parameter error, already executing. */
const ERRORS = 0x1700
/** Those that describe the outstation, not the events it holds nor the last request. */
const states: readonly (readonly [number, string])[] = [
  [0x0080, 'restarted'],
  [0x0040, 'device trouble'],
  [0x2000, 'configuration corrupt'],
  [0x0020, 'local control'],
  [0x0010, 'needs time'],
  [0x0800, 'event buffer overflow'],
]
const STATES = states.reduce((mask, [bit]) => mask | bit, 0)

/** The status that the indications give to the request: 0, or the error bits of the second octet with 0x100 set. */
export function statusOfIndications(indications: number): number {
  const errors = indications & ERRORS
  return errors === 0 ? 0 : 0x100 | (errors >>> 8)
}

/** Says what state the outstation is in, when it differs from what it last said. */
export function observeIndications(indications: number, association: Association, sink: Sink): void {
  const now = indications & STATES
  if (now === association.indications) return
  association.indications = now
  const words = states.filter(([bit]) => (now & bit) !== 0).map(([, word]) => word)
  sink.observe({
    kind: 'identity',
    of: 'server',
    about: '',
    module: association.module,
    message: 'internal indications',
    facts: { state: words.length === 0 ? 'normal' : words.join(', ') },
  })
}
