import { expect, test } from 'vitest'
import { bacnet } from '../../dissectors/bacnet/bacnet.ts'
import { mstp } from '../../dissectors/mstp/mstp.ts'
import { npdu, readProperty, unconfirmed } from '../../fixtures/generate/bacnet-message.ts'
import { mstpFrame as wholeFrame } from '../../fixtures/generate/mstp-frame.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { ascii, type Bytes, bytesOf } from '../support/packet.ts'

/** As recorders hand it on: without its preamble. */
const mstpFrame = (...parts: Parameters<typeof wholeFrame>) => wholeFrame(...parts).slice(2)
const TOKEN = mstpFrame(0, 3, 0)
const WHO_IS = mstpFrame(6, 255, 0, npdu(unconfirmed(8)))

function changed(frame: Bytes, at: number): Bytes {
  return Uint8Array.from(frame, (byte, index) => (index === at ? byte ^ 1 : byte))
}

test('the token of the standard has the CRC of the standard', () => {
  // Annex G.1: a token from station 0x05 to 0x10 has 0x8c for its CRC.
  expect(mstpFrame(0, 0x10, 0x05)).toEqual(fromHex('00 10 05 0000 8c'))
  // Annex G.2: the data 01 22 30 has 0xbd 0x10 for its CRC.
  expect(mstpFrame(6, 1, 2, bytesOf(0x01, 0x22, 0x30)).slice(-2)).toEqual(fromHex('10bd'))
})

test.each([
  ['a token', TOKEN, 'yes', 'no'],
  ['a token with a wrong CRC', changed(TOKEN, 5), 'no', 'no'],
  ['a station that speaks to itself', mstpFrame(0, 3, 3), 'no', 'no'],
  ['all stations, which cannot speak', mstpFrame(0, 3, 255), 'no', 'no'],
  ['BACnet data', WHO_IS, 'no', 'yes'],
  ['BACnet data with a wrong CRC', changed(WHO_IS, 7), 'no', 'no'],
  ['BACnet data of another version', mstpFrame(6, 255, 0, bytesOf(2, 0, 0x10, 8)), 'no', 'no'],
  ['half a header', TOKEN.slice(0, 4), 'no', 'no'],
  ['a token with something behind it', bytesOf(TOKEN, 0), 'no', 'no'],
])('%s: of the bus %s, of BACnet %s', (_, frame, ofBus, ofBacnet) => {
  expect(mstp.probe(cursorOver(frame), 'to-server')).toBe(ofBus)
  expect(bacnet.probe(cursorOver(frame), 'to-server')).toBe(ofBacnet)
})

test('an answer belongs to what was asked', () => {
  const loop = bytesOf(ascii('loop'))
  const dialogue = new Dialogue(mstp)
  dialogue.toServer(mstpFrame(1, 3, 0)).toClient(mstpFrame(2, 0, 3))
  dialogue.toServer(mstpFrame(3, 3, 0, loop)).toClient(mstpFrame(4, 0, 3, loop))
  expect(dialogue.heard.map(({ role, name }) => `${role} ${name}`)).toEqual([
    'request Poll For Master',
    'response Poll For Master',
    'request Test Request',
    'response Test Request',
  ])
})

test('an answer of which the question was not seen is one to that question all the same', () => {
  const { heard } = new Dialogue(mstp).toClient(mstpFrame(2, 0, 3))
  expect(heard.map(({ role, name }) => `${role} ${name}`)).toEqual(['response Poll For Master'])
})

test('data behind what its length counts is none of it', () => {
  const dialogue = new Dialogue(bacnet).toServer(bytesOf(mstpFrame(5, 3, 0, npdu(readProperty(1, 8, 3003, 70))), 0xff))
  expect(dialogue.heard.map(({ target }) => target)).toEqual(['device 3003 model-name'])
  expect(dialogue.observations).toEqual([])
})
