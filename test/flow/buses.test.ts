import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { npdu, readProperty } from '../../fixtures/generate/bacnet-message.ts'
import { mstpFrame } from '../../fixtures/generate/mstp-frame.ts'
import { Line } from '../../sensor/pipeline.ts'
import { findAsset, readAssets } from '../../storage/observed/read-assets.ts'
import { readAssetInventory } from '../../storage/observed/read-inventory.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { lookUps, runCapture, sumsByFunction } from '../support/run-line.ts'
import { replayed } from '../support/stored-assets.ts'

const MS_TP = 165
const FIXTURES = join(import.meta.dirname, '../../fixtures')
const BUS = join(FIXTURES, 'mstp/bus.pcap')
const JOINING = join(FIXTURES, 'wpan/joining.pcap')
const GENSET = join(FIXTURES, 'j1939/genset.pcap')

function heard(...frames: readonly Uint8Array[]) {
  const line = new Line(dissectors)
  feedFrames(
    line,
    frames.map((bytes, at) => ({ timeUs: at * 1000, bytes, linkType: MS_TP })),
  )
  return lookUps(line.endCapture(0).delta)
}

test('stations that were heard on a bus are assets, by their numbers there', async () => {
  const rows = await replayed([BUS], (reader) => readAssets(reader).map(({ row }) => row))
  const shown = rows.map(({ macAddresses, ipAddresses, model, role }) => [macAddresses, ipAddresses, model, role])
  expect(shown.sort()).toEqual([
    ['mstp-0', '', '', 'gateway'],
    ['mstp-130', '', '', ''],
    ['mstp-3', '', 'AHU-CTL', 'controller'],
    ['mstp-4', '', '', 'controller'],
  ])
})

test('a token that goes round is no copy of itself', () => {
  const run = runCapture(BUS)
  expect(sumsByFunction(run, 'mstp')['0']).toEqual([0, 0, 0, 9])
  expect(run.delta.coverage.filter(({ measure }) => measure === 'frames-duplicate')).toEqual([])
})

test('what two stations ask each other is two conversations', () => {
  const ask = (to: number, from: number) => mstpFrame(5, to, from, npdu(readProperty(1, 0, from, 85)))
  const { delta, address } = heard(ask(3, 4), ask(4, 3))
  expect(delta.conversations.map(({ client, server }) => `${address(client)} ${address(server)}`)).toEqual([
    'mstp-4 mstp-3',
    'mstp-3 mstp-4',
  ])
})

test.each([
  ['a header that is cut short', mstpFrame(0, 3, 0).slice(0, 7), 'link-header-cut'],
  ['a frame without its preamble', new Uint8Array(8), 'link-payload-unknown'],
])('%s is counted', (_, frame, detail) => {
  const { delta } = heard(frame)
  expect(delta.coverage.map(({ measure, detail: why }) => `${measure} ${why}`)).toEqual([`frames-undecoded ${detail}`])
  expect(delta.conversations).toEqual([])
})

test('stations of CAN are those of identifiers of 29 bits; no other tells who sent it', async () => {
  const rows = await replayed([GENSET], (reader) => readAssets(reader).map(({ row }) => row))
  expect(rows.map(({ macAddresses, model }) => `${macAddresses} ${model}`.trim()).sort()).toEqual([
    'j1939-0 QSX15-G9',
    'j1939-11',
    'j1939-3',
    'j1939-39',
  ])
  const { delta } = runCapture(join(FIXTURES, 'j1939/malformed.pcap'))
  const odd = delta.coverage.filter(({ measure }) => measure === 'frames-undecoded')
  expect(odd.map(({ detail, count }) => [detail, count]).sort()).toEqual([
    ['link-header-cut', 1],
    ['link-payload-unknown', 2],
  ])
})

test('stations of IEEE 802.15.4 are assets by EUI-64 and short address, bound by what says both', async () => {
  const rows = await replayed([JOINING], (reader) => readAssets(reader).map(({ row }) => row))
  expect(rows.map(({ macAddresses, vendor }) => `${macAddresses} ${vendor}`.trim()).sort()).toEqual([
    '00:0d:6f:00:0a:11:22:01 Ember Corporation',
    '00:0d:6f:00:0a:11:22:02 Ember Corporation',
    '00:0d:6f:00:0a:11:22:03 wpan-1aaa-b7e4 wpan-1aaa-b7e5 Ember Corporation',
    'wpan-1aaa-0000',
    'wpan-1aaa-18c0',
  ])
})

test('a station is one with the IPv6 addresses that its packets of 6LoWPAN carry', async () => {
  const rows = await replayed([join(FIXTURES, 'lowpan/packets.pcap')], (reader) =>
    readAssets(reader).map(({ row }) => `${row.macAddresses} ${row.ipAddresses}`.trim()),
  )
  expect(rows.sort()).toEqual([
    '00:12:4b:00:14:b5:d9:01 fd00::212:4b00:14b5:d901 fe80::212:4b00:14b5:d901',
    '00:12:4b:00:14:b5:d9:02 fe80::212:4b00:14b5:d902',
    'fd00:1:2:3::99',
    'fe80::ff:fe00:1',
    'wpan-abcd-0003 fe80::ff:fe00:3',
  ])
})

test('a station of IEEE 802.15.4 is on the air, one of a bus on that', async () => {
  const waysOf = (file: string) =>
    replayed([file], (reader) =>
      readAssets(reader).flatMap(({ row }) => {
        const asset = findAsset(reader, row.id)
        const answers = asset === undefined ? [] : readAssetInventory(reader, asset).answers
        return answers.filter(({ field }) => field.id === 'communication-method').flatMap(({ values }) => values)
      }),
    )
  const ways = async (file: string) => [...new Set((await waysOf(file)).map(({ value }) => value))]
  expect(await ways(JOINING)).toEqual(['radio (IEEE 802.15.4)'])
  expect(await ways(BUS)).toEqual(['a bus'])
})
