/** Grows with every delta that has claims about an address: whoever keeps something made of them knows when it is old. */
export const CLAIMS_VERSION = {
  name: '0012-claims-version',
  sql: `
ALTER TABLE addresses ADD COLUMN claims_version INTEGER NOT NULL DEFAULT 0;
`,
} as const
