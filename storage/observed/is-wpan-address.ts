/** Whether this is the address of a station of IEEE 802.15.4: an EUI-64, or a short one in its network. */
export function isWpanAddress(address: string): boolean {
  return /^(?:wpan-[\da-f]{4}-[\da-f]{4}|[\da-f]{2}(?::[\da-f]{2}){7})$/.test(address)
}
