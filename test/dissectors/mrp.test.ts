import { expect, test } from 'vitest'
import { mrp } from '../../dissectors/profinet/mrp.ts'
import { cursorOver, Dialogue, fromHex } from '../support/dialogue.ts'

const COMMON = `01 12 0001 ${'ff'.repeat(16)}`
const testOf = (ringState: string) => `0001 02 12 8000 000e8c002001 0000 ${ringState} 0001 00000014 ${COMMON} 0000`
const LINK_DOWN = `0001 04 0c 000e8c002002 0000 0014 0001 0000 ${COMMON} 0000`

test('a test of the ring says who manages it, and its state when that changes', () => {
  const heard = new Dialogue(mrp).toServer(testOf('0001')).toServer(testOf('0001')).toServer(testOf('0000'))
  expect(heard.heard.map(({ role, function: code, class: kind }) => [role, code, kind])).toEqual(
    Array(3).fill(['event', '2', 'diagnose']),
  )
  const states = heard
    .observed('identity')
    .map(({ facts }) => facts.state)
    .filter((state) => state !== undefined)
  expect(states).toEqual(['ring closed', 'ring open'])
})

test('a link that goes down is an alarm of a client, and is followed by padding', () => {
  const heard = new Dialogue(mrp).toServer(LINK_DOWN)
  expect(heard.heard).toMatchObject([{ function: '4', name: 'MRP_LinkDown', class: 'alarm' }])
  expect(heard.observed('malformed')).toEqual([])
  expect(heard.observed('identity').map(({ facts }) => facts)).toEqual([
    { role: 'MRP client' },
    { domain: 'ff'.repeat(16) },
  ])
})

test('a message without MRP_Common is none', () => {
  expect(mrp.probe(cursorOver(fromHex(testOf('0001'))), 'to-server')).toBe('yes')
  expect(
    mrp.probe(cursorOver(fromHex('0001 0800 0604 0001 000105003001 c0a80001 000000000000 c0a80002')), 'to-server'),
  ).toBe('no')
})

test('a message that never ends is none, and malformed', () => {
  const endless = `0001 02 12 8000 000e8c002001 0000 0001 0001 00000014 ${COMMON}`
  expect(mrp.probe(cursorOver(fromHex(endless)), 'to-server')).toBe('no')
  expect(new Dialogue(mrp).toServer(endless).observed('malformed')).toHaveLength(1)
})
