/** What is sent without an answer is counted apart from what is asked for. Before, the two were one count. */
export const ANNOUNCED_CHANGES = {
  name: '0015-announced-changes',
  sql: 'ALTER TABLE changes ADD COLUMN announced INTEGER NOT NULL DEFAULT 0;',
} as const
