import { describe, expect, test } from 'vitest'
import { aare, aarq, getAnswer, getRequest, octets, setRequest } from '../../fixtures/generate/dlms-message.ts'
import { Meter, SECRET, TITLE } from '../support/dlms-meter.ts'
import { bytesOf, u32 } from '../support/packet.ts'

describe('an association', () => {
  const { observations, heard } = new Meter()
    .asks(aarq({ mechanism: 1, secret: 'not to be read' }))
    .says(aare(0, 0))
    .asks(bytesOf(0x62, 0))
    .says(bytesOf(0x63, 0))

  test('has a mechanism, an outcome and an end, and never its password', () => {
    expect(observations).toEqual([
      { kind: 'credential', of: 'client', method: 'DLMS LLS', account: '', protection: 'clear' },
      { kind: 'session', state: 'opened', security: 'none', user: '' },
      { kind: 'session', state: 'closed', security: 'unknown', user: '' },
    ])
    expect(heard).toMatchObject([
      { function: 'associate', class: 'authenticate', target: 'client 16, LLS, logical names', status: 0 },
      { role: 'response', function: 'associate', status: 0 },
      { function: 'release', class: 'session', target: 'client 16' },
      { role: 'response', function: 'release' },
    ])
    expect(JSON.stringify([observations, heard])).not.toContain('not to be')
  })

  test('that is refused says why', () => {
    const meter = new Meter().asks(aarq({ context: 2 })).says(aare(1, 13))
    expect(meter.heard).toMatchObject([
      { class: 'session', target: 'client 16, no authentication, short names' },
      { status: 0x10d },
    ])
    expect(meter.observations).toEqual([{ kind: 'session', state: 'refused', security: 'none', user: '' }])
  })

  test('with ciphering is encrypted, and both sides say their system title, once', () => {
    const meter = new Meter()
    for (let i = 0; i < 2; i++) {
      meter.asks(aarq({ context: 3, mechanism: 5, title: TITLE })).says(aare(0, 14, { context: 3, title: TITLE }))
    }
    const facts = { 'device-id': '4c475a1000001234', 'vendor-id': 'LGZ', vendor: 'Landis+Gyr' }
    expect(meter.observed('session')[0]).toMatchObject({ security: 'encrypted' })
    expect(meter.observed('identity')).toMatchObject([
      { of: 'client', module: '', facts },
      { of: 'server', module: 'logical device 1', facts },
    ])
    expect(meter.observed('credential')[0]).toMatchObject({ method: 'DLMS HLS GMAC', protection: 'protected' })
  })

  test('with a mechanism or context that is not known is one all the same', () => {
    const meter = new Meter().asks(aarq({ mechanism: 9 })).says(bytesOf(0x61, 0))
    expect(meter.heard[0]).toMatchObject({ target: 'client 16, mechanism 9, logical names' })
    expect(meter.observed('credential')).toEqual([])
    expect(new Meter().says(bytesOf(0x61, 0)).heard[0]).toMatchObject({ target: 'client 16, no authentication' })
  })

  test('that is no BER is counted, and malformed', () => {
    for (const wrong of [bytesOf(0x60, 5, 0xa1, 9, 6), bytesOf(0x60, 2, 0xa1, 0x81), bytesOf(0x60, 4, 0xa6, 2, 4, 9)]) {
      const meter = new Meter().asks(wrong)
      expect([meter.heard.length, meter.observed('malformed').length]).toEqual([1, 1])
    }
    const meter = new Meter().says(bytesOf(0x61, 2, 0xa2, 9))
    expect([meter.heard.length, meter.observed('malformed').length]).toEqual([1, 1])
  })

  test('of which the secret is read or set shows that it was', () => {
    const secret = { kind: 'credential', of: 'server', method: 'DLMS association secret', protection: 'clear' }
    const read = new Meter().asks(getRequest(SECRET)).says(getAnswer(octets('not to be read')))
    const written = new Meter().asks(setRequest(SECRET, octets('not to be read')))
    for (const { observations: seen, heard: all } of [read, written]) {
      expect(seen).toMatchObject([secret])
      expect(JSON.stringify([seen, all])).not.toContain('not to be')
    }
    const block = bytesOf(0xc1, 2, 0xc1, SECRET, 0, 1, u32(1), 3, 9, 1, 65)
    expect(new Meter().asks(block).observed('credential')).toMatchObject([secret])
  })
})
