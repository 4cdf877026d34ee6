import { expect, test } from 'vitest'
import {
  COMMAND,
  type Station,
  type WpanFields,
  withFcs,
  withTap,
  wpanFrame,
} from '../../fixtures/generate/wpan-frame.ts'
import { BUS_WPAN } from '../../sensor/decode/buses.ts'
import { NETWORK_BUS } from '../../sensor/decode/frame.ts'
import { type Bytes, bytesOf, hex, u32le } from '../support/packet.ts'
import { decoded, statusOf } from './decoded.ts'

const WITH_FCS = 195
const WITH_PHY = 215
const WITHOUT_FCS = 230
const TAP = 283
const EUI = '00:0d:6f:00:0a:11:22:03'
const OTHER_EUI = '00:0d:6f:00:0a:11:22:04'
const EUI_WORDS = [0x000d6f00, 0x0a112203]
const POLL: WpanFields = { type: COMMAND, from: 0xb7e4, to: 0x18c0 }
const poll = wpanFrame(POLL, 4)

const sourceOf = (bytes: Bytes, linkType = WITHOUT_FCS) => {
  const { isSourceEui, sourceEuiHigh, sourceEuiLow, sourceStation } = decoded(bytes, linkType)
  return isSourceEui ? [sourceEuiHigh, sourceEuiLow] : sourceStation >>> 0
}

test('a frame goes from one station of a network to another', () => {
  expect(decoded(withFcs(poll), WITH_FCS)).toMatchObject({
    status: 0,
    hasMac: false,
    network: NETWORK_BUS,
    bus: BUS_WPAN,
    sourceStation: 0x1aaab7e4,
    targetStation: 0x1aaa18c0,
    payloadStart: 0,
    payloadEnd: poll.length,
  })
})

test.each([1, 0])('a source by its EUI-64 is told, in frame version %i', (version) => {
  expect(sourceOf(wpanFrame({ ...POLL, version, from: EUI }, 4))).toEqual(EUI_WORDS)
})

const BOTH: [Station, Station][] = [
  [1, 2],
  [1, EUI],
  [OTHER_EUI, 2],
  [OTHER_EUI, EUI],
]
test.each(BOTH.flatMap(([to, from]) => [false, true].map((isCompressed) => [to, from, isCompressed] as const)))(
  'a frame of version 2 to %s from %s is read, compressed: %s',
  (to, from, isCompressed) => {
    const source = sourceOf(wpanFrame({ type: COMMAND, version: 2, to, from, isCompressed }, 0x20))
    expect(source).toEqual(typeof from === 'string' ? EUI_WORDS : 0x1aaa0002)
  },
)

test.each<[string, Bytes, number]>([
  ['behind TAP, without FCS', withTap(poll, 0), TAP],
  ['behind TAP, with 16 bits of FCS', withTap(withFcs(poll), 1), TAP],
  ['behind the PHY header', bytesOf(0, 0, 0, 0, 0xa7, poll.length + 2, withFcs(poll)), WITH_PHY],
])('a frame %s is the same', (_, bytes, linkType) => {
  expect(statusOf(bytes, linkType)).toBe('decoded')
  expect(sourceOf(bytes, linkType)).toBe(0x1aaab7e4)
})

test('what is behind the frame that the PHY header tells of is none of it', () => {
  const bytes = bytesOf(0, 0, 0, 0, 0xa7, poll.length + 2, withFcs(poll), 9, 9)
  expect(decoded(bytes, WITH_PHY)).toMatchObject({ status: 0, payloadEnd: 6 + poll.length })
})

test.each<[string, Bytes, number, string]>([
  [
    'a wrong FCS',
    withFcs(poll).map((byte, at) => (at === 6 ? byte ^ 1 : byte)),
    WITH_FCS,
    '802.15.4-bad-check-sequence',
  ],
  ['a wrong FCS of 32 bits', withTap(bytesOf(poll, u32le(1)), 2), TAP, '802.15.4-bad-check-sequence'],
  ['an acknowledgement', hex('020001'), WITHOUT_FCS, '802.15.4-without-address'],
  ['no source', wpanFrame({ type: COMMAND, to: 0xffff }, 7), WITHOUT_FCS, '802.15.4-without-address'],
  [
    'a source that has no address yet',
    wpanFrame({ ...POLL, from: 0xfffe }, 4),
    WITHOUT_FCS,
    '802.15.4-without-address',
  ],
  [
    'no network',
    wpanFrame({ type: COMMAND, version: 2, from: 2, isCompressed: true }, 4),
    WITHOUT_FCS,
    '802.15.4-without-address',
  ],
  ['a reserved address mode', hex('4184 01 aa1a 0000'), WITHOUT_FCS, '802.15.4-not-followed'],
  ['a reserved version', hex('4178 01 aa1a 0000'), WITHOUT_FCS, '802.15.4-not-followed'],
  ['a multipurpose frame', hex('0500 0102'), WITHOUT_FCS, '802.15.4-not-followed'],
  ['an address that is cut short', poll.slice(0, 8), WITHOUT_FCS, '802.15.4-not-followed'],
  [
    'a security header that is cut short',
    wpanFrame({ ...POLL, version: 1, security: '0d 0100' }),
    WITHOUT_FCS,
    '802.15.4-not-followed',
  ],
  ['one byte', hex('41'), WITHOUT_FCS, 'link-header-cut'],
  ['no room for an FCS', hex('41'), WITH_FCS, 'link-header-cut'],
  ['a TAP header that is cut short', hex('0000 1c00'), TAP, 'link-header-cut'],
  ['another version of TAP', hex('0100 0400 0102'), TAP, 'link-payload-unknown'],
  ['a PHY header that is cut short', hex('00000000a7'), WITH_PHY, 'link-header-cut'],
  ['another start of the frame', hex('00000000a6 05 0200015555'), WITH_PHY, 'link-payload-unknown'],
])('%s is counted: %#', (_, bytes, linkType, status) => {
  expect(statusOf(bytes, linkType)).toBe(status)
})

test('to no station by name is to all', () => {
  const beacon = wpanFrame({ type: 0, from: 0x18c0 }, 0xff, 0xcf, 0, 0)
  expect(decoded(beacon, WITHOUT_FCS)).toMatchObject({ status: 0, targetStation: -1, isTargetEui: false })
})
