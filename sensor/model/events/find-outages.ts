import { grouped } from '../grouped.ts'
import type { OutageCause } from '../outage-entry.ts'
import type { LossFact, OutageFact } from './event-evidence.ts'
import { countOf, type Finding, spanText } from './finding.ts'
import { MAX_TOLD_A_SHIFT, SHIFT_US } from './gather-first-seen.ts'
import type { Site } from './site.ts'

const WAS: Readonly<Record<OutageCause, string>> = {
  down: 'its link was down',
  gone: 'the interface was gone',
  'no sensor': 'no sensor was running',
}
const IS: Readonly<Record<OutageCause, string>> = {
  down: 'its link is down',
  gone: 'the interface is gone',
  'no sensor': 'no sensor is running',
}

/** Times in which an interface could not see, each from when to when, and what it lost otherwise. */
export function findOutages({ evidence }: Pick<Site, 'evidence'>): Finding[] {
  const shiftOf = (outage: OutageFact) => `${outage.interface}|shift|${Math.floor(outage.firstUs / SHIFT_US)}`
  const shifts = grouped(evidence.outages, shiftOf)
  const outages = [...shifts].flatMap(([key, group]) =>
    group.length <= MAX_TOLD_A_SHIFT ? group.map((each) => outageOf(keyOf(each), [each])) : [outageOf(key, group)],
  )
  return [...outages, ...evidence.losses.map(lossOf)]
}

function keyOf({ interface: name, firstUs }: OutageFact): string {
  return `${name}|${firstUs}`
}

function outageOf(key: string, group: readonly OutageFact[]): Finding {
  const last = group.at(-1) as OutageFact
  const times = group.reduce((sum, each) => sum + each.times, 0)
  const blindUs = group.reduce((sum, each) => sum + each.blindUs, 0)
  const lastUs = Math.max(...group.map((each) => each.lastUs))
  const causes = [...new Set(group.map(({ cause }) => cause))].sort()
  const why = last.lasts ? IS[last.cause] : causes.map((cause) => WAS[cause]).join(' or ')
  return {
    kind: 'mirror-outage',
    key,
    summary: `The sensor on ${last.interface} ${whatOf(times, blindUs, last.lasts)}: ${why}; what happened then is not known`,
    count: times,
    firstUs: group[0]?.firstUs ?? lastUs,
    lastUs,
    witness: null,
  }
}

function whatOf(times: number, blindUs: number, lasts: boolean): string {
  if (blindUs === 0) return 'sees nothing any more'
  const span = spanText(blindUs)
  if (lasts) return times === 1 ? `has seen nothing for ${span}` : `has seen nothing ${times} times, for ${span} in all`
  return times === 1 ? `saw nothing for ${span}` : `saw nothing ${times} times, for ${span} in all`
}

function lossOf({ interface: name, lost, firstUs, lastUs }: LossFact): Finding {
  return {
    kind: 'mirror-outage',
    key: name,
    severity: 'low',
    summary: `The sensor on ${name} lost ${countOf(lost, 'frame')}: what they were is not known`,
    count: lost,
    firstUs,
    lastUs,
    witness: null,
  }
}

/** Interfaces that sent, or were to send: a sensor must never, so each spell of it is told by itself. */
export function findTransmissions({ evidence }: Pick<Site, 'evidence'>): Finding[] {
  return evidence.transmissions.map(({ interface: name, sent, refused, stopped, firstUs, lastUs }) => {
    const left = sent === 0 ? [] : [`sent ${countOf(sent, 'frame')}`]
    const held = refused === 0 ? [] : [`was to send ${countOf(refused, 'frame')}, which the kernel dropped`]
    return {
      kind: 'sensor-sent',
      key: `${name}|${firstUs}`,
      severity: stopped ? 'high' : 'medium',
      summary: `The capture interface ${name} ${[...left, ...held].join(' and ')}: ${stopped ? 'capture stopped' : 'this was allowed'}`,
      count: sent + refused,
      firstUs,
      lastUs,
      witness: null,
    }
  })
}
