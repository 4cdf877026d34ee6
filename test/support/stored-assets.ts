import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { replayCaptures } from '../../cli/replay-captures.ts'
import { readAll } from '../../storage/observed/listing.ts'
import { ADDRESSES } from '../../storage/observed/read-addresses.ts'
import { type AssetRow, readAssets } from '../../storage/observed/read-assets.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'

/** An asset as a user sees it, with all its addresses. */
export type StoredAsset = AssetRow & { readonly addresses: readonly string[] }

/** Replays captures into a store of their own, in this order, and gives what `read` reads there. */
export async function replayed<Result>(
  captures: readonly string[],
  read: (reader: ObservedReader) => Result,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'sightline-assets-'))
  try {
    const writer = new ObservedWriter(folder)
    await replayCaptures(captures, writer, { onProgress() {}, isInterrupted: () => false })
    writer.close()
    const reader = new ObservedReader(folder)
    const result = read(reader)
    reader.close()
    return result
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The assets that these captures amount to. */
export function assetsOf(captures: readonly string[]): Promise<StoredAsset[]> {
  return replayed(captures, storedAssets)
}

function storedAssets(reader: ObservedReader): StoredAsset[] {
  const addresses = new Map<string, string[]>()
  for (const { asset, address } of readAll(reader, ADDRESSES)) {
    addresses.set(asset, [...(addresses.get(asset) ?? []), address])
  }
  return readAssets(reader).map(({ row }) => ({ ...row, addresses: addresses.get(row.id) ?? [] }))
}
