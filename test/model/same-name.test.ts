import { expect, test } from 'vitest'
import { MAX_CARDS, type Named, namedBy, remarksOnNames } from '../../sensor/model/same-name.ts'
import { addressEntry } from '../support/delta.ts'

function host(place: string, ...names: readonly string[]): Named {
  return { names, place }
}

test('hosts that call themselves the same are told of each other', () => {
  const remarks = remarksOnNames([host('10.0.0.1', 'MC4'), host('10.0.0.9', 'OTHER'), host('10.0.1.1', 'MC4')])
  expect([...remarks]).toEqual([
    [0, 'calls itself MC4, as 10.0.1.1 does: perhaps network cards of one computer'],
    [2, 'calls itself MC4, as 10.0.0.1 does: perhaps network cards of one computer'],
  ])
})

test(`a name of more than ${MAX_CARDS} hosts is one that copies were left with`, () => {
  const copies = (count: number) => Array.from({ length: count }, (_, at) => host(`10.0.0.${at}`, 'WIN-COPY'))
  expect(remarksOnNames(copies(MAX_CARDS)).size).toBe(MAX_CARDS)
  expect(remarksOnNames(copies(MAX_CARDS + 1)).size).toBe(0)
})

test('a computer is called what it says of itself by NetBIOS and SMB, and is where its IP address is', () => {
  const says = (attribute: string, value: string, protocol: string, module = '') => ({
    ...{ address: 1, module, attribute, value, protocol },
  })
  const statements = [
    says('name', 'mc4', 'browser'),
    says('name', 'MC4', 'smb'),
    says('name', 'mc4.plant', 'dns'),
    says('domain', 'WORKGROUP', 'browser'),
    says('name', 'PART', 'smb', 'part'),
  ]
  const members = [addressEntry(1, '00:0c:29:00:00:01'), addressEntry(2, '10.0.0.1')]
  expect(namedBy(statements, members)).toEqual({ names: ['MC4'], place: '10.0.0.1' })
  expect(namedBy([], members.slice(0, 1))).toEqual({ names: [], place: '00:0c:29:00:00:01' })
})
