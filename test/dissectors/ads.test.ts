import { describe, expect, test } from 'vitest'
import { ads } from '../../dissectors/ads/ads.ts'
import { MAX_HANDLES } from '../../dissectors/ads/ads-state.ts'
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
  const little = (value: number) => Buffer.from(Uint32Array.of(value).buffer).toString('hex')
  const ends = options.answer ? `${STATION} ${PLC}` : `${PLC} ${STATION}`
  const flags = options.answer ? '0500' : '0400'
  const head = `${ends} 0${command}00 ${flags} ${little(length)} ${options.error ?? '00000000'} ${little(options.invoke ?? 1)}`
  return `0000 ${little(32 + length)} ${head} ${data}`
}

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
