import { describe, expect, test } from 'vitest'
import { pcworx } from '../../dissectors/pcworx/pcworx.ts'
import {
  close,
  closed,
  fetch,
  fetched,
  information,
  open,
  opened,
  send,
  sent,
} from '../../fixtures/generate/pcworx-message.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'
import { type Bytes, bytesOf, u16 } from '../support/packet.ts'

const SESSION = 0x4c
const ILC = { type: 'ILC 330 ETH', firmware: '3.95T', date: 'Mar  2 2012', time: '09:39:02', order: '2737193' }

function probe(bytes: Bytes): string {
  return pcworx.probe(cursorOver(bytes), 'to-server')
}

describe('the probe', () => {
  test.each([
    ['the opening of a session', open(0), [0, 1, 3, 13, 14, 25]],
    ['its answer', opened(0, SESSION), [0, 1, 3, 7, 8, 11]],
    ['a request', send(1, SESSION, 0x0295, 0, 0), [0, 1, 3, 10, 12, 17]],
    ['its answer', sent(1, SESSION), [0, 1, 3, 7, 8, 11]],
    ['the fetching of an answer', fetch(2, SESSION), [0, 1, 3, 10, 12, 13]],
    ['what is fetched', fetched(2, SESSION, information(ILC)), [0, 1, 2, 7, 8, 11, 23]],
  ])('takes %s, and nothing where one of its bytes is another', (_, message, places) => {
    expect(probe(message)).toBe('yes')
    for (const at of places) {
      const wrong = message.slice()
      wrong[at] = 0x77
      expect(probe(wrong), String(at)).not.toBe('yes')
    }
    for (let length = 0; length < message.length; length++) expect(probe(message.slice(0, length))).toBe('need-more')
  })

  test('takes what open tools send, and what a controller answered', () => {
    expect(probe(fromHex('0101001a005e000000000003000c494245544830314e305f4d00'))).toBe('yes')
    expect(probe(fromHex('0106000e00610000881100 4c 0400'))).toBe('yes')
    expect(probe(fromHex('81010014000000010000000000020000004c0000'))).toBe('yes')
    expect(probe(fromHex('81050012000100010000000000020000004c'))).toBe('yes')
  })

  test('is not sure of what is short, or of a service that is not known', () => {
    expect(probe(close(3, SESSION))).toBe('no')
    expect(probe(closed(3))).toBe('no')
    expect(probe(fromHex('0103000c 0000 0000 0000 004c'))).toBe('no')
    expect(probe(fromHex('8103000c 0000 0001 0000 0000'))).toBe('no')
    expect(probe(fromHex('0110000c'))).toBe('no')
  })
})

test('requests go to the controller, answers come from it', () => {
  expect(pcworx.directionOf(cursorOver(fetch(2, SESSION)))).toBe('to-server')
  expect(pcworx.directionOf(cursorOver(sent(2, SESSION)))).toBe('to-client')
  expect(pcworx.directionOf(cursorOver(fromHex('81')))).toBeUndefined()
})

test('a session is opened, asks by number, fetches answers and is closed', () => {
  const dialogue = new Dialogue(pcworx)
  dialogue.toServer(open(0)).toClient(opened(0, SESSION))
  dialogue.toServer(send(1, SESSION, 0x0295, 0, 0)).toClient(sent(1, SESSION))
  dialogue.toServer(fetch(2, SESSION)).toClient(fetched(2, SESSION, information(ILC)))
  dialogue.toServer(close(3, SESSION)).toClient(closed(3))
  expect(dialogue.heard.filter(({ role }) => role === 'request')).toMatchObject([
    { name: 'Open session', function: '0x01', class: 'session' },
    { name: 'Get device information', function: '0x05/0x0295', class: 'discover' },
    { name: 'Fetch answer', class: 'session' },
    { name: 'Close session', class: 'session' },
  ])
  expect(dialogue.heard[3]).toMatchObject({ role: 'response', name: 'Get device information' })
  expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none' }])
  expect(dialogue.observed('identity')).toMatchObject([
    {
      of: 'server',
      facts: {
        vendor: 'Phoenix Contact',
        model: 'ILC 330 ETH',
        'order-number': '2737193',
        firmware: '3.95T',
        'build-date': 'Mar  2 2012 09:39:02',
      },
    },
  ])
})

test('who a controller is is said once, and not where there is too little', () => {
  const dialogue = new Dialogue(pcworx)
  for (const at of [1, 2]) dialogue.toClient(fetched(at, SESSION, information(ILC)))
  expect(dialogue.observed('identity')).toHaveLength(1)
  const short = new Dialogue(pcworx).toClient(fetched(1, SESSION, u16(0x8295)), fetched(2, SESSION, u16(0x82b0)))
  expect(short.observed('identity')).toEqual([])
  const cut = new Dialogue(pcworx).toClient(fetched(1, SESSION, information(ILC).slice(0, 40)))
  expect(cut.observed('identity')[0]?.facts).toEqual({ vendor: 'Phoenix Contact', model: 'ILC 330 ETH' })
})

test('what is not known is told, and an answer to another service is no answer', () => {
  const dialogue = new Dialogue(pcworx).toServer(send(1, SESSION, 0x02b0), fromHex('0103000c 0002 0000 0000 004c'))
  dialogue.toClient(closed(1))
  expect(dialogue.heard).toMatchObject([
    { name: 'Request 0x02b0', class: 'unknown' },
    { name: 'Service 0x03', class: 'unknown' },
    { name: 'Close session', role: 'response' },
  ])
  expect(dialogue.observed('undecoded')).toHaveLength(2)
})

test('a request whose inner length does not fit has no number', () => {
  const wrong = bytesOf(send(1, SESSION, 0x0295, 0, 0))
  wrong[17] = 9
  expect(new Dialogue(pcworx).toServer(wrong).heard).toMatchObject([{ name: 'Service 0x05', class: 'unknown' }])
})
