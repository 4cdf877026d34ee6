import type { AssetEntry } from '../evidence.ts'
import type { EventEntry } from './event-entry.ts'
import type { EventEvidence } from './event-evidence.ts'
import { findClearTextCredentials, findPublicRoutes, findRemoteAccess } from './find-access-events.ts'
import { findAddressConflicts } from './find-address-events.ts'
import { findNewAssets, findNewConversations, findNewOperations } from './find-first-seen.ts'
import { findIdentityChanges } from './find-identity-changes.ts'
import { findNewWriters } from './find-new-writers.ts'
import { findOutages, findTransmissions } from './find-outages.ts'
import { findProductionChanges } from './find-production-changes.ts'
import { findReaddressed } from './find-readdressed.ts'
import { findRegroupings } from './find-regroupings.ts'
import { findMalformedFloods, findScans, findSweeps } from './find-scans.ts'
import { findSecondDhcpServers, findSecondRouters, findSecondTimeServers } from './find-second-servers.ts'
import { findSilences } from './find-silences.ts'
import { findWaysIn } from './find-ways-in.ts'
import { eventOf, type Finding } from './finding.ts'
import { gatherFirstSeen } from './gather-first-seen.ts'
import { Site, START_UP_US } from './site.ts'

/** Each looks for one kind of event. */
const FINDERS: readonly ((site: Site) => Finding[])[] = [
  findProductionChanges,
  findIdentityChanges,
  findAddressConflicts,
  findReaddressed,
  findSecondDhcpServers,
  findSecondRouters,
  findSecondTimeServers,
  findPublicRoutes,
  findRemoteAccess,
  findWaysIn,
  findClearTextCredentials,
  findScans,
  findSweeps,
  findMalformedFloods,
  findSilences,
  findOutages,
  findTransmissions,
  findRegroupings,
]

/** What is news only because it was not seen before. */
const FIRST_SEEN_FINDERS: readonly ((site: Site) => Finding[])[] = [
  findNewAssets,
  findNewConversations,
  findNewOperations,
  findNewWriters,
]

/**
 * Which events there are: a pure function of what is stored, so that the order in which it came does not matter, and of
 * how long everything counts as known at the start.
 */
export function resolveEvents(
  evidence: EventEvidence,
  assets: readonly AssetEntry[],
  startUpUs: number = START_UP_US,
): EventEntry[] {
  const site = new Site(evidence, assets, startUpUs)
  // An interface that has shown nothing at all was down nevertheless.
  if (evidence.captures.length === 0) return inOrder([...findOutages(site), ...findTransmissions(site)], site)
  const firstSeen = FIRST_SEEN_FINDERS.flatMap((find) => find(site))
  const findings = [...FINDERS.flatMap((find) => find(site)), ...gatherFirstSeen(firstSeen, site)]
  return inOrder(findings, site)
}

function inOrder(findings: readonly Finding[], site: Site): EventEntry[] {
  const events = findings.map((finding) => eventOf(finding, site))
  return events.sort((a, b) => a.firstUs - b.firstUs || (a.id < b.id ? -1 : 1))
}
