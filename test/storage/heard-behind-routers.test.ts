import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ClaimEntry, Delta } from '../../sensor/model/delta.ts'
import { resolveAssets } from '../../sensor/model/resolve-assets.ts'
import { readAll } from '../../storage/observed/listing.ts'
import { findNewId, readAssets } from '../../storage/observed/read-assets.ts'
import { CLAIMS } from '../../storage/observed/read-claims.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { CORPUS } from '../support/corpus.ts'
import {
  addressEntry,
  captureEntry,
  claimEntry,
  conversationEntry,
  deltaOf,
  moduleEntry,
  segmentEntry,
} from '../support/delta.ts'
import { assetsOf } from '../support/stored-assets.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const ROUTER = 1
const STATION = 2
const BEHIND = 'network 5 station 10.0.0.2:47808'

function says(address: number, module: string, value: string, parts: Partial<ClaimEntry> = {}): ClaimEntry {
  return claimEntry({ address, module, attribute: 'device-id', value, protocol: 'bacnet', message: 'I-Am', ...parts })
}

/** A router that passes on what this module says, beside these addresses. */
function storeOf(stations: readonly string[], module: string) {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  const commit = (parts: Partial<Delta>) => {
    writer.begin()
    writer.capture(captureEntry())
    writer.apply(deltaOf(parts))
    writer.assign(resolveAssets(writer.evidence()))
    writer.commit()
  }
  const read = <Result>(from: (reader: ObservedReader) => Result): Result => {
    const reader = new ObservedReader(directory)
    const result = from(reader)
    reader.close()
    return result
  }
  commit({
    segments: [segmentEntry()],
    addresses: ['10.0.0.1', ...stations].map((value, at) => addressEntry(at + 1, value)),
    modules: [moduleEntry({ address: ROUTER, protocol: 'bacnet', module })],
    claims: [says(ROUTER, '', '1'), says(ROUTER, module, '77'), says(ROUTER, module, 'V2', { attribute: 'firmware' })],
  })
  const rows = () => read((reader) => readAssets(reader).map(({ row }) => row))
  const shown = () =>
    rows().map(({ ipAddresses, macAddresses, module: part }) => `${ipAddresses || macAddresses} ${part}`.trim())
  return { commit, read, rows, shown: () => shown().sort(), close: () => writer.close() }
}

test('a BACnet station that is heard by itself and through a router is one asset, with what both say', () => {
  const store = storeOf(['10.0.0.2'], BEHIND)
  const part = store.rows().find(({ parent }) => parent !== '')
  expect(store.shown()).toEqual(['10.0.0.1', `10.0.0.1 ${BEHIND}`, '10.0.0.2'])
  store.commit({ claims: [says(STATION, '', '77')] })
  expect(store.shown()).toEqual(['10.0.0.1', '10.0.0.2'])
  const station = store.rows().find(({ ipAddresses }) => ipAddresses === '10.0.0.2')
  expect([station?.firmware, station?.claims, station?.conflicts]).toEqual(['V2', 3, ''])
  const [router] = store.rows().filter(({ ipAddresses }) => ipAddresses === '10.0.0.1')
  expect([router?.firmware, router?.claims]).toEqual(['', 1])
  expect(store.read((reader) => findNewId(reader, part?.id ?? ''))).toBe(station?.id)
  const claims = store.read((reader) => [...readAll(reader, CLAIMS)])
  expect(claims.filter(({ module }) => module !== '').map(({ asset }) => asset)).toEqual([station?.id, station?.id])
  store.close()
})

test('another instance or another address is another device', () => {
  const store = storeOf(['10.0.0.2', '10.0.0.3'], BEHIND)
  store.commit({ claims: [says(STATION, '', '78'), says(3, '', '77')] })
  expect(store.shown()).toEqual(['10.0.0.1', `10.0.0.1 ${BEHIND}`, '10.0.0.2', '10.0.0.3'])
  store.close()
})

test('a router writes the address of a station in the form of its network', () => {
  for (const [address, station] of [
    ['00:0c:6e:b0:3c:15', '00:0c:6e:b0:3c:15'],
    ['mstp-114', '114'],
    ['fe80::1', '00004d'],
  ] as const) {
    const store = storeOf([address], `network 5 station ${station}`)
    store.commit({
      conversations: [conversationEntry({ client: STATION, server: ROUTER, protocol: 'bacnet' })],
      claims: [says(STATION, '', '77')],
    })
    expect(store.rows().filter(({ parent }) => parent !== '')).toEqual([])
    store.close()
  }
})

test('of two hosts of one address the one in the segment of the router is the station', () => {
  const store = storeOf(['10.0.0.2'], BEHIND)
  store.commit({
    segments: [segmentEntry({ id: 2, vlan: '9' })],
    addresses: [addressEntry(3, '10.0.0.2', { segment: 2 }), addressEntry(4, '10.0.0.9', { segment: 2 })],
    bindings: [],
    claims: [says(STATION, '', '77'), says(3, '', '77')],
  })
  expect(store.rows().filter(({ parent }) => parent !== '')).toEqual([])
  store.close()
})

test('a router that says who it is from its other side is not its own part', () => {
  const store = storeOf([], 'network 5 station 10.0.0.1:47808')
  store.commit({ claims: [says(ROUTER, '', '77')] })
  expect(store.shown()).toEqual(['10.0.0.1'])
  expect(store.rows()[0]?.firmware).toBe('V2')
  store.close()
})

const MIX = join(CORPUS, 'bacnet/controlthings-io__BACnetIP-MSTP-Mix.cap')

test.skipIf(!existsSync(MIX))('a station of a bus that a router shows to BACnet/IP is one asset', async () => {
  const assets = await assetsOf([MIX])
  expect(assets.filter(({ module }) => module.endsWith('station 114'))).toEqual([])
  expect(assets.filter(({ addresses }) => addresses.includes('mstp-114'))).toHaveLength(1)
})
