import { describe, expect, test } from 'vitest'
import { ads } from '../../dissectors/ads/ads.ts'
import { NOT_A_MESSAGE } from '../../dissectors/kit/dissector.ts'
import { message } from '../support/ads-message.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'

const READ = message(2, '20400000 64000000 04000000')
const VALUE = message(2, '00000000 04000000 01000000', { answer: true })
const PROBE_UDP = '03661471 00000000 01000000 c0a801c70101 1027 00000000'

describe('an ADS request', () => {
  test('is met by the answer of its invoke id, and the same read is the same operation', () => {
    const dialogue = new Dialogue(ads).toServer(READ).toClient(VALUE).toServer(READ).toClient(VALUE)
    expect(dialogue.heard.map(({ role, target }) => `${role} ${target}`)).toEqual([
      'request %MB100+4',
      'response %MB100+4',
      'request %MB100+4',
      'response %MB100+4',
    ])
    expect(new Set(dialogue.operations).size).toBe(1)
    expect(dialogue.heard[0]).toMatchObject({ function: '2', name: 'ADS Read', class: 'read', module: 'port 851' })
  })

  test.each([
    [1, '', 'discover', ''],
    [3, '21400000 1d000000 01000000 01', 'write', '%MX3.5'],
    [4, '', 'diagnose', ''],
    [5, '0600 0000 00000000', 'mode', 'STOP'],
    [5, '1000 0000 00000000', 'mode', 'RECONFIG'],
    [7, '01000000', 'session', ''],
    [9, '03f00000 00000000 04000000 05000000 4d41494e00', 'read', 'MAIN'],
    [9, '81f00000 01000000 04000000 0e000000 20400000 00000000 02000000 0100', 'write', '%MB0+2'],
  ])('with command %i and data %s is of class %s', (command, data, operationClass, target) => {
    const [heard] = new Dialogue(ads).toServer(message(command, data)).heard
    expect(heard).toMatchObject({ function: String(command), class: operationClass, target })
  })

  test('that is refused has the error of the router, or the result of the server, as its status', () => {
    const dialogue = new Dialogue(ads)
      .toServer(READ)
      .toClient(message(2, '', { answer: true, error: '06000000' }))
      .toServer(READ)
      .toClient(message(2, '02070000', { answer: true }))
    expect(dialogue.heard.map(({ status }) => status)).toEqual([0, 6, 0, 0x702])
    expect(dialogue.observed('malformed')).toEqual([])
  })

  test('that is cut is counted and called malformed', () => {
    const dialogue = new Dialogue(ads).toServer(message(2, '20400000 6400'))
    expect(dialogue.heard).toHaveLength(1)
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'bad-length' }])
  })
})

describe('a message of the router', () => {
  const connect = '0010 02000000 0000'
  const granted = '0010 08000000 053e90120701 8980'

  test('opens a port and closes it', () => {
    const dialogue = new Dialogue(ads).toServer(connect).toClient(granted).toServer(READ).toServer('0100 02000000 8980')
    expect(dialogue.heard.map((one) => [one.role, one.function, one.name, one.class])).toEqual([
      ['request', 'router 0x1000', 'AMS Port Connect', 'session'],
      ['response', 'router 0x1000', 'AMS Port Connect', 'session'],
      ['request', '2', 'ADS Read', 'read'],
      ['request', 'router 0x0001', 'AMS Port Close', 'session'],
    ])
  })

  test('is what a connection can begin with, and tells which side it is from', () => {
    for (const hex of [connect, granted]) expect(ads.probe(cursorOver(fromHex(hex)), 'to-server')).toBe('yes')
    expect(ads.directionOf(cursorOver(fromHex(connect)))).toBe('to-server')
    expect(ads.directionOf(cursorOver(fromHex(granted)))).toBe('to-client')
    expect(ads.directionOf(cursorOver(fromHex('0100 02000000 8980')))).toBeUndefined()
  })

  test('is none of another kind or length', () => {
    expect(ads.messageLength(cursorOver(fromHex('0110 04000000 00000000')))).toBe(10)
    expect(ads.messageLength(cursorOver(fromHex('0310 04000000 00000000')))).toBe(NOT_A_MESSAGE)
    expect(ads.messageLength(cursorOver(fromHex('0110 09000000 00000000')))).toBe(NOT_A_MESSAGE)
  })
})

describe('identity', () => {
  test('is the name and version of the server behind a port, said once', () => {
    const info = message(1, '00000000 02 0b 3708 504c4320536572766572000000000000', { answer: true })
    const dialogue = new Dialogue(ads).toServer(message(1, '')).toClient(info).toServer(message(1, '')).toClient(info)
    const said = dialogue.observed('identity').filter(({ message: from }) => from === 'ADS Read Device Info')
    expect(said).toMatchObject([{ of: 'server', module: 'port 851', facts: { software: 'PLC Server 2.11.2103' } }])
  })

  test('of both ends is in every header, and said once', () => {
    const dialogue = new Dialogue(ads).toServer(READ).toClient(VALUE).toServer(READ).toClient(VALUE)
    expect(dialogue.observed('identity').map(({ of, facts }) => [of, facts['network-address']])).toEqual([
      ['client', '192.168.1.99.1.1'],
      ['server', '5.13.117.96.1.1'],
    ])
  })
})

describe('a route', () => {
  const tags = '0c00 0200 4100 0700 0600 c0a801c70101 0d00 0600 41646d696e00 0200 0700 53454352455400 0500 0200 4200'
  const ask = `03661471 01000000 06000000 c0a801c70101 1027 05000000 ${tags}`

  test('is configuration, names its user, and keeps no password', () => {
    const dialogue = new Dialogue(ads)
      .toServer(ask)
      .toClient('03661471 01000000 06000080 050d75600101 1027 01000000 0100 0400 00000000')
    expect(dialogue.heard[0]).toMatchObject({
      function: 'udp 6',
      class: 'configure',
      target: 'route A 192.168.1.199.1.1 at B',
    })
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', user: 'Admin' }])
    expect(dialogue.observed('credential')).toMatchObject([{ account: 'Admin', protection: 'clear' }])
    expect(JSON.stringify([dialogue.heard, dialogue.observations])).not.toContain('SECRET')
  })
})

describe('the probe', () => {
  test('knows a request, an answer and a datagram', () => {
    for (const hex of [READ, VALUE, PROBE_UDP]) expect(ads.probe(cursorOver(fromHex(hex)), 'to-server')).toBe('yes')
  })

  test.each([
    ['two lengths that differ', READ.replace('0000 2c', '0000 2d')],
    ['command 0', message(0, '')],
    ['a first byte that is not zero', READ.replace('0000', '0100')],
    ['an AMS header that does not fit', '0000 10000000'],
    ['another magic', PROBE_UDP.replace('71', '72')],
  ])('refuses %s', (_, hex) => {
    expect(ads.probe(cursorOver(fromHex(hex)), 'to-server')).toBe('no')
  })

  test('waits for a header that is cut', () => {
    expect(ads.probe(cursorOver(fromHex(READ).slice(0, 20)), 'to-server')).toBe('need-more')
  })
})
