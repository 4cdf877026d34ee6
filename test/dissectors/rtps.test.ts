import { expect, test } from 'vitest'
import { MAX_PARAMETERS } from '../../dissectors/rtps/parameter-list.ts'
import { rtps } from '../../dissectors/rtps/rtps.ts'
import { MAX_TOPICS, Topics } from '../../dissectors/rtps/rtps-state.ts'
import {
  CONNEXT,
  cdrString,
  data,
  FAST_DDS,
  guidPrefix,
  infoTimestamp,
  PARTICIPANT_WRITER,
  PUBLICATION_WRITER,
  parameters,
  properties,
  rtpsMessage,
  submessage,
} from '../../fixtures/generate/rtps-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u32 } from '../support/packet.ts'

const WRITER = 0x0103
const sample = (sequence: number) => data(WRITER, sequence, bytesOf(0, 1, 0, 0, sequence))
const announce = (list: Uint8Array, vendor = FAST_DDS, prefix = 1) =>
  rtpsMessage(vendor, prefix, infoTimestamp, data(PARTICIPANT_WRITER, 1, list))
const publication = (topic: string) =>
  rtpsMessage(
    FAST_DDS,
    1,
    data(
      PUBLICATION_WRITER,
      1,
      parameters([
        [0x5a, bytesOf(guidPrefix(1), u32(WRITER))],
        [0x05, cdrString(topic)],
      ]),
    ),
  )

test('samples are told by their writer, and by their topic once it was announced', () => {
  const dialogue = new Dialogue(rtps).toServer(
    rtpsMessage(FAST_DDS, 1, infoTimestamp, sample(1), submessage(0x07, 0, new Uint8Array(28))),
    publication('rt/joint_states'),
    rtpsMessage(FAST_DDS, 1, sample(2)),
    rtpsMessage(FAST_DDS, 1, sample(3)),
  )
  expect(dialogue.heard.map(({ name, class: kind, target }) => [name, kind, target])).toEqual([
    ['DATA', 'publish', 'writer 0x00000103'],
    ['HEARTBEAT', 'session', ''],
    ['DATA', 'discover', 'publications'],
    ['DATA', 'publish', 'topic rt/joint_states'],
    ['DATA', 'publish', 'topic rt/joint_states'],
  ])
  expect(dialogue.operations[3]).toBe(dialogue.operations[4])
})

test('a topic that was announced in another dialogue of the two hosts is known', () => {
  const topics = new Topics()
  new Dialogue(rtps, topics).toServer(publication('rt/scan'))
  const [heard] = new Dialogue(rtps, topics).toServer(rtpsMessage(FAST_DDS, 1, sample(1))).heard
  expect(heard).toMatchObject({ target: 'topic rt/scan' })
})

test('writers whose topic is remembered have a limit, and one without a name is not remembered', () => {
  const topics = new Topics()
  for (let i = 0; i <= MAX_TOPICS; i++) topics.note(i, `topic ${i}`)
  topics.note(0, 'another')
  topics.note(1, '')
  expect([topics.find(0), topics.find(1), topics.find(MAX_TOPICS)]).toEqual(['another', 'topic 1', ''])
})

test('a participant tells its implementation and its name, once', () => {
  const list = parameters([[0x62, cdrString('/arm')]])
  const said = new Dialogue(rtps).toServer(announce(list), announce(list)).observed('identity')
  expect(said.map(({ facts }) => facts)).toEqual([
    { application: '/arm', software: 'eProsima Fast DDS', uuid: '0a0000010000778800000001' },
  ])
})

test('RTI tells host, user, program, target and version as well', () => {
  const list = parameters([
    [0x8000, bytesOf(6, 1, 0, 2)],
    [0, new Uint8Array(4)],
    [
      0x59,
      properties(
        ['dds.sys_info.hostname', 'panel-07'],
        ['dds.sys_info.username', 'operator'],
        ['dds.sys_info.executable_filepath', 'C:\\apps\\overview.exe'],
        ['dds.sys_info.target', 'x64Win64VS2017'],
      ),
    ],
  ])
  const [said] = new Dialogue(rtps).toServer(announce(list, CONNEXT, 2)).observed('identity')
  expect(said?.facts).toEqual({
    name: 'panel-07',
    user: 'operator',
    os: 'x64Win64VS2017',
    application: 'overview.exe',
    software: 'RTI Connext DDS 6.1.0.2',
    uuid: '0a0000010000778800000002',
  })
})

test('parameters are read in the byte order that their encapsulation says', () => {
  const list = parameters([[0x62, cdrString('drive', true)]], true)
  const [said] = new Dialogue(rtps).toServer(announce(list, 0x01ff)).observed('identity')
  expect(said?.facts).toEqual({ application: 'drive', uuid: '0a0000010000778800000001' })
})

test('submessages have a byte order of their own', () => {
  const dialogue = new Dialogue(rtps).toServer(
    rtpsMessage(FAST_DDS, 1, submessage(0x08, 0, new Uint8Array(28), true), submessage(0x06, 0, new Uint8Array(24))),
  )
  expect(dialogue.heard.map(({ name }) => name)).toEqual(['GAP', 'ACKNACK'])
})

test('a length of 0 is up to the end, but for a pad', () => {
  const rest = bytesOf(0x06, 1, 0, 0, new Uint8Array(24))
  const dialogue = new Dialogue(rtps).toServer(rtpsMessage(FAST_DDS, 1, bytesOf(0x01, 1, 0, 0), rest))
  expect(dialogue.heard.map(({ name }) => name)).toEqual(['ACKNACK'])
})

test('what DDS Security hides is counted as encrypted', () => {
  const dialogue = new Dialogue(rtps).toServer(
    rtpsMessage(FAST_DDS, 1, submessage(0x31, 0, new Uint8Array(20)), submessage(0x32, 0, new Uint8Array(4))),
  )
  expect(dialogue.heard.map(({ name }) => name)).toEqual(['SEC_PREFIX'])
  expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'encrypted' }])
})

test.each([
  ['a ping', rtpsMessage(FAST_DDS, 1).subarray(0, 16)],
  ['a message of nothing but qualifiers', rtpsMessage(FAST_DDS, 1, infoTimestamp)],
])('%s counts as one message, and is in order', (_, message) => {
  const dialogue = new Dialogue(rtps).toServer(message)
  expect(dialogue.heard).toMatchObject([{ name: 'message without data', class: 'discover' }])
  expect(dialogue.observed('malformed')).toEqual([])
})

test.each([
  ['a header cut short', rtpsMessage(FAST_DDS, 1).subarray(0, 18)],
  ['a submessage beyond its message', rtpsMessage(FAST_DDS, 1, sample(1)).subarray(0, 40)],
  ['a sample without a writer', rtpsMessage(FAST_DDS, 1, submessage(0x15, 4, new Uint8Array(8)))],
  ['parameters without an end', announce(parameters([[0x62, cdrString('drive')]]).subarray(0, 12))],
  ['a parameter beyond the list', announce(bytesOf(0, 3, 0, 0, 0x62, 0, 0xff, 0, 1, 2, 3, 4))],
  ['no parameters', announce(bytesOf(0, 9, 0, 0, 1, 2, 3, 4))],
  ['more parameters than there are', announce(parameters(Array(MAX_PARAMETERS + 1).fill([0, new Uint8Array(4)])))],
])('%s is malformed', (_, message) => {
  expect(new Dialogue(rtps).toServer(message).observed('malformed')).toHaveLength(1)
})

test('data that lies behind inline QoS, behind its own end or nowhere tells nothing', () => {
  const whole = data(PARTICIPANT_WRITER, 1, parameters([[0x62, cdrString('/arm')]]))
  const withFlags = (flags: number) => bytesOf(whole.subarray(0, 1), flags, whole.subarray(2))
  const far = bytesOf(whole.subarray(0, 6), 0xff, 0xff, whole.subarray(8))
  for (const each of [withFlags(7), withFlags(1), far]) {
    expect(new Dialogue(rtps).toServer(rtpsMessage(FAST_DDS, 1, each)).observations).toEqual([])
  }
})

test('a publication without a writer or a list names no topic', () => {
  const nameless = data(PUBLICATION_WRITER, 1, parameters([[0x05, cdrString('rt/scan')]]))
  const broken = data(PUBLICATION_WRITER, 1, bytesOf(0, 1, 0, 0))
  const dialogue = new Dialogue(rtps).toServer(rtpsMessage(FAST_DDS, 1, nameless, broken, sample(1)))
  expect(dialogue.heard.at(-1)).toMatchObject({ target: 'writer 0x00000103' })
})

test('a kind that nobody has described is counted as not decoded, one of a maker is not', () => {
  const dialogue = new Dialogue(rtps).toServer(
    rtpsMessage(FAST_DDS, 1, submessage(0x44, 0, new Uint8Array(4)), submessage(0x80, 0, new Uint8Array(4))),
  )
  expect(dialogue.heard.map(({ name, class: kind }) => [name, kind])).toEqual([
    ['submessage 68', 'unknown'],
    ['submessage 128', 'session'],
  ])
  expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function', code: 0x44 }])
})

test.each([
  ['another magic', bytesOf(u32(0x52545054), new Uint8Array(20)), 'no'],
  ['a version that does not exist', bytesOf(u32(0x52545053), 9, new Uint8Array(20)), 'no'],
  ['too little', rtpsMessage(FAST_DDS, 1).subarray(0, 12), 'no'],
  ['a message', rtpsMessage(FAST_DDS, 1, sample(1)), 'yes'],
])('of %s the probe says so', (_, bytes, verdict) => {
  expect(rtps.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(rtps.directionOf(cursorOver(bytes))).toBe('to-server')
})
