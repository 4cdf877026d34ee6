import { describe, expect, test } from 'vitest'
import { bacnet } from '../../dissectors/bacnet/bacnet.ts'
import { MAX_SAID } from '../../dissectors/bacnet/bacnet-state.ts'
import { MAX_ROUTED } from '../../dissectors/bacnet/outstanding-requests.ts'
import { propertyName } from '../../dissectors/bacnet/property-names.ts'
import { MAX_BODY, MAX_PARTIAL, SegmentAssembly } from '../../dissectors/bacnet/segment-assembly.ts'
import { vendorName } from '../../dissectors/bacnet/vendors.ts'
import {
  application,
  broadcast,
  bvll,
  confirmed,
  context,
  error,
  iAm,
  npdu,
  objectId,
  readAnswer,
  readProperty,
  segment,
  string,
  unconfirmed,
  unicast,
  within,
} from '../../fixtures/generate/bacnet-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u16, u32 } from '../support/packet.ts'

const STATION = [5, [10]] as const

function last(dialogue: Dialogue) {
  return dialogue.heard.at(-1)
}

describe('who is there', () => {
  test('an I-Am tells instance and vendor, once', () => {
    const dialogue = new Dialogue(bacnet).toServer(broadcast(iAm(1200, 24)), broadcast(iAm(1200, 24)))
    const facts = { 'device-id': '1200', 'vendor-id': '24', vendor: 'Automated Logic Corporation' }
    expect(dialogue.observed('identity')).toEqual([
      { kind: 'identity', of: 'client', about: '', module: '', message: 'I-Am', facts },
    ])
  })

  test('a Who-Am-I tells vendor, model and serial number of a device without a number', () => {
    const body = bytesOf(application(2, [24]), string('LMCP24'), string('12345'))
    const dialogue = new Dialogue(bacnet).toServer(broadcast(unconfirmed(13, body)), broadcast(unconfirmed(13, body)))
    const facts = { 'vendor-id': '24', model: 'LMCP24', serial: '12345' }
    expect(dialogue.observed('identity')).toMatchObject([{ of: 'client', message: 'Who-Am-I', facts }])
  })

  test('a forwarded I-Am is about the device that sent it, not about the BBMD', () => {
    const dialogue = new Dialogue(bacnet).toClient(bvll(4, [10, 0, 0, 7, 0xba, 0xc0], npdu(iAm(7, 0))))
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'server', about: '10.0.0.7', facts: { vendor: 'ASHRAE' } },
    ])
  })

  test('a device behind a router is a part of the router', () => {
    const dialogue = new Dialogue(bacnet)
    dialogue.toServer(unicast(readProperty(1, 8, 510, 70), { to: STATION }))
    dialogue.toClient(unicast(readAnswer(1, 8, 510, 70, string('VAV')), { from: STATION }))
    expect(dialogue.heard.map(({ module }) => module)).toEqual(['network 5 station 10', 'network 5 station 10'])
    expect(dialogue.observed('identity')).toMatchObject([
      { of: 'server', module: 'network 5 station 10', facts: { model: 'VAV', 'device-id': '510' } },
    ])
  })

  test('who writes the network that a message came from into it is a router, told once', () => {
    const dialogue = new Dialogue(bacnet)
    const routed = unicast(readAnswer(1, 8, 510, 70, string('VAV')), { from: STATION })
    dialogue.toClient(routed, routed)
    dialogue.toServer(unicast(readProperty(1, 8, 510, 70), { from: [6, [1]] }))
    // What a BBMD forwards is routed by whoever sent it to the BBMD.
    dialogue.toClient(bvll(4, [10, 0, 0, 7, 0xba, 0xc0], npdu(iAm(7, 0), { from: [9, [1]] })))
    expect(dialogue.observed('topology')).toEqual([
      { kind: 'topology', relation: 'gateway-for', of: 'server', other: 'network 5' },
      { kind: 'topology', relation: 'gateway-for', of: 'client', other: 'network 6' },
    ])
  })

  test('a MAC address that ends like a port of BACnet/IP is one', () => {
    const mac = [7, [0x00, 0x0c, 0x6e, 0xb0, 0xba, 0xc1]] as const
    const dialogue = new Dialogue(bacnet).toClient(unicast(iAm(512, 42), { from: mac }))
    expect(dialogue.heard[0]?.module).toBe('network 7 station 00:0c:6e:b0:ba:c1')
  })

  test('devices behind one router may use the same invoke id', () => {
    const dialogue = new Dialogue(bacnet)
    dialogue.toServer(
      unicast(readProperty(1, 0, 1, 85), { to: [5, [1]] }),
      unicast(readProperty(1, 0, 2, 85), { to: [5, [2]] }),
    )
    dialogue.toClient(unicast(error(1, 12, 1, 31), { from: [5, [1]] }))
    expect(last(dialogue)).toMatchObject({ module: 'network 5 station 1', target: 'analog-input 1 present-value' })
  })

  test('a text is read in its character set, and any other value is left', () => {
    const say = (value: number[]) =>
      new Dialogue(bacnet).toClient(unicast(readAnswer(1, 8, 1, 58, value))).observed('identity')[0]?.facts['location']
    expect(say(string('Roof'))).toBe('Roof')
    expect(say(application(7, [4, 0, 0x52, 0, 0xf6]))).toBe('Rö')
    expect(say(application(7, [5, 0xe9]))).toBe('é')
    expect(say(application(4, [0, 0, 0, 0]))).toBeUndefined()
    expect(say([0x70])).toBeUndefined()
  })

  test('the announced networks are behind the router', () => {
    const dialogue = new Dialogue(bacnet).toServer(
      bvll(0x0b, npdu(bytesOf(1, u16(5), u16(6)), { isNetworkMessage: true })),
    )
    expect(dialogue.observed('topology').map(({ of, other }) => `${of} ${other}`)).toEqual([
      'client network 5',
      'client network 6',
    ])
    expect(last(dialogue)).toMatchObject({ role: 'event', function: 'network 1', target: 'networks 5, 6' })
  })

  test('vendors and properties have the names of the standard', () => {
    expect([0, 5, 24, 260, 1453].map(vendorName)).toEqual([
      'ASHRAE',
      'Johnson Controls, Inc.',
      'Automated Logic Corporation',
      'BACnet Stack at SourceForge',
      'ClimaCool',
    ])
    expect(vendorName(65_000)).toBe('')
    expect([85, 77, 121, 226, 372, 9999].map(propertyName)).toEqual([
      'present-value',
      'object-name',
      'vendor-name',
      'door-alarm-state',
      'serial-number',
      'property 9999',
    ])
  })
})

describe('the link layer', () => {
  test('a result answers the function asked last, and its code is the status', () => {
    const dialogue = new Dialogue(bacnet).toServer(bvll(5, u16(60))).toClient(bvll(0, u16(0x30)))
    expect(dialogue.heard.map(({ role, function: code, status }) => [role, code, status])).toEqual([
      ['request', 'bvlc 5', 0],
      ['response', 'bvlc 5', 0x30],
    ])
  })

  test('a result that nothing asked for counts under its own function', () => {
    expect(last(new Dialogue(bacnet).toClient(bvll(0, u16(0))))).toMatchObject({ role: 'response', function: 'bvlc 0' })
  })

  test('a secured message is counted, and not decoded', () => {
    const dialogue = new Dialogue(bacnet).toServer(bvll(12, u32(1)))
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'encrypted' }])
  })
})

describe('segments', () => {
  const device = bytesOf(
    context(0, objectId(8, 12)),
    within(1, context(2, [121]), within(4, string('Example Controls'))),
  )

  test('an answer in segments is one answer, and is read when it is whole', () => {
    const dialogue = new Dialogue(bacnet).toServer(
      unicast(confirmed(1, 14, context(0, objectId(8, 12)), within(1, context(0, [8])))),
    )
    dialogue.toClient(
      unicast(segment(3, 1, 0, false, 14, device.slice(0, 9))),
      unicast(segment(3, 1, 0, false, 14, device.slice(0, 9))),
    )
    dialogue.toServer(unicast(bytesOf(0x40, 1, 0, 4)))
    dialogue.toClient(unicast(segment(3, 1, 1, true, 14, device.slice(9))))
    expect(dialogue.heard.map(({ role, function: code }) => `${role} ${code}`)).toEqual([
      'request confirmed 14',
      'response confirmed 14',
      'event segment-ack',
    ])
    expect(dialogue.observed('identity')).toMatchObject([
      { message: 'ReadPropertyMultiple', facts: { vendor: 'Example Controls' } },
    ])
  })

  test('an answer that misses a segment tells nothing', () => {
    const dialogue = new Dialogue(bacnet).toClient(
      unicast(segment(3, 1, 0, false, 14, device.slice(0, 9))),
      unicast(segment(3, 1, 2, true, 14, device.slice(9))),
    )
    expect(dialogue.observed('identity')).toEqual([])
  })

  test('bytes and APDUs that are put together are bounded', () => {
    const assembly = new SegmentAssembly()
    const bytes = new Uint8Array(1000)
    for (let sequence = 0; sequence < 100; sequence++) assembly.add(1, sequence, cursorOver(bytes))
    expect(assembly.finish(1)?.left).toBe(MAX_BODY)
    for (let key = 0; key <= MAX_PARTIAL; key++) assembly.add(key, 0, cursorOver(bytes))
    expect(assembly.finish(0)).toBeUndefined()
    expect(assembly.finish(MAX_PARTIAL)?.left).toBe(1000)
  })
})

test('what is remembered of a dialogue is bounded', () => {
  const dialogue = new Dialogue(bacnet)
  for (let instance = 0; instance < MAX_SAID + 2; instance++) dialogue.toServer(broadcast(iAm(instance, 24)))
  dialogue.toServer(broadcast(iAm(0, 24)))
  expect(dialogue.observed('identity')).toHaveLength(MAX_SAID + 3)
  for (let station = 0; station <= MAX_ROUTED; station++)
    dialogue.toServer(unicast(readProperty(1, 0, station, 85), { to: [5, u16(station)] }))
  dialogue.toClient(
    unicast(error(1, 12, 1, 31), { from: [5, u16(0)] }),
    unicast(error(1, 12, 1, 31), { from: [5, u16(9)] }),
  )
  expect(dialogue.heard.slice(-2).map(({ target }) => target)).toEqual(['', 'analog-input 9 present-value'])
})
