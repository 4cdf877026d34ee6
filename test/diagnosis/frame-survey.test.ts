import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mstpFrame } from '../../fixtures/generate/mstp-frame.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { PacketBatch } from '../../sensor/capture/packet-batch.ts'
import { MIN_SEGMENTS } from '../../sensor/diagnosis/connection-sides.ts'
import { FrameSurvey, MAX_SCOPES } from '../../sensor/diagnosis/frame-survey.ts'
import type { MirrorCounters } from '../../sensor/diagnosis/mirror-counters.ts'
import { CORPUS } from '../support/corpus.ts'
import { type BuiltFrame, bytesOf, CaptureBuilder, ethernet, hex, ipv4, udp } from '../support/packet.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '10.0.0.1', port: 49152 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '10.0.0.2', port: 502 }
const ASK = hex('0001 0000 0006 01 03 0000 0001')
const ANSWER = hex('0001 0000 0005 01 03 02 0000')

function dialogue(): CaptureBuilder {
  const capture = new CaptureBuilder()
  const connection = capture.connect(CLIENT, SERVER)
  for (let i = 0; i < 5; i++) connection.ask(ASK).answer(ANSWER)
  return capture
}

function survey(frames: readonly (BuiltFrame & { readonly kept?: number })[], linkType = 1): MirrorCounters {
  const batch = new PacketBatch(1 << 20, 1 << 12)
  for (const { bytes, timeUs, kept } of frames)
    batch.push(bytes, kept ?? bytes.length, bytes.length, timeUs, 0, linkType)
  const pass = new FrameSurvey()
  pass.beginCapture()
  pass.packets(batch)
  return pass.result()
}

/** By the source address of an Ethernet frame with IPv4. */
const isOf = (ip: string) => (frame: BuiltFrame) => frame.bytes.subarray(26, 30).join('.') === ip

test('a dialogue seen from both sides is whole', () => {
  expect(survey(dialogue().frames)).toMatchObject({
    frames: 13,
    unicast: 13,
    connections: 1,
    oneWay: 0,
    duplicates: 0,
    routed: 0,
    cut: 0,
    backwards: 0,
    subnets: 1,
    vlans: 0,
  })
})

test.each([
  [CLIENT, '10.0.0.1:49152 to 10.0.0.2:502'],
  [SERVER, '10.0.0.2:502 to 10.0.0.1:49152'],
])('a mirror that shows one side of a connection is noticed: %o', ({ ip }, oneWayExample) => {
  const frames = dialogue().frames.filter(isOf(ip))
  expect(survey(frames)).toMatchObject({ connections: 1, oneWay: 1, oneWayExample })
})

test('frames of a bus go from station to station, or to all', () => {
  const capture = new CaptureBuilder()
    .frame(mstpFrame(0, 3, 0))
    .frame(mstpFrame(0, 3, 0))
    .frame(mstpFrame(6, 255, 0))
  const counted = { unicast: 2, broadcast: 1, multicast: 0, duplicates: 0, routed: 0, retagged: 0 }
  expect(survey(capture.frames, 165)).toMatchObject(counted)
})

test('a frame whose addresses are not understood goes from nobody to nobody', () => {
  const counted = { frames: 1, unicast: 0, broadcast: 0, multicast: 0 }
  expect(survey(new CaptureBuilder().frame(hex('18da0bf9 03000000 02 1a 90')).frames, 227)).toMatchObject(counted)
})

test('unanswered SYNs and a few segments are not held against the mirror', () => {
  const scan = new CaptureBuilder()
  for (let port = 1; port < 50; port++) scan.connect(CLIENT, { ...SERVER, port }, {})
  const syns = scan.frames.filter(({ bytes }) => bytes[47] === 2)
  expect(syns).toHaveLength(49)
  expect(survey(syns)).toMatchObject({ connections: 0, oneWay: 0 })
  const few = dialogue().frames.filter(isOf(CLIENT.ip)).slice(1, MIN_SEGMENTS)
  expect(survey(few)).toMatchObject({ connections: 0, oneWay: 0 })
})

test('a frame that comes twice within a millisecond is a copy; later, or with one bit changed, it is not', () => {
  const { frames } = dialogue()
  const copies = frames.flatMap((frame) => [frame, { ...frame, timeUs: frame.timeUs + 300 }])
  expect(survey(copies).duplicates).toBe(frames.length)
  const late = frames.slice(0, 1).flatMap((frame) => [frame, { ...frame, timeUs: frame.timeUs + 1000 }])
  expect(survey(late).duplicates).toBe(0)
  const changed = frames.flatMap(({ timeUs, bytes }) => [
    { timeUs, bytes },
    { timeUs, bytes: bytes.map((byte, i) => (i === 42 ? byte ^ 1 : byte)) },
  ])
  expect(survey(changed).duplicates).toBe(0)
})

test('a packet with a lower time-to-live and other MAC addresses has passed a router', () => {
  const bytes = udp(CLIENT, SERVER, hex('01020304'))
  const at = (ttl: number, timeUs: number, mac: string) => ({
    timeUs,
    bytes: ethernet(mac, SERVER.mac, 0x0800, ipv4(CLIENT.ip, SERVER.ip, 17, bytes, 7, ttl)),
  })
  const before = at(128, 0, CLIENT.mac)
  expect(survey([before, at(127, 400, '02:00:00:00:00:09')])).toMatchObject({ routed: 1, duplicates: 0 })
  expect(survey([before, at(128, 400, '02:00:00:00:00:09')]).routed).toBe(0)
  expect(survey([before, at(127, 60_000, '02:00:00:00:00:09')]).routed).toBe(0)
})

const tagged = (bytes: Uint8Array) => bytesOf(bytes.subarray(0, 12), hex('8100 000a'), bytes.subarray(12))

test('a frame that comes with a VLAN tag and without is seen in two VLANs, and no copy', () => {
  const { frames } = dialogue()
  const both = frames.flatMap(({ timeUs, bytes }) => [
    { timeUs, bytes },
    { timeUs: timeUs + 10, bytes: tagged(bytes) },
  ])
  const { length } = frames
  expect(survey(both)).toMatchObject({ frames: 2 * length, retagged: length, duplicates: 0, routed: 0 })
  const goose = ethernet(CLIENT.mac, '01:0c:cd:01:00:01', 0x88b8, hex('0001 0008 0000 0000'))
  const at = (timeUs: number, bytes: Uint8Array) => ({ timeUs, bytes })
  expect(survey([at(0, goose), at(40, tagged(goose))]).retagged).toBe(1)
  expect(survey([at(0, goose), at(40, goose)]).retagged).toBe(0)
  expect(survey([at(0, goose), at(60_000, tagged(goose))]).retagged).toBe(0)
})

test('what HSR sends twice is no duplicate of the mirror', () => {
  const hsr = (path: string) => ethernet(CLIENT.mac, '01:0c:cd:01:00:01', 0x892f, hex(`${path}00e 0007 88b8 0001 0008`))
  const frames = [
    { timeUs: 0, bytes: hsr('0') },
    { timeUs: 700, bytes: hsr('1') },
  ]
  expect(survey(frames)).toMatchObject({ frames: 2, duplicates: 0, redundant: 1 })
})

test('what both LANs of PRP bring of an IP packet is no duplicate of the mirror', () => {
  const packet = dialogue().frames[0]?.bytes ?? hex('')
  const lan = (nibble: string) =>
    bytesOf(packet, hex('0007'), hex(nibble + (packet.length - 8).toString(16).padStart(3, '0')), hex('88fb'))
  const frames = [
    { timeUs: 0, bytes: lan('a') },
    { timeUs: 700, bytes: lan('b') },
  ]
  expect(survey(frames)).toMatchObject({ frames: 2, duplicates: 0, redundant: 1 })
})

test('copies of a few segments do not make a connection that can be judged', () => {
  const few = dialogue().frames.filter(isOf(CLIENT.ip)).slice(1, MIN_SEGMENTS)
  const twice = few.flatMap((frame) => [frame, { ...frame, timeUs: frame.timeUs + 10 }])
  expect(survey(twice)).toMatchObject({ duplicates: few.length, connections: 0 })
  const inTwoVlans = few.flatMap(({ timeUs, bytes }) => [
    { timeUs, bytes },
    { timeUs: timeUs + 10, bytes: tagged(bytes) },
  ])
  expect(survey(inTwoVlans)).toMatchObject({ retagged: few.length, connections: 0 })
})

test('cut frames are counted', () => {
  const frames = dialogue().frames.map((frame) => ({ ...frame, kept: 57 }))
  const { cut, longestCaptured } = survey(frames)
  expect({ cut, longestCaptured }).toEqual({ cut: 13, longestCaptured: 57 })
})

test('broadcast, multicast, tags and networks are told apart', () => {
  const capture = new CaptureBuilder()
  const other = { mac: '02:00:00:00:00:03', ip: '192.168.7.9', port: 1 }
  const far = { mac: '02:00:00:00:00:04', ip: '203.0.113.9', port: 1 }
  capture
    .link(CLIENT.mac, 'ff:ff:ff:ff:ff:ff', 0x88b5, hex('00'))
    .link(CLIENT.mac, '01:0c:cd:01:00:01', 0x88b8, hex('00'), [10])
    .datagram(CLIENT, SERVER, hex('00'), [10])
    .datagram(other, SERVER, hex('00'), [20])
    .datagram(far, SERVER, hex('00'))
  expect(survey(capture.frames)).toMatchObject({
    broadcast: 1,
    multicast: 1,
    unicast: 3,
    tagged: 3,
    vlans: 2,
    subnets: 2,
  })
})

test('VLANs are counted up to a limit', () => {
  const pass = new FrameSurvey()
  const template = ethernet(CLIENT.mac, SERVER.mac, 0x88b5, hex('00'), [1, 2])
  const view = new DataView(template.buffer)
  for (let n = 0; n < MAX_SCOPES + 10; n++) {
    view.setUint16(14, 1 + (n & 255))
    view.setUint16(18, 1 + (n >> 8))
    const batch = new PacketBatch(template.length, 1)
    batch.push(template, template.length, template.length, n * 1e6, 0, 1)
    pass.packets(batch)
  }
  expect(pass.result()).toMatchObject({ tagged: MAX_SCOPES + 10, vlans: MAX_SCOPES })
})

test('a clock that steps back is seen, and by how much; another file may begin earlier', () => {
  const [first, second, third] = dialogue().frames as [BuiltFrame, BuiltFrame, BuiltFrame]
  const back = [first, { ...second, timeUs: first.timeUs - 5_000_000 }, third]
  expect(survey(back)).toMatchObject({ backwards: 1, longestBackwardUs: 5_000_000 })
  const pass = new FrameSurvey()
  for (const { bytes, timeUs } of [third, first]) {
    const batch = new PacketBatch(1 << 12, 1)
    batch.push(bytes, bytes.length, bytes.length, timeUs, 0, 1)
    pass.beginCapture()
    pass.packets(batch)
  }
  expect(pass.result()).toMatchObject({ frames: 2, backwards: 0 })
})

function surveyFile(path: string): MirrorCounters {
  const pass = new FrameSurvey()
  const source = new FileSource(path)
  pass.beginCapture()
  for (let batch = source.next(); batch !== undefined; batch = source.next()) pass.packets(batch)
  source.close()
  return pass.result()
}

test.skipIf(!existsSync(CORPUS))('real mirrors that hold frames twice are recognised', () => {
  const dnp3 = surveyFile(join(CORPUS, 'dnp3/ntop__dnp3.pcap'))
  expect(dnp3.duplicates / dnp3.frames).toBeGreaterThan(0.4)
  const routed = surveyFile(join(CORPUS, 'mixed/idaholab__WinXP.pcap'))
  expect(routed.routed / routed.frames).toBeGreaterThan(0.3)
  expect(routed.routed / routed.frames).toBeLessThan(0.55)
})
