import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bacnet } from '../../dissectors/bacnet/bacnet.ts'
import { broadcastBits, canBeBroadcast, canBroadcastTo } from '../../sensor/model/subnet-edge.ts'
import { Line } from '../../sensor/pipeline.ts'
import { readAssets } from '../../storage/observed/read-assets.ts'
import { readWhyBindings } from '../../storage/observed/read-why.ts'
import type { ObservedReader } from '../../storage/observed/reader.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { type BuiltFrame, CaptureBuilder, type Host, hex, ipBytes, pcapOf } from '../support/packet.ts'
import { lookUps } from '../support/run-line.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'
import { replayed } from '../support/stored-assets.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const ALL = 'ff:ff:ff:ff:ff:ff'
const ONE: Host = { mac: '02:00:00:00:00:32', ip: '192.168.0.50', port: 47808 }
const TWO: Host = { mac: '02:00:00:00:00:18', ip: '192.168.0.24', port: 47808 }
/** Sends each broadcast back, under the address that the broadcast went to. */
const REFLECTOR = '02:00:00:00:00:b6'
const BROADCAST = '192.168.0.255'

const at = (mac: string, ip: string, port = 47808): Host => ({ mac, ip, port })
const toAll = (ip: string) => at(ALL, ip)

function sent(...pairs: readonly (readonly [Host, Host])[]): BuiltFrame[] {
  const capture = new CaptureBuilder()
  for (const [source, target] of pairs) capture.datagram(source, target, simpleMessage(9, 'a'))
  return capture.frames
}

/** The IPs that the line takes for groups. */
function groupsOf(frames: readonly BuiltFrame[]): string[] {
  const line = new Line([simple])
  feedFrames(line, frames)
  const { addresses } = line.endCapture(0).delta
  return addresses.filter(({ kind, group }) => kind === 'ipv4' && group === true).map(({ value }) => value)
}

const broadcasts = [
  [ONE, toAll(BROADCAST)],
  [TWO, toAll(BROADCAST)],
] as const
const sentBack = [
  [at(REFLECTOR, BROADCAST), toAll(ONE.ip)],
  [at(REFLECTOR, BROADCAST, 57861), toAll('192.168.0.1')],
] as const

test('a broadcast address that sends broadcasts back is a group, and to whom it sends them is none', () => {
  expect(groupsOf(sent(...broadcasts, ...sentBack))).toEqual([BROADCAST])
})

test('the order of frames does not matter for what is a group', () => {
  const host = [at('02:00:00:00:00:ff', '10.0.1.255'), ONE] as const
  const frames = sent(...broadcasts, ...sentBack, host, [at('02:00:00:00:00:07', '10.0.1.7'), toAll('10.0.1.255')])
  const anyOrder = fc.shuffledSubarray(frames, { minLength: frames.length })
  const check = fc.property(anyOrder, (order) => {
    expect(groupsOf(order)).toEqual([BROADCAST])
  })
  fc.assert(check, { seed: 7 })
})

const REAL = at('02:00:00:00:00:ff', '192.168.0.255')

test.each([
  ['sends to the MAC of a station', [[REAL, ONE]]],
  ['sends to the broadcast address of a larger subnet', [[REAL, toAll('192.168.1.255')]]],
  ['sends to a group', [[REAL, at('01:00:5e:00:00:fb', '224.0.0.251')]]],
  ['is reached at its MAC from its own subnet', [[ONE, REAL]]],
] as const)('a host whose last byte is 255 is no group when it %s', (_, frames) => {
  expect(groupsOf(sent(...broadcasts, ...sentBack, ...frames))).not.toContain(BROADCAST)
})

test('a broadcast that came by the MAC of a router leaves its target a group', () => {
  const routed = [at('02:00:00:00:00:09', '10.9.9.9'), at('02:00:00:00:00:01', BROADCAST)] as const
  expect(groupsOf(sent(routed, ...broadcasts))).toEqual([BROADCAST])
})

test.each(['192.168.0.51', '192.168.0.128'])(
  'the host %s that only broadcasts stays one when they come back to it',
  (ip) => {
    const host = at('02:00:00:00:00:33', ip)
    const frames = sent([host, toAll(BROADCAST)], [at(REFLECTOR, BROADCAST), toAll(host.ip)])
    expect(groupsOf(frames)).toEqual([BROADCAST])
  },
)

test('an address is the broadcast address of no subnet unless it ends in ones, or in zeros as they once did', () => {
  const word = (ip: string) => ipBytes(ip).reduce((value, part) => (value << 8) | part, 0)
  expect(
    ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.127', '10.0.0.255', '10.1.255.255'].map(word).map(broadcastBits),
  ).toEqual([0, 0, 2, 7, 8, 17])
  expect(broadcastBits(word('10.0.1.0'))).toBe(0)
  expect(canBeBroadcast(word('10.0.1.0'), word('10.7.0.1'))).toBe(true)
  expect(canBroadcastTo(word('10.0.0.127'), word('10.0.0.5'))).toBe(true)
  expect(canBroadcastTo(word('10.0.0.127'), word('10.0.0.128'))).toBe(false)
  expect(canBeBroadcast(word('10.0.0.127'), word('10.0.0.128'))).toBe(false)
  expect(canBeBroadcast(word('10.0.0.255'), word('10.7.0.1'))).toBe(true)
  expect(canBeBroadcast(word('10.0.0.1'), word('10.0.0.2'))).toBe(false)
})

/** I-Am of device 7, by station 27 of network 3, which a router passes on (ANSI/ASHRAE 135, 6.2 and 20.1.4). */
function iAm(station: number): Uint8Array {
  const apdu = hex('1000 c402000007 220400 9100 2105')
  const npdu = Uint8Array.from([0x01, 0x08, 0x00, 0x03, 0x01, station])
  const length = 4 + npdu.length + apdu.length
  return Uint8Array.from([0x81, 0x0b, length >> 8, length & 255, ...npdu, ...apdu])
}

function sentBackCapture(): CaptureBuilder {
  const capture = new CaptureBuilder()
  for (const station of [27, 28]) {
    capture.datagram(TWO, toAll(BROADCAST), iAm(station))
    capture.datagram(at(REFLECTOR, BROADCAST, 57861), toAll('192.168.0.1'), iAm(station))
  }
  return capture
}

test('what a broadcast address sends back has one sender: the first one', () => {
  const line = new Line([bacnet])
  feedFrames(line, sentBackCapture().frames)
  const { delta, address, conversation } = lookUps(line.endCapture(0).delta)
  const parties = delta.conversations.map(({ id }) => {
    const { client, server } = conversation(id)
    return `${address(client)} > ${address(server)}`
  })
  expect(parties).toEqual([`${TWO.ip} > ${BROADCAST}`, `${BROADCAST} > 192.168.0.1`])
  const owners = delta.modules.map((each) => `${address(each.address)} ${each.module}`)
  expect(owners.sort()).toEqual(
    [TWO.ip, BROADCAST]
      .flatMap((owner) => ['', ' station 27', ' station 28'].map((part) => `${owner} network 3${part}`))
      .sort(),
  )
})

test('a capture that begins between a broadcast and its return ends in the same assets', async () => {
  const frames = sentBackCapture().frames
  const folder = temporaryDirectory()
  const parts = [0, 1, 2, 3].map((cut) =>
    [frames.slice(0, cut), frames.slice(cut)].map((part, i) => {
      const file = join(folder, `${cut}-${i}.pcap`)
      writeFileSync(file, pcapOf(part))
      return file
    }),
  )
  const [whole, ...cuts] = await Promise.all(parts.map((files) => replayed(files, assetNames)))
  expect(whole).toHaveLength(5)
  for (const cut of cuts) expect(cut).toEqual(whole)
})

function assetNames(reader: ObservedReader): string[] {
  return readAssets(reader).map(({ row }) => `${row.id} ${row.parent} ${row.module}`)
}

test('the device that sends back is an asset by its MAC, and says why it is not the address', async () => {
  const file = join(temporaryDirectory(), 'sent-back.pcap')
  writeFileSync(file, pcapOf(sentBackCapture().frames))
  const found = await replayed([file], (reader) =>
    readAssets(reader).map(({ row, facts }) => ({ row, rules: readWhyBindings(reader, facts) })),
  )
  const hosts = found.filter(({ row }) => row.parent === '')
  const names = hosts.map(({ row }) => [row.macAddresses, row.ipAddresses].flat().join(' ').trim()).sort()
  expect(names).toEqual(['192.168.0.1', `${TWO.mac} ${TWO.ip}`, REFLECTOR].sort())
  const children = found.filter(({ row }) => row.parent !== '')
  expect(children).toHaveLength(2)
  expect(new Set(children.map(({ row }) => row.parent))).toEqual(
    new Set(hosts.filter(({ row }) => row.ipAddresses.includes(TWO.ip)).map(({ row }) => row.id)),
  )
  const reflector = hosts.find(({ row }) => row.macAddresses.includes(REFLECTOR))
  expect(reflector?.rules.map(({ rule }) => rule)).toEqual([
    `not used: ${BROADCAST} is the broadcast address of a subnet, ${REFLECTOR} only sent broadcasts back with it as their source`,
  ])
})
