import { expect, test } from 'vitest'
import { COMMAND, withFcs, wpanFrame } from '../../fixtures/generate/wpan-frame.ts'
import { zepFrame } from '../../fixtures/generate/zep.ts'
import { FRAME_STATUSES, NETWORK_BUS, NETWORK_IPV4 } from '../../sensor/decode/frame.ts'
import { TUNNELS } from '../../sensor/decode/tunnels.ts'
import { bytesOf, hex } from '../support/packet.ts'
import { decoded, inUdp } from './decoded.ts'

const PORT = 17_754
const poll = wpanFrame({ type: COMMAND, from: 0xb7e4, to: 0x18c0 }, 4)
const STATIONS = { network: NETWORK_BUS, sourceStation: 0x1aaab7e4, targetStation: 0x1aaa18c0, tunnel: TUNNELS.zep }

test.each([1, 2] as const)('a frame that version %i carries is that of its stations', (version) => {
  expect(decoded(inUdp(PORT, zepFrame(version, true, withFcs(poll))))).toMatchObject({
    status: 0,
    hasMac: false,
    ...STATIONS,
  })
})

test('what the radio puts in the place of the FCS tells whether it was right', () => {
  expect(decoded(inUdp(PORT, zepFrame(2, false, bytesOf(poll, 0xd8, 0xeb))))).toMatchObject({ status: 0, ...STATIONS })
  const { status, network } = decoded(inUdp(PORT, zepFrame(2, false, bytesOf(poll, 0xd8, 0x6b))))
  expect([FRAME_STATUSES[status], network]).toEqual(['802.15.4-bad-check-sequence', 0])
  const cut = decoded(inUdp(PORT, zepFrame(2, false, bytesOf(1))))
  expect(FRAME_STATUSES[cut.status]).toBe('link-header-cut')
})

test.each([
  ['an acknowledgement', hex('4558 02 02 00000001 0000000000000000')],
  ['another preamble', bytesOf(0x45, 0x59, zepFrame(1, true, withFcs(poll)).slice(2))],
  ['another version', bytesOf(0x45, 0x58, 3, zepFrame(1, true, withFcs(poll)).slice(3))],
  ['a length that does not agree', bytesOf(zepFrame(2, true, withFcs(poll)), 0)],
  ['nothing inside', zepFrame(1, true, bytesOf())],
  ['half a header', zepFrame(2, true, withFcs(poll)).slice(0, 20)],
])('%s is a datagram like any other', (_, payload) => {
  expect(decoded(inUdp(PORT, payload))).toMatchObject({ status: 0, network: NETWORK_IPV4, targetPort: PORT, tunnel: 0 })
})
