import { describe, expect, test } from 'vitest'
import { MAX_URLS } from '../../dissectors/ws-discovery/match.ts'
import { MAX_ELEMENTS, MAX_TEXT } from '../../dissectors/ws-discovery/soap-scan.ts'
import { MAX_MATCHES, wsDiscovery } from '../../dissectors/ws-discovery/ws-discovery.ts'
import { soapDevice, soapMessage } from '../../fixtures/generate/discovery-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf } from '../support/packet.ts'

const SCOPES = `onvif://www.onvif.org/name/Line%203 onvif://www.onvif.org/hardware/M3045
 onvif://www.onvif.org/location/hall/2 onvif://www.onvif.org/location/cell/4 onvif://www.onvif.org/Profile/Streaming`
const DEVICE = soapDevice(
  '4d45-1',
  'dn:NetworkVideoTransmitter\n tds:Device',
  SCOPES,
  'http://10.0.0.15/onvif http://[fe80::15]/onvif',
)
const hello = (body = DEVICE, message = 1) =>
  soapMessage({ action: 'Hello', body: `<d:Hello>${body}</d:Hello>`, message })
const matches = (...bodies: string[]) =>
  soapMessage({ action: 'ProbeMatches', body: bodies.map((body) => `<d:ProbeMatch>${body}</d:ProbeMatch>`).join('') })
const said = (dialogue: Dialogue) =>
  dialogue.observed('identity').map(({ of, about, message, facts }) => ({ of, about, message, ...facts }))

describe('messages', () => {
  test.each([
    ['Hello', 'event', undefined],
    ['Bye', 'event', undefined],
    ['Probe', 'request', 'to-server'],
    ['ProbeMatches', 'response', 'to-client'],
    ['Resolve', 'request', 'to-server'],
    ['ResolveMatches', 'response', 'to-client'],
  ] as const)('%s is a %s', (action, role, direction) => {
    const message = soapMessage({ action, body: '' })
    const dialogue = new Dialogue(wsDiscovery).toServer(message, message)
    expect(dialogue.heard[0]).toMatchObject({ role, function: action, name: action, class: 'discover' })
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    expect(wsDiscovery.directionOf(cursorOver(message))).toBe(direction)
  })

  test.each([
    ['an action that nobody has', soapMessage({ action: 'Goodbye', body: '' }), 'bad-value'],
    ['no action', bytesOf(ascii('<a><b></b></a>')), 'bad-value'],
    ['no body', hello().slice(0, Buffer.from(hello()).indexOf('<s:Body')), 'truncated'],
    ['no end', hello().slice(0, -5), 'truncated'],
  ])('%s is malformed', (_, bytes, reason) => {
    expect(new Dialogue(wsDiscovery).toServer(bytes).observed('malformed')).toMatchObject([{ reason }])
  })

  test('a code has a text', () => {
    expect(wsDiscovery.describe(9).name).toBe('action 9')
  })
})

describe('identity', () => {
  const facts = {
    uuid: '4d45-1',
    'device-type': 'dn:NetworkVideoTransmitter tds:Device',
    url: 'http://10.0.0.15/onvif http://[fe80::15]/onvif',
    name: 'Line 3',
    hardware: 'M3045',
    location: 'hall/2, cell/4',
  }

  test('who comes tells what it is, at the address that it gives, once', () => {
    expect(said(new Dialogue(wsDiscovery).toServer(hello(), hello(DEVICE, 2)))).toEqual([
      { of: 'client', about: '10.0.0.15', message: 'WS-Discovery Hello', ...facts },
    ])
  })

  test('an answer can tell of several, one of them without an address', () => {
    const other = soapDevice('4d45-2', '', '', 'http://camera-2.local/')
    const nothing = '<d:MetadataVersion>1</d:MetadataVersion>'
    expect(said(new Dialogue(wsDiscovery).toClient(matches(DEVICE, other, nothing)))).toEqual([
      { of: 'server', about: '10.0.0.15', message: 'WS-Discovery ProbeMatches', ...facts },
      { of: 'server', about: '', message: 'WS-Discovery ProbeMatches', uuid: '4d45-2', url: 'http://camera-2.local/' },
    ])
  })

  test('what is looked for is nobody', () => {
    const probe = soapMessage({ action: 'Probe', body: `<d:Probe>${DEVICE}</d:Probe>` })
    expect(said(new Dialogue(wsDiscovery).toServer(probe))).toEqual([])
  })

  test(`of a message ${MAX_MATCHES} devices are told, and that more were there; of a device ${MAX_URLS} locations`, () => {
    const urls = Array.from({ length: MAX_URLS + 1 }, (_, i) => `http://h${i}/`).join(' ')
    const many = Array.from(
      { length: MAX_MATCHES + 1 },
      (_, i) => `<a:Address>urn:uuid:${i}</a:Address><d:XAddrs>${urls}</d:XAddrs>`,
    )
    const dialogue = new Dialogue(wsDiscovery).toClient(matches(...many))
    expect(dialogue.observed('identity')).toHaveLength(MAX_MATCHES)
    expect(dialogue.observed('identity')[0]?.facts.url?.split(' ')).toHaveLength(MAX_URLS)
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unsupported' }])
  })

  test(`${MAX_ELEMENTS} elements and ${MAX_TEXT} bytes of a text are read`, () => {
    const many = '<x/>'.repeat(MAX_ELEMENTS)
    const dialogue = new Dialogue(wsDiscovery).toServer(hello(`${many}${DEVICE}`))
    expect([dialogue.observed('identity').length, dialogue.observed('undecoded').length]).toEqual([0, 1])
    const long = soapDevice('1', 'x'.repeat(MAX_TEXT + 9), '', '')
    expect(new Dialogue(wsDiscovery).toServer(hello(long)).observed('identity')[0]?.facts['device-type']).toHaveLength(
      MAX_TEXT,
    )
  })
})

test.each([
  ['Hello', hello(), 'yes'],
  [
    'the version of OASIS',
    soapMessage({ action: 'Hello', body: '', discovery: 'http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01' }),
    'yes',
  ],
  ['a byte order mark', bytesOf(0xef, 0xbb, 0xbf, hello()), 'yes'],
  ['another SOAP', soapMessage({ action: 'Hello', body: '', discovery: 'urn:other' }), 'no'],
  ['text', bytesOf(ascii('hello </ws/2005/04/discovery')), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(wsDiscovery.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})

test('what is not XML has no direction', () => {
  expect(wsDiscovery.directionOf(cursorOver(bytesOf(ascii('hello'))))).toBeUndefined()
})
