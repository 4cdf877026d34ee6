import type { OperationClass } from '../../dissectors/kit/observation.ts'
import { PARTIES, PARTY_COLUMNS, PARTY_ORDER, type PartyColumns } from './parties.ts'
import type { ObservedReader } from './reader.ts'
import { segmentName } from './segment-name.ts'

/** How often something was seen, when, and where first. */
export interface Sighting {
  readonly count: number
  readonly firstUs: number
  readonly lastUs: number
  readonly capture: string
  readonly frame: number
}

/** A conversation, and what was done in it by class. */
export interface Exchange extends PartyColumns, Sighting {
  /** Of the client. */
  readonly segment: string
  /** `count`: requests and one-way messages, else answers to what was not seen. */
  readonly classes: ReadonlyMap<OperationClass, Sighting>
}

/** All conversations in natural order, each with the classes of its operations. `count` is packets, both ways. */
export function readExchanges(reader: ObservedReader): Exchange[] {
  return reader.snapshot(() => {
    const classes = classesOf(reader)
    return reader.all<Found>(EXCHANGES).map(({ key, tap, vlan, ...found }) => ({
      ...found,
      segment: segmentName(tap, vlan),
      classes: classes.get(key) ?? new Map<OperationClass, Sighting>(),
    }))
  })
}

function classesOf(reader: ObservedReader): Map<number, Map<OperationClass, Sighting>> {
  const all = new Map<number, Map<OperationClass, Sighting>>()
  for (const { conversation, class: name, ...seen } of reader.iterate<FoundClass>(CLASSES)) {
    let classes = all.get(conversation)
    if (classes === undefined) {
      classes = new Map()
      all.set(conversation, classes)
    }
    const before = classes.get(name)
    classes.set(name, before === undefined ? seen : together(before, seen))
  }
  return all
}

function together(before: Sighting, seen: Sighting): Sighting {
  return {
    // The rows come in the order of their witnesses: the first one is the earliest.
    ...before,
    count: before.count + seen.count,
    firstUs: Math.min(before.firstUs, seen.firstUs),
    lastUs: Math.max(before.lastUs, seen.lastUs),
  }
}

type Found = Omit<Exchange, 'segment' | 'classes'> & {
  readonly key: number
  readonly tap: string
  readonly vlan: string
}

interface FoundClass extends Sighting {
  readonly conversation: number
  readonly class: OperationClass
}

const EXCHANGES = `
SELECT v.key, ${PARTY_COLUMNS}, cg.tap, cg.vlan, v.packets_to_server + v.packets_to_client AS count,
  v.first_us AS firstUs, v.last_us AS lastUs, k.name AS capture, v.witness_frame AS frame
FROM conversations v ${PARTIES} JOIN captures k ON k.key = v.witness_capture ORDER BY ${PARTY_ORDER}`

const CLASSES = `
SELECT o.conversation, o.class, CASE WHEN o.requests + o.messages > 0 THEN o.requests + o.messages ELSE o.responses END
  AS count, o.first_us AS firstUs, o.last_us AS lastUs, k.name AS capture, o.witness_frame AS frame
FROM operations o JOIN captures k ON k.key = o.witness_capture ORDER BY o.witness_us, k.name, o.witness_frame`
