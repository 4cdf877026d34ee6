import { QueryError } from './query-error.ts'
import { segmentName } from './segment-name.ts'

const NAME = /^(untagged|vlan \d{1,4}(\.\d{1,4})?)( on .+)?$/
/** Between the segments of an asset; the name of an interface may have a comma too. */
const BETWEEN = /, (?=untagged|vlan \d)/

/** Whether a segment is among those that a text names: one, or several as the row of an asset has them. */
export function segmentMatcher(text: string): (tap: string, vlan: string) => boolean {
  const names = new Set(text.split(BETWEEN))
  for (const name of names) {
    // What is no segment finds nothing, and would look like one that was not seen.
    if (!NAME.test(name)) throw new QueryError('segment', WANTED)
  }
  return (tap, vlan) => names.has(segmentName(tap, vlan))
}

const WANTED = "a segment like 'untagged', 'vlan 10' or 'vlan 10 on eth1', or several: 'untagged, vlan 10'"
