import type { Comparison } from './compare.ts'
import { FINDING_KINDS, type Finding, type FindingKind } from './finding.ts'

const TITLES: Readonly<Record<FindingKind, string>> = {
  unexpected: 'UNEXPECTED: seen, and not intended',
  different: 'DIFFERENT: intended otherwise than seen',
  missing: 'MISSING: intended, and not seen (which is not the same as not there)',
  ambiguous: 'AMBIGUOUS: not compared',
}

/** A comparison for people to read, in pieces. */
export function* comparisonReport({ findings, inventory, communications }: Comparison): Generator<string> {
  if (inventory !== null) {
    yield `Inventory: ${inventory.matched} of ${inventory.intended} intended devices found; ${inventory.agreeing} values agree, ${inventory.notObserved} were not stated by anything that was seen.\n`
  }
  if (communications !== null) {
    const { rules, used, conversations, allowed, leftOut } = communications
    yield `Communications: ${allowed} of ${conversations} conversations allowed (${leftOut} of address resolution left out); ${used} of ${rules} rules used.\n`
  }
  for (const kind of FINDING_KINDS) {
    const some = findings.filter((finding) => finding.kind === kind)
    if (some.length === 0) continue
    yield `\n${TITLES[kind]} (${some.length})\n`
    for (const finding of some) yield linesOf(finding)
  }
  if (findings.length === 0) yield 'Nothing differs.\n'
}

function linesOf(finding: Finding): string {
  const { subject, field, intended, observed, reason, list, line, count, firstSeen, lastSeen, capture, frame } = finding
  const values = [
    intended === '' ? '' : `intended ${intended}`,
    observed === '' ? '' : `observed ${observed}`,
    count > 0 ? `${count} times` : '',
  ].filter((word) => word !== '')
  const sources = [
    firstSeen === null ? '' : `seen ${firstSeen} to ${lastSeen}`,
    capture === '' ? '' : `${capture} frame ${frame}`,
    list === '' ? '' : `list ${list} line ${line}`,
  ].filter((word) => word !== '')
  const what = field === 'asset' || field === 'conversation' ? '' : ` ${field}:`
  return `  ${subject}${what} ${values.join(', ')}\n    ${[reason, ...sources].join('; ')}\n`
}
