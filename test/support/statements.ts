import type { StatementEntry, Statements } from '../../sensor/model/evidence.ts'

const JOINING: ReadonlySet<string> = new Set(['chassis-id', 'redundancy'])

/** What storage would answer that holds these. */
export function statementsFrom(entries: readonly StatementEntry[]): Statements {
  return {
    of: (address) => entries.filter((each) => each.address === address),
    joining: () =>
      entries.filter(
        ({ attribute, protocol }) =>
          JOINING.has(attribute) ||
          (attribute === 'mac' && protocol === 'lldp') ||
          (attribute === 'device-id' && protocol === 'bacnet'),
      ),
  }
}
