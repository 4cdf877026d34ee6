/** What is proposed of how much rests on an asset, and why. */
export const CRITICALITY = {
  name: '0013-criticality',
  sql: `
ALTER TABLE assets ADD COLUMN criticality TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN criticality_reason TEXT NOT NULL DEFAULT '';
`,
} as const
