import { describe, expect, test } from 'vitest'
import { knx } from '../../dissectors/knx/knx.ts'
import { MAX_DEVICES } from '../../dissectors/knx/knx-state.ts'
import { deviceBlock, hpai, knxMessage, linkData, tunnelled } from '../../fixtures/generate/knx.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16 } from '../support/packet.ts'

const IP = [10, 0, 0, 5]

describe('description', () => {
  test('a device that is found says who it is, and binds its addresses', () => {
    const families = [4, 2, 5, 1]
    const response = knxMessage(0x0202, hpai(IP), deviceBlock('Router', '00246d000011', '00fa12345678', 1), families)
    const dialogue = new Dialogue(knx).toClient(response, response)
    expect(dialogue.heard[0]).toMatchObject({
      role: 'response',
      function: '0x0201',
      name: 'SEARCH_REQUEST',
      class: 'discover',
    })
    expect(dialogue.observed('identity')).toEqual([
      {
        kind: 'identity',
        of: 'server',
        about: '',
        module: '',
        message: 'SEARCH_RESPONSE',
        facts: {
          'network-address': '1.1.5',
          capability: 'medium TP1, routing 1',
          project: 'project 1 installation 2',
          serial: '00fa12345678',
          'vendor-id': '0x00fa',
          name: 'Router',
          mode: 'programming mode',
          description: 'routing multicast 224.0.23.12',
          mac: '00:24:6d:00:00:11',
        },
      },
    ])
    expect(dialogue.observed('binding')).toEqual([{ kind: 'binding', mac: '00:24:6d:00:00:11', ip: '10.0.0.5' }])
  })

  test('a group address as MAC binds nothing', () => {
    const dialogue = new Dialogue(knx).toClient(knxMessage(0x0202, hpai(IP), deviceBlock('x', '010203040506')))
    expect(dialogue.observed('binding')).toEqual([])
  })

  test('blocks that do not fit are malformed', () => {
    const dialogue = new Dialogue(knx)
      .toClient(knxMessage(0x0204, [54, 1, 2]))
      .toClient(knxMessage(0x0204, [4, 1, 2, 0]))
      .toClient(knxMessage(0x0202, [8, 1]))
      .toClient(knxMessage(0x0204, [4, 4, 2, 0]))
    expect(dialogue.observed('malformed').length).toBe(1)
  })
})

describe('addresses that are given', () => {
  const sent = (...apdu: number[]) => {
    const [request, confirmation] = [0x11, 0x2e].map((code) => linkData(code, 0, 0, true, ...apdu))
    const dialogue = new Dialogue(knx)
      .toServer(tunnelled(0x0420, 0, request as Uint8Array))
      .toClient(tunnelled(0x0420, 0, confirmation as Uint8Array))
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
    return dialogue.heard[0]
  }

  test('a device whose button is pressed gets one, which is told', () => {
    expect(sent(0, 0xc0, 0x11, 5)).toMatchObject({
      name: 'IndividualAddress_Write',
      class: 'configure',
      module: '',
      target: 'new address 1.1.5',
    })
  })

  test('so does a serial number', () => {
    expect(sent(3, 0xde, 0, 0xfa, 1, 2, 3, 4, 0x11, 6, 0, 0, 0, 0)).toMatchObject({
      name: 'IndividualAddressSerialNumber_Write',
      target: 'serial 00fa01020304 new address 1.1.6',
    })
  })

  test('one that is cut is told of all', () => {
    expect(sent(0, 0xc0, 0x11)).toMatchObject({ target: '0/0/0' })
    expect(sent(3, 0xde, 0, 0xfa)).toMatchObject({ target: '0/0/0' })
  })
})

describe('sessions', () => {
  test('a tunnel gives its client an address', () => {
    const dialogue = new Dialogue(knx)
      .toServer(knxMessage(0x0205, hpai(IP), hpai(IP), [4, 4, 2, 0]))
      .toClient(knxMessage(0x0206, 1, 0, hpai(IP), [4, 4], u16(0x110a)))
    expect(dialogue.heard.map((each) => [each.role, each.function])).toEqual([
      ['request', '0x0205'],
      ['response', '0x0205'],
    ])
    expect(dialogue.observed('session')).toMatchObject([{ state: 'opened', security: 'none' }])
    expect(dialogue.observed('identity')).toMatchObject([{ of: 'client', facts: { 'network-address': '1.1.10' } }])
  })

  test('one that is refused is an error', () => {
    const dialogue = new Dialogue(knx).toClient(knxMessage(0x0206, 0, 0x24))
    expect(dialogue.heard[0]?.status).toBe(0x24)
    expect(dialogue.observed('session')).toMatchObject([{ state: 'refused' }])
  })

  test('a secure one is told once, and each of its messages is encrypted', () => {
    const wrapper = knxMessage(0x0950, u16(1), new Uint8Array(30))
    const dialogue = new Dialogue(knx).toServer(wrapper, wrapper).toClient(wrapper)
    expect(dialogue.heard.length).toBe(3)
    expect(dialogue.observed('session')).toMatchObject([{ security: 'encrypted' }])
    expect(dialogue.observed('undecoded').length).toBe(3)
  })
})

describe('the bus', () => {
  test.each([
    [0x11, [0, 0x81], 'request', 'apci 0x080', 'GroupValue_Write', 'write'],
    [0x29, [0, 0x00], 'event', 'apci 0x000', 'GroupValue_Read', 'read'],
    [0x29, [0, 0x40, 1], 'event', 'apci 0x040', 'GroupValue_Response', 'publish'],
    [0x29, [3, 0xf1], 'event', 'apci 0x3f1', 'SecureService', 'unknown'],
    [0x29, [2, 0xfe], 'event', 'apci 0x2fe', 'unknown application service', 'unknown'],
  ])('a group message of code %i with %j', (code, apdu, role, text, name, operationClass) => {
    const dialogue = new Dialogue(knx).toServer(tunnelled(0x0420, 0, linkData(code, 0x1101, 0x0901, true, ...apdu)))
    expect(dialogue.heard).toMatchObject([
      { role, function: text, name, class: operationClass, target: '1/1/1', module: '' },
    ])
  })

  test.each([
    [[0x80], 'tpci 0x80', 'T_Connect', 'session'],
    [[0x42, 0x81], 'apci 0x280', 'Memory_Write', 'download'],
    [[0x43, 0xd7, 0], 'apci 0x3d7', 'PropertyValue_Write', 'configure'],
    [[0x43, 0x81], 'apci 0x380', 'Restart', 'mode'],
    [[0x03, 0x00], 'apci 0x300', 'DeviceDescriptor_Read', 'discover'],
    [[0xc6], 'tpci 0xc2', 'T_ACK', 'session'],
  ])('a message %j to a device', (apdu, text, name, operationClass) => {
    const cemi = linkData(0x11, 0, 0x1109, false, ...apdu)
    const dialogue = new Dialogue(knx).toServer(tunnelled(0x0420, 0, cemi), tunnelled(0x0420, 1, cemi))
    const expected = { function: text, name, class: operationClass, module: 'device 1.1.9', target: '' }
    expect(dialogue.heard[0]).toMatchObject(expected)
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('a confirmation answers, and can be negative', () => {
    const cemi = linkData(0x2e, 0, 0x0901, true, 0, 0x81)
    const no = cemi.slice()
    no[2] = 0xbd
    const dialogue = new Dialogue(knx).toClient(tunnelled(0x0420, 0, cemi), tunnelled(0x0420, 1, no))
    expect(dialogue.heard.map((each) => [each.role, each.status])).toEqual([
      ['response', 0],
      ['response', 1],
    ])
  })

  test('devices that speak are behind the one that passes them on, as many as the limit', () => {
    const dialogue = new Dialogue(knx)
    for (let i = 1; i < MAX_DEVICES + 20; i++) {
      const routed = knxMessage(0x0530, linkData(0x29, i, 0x0901, true, 0, 0))
      dialogue.toServer(routed, routed)
    }
    expect(dialogue.observed('topology').length).toBe(MAX_DEVICES)
    expect(dialogue.observed('topology')[0]).toMatchObject({ of: 'client', other: 'device 0.0.1' })
  })

  test('raw frames are counted, and cut ones malformed', () => {
    const dialogue = new Dialogue(knx)
      .toClient(tunnelled(0x0420, 0, bytesOf(0x2b, 0, 1, 2)))
      .toClient(tunnelled(0x0420, 0, bytesOf(0x29, 0, 1, 2)))
    expect(dialogue.heard).toMatchObject([{ function: 'cemi 0x2b', name: 'cEMI message' }])
    expect(dialogue.observed('undecoded').length).toBe(1)
    expect(dialogue.observed('malformed')).toMatchObject([{ reason: 'truncated' }])
  })
})

describe('device management', () => {
  const read = (code: number, object: number, property: number, elements: number, ...data: number[]) =>
    tunnelled(0x0310, 0, bytesOf(code, u16(object), 1, property, elements << 4, 1, data))

  test('properties of the device object are who it is', () => {
    const dialogue = new Dialogue(knx)
      .toServer(read(0xfc, 0, 11, 1))
      .toClient(read(0xfb, 0, 11, 1, 0, 0xfa, 1, 2, 3, 4))
      .toClient(read(0xfb, 0, 12, 1, 0, 0xfa), read(0xfb, 0, 15, 1, ...ascii('0123456789')), read(0xfb, 0, 99, 0))
      .toClient(read(0xfb, 13, 52, 1, 0, 1), read(0xfb, 0, 77, 1, 0, 1))
    expect(dialogue.heard[0]).toMatchObject({
      role: 'request',
      function: 'cemi 0xfc',
      name: 'M_PropRead',
      class: 'read',
      target: 'object 0 property 11',
    })
    expect(dialogue.heard.map((each) => each.status)).toEqual([0, 0, 0, 0, 1, 0, 0])
    expect(dialogue.observed('identity').map((each) => each.facts)).toEqual([
      { serial: '00fa01020304' },
      { 'vendor-id': '0x00fa' },
      { 'order-number': '30313233343536373839' },
    ])
  })

  test('properties of the KNXnet/IP parameter object are its addresses and its name', () => {
    const dialogue = new Dialogue(knx)
      .toClient(
        read(0xfb, 11, 52, 1, 0x21, 7),
        read(0xfb, 11, 57, 1, 10, 9, 8, 7),
        read(0xfb, 11, 58, 1, 255, 255, 0, 0),
      )
      .toClient(read(0xfb, 11, 59, 1, 0, 0, 0, 0), read(0xfb, 11, 64, 1, 0, 0xfa, 1, 2, 3, 4))
      .toClient(read(0xfb, 11, 76, 6, ...ascii('Router'), 0, 0), read(0xfb, 11, 76, 6, ...ascii('Router'), 0, 0))
      .toClient(read(0xfb, 11, 76, 5, ...ascii('Cable')), read(0xfb, 11, 57, 1, 10), read(0xfb, 11, 68, 1, 0, 3))
    expect(dialogue.observed('identity').map((each) => each.facts)).toEqual([
      { 'network-address': '2.1.7' },
      { ip: '10.9.8.7' },
      { 'subnet-mask': '255.255.0.0' },
      { mac: '00:fa:01:02:03:04' },
      { name: 'Router' },
      { name: 'Cable' },
    ])
  })

  test('the second part of a property alone says nothing', () => {
    const part = bytesOf(0xfb, u16(11), 1, 76, 0x60, 7, ...ascii('Plant '))
    const dialogue = new Dialogue(knx).toClient(tunnelled(0x0310, 0, part))
    expect(dialogue.observed('identity')).toEqual([])
  })

  test('a write configures, a reset starts the device again', () => {
    const dialogue = new Dialogue(knx).toServer(read(0xf6, 11, 52, 1, 0x11, 5), tunnelled(0x0310, 1, bytesOf(0xf1)))
    expect(dialogue.heard.map((each) => [each.name, each.class])).toEqual([
      ['M_PropWrite', 'configure'],
      ['M_Reset', 'mode'],
    ])
  })
})

describe('messages', () => {
  test('of an unknown service are not decoded', () => {
    const dialogue = new Dialogue(knx).toServer(knxMessage(0x0888))
    expect(dialogue.heard[0]).toMatchObject({ function: '0x0888', name: 'unknown service', class: 'unknown' })
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function', code: 0x0888 }])
  })

  test('that are cut before their header are malformed', () => {
    const heard: object[] = []
    const sink = {
      operation: () => {},
      observe: (each: object) => heard.push(each),
      handOff: () => {},
      wantsValues: () => false,
      value: () => {},
    }
    const info = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 } as const
    knx.dissect(cursorOver(bytesOf(6, 0x10)), info, knx.newState(), sink)
    expect(heard).toMatchObject([{ kind: 'malformed' }])
  })

  test('go the way that their service says', () => {
    const direction = (bytes: Uint8Array) => knx.directionOf(cursorOver(bytes))
    expect(direction(knxMessage(0x0201))).toBe('to-server')
    expect(direction(knxMessage(0x0206))).toBe('to-client')
    expect(direction(knxMessage(0x0530))).toBeUndefined()
    expect(direction(knxMessage(0x0420))).toBeUndefined()
    expect(direction(tunnelled(0x0420, 0, bytesOf(0x11)))).toBe('to-server')
    expect(direction(tunnelled(0x0310, 0, bytesOf(0xfb)))).toBe('to-client')
    expect(direction(tunnelled(0x0420, 0, bytesOf(0x77)))).toBeUndefined()
    expect(direction(bytesOf(6))).toBeUndefined()
  })

  test('are known by their header', () => {
    const verdict = (bytes: Uint8Array) => knx.probe(cursorOver(bytes), 'to-server')
    expect(verdict(knxMessage(0x0201))).toBe('yes')
    expect(verdict(knxMessage(0x0888))).toBe('no')
    expect(verdict(bytesOf(6, 0x10, 2, 1, 0xff, 0xff))).toBe('no')
    expect(verdict(bytesOf(6, 0x10, 2))).toBe('need-more')
    expect(verdict(bytesOf(6, 0x11, 2))).toBe('no')
    expect(verdict(bytesOf(7))).toBe('no')
    expect(knx.messageLength(cursorOver(bytesOf(6)))).toBe(0)
    expect(knx.messageLength(cursorOver(bytesOf(7)))).toBe(-1)
  })
})
