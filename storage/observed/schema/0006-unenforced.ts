/** Why the kernel did not refuse a sensor to send by its capture sockets; '' when it did. */
export const UNENFORCED = {
  name: '0006-unenforced',
  sql: `
ALTER TABLE sensors ADD COLUMN unenforced TEXT NOT NULL DEFAULT 'not known: an earlier version';
`,
} as const
