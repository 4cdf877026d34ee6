/** '1.1.10': area, line, device (KNX Standard 03/03/02, 1.4). */
export function addressText(address: number): string {
  return `${address >> 12}.${(address >> 8) & 15}.${address & 255}`
}

/** '1/1/1': main, middle and sub group, as the engineering tool shows it by default. */
export function groupText(address: number): string {
  return `${address >> 11}/${(address >> 8) & 7}/${address & 255}`
}
