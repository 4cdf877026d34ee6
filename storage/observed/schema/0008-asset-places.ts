/** Where an asset belongs: its class, and the zone that is proposed for it. */
export const ASSET_PLACES = {
  name: '0008-asset-places',
  sql: `
ALTER TABLE assets ADD COLUMN device_class TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN zone_reason TEXT NOT NULL DEFAULT '';
`,
} as const
