import type { ClaimFact } from './event-evidence.ts'
import { ONE_NAME_PROTOCOLS, WATCHED_ATTRIBUTES } from './event-kinds.ts'
import { type Finding, listed } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site } from './site.ts'

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
  return [...groups].flatMap(([key, group]) => changeOf(key, group, site))
}

function changeOf(key: string, group: readonly ClaimFact[], site: Site): Finding[] {
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
