import { describe, expect, test } from 'vitest'
import { goose } from '../../dissectors/goose/goose.ts'
import { sv } from '../../dissectors/sv/sv.ts'
import { element, numberElement, textElement } from '../../fixtures/generate/ber-element.ts'
import { onEthernet, payload, routable } from '../../fixtures/generate/publication.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, hex, u16 } from '../support/packet.ts'

function asdu(id: string, smpCnt: number, ...optional: Bytes[]): Bytes {
  const head = [textElement(0x80, id), element(0x82, u16(smpCnt)), element(0x83, 0, 0, 0, 3), element(0x85, 2)]
  return element(0x30, ...head, element(0x87, new Uint8Array(64)), ...optional)
}

function message(asdus: readonly Bytes[], announced = asdus.length): Bytes {
  return onEthernet(0x4000, element(0x60, numberElement(0x80, announced), element(0xa2, ...asdus)))
}

function irregularities(...counts: number[]): string[] {
  const dialogue = new Dialogue(sv).toServer(...counts.map((count) => message([asdu('MU', count)])))
  return dialogue.observed('irregular').map(({ reason, detail }) => `${reason} ${detail}`)
}

describe('a Sampled Values message', () => {
  test('is a publication of its stream, and says who publishes what', () => {
    const dialogue = new Dialogue(sv).toServer(message([asdu('MU01', 1)]))
    expect(dialogue.heard).toMatchObject([
      { role: 'event', function: 'sv', name: 'Sampled Values', class: 'publish', target: 'MU01 appid 0x4000' },
    ])
    expect(dialogue.observed('identity')).toMatchObject([
      {
        of: 'client',
        message: 'Sampled Values MU01',
        facts: {
          'publication-id': 'MU01',
          'app-id': '0x4000',
          'configuration-revision': '3',
          'time-source': 'global clock',
        },
      },
    ])
  })

  test('with several samples of one stream is one message of it', () => {
    const dialogue = new Dialogue(sv).toServer(
      message([asdu('MU', 0), asdu('MU', 1)]),
      message([asdu('MU', 2), asdu('MU', 3)]),
    )
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['MU appid 0x4000', 'MU appid 0x4000'])
    expect(dialogue.observed('irregular')).toEqual([])
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('with samples of several streams names them all, up to four', () => {
    const ids = ['A', 'B', 'C', 'D', 'E']
    const dialogue = new Dialogue(sv).toServer(
      message(ids.slice(0, 2).map((id) => asdu(id, 1))),
      message(ids.map((id) => asdu(id, 2))),
    )
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['A, B appid 0x4000', 'A, B, C, D, … appid 0x4000'])
  })

  test('tells the sample rate and the grandmaster when they are there', () => {
    const optional = [element(0x86, u16(80)), element(0x88, u16(0)), element(0x89, hex('f80278fffe104ab6'))]
    const [identity] = new Dialogue(sv).toServer(message([asdu('MU', 1, ...optional)])).observed('identity')
    expect(identity?.facts).toMatchObject({
      capability: '80 samples per period',
      'time-source': 'global clock f80278fffe104ab6',
    })
  })
})

describe('the sample counter', () => {
  test.each([
    ['counts on, and begins again with a second', [3998, 3999, 0, 1], []],
    ['counts to the end of its 16 bits', [0xffff, 0], []],
    ['comes twice over two ways', [5, 5, 6], []],
    ['leaves samples out', [5, 9], ['sequence-gap MU']],
    ['leaves samples out at the end of a second', [3999, 2], ['sequence-gap MU']],
    ['goes back', [3999, 3990], ['sequence-back MU']],
  ])('%s', (_, counts, expected) => {
    expect(irregularities(...counts)).toEqual(expected)
  })
})

describe('a malformed message is counted, and told', () => {
  test.each([
    ['fewer samples than announced', message([asdu('MU', 1)], 2), 'bad-value', 1],
    ['a sample without its fields', message([element(0x30, textElement(0x80, 'MU'))]), 'bad-value', 1],
    ['no sample', message([], 0), undefined, 1],
    ['an element beyond the PDU', onEthernet(1, hex('60 04 80 01 01 a2')), 'bad-length', 1],
    ['Length beyond the frame', bytesOf(hex('4000 0400 0000 0000 6003 800100')), 'truncated', 1],
    ['another tag', onEthernet(1, hex('64 00')), 'bad-value', 0],
  ])('%s', (_, bytes, reason, count) => {
    const dialogue = new Dialogue(sv).toServer(bytes)
    expect(dialogue.observed('malformed')[0]?.reason).toBe(reason)
    expect(dialogue.heard).toHaveLength(count)
  })
})

describe('the probe', () => {
  test.each([
    ['Sampled Values', message([asdu('MU', 1)]), 'yes'],
    [
      'over UDP',
      routable(0xa2, 1, [payload(0x82, 1, element(0x60, numberElement(0x80, 1), element(0xa2, asdu('MU', 1))))]),
      'yes',
    ],
    ['a PDU that is cut', message([asdu('MU', 1)]).slice(0, 40), 'no'],
    ['another sequence', onEthernet(1, hex('60 09 80 01 01 a2 04 31 02 80 00')), 'no'],
    ['no number of ASDUs', onEthernet(1, hex('60 09 81 01 01 a2 04 30 02 80 00')), 'no'],
    ['nothing behind the number', onEthernet(1, hex('60 03 80 01 01')), 'no'],
  ])('%s', (_, bytes, verdict) => {
    expect(sv.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
    expect(goose.probe(cursorOver(bytes), 'to-server')).toBe('no')
  })
})
