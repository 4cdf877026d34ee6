import { describe, expect, test } from 'vitest'
import { addressOfUrl } from '../../dissectors/ssdp/address-of-url.ts'
import { MAX_LINES, MAX_VALUE } from '../../dissectors/ssdp/header-lines.ts'
import { ssdp } from '../../dissectors/ssdp/ssdp.ts'
import { ssdpMessage } from '../../fixtures/generate/discovery-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'

const DEVICE = 'urn:schemas-upnp-org:device:Basic:1'
const ABOUT = {
  SERVER: 'WinCE/6.00, UPnP/1.0, Host/1.0',
  LOCATION: 'http://10.0.0.8:5120/a.xml',
  USN: `uuid:1-2-3::${DEVICE}`,
}
const search = (extra: Record<string, string> = {}) =>
  ssdpMessage('M-SEARCH * HTTP/1.1', { HOST: '239.255.255.250:1900', ST: 'ssdp:all', ...extra })
const answer = (extra: Record<string, string> = {}) =>
  ssdpMessage('HTTP/1.1 200 OK', { ...ABOUT, ST: DEVICE, ...extra })
const notify = (nts: string, extra: Record<string, string> = {}) =>
  ssdpMessage('NOTIFY * HTTP/1.1', { ...ABOUT, NT: DEVICE, NTS: nts, ...extra })
const said = (dialogue: Dialogue) =>
  dialogue.observed('identity').map(({ of, about, facts }) => ({ of, about, ...facts }))

describe('messages', () => {
  test('a search and its answer are one operation', () => {
    const dialogue = new Dialogue(ssdp).toServer(search({ ST: DEVICE })).toClient(answer())
    expect(dialogue.heard[0]).toMatchObject({
      role: 'request',
      function: 'M-SEARCH',
      name: 'Search',
      class: 'discover',
      target: DEVICE,
    })
    expect(dialogue.heard[1]).toMatchObject({ role: 'response' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test.each([
    ['ssdp:alive', 'NOTIFY ssdp:alive'],
    ['ssdp:byebye', 'NOTIFY ssdp:byebye'],
    ['ssdp:update', 'NOTIFY ssdp:update'],
    ['upnp:propchange', 'NOTIFY'],
  ])('an advertisement of %s is the event %s', (nts, text) => {
    expect(new Dialogue(ssdp).toServer(notify(nts)).heard[0]).toMatchObject({
      role: 'event',
      function: text,
      target: DEVICE,
    })
  })

  test('one without its kind is a notification', () => {
    const dialogue = new Dialogue(ssdp).toServer(ssdpMessage('NOTIFY * HTTP/1.1', { NT: DEVICE }))
    expect(dialogue.heard[0]?.name).toBe('Notification')
    expect(ssdp.describe(9)).toEqual({ function: 'code 9', name: 'Code 9' })
  })

  test.each([
    ['half of a start line', search().slice(0, 10), 'truncated'],
    ['another method', ssdpMessage('GET / HTTP/1.1', {}), 'bad-value'],
  ])('%s is malformed', (_, bytes, reason) => {
    expect(new Dialogue(ssdp).toServer(bytes).observed('malformed')).toMatchObject([{ reason }])
  })
})

describe('identity', () => {
  test('who answers tells what it is, and its location is that of its address; a date is no news', () => {
    const dialogue = new Dialogue(ssdp).toClient(answer({ DATE: 'Mon' }), answer({ DATE: 'Tue' }))
    expect(said(dialogue)).toEqual([
      {
        of: 'server',
        about: '',
        banner: ABOUT.SERVER,
        os: 'WinCE/6.00',
        product: 'Host/1.0',
        uuid: '1-2-3',
        'device-type': DEVICE,
      },
      { of: 'server', about: '10.0.0.8', url: ABOUT.LOCATION },
    ])
  })

  test('a service is one, what all devices have is none, unknown systems are not told', () => {
    const service = 'urn:beckhoff.com:service:cxconfig:1'
    const plain = { SERVER: 'Unknown/0.0 UPnP/1.0 Unknown/0.0', LOCATION: '', USN: 'x' }
    const dialogue = new Dialogue(ssdp).toServer(
      notify('ssdp:alive', { ...plain, NT: service }),
      notify('ssdp:alive', { ...plain, NT: 'upnp:rootdevice' }),
      notify('ssdp:alive', { ...plain, SERVER: '', NT: 'ssdp:all' }),
      notify('ssdp:byebye'),
    )
    expect(said(dialogue)).toEqual([
      { of: 'client', about: '', banner: plain.SERVER, service },
      { of: 'client', about: '', banner: plain.SERVER },
    ])
  })

  test('who searches tells its software, once, and nothing when it does not', () => {
    const chrome = search({ 'USER-AGENT': 'Google Chrome/85 Windows' })
    expect(said(new Dialogue(ssdp).toServer(chrome, chrome, search({ ST: 'x' })))).toEqual([
      { of: 'client', about: '', application: 'Google Chrome/85 Windows' },
    ])
  })

  test(`${MAX_LINES} lines and ${MAX_VALUE} bytes of a value are read`, () => {
    const many = Object.fromEntries(Array.from({ length: MAX_LINES }, (_, i) => [`X-${i}`, '1']))
    expect(
      said(new Dialogue(ssdp).toServer(ssdpMessage('M-SEARCH * HTTP/1.1', { ...many, 'USER-AGENT': 'late' }))),
    ).toEqual([])
    const long = search({ 'USER-AGENT': 'x'.repeat(MAX_VALUE + 9) })
    expect(new Dialogue(ssdp).toServer(long).observed('identity')[0]?.facts.application).toHaveLength(MAX_VALUE)
  })
})

test.each([
  ['http://10.0.0.8:5120/a.xml', '10.0.0.8'],
  ['http://[fe80::1%25eth0]:80/', 'fe80::1'],
  ['http://user@10.0.0.8', '10.0.0.8'],
  ['http://printer.local/', ''],
  ['http://127.0.0.1/', ''],
  ['http://[::1]/', ''],
  ['/relative', ''],
])('the address of %s is "%s"', (url, address) => {
  expect(addressOfUrl(url)).toBe(address)
})

test.each([
  ['a search', search(), 'yes', 'to-server'],
  ['an advertisement', notify('ssdp:alive'), 'yes', undefined],
  ['an answer', answer(), 'yes', 'to-client'],
  ['an answer of HTTP', ssdpMessage('HTTP/1.1 200 OK', { SERVER: 'x' }), 'no', 'to-client'],
  ['HTTP', ssdpMessage('GET / HTTP/1.1', {}), 'no', undefined],
  ['nothing', new Uint8Array(), 'no', undefined],
] as const)('the probe: %s', (_, bytes, verdict, direction) => {
  expect(ssdp.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  expect(ssdp.directionOf(cursorOver(bytes))).toBe(direction)
})
