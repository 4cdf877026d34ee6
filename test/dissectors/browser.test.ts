import { describe, expect, test } from 'vitest'
import { browser } from '../../dissectors/browser/browser.ts'
import { osText, roleOf, typeText } from '../../dissectors/browser/server-type.ts'
import { announcement } from '../../fixtures/generate/netbios-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, hex } from '../support/packet.ts'

const HOST = announcement({ command: 1, name: 'ENG-21', type: 0x1003, comment: 'Cell 4' })
const facts = (bytes: Uint8Array) =>
  new Dialogue(browser)
    .toServer(bytes, bytes)
    .observed('identity')
    .map((each) => each.facts)

describe('messages', () => {
  test.each([
    [1, 'event', 'Host Announcement', 'discover'],
    [2, 'request', 'Announcement Request', 'discover'],
    [8, 'event', 'Browser Election Request', 'discover'],
    [9, 'request', 'Get Backup List Request', 'discover'],
    [10, 'response', 'Get Backup List Response', 'discover'],
    [14, 'event', 'Reset Browser State', 'discover'],
    [77, 'event', 'Browser Command 77', 'unknown'],
  ])('command %i is %s %s', (command, role, name, operationClass) => {
    const dialogue = new Dialogue(browser).toServer(bytesOf(command, HOST.slice(1)), bytesOf(command, HOST.slice(1)))
    expect(dialogue.heard[0]).toMatchObject({ role, name, class: operationClass })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(dialogue.observed('undecoded')).toHaveLength(operationClass === 'unknown' ? 2 : 0)
  })

  test('an announcement without its end is malformed', () => {
    expect(new Dialogue(browser).toServer(HOST.slice(0, 30)).observed('malformed')).toMatchObject([
      { reason: 'truncated' },
    ])
  })
})

describe('identity', () => {
  test('a host tells its name, comment, system and what it is, once', () => {
    expect(facts(HOST)).toEqual([
      {
        name: 'ENG-21',
        description: 'Cell 4',
        os: 'Windows 7 (version 6.1)',
        capability: 'workstation, server, NT workstation',
      },
    ])
  })

  test('a domain is announced with its master browser', () => {
    expect(facts(announcement({ command: 12, name: 'CELL4', comment: 'ENG-21' }))).toEqual([
      { domain: 'CELL4', name: 'ENG-21', role: 'local master browser' },
    ])
  })

  test('a version without its signature is none', () => {
    expect(facts(announcement({ command: 15, name: 'ENG-21', signature: 0 }))).toEqual([{ name: 'ENG-21' }])
  })

  test.each([
    ['an announcement request', bytesOf(2, 0, ascii('ENG-21'), 0)],
    ['an election', bytesOf(8, 1, hex('0f011000 00100000 00000000'), ascii('ENG-21'), 0)],
    ['a master announcement', bytesOf(13, ascii('ENG-21'), 0)],
  ])('%s tells the name of its sender', (_, bytes) => {
    expect(facts(bytes)).toEqual([{ name: 'ENG-21' }])
  })

  test('a backup list, and a name that is empty, tell none', () => {
    expect(facts(bytesOf(10, 1, hex('01000000'), ascii('ENG-21'), 0))).toEqual([])
    expect(facts(bytesOf(13, 0))).toEqual([])
  })
})

test.each([
  [0x1003, 5, 1, 'Windows XP (version 5.1)'],
  [0x9003, 5, 2, 'Windows Server 2003 (version 5.2)'],
  [0x900b, 10, 0, 'Windows Server 2016 (version 10.0)'],
  [0x1003, 7, 7, 'Windows (version 7.7)'],
  [0x40_2003, 4, 0, 'Windows 9x (version 4.0)'],
  [0x9a03, 4, 9, 'Unix (announces version 4.9)'],
  [0x3, 1, 2, 'version 1.2'],
])('type %i and version %i.%i are %s', (type, major, minor, text) => {
  expect(osText(type, major, minor)).toBe(text)
})

test('the type tells what a server is, and its role', () => {
  expect(typeText(0x8000_0a21)).toBe('workstation, time source, print server, Unix server')
  expect([0x8, 0x10, 0x8_0000, 0x4_0000, 0x3].map(roleOf)).toEqual([
    'domain controller',
    'backup domain controller',
    'domain master browser',
    'local master browser',
    '',
  ])
})

test('the probe: commands that exist', () => {
  expect(browser.probe(cursorOver(HOST), 'to-server')).toBe('yes')
  expect(browser.probe(cursorOver(hex('4d')), 'to-server')).toBe('no')
  expect(browser.probe(cursorOver(hex('')), 'to-server')).toBe('no')
  expect(browser.directionOf(cursorOver(HOST))).toBeUndefined()
})
