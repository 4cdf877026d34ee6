/*
 * Descriptors of Oracle Net: "Syntax Rules for Configuration Files" of the Oracle Net Services Reference. '(NAME=value)', where a
 * value may be further ones.
 */

/** Names with their values that are read of one descriptor, and bytes of one value that are kept. */
export const MAX_PARTS = 64
export const MAX_VALUE = 128
/** A value counts once it has its end. */
const PART = /\(\s*([A-Za-z_0-9.]+)\s*=\s*([^()]*)(?=[()])|\)/g

/** Values by name, each below the name that it is in: 'CID.HOST', 'CONNECT_DATA.SERVICE_NAME'. */
export function partsOf(descriptor: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  const above: string[] = []
  for (const [whole, name = '', value = ''] of descriptor.matchAll(PART)) {
    if (whole === ')') above.pop()
    else {
      const parent = above.at(-1) ?? ''
      above.push(name.toUpperCase())
      const path = parent === '' ? name.toUpperCase() : `${parent}.${name.toUpperCase()}`
      if (value.trim() !== '' && !parts.has(path)) parts.set(path, value.trim().slice(0, MAX_VALUE))
    }
    if (parts.size >= MAX_PARTS || above.length >= MAX_PARTS) break
  }
  return parts
}

/** VSNNUM: the release in 8, 4, 8, 4 and 8 bits; '' where there is none. */
export function releaseOf(number: string): string {
  const value = Number(number)
  if (!Number.isInteger(value) || value < 0x0100_0000 || value > 0xffff_ffff) return ''
  return [value >>> 24, (value >>> 20) & 15, (value >>> 12) & 255, (value >>> 8) & 15, value & 255].join('.')
}
