/** Whether an asset is a host elsewhere: the sensor tells, and tells it of every asset again. */
export const OUTSIDE = {
  name: '0016-outside',
  sql: `
ALTER TABLE assets ADD COLUMN outside INTEGER NOT NULL DEFAULT 0;
`,
} as const
