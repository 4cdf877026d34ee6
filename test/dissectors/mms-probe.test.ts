import { describe, expect, test } from 'vitest'
import { mms } from '../../dissectors/mms/mms.ts'
import { element, numberElement } from '../../fixtures/generate/ber-element.ts'
import {
  associate,
  associated,
  CONNECT_CONFIRM,
  CONNECT_REQUEST,
  dataTpdus,
  INITIATE_REQUEST,
  INITIATE_RESPONSE,
  message,
  read,
  readAnswer,
  sessionData,
  tpkt,
  variables,
} from '../../fixtures/generate/mms-message.ts'
import { cursorOver } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex } from '../support/packet.ts'

const TRUE = element(0x83, 1)

function report(specification: Bytes, ...values: readonly Bytes[]): Bytes {
  return message(element(0xa3, element(0xa0, specification, element(0xa0, ...values))))
}

describe('the probe', () => {
  test.each([
    ['a session connect with the abstract syntax of MMS', associate(INITIATE_REQUEST), 'yes'],
    ['the same behind the transport connect', bytesOf(CONNECT_REQUEST, associate(INITIATE_REQUEST)), 'yes'],
    ['the transport connect alone', CONNECT_REQUEST, 'need-more'],
    ['a session connect that is cut', associate(INITIATE_REQUEST).slice(0, 40), 'need-more'],
    ['a session connect of another application', dataTpdus(hex('0d 06 05 04 13 01 00 16')), 'no'],
    ['data of a dialogue joined midway', read(1, 'A/B'), 'yes'],
    ['data that is cut', read(1, 'A/B').slice(0, 13), 'need-more'],
    ['data that is cut before its session', read(1, 'A/B').slice(0, 9), 'need-more'],
    ['data that is cut before its PDU', read(1, 'A/B').slice(0, 20), 'need-more'],
    ['data of another presentation', dataTpdus(hex('01 00 01 00 62 00')), 'no'],
    ['data with another PDU', dataTpdus(sessionData(element(0x30))), 'no'],
    ['a session without tokens', dataTpdus(hex('01 03 11 01 00')), 'no'],
    ['MMS right on the transport', dataTpdus(INITIATE_REQUEST), 'yes'],
    ['the same, cut', dataTpdus(INITIATE_REQUEST).slice(0, 20), 'need-more'],
    ['the same, cut after its tag', dataTpdus(INITIATE_REQUEST).slice(0, 8), 'need-more'],
    ['the same in long form', dataTpdus(element(0xa1, numberElement(2, 1), element(0xa4, new Uint8Array(300)))), 'yes'],
    [
      'the same with a length in two octets',
      dataTpdus(element(0xa1, numberElement(2, 1), element(0xa4, new Uint8Array(140)))),
      'yes',
    ],
    ['the same with another length', dataTpdus(bytesOf(INITIATE_REQUEST, 0)), 'no'],
    ['the same with an impossible length', dataTpdus(hex('a0 88 02 01 01')), 'no'],
    ['the same with another first field', dataTpdus(hex('a0 03 04 01 01')), 'no'],
    ['a conclude alone, which tells too little', dataTpdus(hex('8b 00')), 'need-more'],
    ['an association that ends, then data', bytesOf(dataTpdus(hex('09 00')), read(1, 'A/B')), 'yes'],
    ['the end of an association alone', dataTpdus(sessionData(hex('62 03 80 01 00'))), 'need-more'],
    ['a fragment in the midst of a TSDU', tpkt(hex('02 f0 00 7b 7c 7d')), 'need-more'],
    ['such a fragment, then data', bytesOf(tpkt(hex('02 f0 00 7b 7c 7d')), read(1, 'A/B')), 'yes'],
    ['S7', tpkt(hex('02 f0 80 32 01 00 00 00 01 00 08 00 00 f0 00 00 01 00 01 01 e0')), 'no'],
    ['S7comm-plus', tpkt(hex('02 f0 80 72 01 00 40 31 00 00 04 ca')), 'no'],
    ['RDP', tpkt(hex('02 f0 80 7f 65 82 01 94')), 'no'],
    ['another protocol', hex('16 03 01 02 00 01 00 01 fc 03 03'), 'no'],
    ['more fragments than are looked at', bytesOf(...Array(9).fill(tpkt(hex('02 f0 00 7b')))), 'no'],
  ])('%s', (_, bytes, verdict) => {
    expect(mms.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  })

  test.each([
    ['a transport connect request', CONNECT_REQUEST, 'to-server'],
    ['a transport connect confirm', CONNECT_CONFIRM, 'to-client'],
    ['a session connect', associate(INITIATE_REQUEST), 'to-server'],
    ['a session accept', associated(INITIATE_RESPONSE), 'to-client'],
    ['a request', read(1, 'A/B'), 'to-server'],
    ['an answer', readAnswer(1, TRUE), 'to-client'],
    ['a report', report(variables('A/B'), TRUE), 'to-client'],
    ['an answer right on the transport', dataTpdus(INITIATE_RESPONSE), 'to-client'],
    ['a rejection', message(element(0xa4, numberElement(0x81, 1))), undefined],
    ['a session end', dataTpdus(hex('09 00')), undefined],
    ['another protocol', hex('16 03 01 02 00 01'), undefined],
    ['too little', hex('03 00 00'), undefined],
  ])('%s goes its way', (_, bytes, direction) => {
    expect(mms.directionOf(cursorOver(bytes))).toBe(direction)
  })
})
