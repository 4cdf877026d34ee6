import { describe, expect, test } from 'vitest'
import { fox } from '../../dissectors/fox/fox.ts'
import { MAX_HEADER_LINE } from '../../dissectors/fox/frame.ts'
import { foxFrame, STATION_HELLO, WORKBENCH_HELLO } from '../../fixtures/generate/fox.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

describe('hello', () => {
  test('both sides say who they are, once', () => {
    const dialogue = new Dialogue(fox).toServer(WORKBENCH_HELLO).toClient(STATION_HELLO, STATION_HELLO)
    expect(dialogue.heard).toMatchObject([
      { role: 'request', function: 'hello', name: 'fox hello', class: 'session', target: 'fox hello' },
      { role: 'response', function: 'hello' },
      { role: 'response', function: 'hello' },
    ])
    expect(dialogue.observed('identity')).toMatchObject([
      {
        of: 'client',
        facts: {
          name: 'EWS-2',
          ip: '10.95.0.31',
          application: 'Workbench',
          software: 'Workbench 4.10.0.154',
          os: 'Windows 10 10.0',
          description: 'Java HotSpot(TM) 64-Bit Server VM 25.212-b01',
          vendor: 'Vykon',
          'device-id': 'Win-1111-2222-3333-4444',
          'protocol-revision': '1.0.1',
        },
      },
      { of: 'server', facts: { project: 'Building_7', os: 'QNX 6.5.0', uuid: '11e4d864-0000-0000-0000-00000000b83b' } },
    ])
    expect(dialogue.observed('identity')[1]?.facts.name).toBeUndefined()
  })
})

describe('sign-in', () => {
  test('the account is told, and nothing that was sent to prove it', () => {
    const dialogue = new Dialogue(fox)
      .toClient(foxFrame('a 1 -1 fox challenge', 'method=s:digest-md5', 'nonce=b:3[abc]'))
      .toServer(foxFrame('a 2 -1 fox login', 'username=s:operator', 'digest=s:5ecret'))
      .toServer(foxFrame('a 3 -1 fox login', 'user=s:guest', 'password=s:5ecret'))
    expect(dialogue.observed('credential')).toMatchObject([
      { of: 'client', account: 'operator', protection: 'protected' },
      { of: 'client', account: 'guest', protection: 'clear' },
    ])
    expect(JSON.stringify(dialogue.observations)).not.toContain('5ecret')
    expect(dialogue.heard[0]).toMatchObject({ role: 'event', class: 'authenticate' })
  })
})

describe('other commands', () => {
  test('are named by channel and command, and what they do stays unknown', () => {
    const dialogue = new Dialogue(fox)
      .toServer(foxFrame('s 3 -1 station loadSlots'), foxFrame('s 4 -1 station loadSlots'))
      .toClient(foxFrame('r 3 3 station loadSlots'), foxFrame('e 4 4 station loadSlots'))
      .toServer(foxFrame('k 5 -1 sys ping'), foxFrame('? 5 -1 sys ping'))
    expect(dialogue.heard).toMatchObject([
      { role: 'request', function: 's', name: 'synchronous frame', class: 'unknown', target: 'station loadSlots' },
      { role: 'request', function: 's' },
      { role: 'response', function: 'r', status: 0 },
      { role: 'response', function: 'e', status: 1 },
      { role: 'event', function: 'k', class: 'session' },
      { role: 'request', function: '?', name: 'frame type ?' },
    ])
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })
})

describe('frames', () => {
  const length = (bytes: Uint8Array) => fox.messageLength(cursorOver(bytes))

  test('end behind their last line, whatever their blobs hold', () => {
    expect(length(STATION_HELLO)).toBe(STATION_HELLO.length)
    for (const cut of [0, 3, 10, 25, 100, STATION_HELLO.length - 1]) expect(length(STATION_HELLO.slice(0, cut))).toBe(0)
    const odd = foxFrame('a 1 -1 fox hello', 'a=b:x', `b=b:${'9'.repeat(200)}`, '=b', 'c=o:t')
    expect(length(odd)).toBe(odd.length)
  })

  test('have a header line of limited length', () => {
    expect(length(bytesOf(ascii(`fox ${'x'.repeat(MAX_HEADER_LINE)}`)))).toBe(-1)
    expect(length(bytesOf(ascii('fax ')))).toBe(-1)
  })

  test('without one are malformed', () => {
    const dialogue = new Dialogue(fox).toServer(foxFrame('a'))
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-value' }])
    const none = new Dialogue(fox)
    const sink = {
      operation: () => {},
      observe: (each: object) => none.observations.push(each as never),
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
    fox.dissect(cursorOver(bytesOf(ascii('fox'))), info, fox.newState(), sink)
    expect(none.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  })

  test('that say nothing tell nothing', () => {
    expect(new Dialogue(fox).toClient(foxFrame('a 1 -1 fox hello')).observations).toEqual([])
  })
})

test('the probe wants the whole header line', () => {
  const verdict = (text: string) => fox.probe(cursorOver(bytesOf(ascii(text))), 'to-server')
  expect(verdict('fox a 1 -1 fox hello\n{')).toBe('yes')
  expect(verdict('fox a 1 -1 fox hel')).toBe('need-more')
  expect(verdict('fo')).toBe('need-more')
  expect(verdict('fox jumps over\n')).toBe('no')
  expect(verdict('foo')).toBe('no')
  expect(fox.directionOf(cursorOver(WORKBENCH_HELLO))).toBeUndefined()
  expect(verdict(`fox ${'x'.repeat(MAX_HEADER_LINE)}`)).toBe('no')
})
