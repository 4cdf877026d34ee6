import { describe, expect, test } from 'vitest'
import { ads } from '../../dissectors/ads/ads.ts'
import { MAX_HANDLES, MAX_NAMES_ASKED } from '../../dissectors/ads/ads-state.ts'
import { NOT_A_MESSAGE } from '../../dissectors/kit/dissector.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'

const PLC = '050d75600101 5303'
const STATION = 'c0a801630101 0a80'

/** One message to or from port 851: the AMS/TCP header, then the AMS header, little-endian. */
function message(
  command: number,
  data: string,
  options: { answer?: boolean; invoke?: number; error?: string } = {},
): string {
  const length = data.replace(/\s/g, '').length / 2
  const ends = options.answer ? `${STATION} ${PLC}` : `${PLC} ${STATION}`
  const flags = options.answer ? '0500' : '0400'
  const head = `${ends} 0${command}00 ${flags} ${little(length)} ${options.error ?? '00000000'} ${little(options.invoke ?? 1)}`
  return `0000 ${little(32 + length)} ${head} ${data}`
}

function little(value: number): string {
  return Buffer.from(Uint32Array.of(value).buffer).toString('hex')
}

/** 'MAIN.x' and 'MAIN.y', with their ends. */
const X = '4d41494e2e7800'
const Y = '4d41494e2e7900'
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

  test('by handle is shown by the name that the handle was given for', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(9, '03f00000 00000000 04000000 07000000 4d41494e2e7800'))
      .toClient(message(9, '00000000 04000000 01000038', { answer: true }))
      .toServer(message(3, '05f00000 01000038 02000000 0500', { invoke: 2 }))
    expect(dialogue.heard.at(-1)).toMatchObject({ class: 'write', target: 'MAIN.x' })
  })

  test('for a handle beyond those kept is shown by its number', () => {
    const dialogue = new Dialogue(ads)
    for (let handle = 0; handle <= MAX_HANDLES; handle++) {
      const name = Buffer.from(`V${handle}\0`).toString('hex')
      const length = `0${name.length / 2}000000`
      const number = Buffer.from(Uint32Array.of(handle).buffer).toString('hex')
      dialogue
        .toServer(message(9, `03f00000 00000000 04000000 ${length} ${name}`, { invoke: handle }))
        .toClient(message(9, `00000000 04000000 ${number}`, { answer: true, invoke: handle }))
    }
    dialogue.toServer(message(2, '05f00000 ff000000 02000000'), message(2, '05f00000 00010000 02000000'))
    expect(dialogue.heard.slice(-2).map(({ target }) => target)).toEqual(['V255', 'handle 0x100'])
  })

  test('for a handle is met by an answer that says more than the handle', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(9, `03f00000 00000000 ffffffff 07000000 ${X}`))
      .toClient(message(9, '00000000 0e000000 01000038 02000000 00000000 0300 494e5400', { answer: true }))
      .toServer(message(2, '05f00000 01000038 02000000', { invoke: 2 }))
    expect(dialogue.heard.at(-1)).toMatchObject({ class: 'read', target: 'MAIN.x' })
  })

  test('for a value by name gives no name to a handle that has the number of the value', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(9, `04f00000 00000000 04000000 07000000 ${X}`))
      .toClient(message(9, '00000000 04000000 01000038', { answer: true }))
      .toServer(message(2, '05f00000 01000038 02000000', { invoke: 2 }))
    expect(dialogue.heard.at(-1)).toMatchObject({ target: 'handle 0x38000001' })
  })

  test('by a handle that was released and given out again is shown by its new name', () => {
    const dialogue = new Dialogue(ads)
    for (const name of [X, Y]) {
      dialogue
        .toServer(message(9, `03f00000 00000000 04000000 07000000 ${name}`))
        .toClient(message(9, '00000000 04000000 01000038', { answer: true }))
        .toServer(message(2, '05f00000 01000038 02000000'), message(3, '06f00000 00000000 04000000 01000038'))
    }
    dialogue.toServer(message(2, '05f00000 01000038 02000000'), message(3, '06f00000 00000000 04000000 02000038'))
    expect(dialogue.heard.filter(({ role }) => role === 'request').map(({ target }) => target)).toEqual([
      ...['MAIN.x', 'MAIN.x', 'MAIN.x'],
      ...['MAIN.y', 'MAIN.y', 'MAIN.y'],
      ...['handle 0x38000001', 'handle 0x38000002'],
    ])
  })

  test('by the handle of another server of the connection has not its name', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(9, `03f00000 00000000 04000000 07000000 ${X}`))
      .toClient(message(9, '00000000 04000000 01000038', { answer: true }))
      .toServer(message(2, '05f00000 01000038 02000000').replace('5303', '5403'))
    expect(dialogue.heard.at(-1)).toMatchObject({ module: 'port 852', target: 'handle 0x38000001' })
  })

  test('that asks for more names than are remembered leaves the further handles without', () => {
    const dialogue = new Dialogue(ads)
    const ask = (from: number, count: number) => {
      const names = Array.from({ length: count }, (_, i) => Buffer.from(`V${from + i}`.padEnd(8, '\0')).toString('hex'))
      const parts = '03f00000 00000000 04000000 08000000'.repeat(count)
      return message(9, `82f00000 ${little(count)} ffffffff ${little(count * 24)} ${parts} ${names.join('')}`)
    }
    for (let from = 0; from < MAX_NAMES_ASKED; from += 256) dialogue.toServer(ask(from, 256))
    const answer = (count: number) => {
      const values = Array.from({ length: count }, (_, i) => little(i)).join('')
      return message(9, `00000000 ${little(count * 12)} ${'0000000004000000'.repeat(count)} ${values}`, {
        answer: true,
      })
    }
    dialogue.toServer(ask(MAX_NAMES_ASKED, 1)).toClient(answer(1)).toServer(message(2, '05f00000 00000000 02000000'))
    expect(dialogue.heard.at(-1)).toMatchObject({ target: 'handle 0x0' })
    dialogue.toServer(ask(0, 256)).toClient(answer(256)).toServer(message(2, '05f00000 02000000 02000000'))
    expect(dialogue.heard.at(-1)).toMatchObject({ target: 'V2' })
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

describe('a sum', () => {
  const names = `${X} ${Y}`
  const asks = '03f00000 00000000 ffff0000 07000000'
  const sum = (group: string, parts: string, written: string, count = 2) => {
    const length = little(`${parts}${written}`.replace(/\s/g, '').length / 2)
    return message(9, `${group}f00000 ${little(count)} ffffffff ${length} ${parts} ${written}`)
  }

  test('of handles is known by its names, and gives them to the handles', () => {
    const dialogue = new Dialogue(ads)
      .toServer(sum('82', `${asks} ${asks}`, names))
      .toClient(message(9, `00000000 18000000 10070000 00000000 00000000 08000000 01000038 02000000`, { answer: true }))
      .toServer(message(2, '05f00000 01000038 02000000'), sum('80', '05f00000 01000038 02000000', '', 1))
      .toServer(sum('81', '06f00000 00000000 04000000', '01000038', 1))
      .toServer(sum('80', '05f00000 01000038 02000000', '', 1))
    expect(dialogue.heard.filter(({ role }) => role === 'request').map((one) => [one.class, one.target])).toEqual([
      ['read', 'MAIN.x, MAIN.y'],
      ['read', 'MAIN.y'],
      ['read', 'MAIN.y'],
      ['session', 'MAIN.y'],
      ['read', 'handle 0x38000001'],
    ])
  })

  test('of other names is another operation', () => {
    const dialogue = new Dialogue(ads).toServer(
      sum('82', `${asks} ${asks}`, names),
      sum('82', `${asks} ${asks}`, `${Y} ${X}`),
    )
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['MAIN.x, MAIN.y', 'MAIN.y, MAIN.x'])
  })

  test.each([
    ['82', '07f00000 00000000 ffff0000 07000000', X, 'discover', 'MAIN.x'],
    ['82', '11f00000 00000000 ffff0000 07000000', X, 'discover', 'MAIN.x'],
    ['82', '34120000 01000000 04000000 01000000', '00', 'write', 'group 0x1234 offset 0x1+4'],
    ['81', '06f00000 00000000 04000000', '01000038', 'session', 'handle 0x38000001'],
    ['81', '20400000 00000000 01000000', '00', 'write', '%MB0+1'],
    ['83', '20400000 00000000 01000000', '', 'read', '%MB0+1'],
    ['84', '20400000 00000000 01000000', '', 'read', '%MB0+1'],
    ['85', `20400000 00000000 01000000${'00'.repeat(28)}`, '', 'read', 'several subscriptions'],
    ['86', '01000000', '', 'session', 'several subscriptions'],
    ['82', '', '', 'write', ''],
  ])('of group 0xf0%s with parts %s and %s is of class %s', (group, parts, written, operationClass, target) => {
    const [heard] = new Dialogue(ads).toServer(sum(group, parts, written, 1)).heard
    expect(heard).toMatchObject({ class: operationClass, target })
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

describe('a notification', () => {
  const sample = '1a000000 01000000 0000000000000000 01000000 4d000000 02000000 0500'

  test('is published under what was subscribed', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(6, `20400000 c8000000 02000000 ${'00'.repeat(28)}`))
      .toClient(message(6, '00000000 4d000000', { answer: true }))
      .toClient(`0000 3e000000 ${STATION} ${PLC} 0800 0400 1e000000 00000000 00000000 ${sample}`)
    expect(dialogue.heard.at(-1)).toMatchObject({ role: 'event', function: '8', class: 'publish', target: '%MB200+2' })
  })
})

describe('subscriptions', () => {
  const add = (offset: number) => message(6, `20400000 ${little(offset)} 02000000 ${'00'.repeat(28)}`)
  const added = (handle: number) => message(6, `00000000 ${little(handle)}`, { answer: true })
  const notified = (handle: number) => {
    const sample = `1a000000 01000000 0000000000000000 01000000 ${little(handle)} 02000000 0500`
    return `0000 3e000000 ${STATION} ${PLC} 0800 0400 1e000000 00000000 00000000 ${sample}`
  }
  const remove = (handle: number) => message(7, little(handle))

  test('under a handle that was given before are published under what it is now', () => {
    const dialogue = new Dialogue(ads).toServer(add(2)).toClient(added(1), notified(1)).toServer(remove(1))
    dialogue.toServer(add(4)).toClient(added(1), notified(1)).toServer(remove(1), remove(9))
    expect(
      dialogue.heard.filter(({ function: code }) => code !== '6').map((one) => [one.function, one.target]),
    ).toEqual([
      ['8', '%MB2+2'],
      ['7', '%MB2+2'],
      ['8', '%MB4+2'],
      ['7', '%MB4+2'],
      ['7', ''],
    ])
  })

  test('of the same are the same operation under any handle', () => {
    const dialogue = new Dialogue(ads).toServer(add(2)).toClient(added(1), notified(1))
    dialogue.toServer(add(2)).toClient(added(2), notified(2))
    expect(new Set(dialogue.operations).size).toBe(2)
  })

  test('beyond those kept have no name, until one of those has ended', () => {
    const dialogue = new Dialogue(ads)
    for (let handle = 0; handle < MAX_HANDLES; handle++) dialogue.toServer(add(handle)).toClient(added(handle))
    const published = () => dialogue.toClient(notified(1000)).heard.at(-1)?.target
    dialogue.toServer(add(1000)).toClient(added(1000))
    expect(published()).toBe('')
    dialogue.toServer(remove(5)).toServer(add(1000)).toClient(added(1000))
    expect(published()).toBe('%MB1000+2')
    expect(dialogue.toClient(notified(5)).heard.at(-1)?.target).toBe('')
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
