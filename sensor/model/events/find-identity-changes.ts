import type { ClaimFact } from './event-evidence.ts'
import { ONE_NAME_PROTOCOLS, WATCHED_ATTRIBUTES } from './event-kinds.ts'
import { earliestWitness, type Finding, listed } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site } from './site.ts'

/** Parts of one host told one by one. */
export const MAX_TOLD_PARTS = 3

/**
 * A device says another thing of itself than before. Only statements of one message about one part of one address are
 * compared, because a device has several names, versions and serial numbers at the same time.
 */
export function findIdentityChanges(site: Site): Finding[] {
  const groups = new Map<string, ClaimFact[]>()
  for (const claim of site.evidence.claims) {
    const { address, module, attribute, protocol, message } = claim
    if (WATCHED_ATTRIBUTES[attribute] === undefined) continue
    if (attribute === 'name' && !ONE_NAME_PROTOCOLS.has(protocol)) continue
    const key = [site.place(address), module, attribute, protocol, message].join('|')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [claim])
    else group.push(claim)
  }
  return inParts(
    [...groups].flatMap(([key, group]) => changeOf(key, group, site)),
    site,
  )
}

/** Parts of one host that changed the same one after the other are one event. */
function inParts(findings: readonly (Finding & { readonly attribute: string })[], site: Site): Finding[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = `${site.place(finding.client ?? -1)}|${finding.attribute}|${finding.over?.protocol}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups].flatMap(([key, group]) => (group.length <= MAX_TOLD_PARTS ? group : [allParts(key, group, site)]))
}

function allParts(key: string, group: readonly Finding[], site: Site): Finding {
  const first = group.reduce((a, b) => (b.firstUs < a.firstUs ? b : a))
  const [, attribute] = key.split('|').slice(-3)
  return {
    ...first,
    key: `${key}|parts`,
    summary: `${capital(site.name(first.client ?? -1))}: ${group.length} parts changed their ${attribute?.replaceAll('-', ' ')} (${first.over?.protocol}); the first one: ${first.brief}`,
    count: group.reduce((sum, { count = 1 }) => sum + count, 0),
    lastUs: Math.max(...group.map(({ lastUs }) => lastUs)),
    witness: earliestWitness(group.map(({ witness }) => witness)),
  }
}

function changeOf(key: string, group: readonly ClaimFact[], site: Site): (Finding & { readonly attribute: string })[] {
  const sorted = group.toSorted((a, b) => a.firstUs - b.firstUs || (a.value < b.value ? -1 : 1))
  const [before, ...later] = sorted
  if (before === undefined) return []
  const watched = WATCHED_ATTRIBUTES[before.attribute]
  if (watched === undefined) return []
  const changes = watched.isState
    ? later.filter(({ firstUs }) => firstUs > before.firstUs)
    : // Each must follow the whole of the one before it: values that come in turns are several at the same time.
      later.every(({ firstUs }, at) => firstUs > (sorted[at] as ClaimFact).lastUs)
      ? later
      : []
  const [first] = changes
  const last = changes.at(-1)
  if (first === undefined || last === undefined) return []
  const { address, module, attribute, protocol, message } = before
  const part = module === '' ? '' : `, ${module}`
  const values = [before, ...changes].map(({ value }) => value)
  const way = values.length <= 3 ? values.join(' to ') : `${before.value} to ${listed(values.slice(1))}`
  return [
    {
      kind: 'identity-change',
      key,
      attribute,
      brief: `${module === '' ? '' : `${module}, `}${way}`,
      severity: watched.severity,
      technique: watched.technique,
      summary: `${capital(site.name(address))}${part} changed its ${attribute.replaceAll('-', ' ')}: ${way} (${protocol} ${message})`,
      count: changes.length,
      client: address,
      over: { protocol, transport: '', port: 0 },
      firstUs: first.firstUs,
      lastUs: Math.max(...changes.map(({ lastUs }) => lastUs)),
      witness: first.witness,
    },
  ]
}
