import { createHash } from 'node:crypto'

/** 16 hexadecimal digits that stand for what makes an asset that asset. */
export function assetId(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 16)
}
