import { expect, test } from 'vitest'
import type { RegroupingFact } from '../../sensor/model/events/event-evidence.ts'
import type { AssetEntry } from '../../sensor/model/evidence.ts'
import { findAsset, findNewId, readAssets, readOldIds } from '../../storage/observed/read-assets.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { addressEntry, assetEntry, captureEntry, deltaOf, segmentEntry } from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const A = 'aaaaaaaaaaaaaaaa'
const B = 'bbbbbbbbbbbbbbbb'
const C = 'cccccccccccccccc'
const PART_OF_A = 'a000000000000003'
const PART_OF_B = 'b000000000000003'

test('assets whose addresses merge leave aliases, also of aliases', () => {
  const { directory, assign } = storeOf(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  assign((at) => [assetEntry(A, at(1)), assetEntry(B, at(2)), assetEntry(C, at(3))])
  assign((at) => [assetEntry(B, at(1, 2)), assetEntry(C, at(3))])
  assign((at) => [assetEntry(C, at(1, 2, 3))])
  reading(directory, (reader) => {
    expect(readAssets(reader).map(({ row }) => row.id)).toEqual([C])
    expect(findNewId(reader, A)).toBe(C)
    expect(findNewId(reader, B)).toBe(C)
    expect(readOldIds(reader, C)).toEqual([A, B])
    expect(findNewId(reader, C)).toBeUndefined()
  })
})

test('two assets that become one are told, and what only gets another id is not', () => {
  const { assign } = storeOf(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  expect(assign((at) => [assetEntry(A, at(1)), assetEntry(B, at(2, 3))])).toEqual([])
  expect(assign((at) => [assetEntry(A, at(1)), assetEntry(C, at(2, 3))])).toEqual([])
  const [merged, ...others] = assign((at) => [assetEntry(A, at(1, 2, 3))])
  expect(merged).toMatchObject({ kind: 'merged', kept: A, other: C, times: 1, firstUs: merged?.lastUs })
  expect(merged?.keptAddress).not.toBe(merged?.otherAddress)
  expect(others).toEqual([])
})

test('an asset that falls in two is told: also when neither part has its id', () => {
  const { assign } = storeOf(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  assign((at) => [assetEntry(A, at(1, 2, 3))])
  expect(assign((at) => [assetEntry(A, at(1, 2)), assetEntry(B, at(3))])).toMatchObject([
    { kind: 'split', kept: A, other: B, times: 1 },
  ])
  const halves = assign((at) => [assetEntry(C, at(1)), assetEntry(PART_OF_A, at(2)), assetEntry(B, at(3))])
  expect(halves.map(({ kind, kept, other }) => `${kind} ${kept} ${other}`).sort()).toEqual([
    `split ${A} ${B}`,
    `split ${C} ${PART_OF_A}`,
  ])
})

test('an asset that is joined and parted again and again is one row each with a count', () => {
  const { assign } = storeOf(['10.0.0.1', '10.0.0.2'])
  const apart = () => assign((at) => [assetEntry(A, at(1)), assetEntry(B, at(2))])
  const joined = () => assign((at) => [assetEntry(A, at(1, 2))])
  apart()
  for (let times = 0; times < 3; times++) {
    joined()
    apart()
  }
  expect(apart().map(({ kind, times }) => `${kind} ${times}`)).toEqual(['merged 3', 'split 3'])
})

test('an address that goes from one asset to another makes neither one of two nor two of one', () => {
  const { assign } = storeOf(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  assign((at) => [assetEntry(A, at(1, 3)), assetEntry(B, at(2))])
  expect(assign((at) => [assetEntry(A, at(1)), assetEntry(B, at(2, 3))])).toEqual([])
})

test('an asset that falls apart into equal halves leaves no alias', () => {
  const { directory, assign } = storeOf(['10.0.0.1', '10.0.0.2'])
  assign((at) => [assetEntry(A, at(1, 2))])
  assign((at) => [assetEntry(B, at(1)), assetEntry(C, at(2))])
  reading(directory, (reader) => expect(findNewId(reader, A)).toBeUndefined())
})

test('an id that comes back is an asset again and no alias', () => {
  const { directory, assign } = storeOf(['10.0.0.1'])
  assign((at) => [assetEntry(A, at(1))])
  assign((at) => [assetEntry(B, at(1))])
  assign((at) => [assetEntry(A, at(1))])
  reading(directory, (reader) => {
    expect(findAsset(reader, A)).toBeDefined()
    expect(findNewId(reader, A)).toBeUndefined()
    expect(findNewId(reader, B)).toBe(A)
  })
})

test('a part that follows its host leaves an alias', () => {
  const { directory, assign } = storeOf(['10.0.0.1', '10.0.0.2'])
  const part = (id: string, parent: string, addresses: number[]) =>
    assetEntry(id, addresses, { parent, protocol: 'modbus', module: 'unit 3' })
  assign((at) => [assetEntry(A, at(2)), part(PART_OF_A, A, at(2))])
  assign((at) => [assetEntry(B, at(1, 2)), part(PART_OF_B, B, at(2))])
  reading(directory, (reader) => {
    expect(findNewId(reader, PART_OF_A)).toBe(PART_OF_B)
    expect(findAsset(reader, PART_OF_B)?.row).toMatchObject({ parent: B, module: 'unit 3', ipAddresses: '10.0.0.2' })
  })
})

test('an address that no asset claims any more belongs to none', () => {
  const { directory, assign } = storeOf(['10.0.0.1', '10.0.0.2'])
  assign((at) => [assetEntry(A, at(1, 2))])
  assign((at) => [assetEntry(A, at(1))])
  reading(directory, (reader) => expect(findAsset(reader, A)?.row.ipAddresses).toBe('10.0.0.1'))
})

test('assigning the same assets again writes nothing', () => {
  const { directory, assign } = storeOf(['10.0.0.1', '10.0.0.2'])
  const assets = (at: At) => [
    assetEntry(A, at(1), { role: 'plc', roleConfidence: 'stated', level: 1 }),
    assetEntry(B, at(2), { reasons: ['one', 'two'] }),
  ]
  assign(assets)
  reading(directory, (reader) => {
    const kept = reader.remember('kept', () => ({}))
    assign(assets)
    expect(reader.remember('kept', () => ({}))).toBe(kept)
    assign((at) => [assetEntry(A, at(1), { role: 'plc', roleConfidence: 'stated', level: 2 }), assetEntry(B, at(2))])
    expect(reader.remember('kept', () => ({}))).not.toBe(kept)
    expect(findAsset(reader, A)?.row.level).toBe(2)
  })
})

type At = (...numbers: number[]) => number[]

/** A store of these addresses, numbered from 1, and a way to assign them. */
function storeOf(values: readonly string[]) {
  const directory = temporaryDirectory()
  const addresses = values.map((value, at) => addressEntry(at + 1, value))
  store(directory, (writer) => {
    writer.capture(captureEntry())
    writer.apply(deltaOf({ segments: [segmentEntry()], addresses }))
  })
  const assign = (assetsOf: (at: At) => AssetEntry[]) => {
    let regroupings: readonly RegroupingFact[] = []
    store(directory, (writer) => {
      const keys = new Map(writer.evidence().addresses.map(({ value, id }) => [value, id]))
      const at: At = (...numbers) => numbers.map((number) => keys.get(values[number - 1] as string) as number)
      regroupings = writer.regroup(writer.assign(assetsOf(at)))
    })
    return regroupings
  }
  return { directory, assign }
}

function store(directory: string, work: (writer: ObservedWriter) => void): void {
  const writer = new ObservedWriter(directory)
  writer.begin()
  work(writer)
  writer.commit()
  writer.close()
}

function reading(directory: string, work: (reader: ObservedReader) => void): void {
  const reader = new ObservedReader(directory)
  try {
    work(reader)
  } finally {
    reader.close()
  }
}
