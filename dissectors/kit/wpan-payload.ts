/** What a frame of IEEE 802.15.4 carries, as a number that stands for its port: how the decoder told it. */
export const WPAN_PAYLOAD = {
  /** Beacons and commands of the MAC, and what it hides. */
  mac: 0,
  /** A network frame of Zigbee. */
  zigbee: 1,
  /** Anything else. */
  other: 2,
} as const
