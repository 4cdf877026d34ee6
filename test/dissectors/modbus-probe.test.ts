import { describe, expect, test } from 'vitest'
import type { Direction } from '../../dissectors/kit/dissector.ts'
import { modbus } from '../../dissectors/modbus/modbus.ts'
import { cursorOver, fromHex } from '../support/dialogue.ts'

function probe(hex: string, direction: Direction = 'to-server'): string {
  const cursor = cursorOver(fromHex(hex))
  const verdict = modbus.probe(cursor, direction)
  expect(cursor.pos).toBe(0)
  return verdict
}

function directionOf(hex: string): Direction | undefined {
  return modbus.directionOf(cursorOver(fromHex(hex)))
}

const READ = '0001 0000 0006 05 03 006b 0003'

describe('probe', () => {
  test.each([
    [READ, 'to-server'],
    [READ + READ, 'to-server'],
    ['0001 0000 0009 05 03 06 022b 0000 0064', 'to-client'],
    ['0001 0000 0003 05 83 02', 'to-client'],
    ['0001 0000 0005 00 2b 0e 01 00', 'to-server'],
    ['0001 0000 0004 00 5a 00 02', 'to-server'],
  ] as const)('%s %s could be ours', (hex, direction) => {
    expect(probe(hex, direction)).toBe('yes')
  })

  test('a dialogue joined with its server taken for the client is still ours', () => {
    expect(probe('0001 0000 0009 05 03 06 022b 0000 0064', 'to-server')).toBe('yes')
  })

  test.each(['', '00', '0001', '0001 0000', '0001 0000 0006', '0001 0000 0006 05 03 006b'])('%s needs more', (hex) => {
    expect(probe(hex)).toBe('need-more')
  })

  test('one message of a bad shape needs another', () => {
    const bad = '0001 0000 0004 05 03 0000'
    expect(probe(bad)).toBe('need-more')
    expect(probe(bad + bad)).toBe('yes')
    expect(probe(bad + READ)).toBe('yes')
  })

  test.each([
    [
      '0000 0000 0008 03 01 000000000000 cc8e 0000 0009 03 01 0000000000000000',
      'headers whose transactions are far apart',
    ],
    ['8001 0000 0006 10 10 0e00 7f22', 'more registers written than fit into a message'],
    ['8001 0000 0006 10 0f 0e00 7f22', 'more coils written than fit'],
    ['0000 0000 0006 00 01 0000 0000 0000 0000', 'nothing is read'],
    ['0000 0000 0006 5a 5a 5a5a 5a5a', 'a code that UMAS does not have'],
  ])('%s is no evidence: %s', (hex) => {
    expect(probe(hex)).toBe('need-more')
  })

  test('clients that count in little-endian numbers, or not at all, are ours by two bad messages', () => {
    for (const [one, other] of [
      ['0100', '0200'],
      ['ffff', '0000'],
      ['ff00', '0001'],
      ['0007', '0007'],
    ]) {
      expect(probe(`${one} 0000 0004 05 03 0000 ${other} 0000 0004 05 03 0000`)).toBe('yes')
    }
  })

  test('functions that nobody defined are no evidence', () => {
    const unknown = '0001 0000 0004 05 1e 0000'
    expect(probe(unknown.repeat(3))).toBe('need-more')
  })

  test.each([
    ['0300 0016 11e0 0000 0001 00c1 0201', 'TPKT'],
    ['1603 0100 8501 0000 8103', 'TLS'],
    ['4745 5420 2f20 4854 5450', 'HTTP'],
    ['6500 0400 0000 0000 0000 0000', 'EtherNet/IP'],
    ['6300 0000 0000 0000 0000 0000', 'EtherNet/IP List Identity'],
    [`${READ} 0002 0001`, 'another protocol number behind the first message'],
    ['0001 0000 0006 05 03 006b 0003 0002 0000 ffff', 'a second length that cannot be'],
  ])('%s is not ours: %s', (hex) => {
    expect(probe(hex)).toBe('no')
  })

  test('a serial frame that reads at address 0 looks like a header, and is not ours', () => {
    expect(probe('01 03 0000 0002 c40b')).toBe('no')
    expect(probe('01 03 0000 0002 c40c')).not.toBe('no')
  })

  test('a function of any length is no evidence by itself', () => {
    const message = '0001 0000 0003 05 64 01'
    expect(probe(message)).toBe('need-more')
    expect(probe(message + message)).toBe('yes')
  })

  test('a server that is joined alone, and always answers badly, is still ours', () => {
    expect(probe('0001 0000 0004 0a 81 06 00')).toBe('need-more')
    expect(probe('0001 0000 0004 0a 81 06 00'.repeat(2))).toBe('yes')
  })

  test('LDAP as Active Directory writes it is no evidence, whatever it looks like', () => {
    const bindResponse = '3084 0000 0010 02 01 01 6184 0000 0007 0a01 0004 0004 00'
    const abandon = '3084 0000 0006 02 01 04 5001 03'
    expect(probe(bindResponse + bindResponse + abandon)).toBe('need-more')
    expect(probe(abandon + READ)).toBe('yes')
  })

  test('DICOM begins like one message of ours, and is never taken for it', () => {
    const associate = `0100 0000 00cd 0001 0000 ${'20'.repeat(201)}`
    const data = `0400 0000 0010 0000 000c 01 03 ${'00'.repeat(10)}`
    expect(probe(associate)).toBe('need-more')
    expect(probe(associate + data + data)).toBe('need-more')
  })
})

describe('direction by content', () => {
  test.each([
    [READ, 'to-server'],
    ['0001 0000 0009 05 03 06 022b 0000 0064', 'to-client'],
    ['0001 0000 0003 05 83 02', 'to-client'],
    ['0001 0000 0004 05 81 0600', 'to-client'],
    ['0001 0000 000b 05 10 0001 0002 04 000a 0102', 'to-server'],
    ['0001 0000 0006 05 10 0001 0002', 'to-client'],
    ['0001 0000 0009 05 0f 0013 000a 02 cd01', 'to-server'],
    ['0001 0000 000d 05 17 0003 0006 000e 0001 02 00ff', 'to-server'],
    ['0001 0000 0005 05 17 02 00fe', 'to-client'],
    ['0001 0000 0002 05 07', 'to-server'],
    ['0001 0000 0003 05 07 6d', 'to-client'],
    ['0001 0000 0005 00 2b 0e 01 00', 'to-server'],
    ['0001 0000 0008 00 2b 0e 01 01 00 00 00', 'to-client'],
    ['0001 0000 0004 00 5a 00 02', 'to-server'],
    ['0001 0000 0004 00 5a 00 fe', 'to-client'],
    ['0001 0000 0008 05 18 0004 0001 000a', 'to-client'],
  ])('%s goes %s', (hex, direction) => {
    expect(directionOf(hex)).toBe(direction)
  })

  test.each([
    ['0001 0000 0006 05 05 00ac ff00', 'an echo'],
    ['0001 0000 0006 05 01 03ff 0003', 'a read whose address looks like a byte count'],
    ['0001 0000 0006 05 03 006b', 'a message that is not whole'],
    ['0001 0000 0004 05 03 0000', 'a bad request'],
    ['0001 0007 0004 05 03 0000', 'no message'],
  ])('%s could go either way: %s', (hex) => {
    expect(directionOf(hex)).toBeUndefined()
  })
})
