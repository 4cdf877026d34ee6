/* Paths of the CIP Networks Library, Volume 1, appendix C-1. */
import { describe, expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import { request, unconnected } from '../../fixtures/generate/enip-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex } from '../support/packet.ts'

function targetOf(path: string | Uint8Array): string | undefined {
  const bytes = typeof path === 'string' ? hex(path) : path
  const dialogue = new Dialogue(cip).toServer(unconnected(1, request(0x0e, bytes)).slice(8))
  return dialogue.heard[0]?.target
}

describe('logical segments', () => {
  test('of 8, 16 and 32 bits', () => {
    expect(targetOf('2001 2401 3007')).toBe('class 0x01 (Identity) instance 1 attribute 7')
    expect(targetOf('2100 3403 2500 e225 3100 2c01')).toBe('class 0x0334 instance 9698 attribute 300')
    expect(targetOf('206a 2600 12003456')).toBe('class 0x6a instance 1446248466')
  })

  test('of the objects of CIP Security name them', () => {
    expect(targetOf('205d 2401')).toBe('class 0x5d (CIP Security) instance 1')
    expect(targetOf('205e 2401 3003')).toBe('class 0x5e (EtherNet/IP Security) instance 1 attribute 3')
    expect(targetOf('205f 2402')).toBe('class 0x5f (Certificate Management) instance 2')
  })

  test('of connection points and members', () => {
    expect(targetOf('2004 2497 2c96 2c64')).toBe('class 0x04 (Assembly) instance 151 point 150 point 100')
    expect(targetOf('2004 2401 2805')).toBe('class 0x04 (Assembly) instance 1 member 5')
  })

  test('of several classes name all, and act on the last', () => {
    expect(targetOf('2068 2409 206d 2402')).toBe('class 0x68 instance 9 class 0x6d instance 2')
  })

  test('of keys, services and extensions are passed over', () => {
    expect(targetOf('3404 0100 0e00 3600 1400 2006 2401')).toBe('class 0x06 (Connection Manager) instance 1')
    expect(targetOf('3405 0100 0e00 3600 1400 01020304 2006')).toBe('class 0x06 (Connection Manager)')
    expect(targetOf('380e 2006 3c01 0500 3d01 0500 2402')).toBe('class 0x06 (Connection Manager) instance 2')
  })
})

describe('ports', () => {
  test('the first is the backplane, with a slot', () => {
    expect(targetOf('0103 2001')).toBe('slot 3 class 0x01 (Identity)')
  })

  test('others have addresses, in numbers or letters', () => {
    expect(targetOf('0205 2001')).toBe('port 2 address 5 class 0x01 (Identity)')
    expect(targetOf('120b 3139322e3136382e312e3500 2001')).toBe('port 2 address 192.168.1.5 class 0x01 (Identity)')
    expect(targetOf('0f12 0004 2001')).toBe('port 18 address 4 class 0x01 (Identity)')
    expect(targetOf('1f02 1200 3133 2001')).toBe('port 18 address 13 class 0x01 (Identity)')
  })
})

describe('symbols', () => {
  test('are tags, with their members and elements', () => {
    expect(targetOf('9105 5370656564 00')).toBe('tag Speed')
    expect(targetOf('9101 4100 9102 4242 2803 2900 0102 9101 4300')).toBe('tag A.BB[3,513].C')
    expect(targetOf('206b 9101 4100')).toBe('class 0x6b tag A')
  })

  test('can be short ones, and of other kinds, which have no name', () => {
    expect(targetOf('6341 4243')).toBe('tag ABC')
    expect(targetOf('6241 4200 2401')).toBe('instance 1 tag AB')
    for (const other of ['60220102 0304', '60410102 0300', '60c60500', '60c70500', '60c801020304']) {
      expect(targetOf(`${other} 2401`)).toBe('instance 1')
    }
  })

  test('are cut where nobody reads on', () => {
    const long = bytesOf(...Array.from({ length: 8 }, () => [0x91, 40, ...new Array(40).fill(0x41)]))
    const target = targetOf(long) as string
    expect(target.startsWith('… tag AAAA')).toBe(true)
    expect(target.length).toBeLessThan(300)
  })
})

describe('other segments', () => {
  test('of the network and of data are passed over', () => {
    expect(targetOf('4310 5001 0102 8002 01020304 2001')).toBe('class 0x01 (Identity)')
  })

  test('that have no length end what can be read', () => {
    for (const segment of ['2301', 'c401', '8201', '9109', '2500'])
      expect(targetOf(`2001 ${segment}`)).toBe('class 0x01 (Identity) …')
  })
})
