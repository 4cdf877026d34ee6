import { describe, expect, test } from 'vitest'
import { codesys } from '../../dissectors/codesys/codesys.ts'
import { codesysDatagram, codesysDevice, codesysService } from '../../fixtures/generate/small-services.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u16le, u32le } from '../support/packet.ts'

const DEVICE = codesysDevice('plc-7', 'Control for Linux', 'Maker', '4711')
const ASK = bytesOf(u16le(0xc202), u16le(0x0400), u32le(7))

describe('the name service', () => {
  test('a device says who it is, once', () => {
    const answer = codesysDatagram(4, DEVICE)
    const dialogue = new Dialogue(codesys).toServer(codesysDatagram(3, ASK)).toClient(answer, answer)
    expect(dialogue.heard).toMatchObject([
      { role: 'request', function: 'ns 0xc202', name: 'resolve name', class: 'discover' },
      { role: 'response', function: 'ns 0xc280', name: 'device information' },
      { role: 'response', function: 'ns 0xc280' },
    ])
    expect(dialogue.observed('identity')).toMatchObject([
      {
        of: 'server',
        facts: {
          name: 'plc-7',
          product: 'Control for Linux',
          vendor: 'Maker',
          firmware: '3.5.16.20',
          serial: '4711',
          'device-type': 'target type 4096',
          'device-id': 'target 0x00100001',
        },
      },
    ])
  })

  test('lengths that do not fit are malformed', () => {
    const long = DEVICE.slice()
    long[14] = 200
    const far = DEVICE.slice()
    far[13] = 0x70
    for (const bytes of [DEVICE.slice(0, 20), DEVICE.slice(0, 60), long, far, bytesOf(1)]) {
      const dialogue = new Dialogue(codesys).toClient(codesysDatagram(4, bytes))
      expect(dialogue.observed('malformed').length).toBe(1)
      expect(dialogue.observed('identity')).toEqual([])
    }
  })
})

describe('channels', () => {
  test('open and close, and carry blocks', () => {
    const opened = (reason: number) => bytesOf(0x83, 0, u16le(0x0101), u32le(1), u32le(2), u16le(reason), u16le(3))
    const dialogue = new Dialogue(codesys)
      .toServer(codesysDatagram(64, bytesOf(0xc3, 0, u16le(0x0101))))
      .toClient(codesysDatagram(64, opened(0)), codesysDatagram(64, opened(2)))
      .toServer(codesysDatagram(64, bytesOf(2, 0x80, 0, 0)), codesysDatagram(64, bytesOf(0x55, 0)))
      .toServer(codesysDatagram(1, bytesOf(0)), codesysDatagram(64, bytesOf(3)))
    expect(dialogue.heard.map((each) => [each.role, each.function, each.class])).toEqual([
      ['request', 'channel 0xc3', 'session'],
      ['response', 'channel 0x83', 'session'],
      ['response', 'channel 0x83', 'session'],
      ['event', 'channel 0x02', 'session'],
      ['event', 'channel 0x55', 'unknown'],
      ['event', 'datagram 1', 'discover'],
    ])
    expect(dialogue.observed('session').map((each) => each.state)).toEqual(['opened', 'refused'])
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'unknown-function' }])
    expect(dialogue.observed('malformed').length).toBe(1)
  })
})

describe('services', () => {
  test.each([
    [1, 2, '0x01/0x02', 'CmpDevice command 0x02', 'authenticate'],
    [1, 1, '0x01/0x01', 'CmpDevice command 0x01', 'session'],
    [2, 0x10, '0x02/0x10', 'CmpApp command 0x10', 'unknown'],
    [0x13, 1, '0x13/0x01', 'CmpAppForce command 0x01', 'control'],
    [0x77, 1, '0x77/0x01', 'component 0x77 command 0x01', 'unknown'],
  ])('component %i command %i', (group, command, text, name, operationClass) => {
    const dialogue = new Dialogue(codesys)
      .toServer(codesysDatagram(64, codesysService(true, group, command), 'tcp'))
      .toClient(codesysDatagram(64, codesysService(false, group, command), 'tcp'))
    expect(dialogue.heard).toMatchObject([
      { role: 'request', function: text, name, class: operationClass },
      { role: 'response', function: text },
    ])
    expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  })

  test('of a secured channel are encrypted, each of them', () => {
    const secure = codesysDatagram(64, codesysService(true, 2, 1, 0x7557))
    const dialogue = new Dialogue(codesys).toServer(secure, secure)
    expect(dialogue.observed('undecoded')).toMatchObject([{ reason: 'encrypted' }, { reason: 'encrypted' }])
    expect(dialogue.observed('session')).toMatchObject([{ security: 'encrypted' }])
    const other = new Dialogue(codesys).toServer(codesysDatagram(64, codesysService(true, 2, 1, 0x1111)))
    expect(other.observed('undecoded')).toMatchObject([{ reason: 'unsupported' }])
  })
})

test('the probe wants magic, lengths and a known message', () => {
  const verdict = (bytes: Uint8Array) => codesys.probe(cursorOver(bytes), 'to-server')
  const direction = (bytes: Uint8Array) => codesys.directionOf(cursorOver(bytes))
  expect(verdict(codesysDatagram(3, ASK))).toBe('yes')
  expect(verdict(codesysDatagram(64, codesysService(true, 2, 1), 'tcp'))).toBe('yes')
  const tcp = codesysDatagram(64, codesysService(true, 2, 1), 'tcp')
  for (const length of [0, 3, 6, 20]) expect(verdict(tcp.slice(0, length))).toBe('need-more')
  expect(verdict(codesysDatagram(1, bytesOf(0)))).toBe('no')
  expect(verdict(codesysDatagram(3, bytesOf(1, 2, 3, 4, 5, 6, 7, 8)))).toBe('no')
  expect(verdict(codesysDatagram(64, bytesOf(1, 0x22, 0, 0)))).toBe('no')
  expect(verdict(codesysDatagram(64, bytesOf(3, 1, 0, 0)))).toBe('no')
  expect(verdict(bytesOf(0xc5, 0x6b))).toBe('no')
  expect(verdict(bytesOf(0xc5, 0x6b, 0, 3, 0, 0, 0, 0))).toBe('no')
  expect(verdict(bytesOf(0, 1, 0x17, 0xe8, 1, 0, 0, 0))).toBe('no')
  expect(verdict(bytesOf(1, 1))).toBe('no')
  expect(direction(codesysDatagram(3, ASK))).toBe('to-server')
  expect(direction(codesysDatagram(4, DEVICE))).toBe('to-client')
  expect(direction(codesysDatagram(64, bytesOf(0xc3, 0)))).toBe('to-server')
  expect(direction(codesysDatagram(64, bytesOf(0x83, 0)))).toBe('to-client')
  expect(direction(codesysDatagram(64, bytesOf(1, 0x81)))).toBe('to-server')
  expect(direction(codesysDatagram(64, bytesOf(1, 1)))).toBe('to-client')
  expect(direction(codesysDatagram(64, bytesOf(3, 0)))).toBeUndefined()
  expect(direction(bytesOf(0xc5))).toBeUndefined()
})
