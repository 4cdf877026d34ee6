/* Commands of the MAC by number: IEEE 802.15.4-2020, clause 7.5, table 7-49. */
import type { OperationClass } from '../kit/observation.ts'

export const COMMAND = {
  associationRequest: 1,
  associationResponse: 2,
  disassociation: 3,
  dataRequest: 4,
  orphan: 6,
  realignment: 8,
} as const

interface Known {
  readonly name: string
  readonly class: OperationClass
  /** Which side sends it: the one that joins, or the coordinator; undefined where either may. */
  readonly from?: 'joiner' | 'coordinator'
}

const COMMANDS: Readonly<Record<number, Known>> = {
  [COMMAND.associationRequest]: { name: 'Association Request', class: 'session', from: 'joiner' },
  [COMMAND.associationResponse]: { name: 'Association Response', class: 'session', from: 'coordinator' },
  [COMMAND.disassociation]: { name: 'Disassociation Notification', class: 'session' },
  [COMMAND.dataRequest]: { name: 'Data Request', class: 'session', from: 'joiner' },
  5: { name: 'PAN ID Conflict Notification', class: 'alarm', from: 'joiner' },
  [COMMAND.orphan]: { name: 'Orphan Notification', class: 'alarm', from: 'joiner' },
  7: { name: 'Beacon Request', class: 'discover', from: 'joiner' },
  [COMMAND.realignment]: { name: 'Coordinator Realignment', class: 'session', from: 'coordinator' },
  9: { name: 'GTS Request', class: 'session' },
  10: { name: 'TRLE Management Request', class: 'session' },
  11: { name: 'TRLE Management Response', class: 'session' },
  19: { name: 'DSME Association Request', class: 'session', from: 'joiner' },
  20: { name: 'DSME Association Response', class: 'session', from: 'coordinator' },
  21: { name: 'DSME GTS Request', class: 'session' },
  22: { name: 'DSME GTS Response', class: 'session' },
  23: { name: 'DSME GTS Notify', class: 'session' },
  24: { name: 'DSME Information Request', class: 'session' },
  25: { name: 'DSME Information Response', class: 'session' },
  26: { name: 'DSME Beacon Allocation Notification', class: 'session' },
  27: { name: 'DSME Beacon Collision Notification', class: 'session' },
  28: { name: 'DSME Link Report', class: 'diagnose' },
  32: { name: 'RIT Data Request', class: 'session' },
  33: { name: 'DBS Request', class: 'session' },
  34: { name: 'DBS Response', class: 'session' },
  35: { name: 'RIT Data Response', class: 'session' },
  36: { name: 'Vendor Specific', class: 'unknown' },
}

export function commandOf(id: number): Known | undefined {
  return COMMANDS[id]
}

/** What became of an association (7.5.3). */
export const ASSOCIATED = 0
