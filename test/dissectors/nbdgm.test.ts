import { describe, expect, test } from 'vitest'
import { nbdgm } from '../../dissectors/nbdgm/nbdgm.ts'
import { announcement, mailslot, nbDatagram, netbiosName } from '../../fixtures/generate/netbios-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex, u16le } from '../support/packet.ts'

const IP = '10.0.0.21'
const FROM = netbiosName('ENG-21', 0)
const TO = netbiosName('CELL4', 0x1d)
const BROWSE = '\\MAILSLOT\\BROWSE'
const HOST = mailslot(BROWSE, announcement({ command: 1, name: 'ENG-21' }))
const datagram = (data: Uint8Array, extra: Partial<Parameters<typeof nbDatagram>[0]> = {}) =>
  nbDatagram({ ip: IP, from: FROM, to: TO, data, ...extra })
const utf16 = (text: string) => bytesOf(...[...text, '\0'].map((letter) => u16le(letter.charCodeAt(0))))
const said = (dialogue: Dialogue) => dialogue.observed('identity').map(({ message, facts }) => ({ message, ...facts }))

describe('messages', () => {
  test('a datagram is an event to a name and a mailslot', () => {
    const dialogue = new Dialogue(nbdgm).toServer(datagram(HOST), datagram(HOST))
    expect(dialogue.heard[0]).toMatchObject({
      role: 'event',
      function: '0x11',
      name: 'Direct Group Datagram',
      class: 'session',
      target: `CELL4<1d> ${BROWSE}`,
    })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test.each([
    ['not an SMB', bytesOf(ascii('hello'))],
    ['another command', bytesOf(hex('ff534d42 72'), HOST.slice(5))],
    ['not a write', bytesOf(HOST.slice(0, 61), 9, HOST.slice(62))],
    ['a first part', HOST, { flags: 3 }],
    ['a name without its end', mailslot('\\PIPE\\LANMAN', bytesOf(1))],
    ['data that is not there', HOST.slice(0, -1)],
  ] as [string, Uint8Array, object?][])('%s has no mailslot', (_, data, extra = {}) => {
    expect(new Dialogue(nbdgm).toServer(datagram(data, extra)).heard[0]?.target).toBe('CELL4<1d>')
  })

  test('datagram servers are asked, and answer', () => {
    const query = (type: number) => bytesOf(type, 2, hex('9002 0a000015 008a'), FROM)
    const dialogue = new Dialogue(nbdgm)
      .toServer(query(0x14))
      .toClient(query(0x15), bytesOf(0x13, 2, hex('9002 0a000015 008a 82')))
    expect(dialogue.heard.map(({ role, name, target }) => [role, name, target])).toEqual([
      ['request', 'Datagram Query Request', 'ENG-21<00>'],
      ['response', 'Datagram Positive Query Response', 'ENG-21<00>'],
      ['event', 'Datagram Error', ''],
    ])
    expect(nbdgm.describe(0x20).name).toBe('Datagram type 0x20')
  })

  test.each([
    ['too short', datagram(HOST).slice(0, 6), 'truncated', 0],
    ['a type without names', bytesOf(0x40, datagram(HOST).slice(1)), 'bad-value', 0],
    ['half of the second name', datagram(HOST).slice(0, 60), 'truncated', 1],
    ['a first name that goes on', bytesOf(datagram(HOST).slice(0, 47), 99, 1), 'truncated', 1],
    [
      'a first name without its end',
      datagram(HOST)
        .slice(0, 48)
        .map((byte, i) => (i === 47 ? 5 : byte)),
      'truncated',
      1,
    ],
  ])('%s is malformed', (_, bytes, reason, count) => {
    const dialogue = new Dialogue(nbdgm).toServer(bytes)
    expect(dialogue.observed('malformed')).toMatchObject([{ reason }])
    expect(dialogue.heard).toHaveLength(count)
  })
})

describe('identity', () => {
  test('the sender has its name, its address, and the workgroup that it announces itself to', () => {
    expect(said(new Dialogue(nbdgm).toServer(datagram(HOST), datagram(HOST)))).toEqual([
      { message: 'NetBIOS Datagram', name: 'ENG-21', service: 'workstation <00>', ip: IP, domain: 'CELL4' },
    ])
  })

  test('who asks others to announce themselves is in no workgroup by that', () => {
    const asked = datagram(mailslot(BROWSE, bytesOf(2, 0, ascii('ENG-21'), 0)), { ip: '0.0.0.0' })
    const empty = datagram(mailslot(BROWSE, bytesOf()))
    expect(said(new Dialogue(nbdgm).toServer(asked, empty))).toEqual([
      { message: 'NetBIOS Datagram', name: 'ENG-21', service: 'workstation <00>' },
    ])
  })

  test('who looks for a domain controller says its name, and not the account', () => {
    const slot = '\\MAILSLOT\\NET\\NETLOGON'
    const sam = mailslot(slot, bytesOf(u16le(18), u16le(0), utf16('ENG-21'), utf16('m.meyer')))
    const query = mailslot(slot.toLowerCase(), bytesOf(u16le(7), ascii('ENG-21'), 0))
    const other = mailslot(slot, bytesOf(u16le(19), utf16('x')))
    const nobody = mailslot(slot, bytesOf(u16le(7), 0))
    for (const [data, count] of [
      [sam, 2],
      [query, 2],
      [other, 1],
      [nobody, 1],
    ] as const) {
      const all = said(new Dialogue(nbdgm).toServer(datagram(data), datagram(data)))
      expect(all).toHaveLength(count)
      if (count > 1) expect(all[1]).toEqual({ message: 'NETLOGON', name: 'ENG-21' })
    }
  })
})

test.each([
  ['a datagram', datagram(HOST), 'yes'],
  ['reserved flags', datagram(HOST, { flags: 0x1a }), 'no'],
  ['another type', bytesOf(0x17, datagram(HOST).slice(1)), 'no'],
  ['a name that is none', bytesOf(datagram(HOST).slice(0, 15), 0x20, datagram(HOST).slice(16)), 'no'],
  ['too short', hex('1102'), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(nbdgm.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('the direction is in the type', () => {
  expect(nbdgm.directionOf(cursorOver(datagram(HOST)))).toBe('to-server')
  expect(nbdgm.directionOf(cursorOver(hex('15')))).toBe('to-client')
  expect(nbdgm.directionOf(cursorOver(hex('')))).toBeUndefined()
})
