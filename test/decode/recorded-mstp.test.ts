import { expect, test } from 'vitest'
import { NETWORK_BUS, NETWORK_NONE } from '../../sensor/decode/frame.ts'
import { bytesOf, ethernet, hex, u16 } from '../support/packet.ts'
import { decoded } from './decoded.ts'

/** A token from station 114 to station 1, behind the SNAP header of Cimetrics. */
const TOKEN = hex('aaaa03 001090 0001 000080 00 01 72 0000 84')

function frameOf(source: string, target: string, payload = TOKEN): Uint8Array {
  return ethernet(source, target, payload.length, payload)
}

test('a frame of MS/TP whose addresses are the numbers of its stations is one of the bus', () => {
  expect(decoded(frameOf('00:00:00:00:00:72', '00:00:00:00:00:01'))).toMatchObject({
    hasMac: false,
    status: 0,
    network: NETWORK_BUS,
    sourceStation: 114,
    targetStation: 1,
  })
})

test.each([
  ['from a device', frameOf('00:10:90:00:00:72', '00:00:00:00:00:01')],
  ['to a device', frameOf('00:00:00:00:00:72', '00:10:90:00:00:01')],
  ['from another station', frameOf('00:00:00:00:00:73', '00:00:00:00:00:01')],
  ['to another station', frameOf('00:00:00:00:00:72', '00:00:00:00:00:02')],
  ['cut before its CRC', frameOf('00:00:00:00:00:72', '00:00:00:00:00:01', TOKEN.subarray(0, 16))],
  [
    'of another protocol',
    frameOf('00:00:00:00:00:72', '00:00:00:00:00:01', bytesOf(TOKEN.subarray(0, 6), u16(2), TOKEN.subarray(8))),
  ],
])('one %s is a frame of Ethernet', (_, bytes) => {
  expect(decoded(bytes)).toMatchObject({ hasMac: true, status: 0, network: NETWORK_NONE })
})
