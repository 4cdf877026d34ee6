import type { Role } from './evidence.ts'
import { PRESUMPTIONS } from './presumed-conduct.ts'
import { type Findings, holds, type Known } from './role-condition.ts'
import type { RoleRule } from './role-rule.ts'
import { ROLE_RULES } from './role-table.ts'
import { ROLES, type RoleKind } from './roles.ts'

export const UNKNOWN_ROLE: Role = {
  role: '',
  roleConfidence: 'weak',
  roleReason: '',
  deviceClass: '',
  level: null,
  zone: '',
  zoneReason: '',
}

/** Other roles that are told beside the one chosen. */
export const MAX_OTHER_ROLES = 2
/** Characters of a claim that a reason quotes. */
export const MAX_QUOTED = 80

/**
 * The role of the first rule that holds, with the reason in words, and which other roles it could be. Where none does, the
 * rules are asked again as if half an exchange were all of it: what they say then is a guess.
 */
export function inferRole(known: Known): Role {
  const sure = roleBy(known)
  if (sure.role !== '') return sure
  for (const { because, presume } of PRESUMPTIONS) {
    const presumed = roleBy({ ...known, conduct: presume(known.conduct) })
    if (presumed.role === '') continue
    return { ...presumed, roleConfidence: 'weak', roleReason: because + presumed.roleReason }
  }
  return UNKNOWN_ROLE
}

function roleBy(known: Known): Role {
  const reasons = new Map<string, { readonly rule: RoleRule; readonly reason: string }>()
  for (const rule of ROLE_RULES) {
    if (reasons.size > MAX_OTHER_ROLES) break
    if (reasons.has(rule.role)) continue
    const findings = findingsOf(rule, known)
    if (findings !== undefined) reasons.set(rule.role, { rule, reason: worded(rule.reason, findings) })
  }
  const [first, ...others] = reasons.values()
  if (first === undefined) return UNKNOWN_ROLE
  const beside = others.map(({ rule, reason }) => `; also ${rule.role}: ${reason}`).join('')
  const { deviceClass, level, zone, because }: RoleKind = ROLES[first.rule.role]
  return {
    role: first.rule.role,
    roleConfidence: first.rule.confidence,
    roleReason: first.reason + beside,
    deviceClass,
    level,
    zone,
    zoneReason: because,
  }
}

function findingsOf(rule: RoleRule, known: Known): Findings | undefined {
  let all: Findings = {}
  for (const condition of rule.when) {
    const found = holds(condition, known)
    if (found === undefined) return undefined
    all = { ...found, ...all }
  }
  return all
}

function worded(reason: string, findings: Findings): string {
  return reason.replace(/\{(\w+)\}/g, (_, name: string) => quoted(findings[name] ?? ''))
}

function quoted(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text
}
