import type { StatementEntry, Statements } from '../../sensor/model/evidence.ts'

/** What storage would answer that holds these. */
export function statementsFrom(entries: readonly StatementEntry[]): Statements {
  return {
    of: (address) => entries.filter((each) => each.address === address),
    joining: () => entries.filter(({ attribute }) => attribute === 'chassis-id' || attribute === 'redundancy'),
  }
}
