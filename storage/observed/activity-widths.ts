/** The widths of the buckets of activity, and how long each is kept, by the newest capture time. */
export const MINUTE_US = 60_000_000
export const HOUR_US = 60 * MINUTE_US
export const KEPT_MINUTES_US = 48 * HOUR_US
export const KEPT_HOURS_US = 400 * 24 * HOUR_US
