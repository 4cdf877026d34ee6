import { describe, expect, test } from 'vitest'
import { mms } from '../../dissectors/mms/mms.ts'
import { element, numberElement, textElement } from '../../fixtures/generate/ber-element.ts'
import { named, read, readAnswer, request, response } from '../../fixtures/generate/mms-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { type Bytes, hex } from '../support/packet.ts'

const TRUE = element(0x83, 1)

describe('who the server is', () => {
  const factsOf = (dialogue: Dialogue) =>
    dialogue.observed('identity').map(({ of, message: by, facts }) => [of, by, facts])

  test('Identify says', () => {
    const answer = element(0xa2, textElement(0x80, 'Example'), textElement(0x81, 'XR'), textElement(0x82, '1.2 '))
    const dialogue = new Dialogue(mms).toServer(request(1, element(0x82))).toClient(response(1, answer))
    dialogue.toServer(request(2, element(0x82))).toClient(response(2, answer))
    expect(factsOf(dialogue)).toEqual([['server', 'Identify', { vendor: 'Example', model: 'XR', firmware: '1.2' }]])
  })

  test('its domains say, when they are listed or when something in them answers', () => {
    const all = element(0xa1, element(0xa0, numberElement(0x80, 9)), element(0xa1, element(0x80)))
    const dialogue = new Dialogue(mms).toServer(request(1, all))
    dialogue.toClient(response(1, element(0xa1, element(0xa0, textElement(0x1a, 'LD0')), element(0x81, 0))))
    dialogue.toServer(read(2, 'LD0/X'), read(3, 'LD1/X'), read(4, 'LD2/X'))
    dialogue.toClient(readAnswer(2, TRUE), readAnswer(3, TRUE), readAnswer(4, numberElement(0x80, 10)))
    expect(factsOf(dialogue)).toEqual([
      ['server', 'GetNameList', { 'logical-device': 'LD0' }],
      ['server', 'Read', { 'logical-device': 'LD1' }],
    ])
  })

  test('its name plate says, in the order of its type', () => {
    const leaf = hex('8a 02 ff 01')
    const part = (name: string, type: Bytes) => element(0x30, textElement(0x80, name), element(0xa1, type))
    const plate = element(0xa2, element(0xa1, part('vendor', leaf), part('swRev', leaf), part('serNum', leaf)))
    const dialogue = new Dialogue(mms).toServer(
      request(1, element(0xa6, element(0xa0, named('LD0', 'LPHD1$DC$PhyNam')))),
    )
    dialogue.toClient(response(1, element(0xa6, element(0x80, 0), element(0xa2, plate))))
    dialogue.toServer(read(2, 'LD0/LPHD1$DC$PhyNam'))
    const values = ['Example', '4.2', 'SN7'].map((text) => textElement(0x8a, text))
    dialogue.toClient(readAnswer(2, element(0xa2, ...values)))
    expect(factsOf(dialogue).at(-1)).toEqual(['server', 'Read', { vendor: 'Example', firmware: '4.2', serial: 'SN7' }])
  })

  test('names that only TASE.2 has say that it speaks it', () => {
    const dialogue = new Dialogue(mms).toServer(read(1, 'ICC/Bilateral_Table_ID'), read(2, 'TASE2_Version'))
    expect(factsOf(dialogue)).toEqual([['server', 'TASE.2 object names', { application: 'TASE.2 (ICCP)' }]])
  })
})
