import type { Confidence } from './delta.ts'
import type { Condition } from './role-condition.ts'
import type { RoleName } from './roles.ts'

/** One line of the table of roles. */
export interface RoleRule {
  readonly role: RoleName
  /** 'stated': the device says so; 'inferred': hardly anything else would; 'weak': a guess worth showing. */
  readonly confidence: Confidence
  /** {said}, {protocols}, {classes}, {peers}, {count} and {parts} stand for what the conditions found. */
  readonly reason: string
  readonly when: readonly Condition[]
}
