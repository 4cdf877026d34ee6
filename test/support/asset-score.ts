import { resolveAssets } from '../../sensor/model/resolve-assets.ts'
import type { MadePlant } from './plants.ts'

/** The share of assets that are exactly a device, and of devices that are exactly an asset. */
export function assetScore({ evidence, devices }: MadePlant): { readonly precision: number; readonly recall: number } {
  const nameOf = (addresses: readonly number[]) => [...addresses].sort((a, b) => a - b).join(' ')
  const hosts = resolveAssets(evidence).filter(({ parent }) => parent === '')
  const found = new Set(hosts.map(({ addresses }) => nameOf(addresses)))
  const right = devices.filter((device) => found.has(nameOf(device))).length
  return { precision: right / found.size, recall: right / devices.length }
}
