import { expect, test } from 'vitest'
import { MAX_TOLD_A_SHIFT, SHIFT_US } from '../../../sensor/model/events/gather-first-seen.ts'
import { resolveEvents } from '../../../sensor/model/events/resolve-events.ts'
import { MIN_START_UP_US, START_UP_US } from '../../../sensor/model/events/site.ts'
import { addressEntry, assetEntry, START_US } from '../../support/delta.ts'
import {
  conversationFact,
  eventsOfKind,
  evidenceOf,
  functionFact,
  HOUR_US,
  hosts,
  MINUTE_US,
  minute,
  told,
} from '../../support/event-evidence.ts'

/** Hosts 1 and 2 talk from the beginning; host 3 comes at this minute and asks host 2. */
function withNewHost(minutes: number) {
  const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2'])
  const firstUs = minute(minutes)
  const evidence = evidenceOf({
    addresses: [...addresses, addressEntry(3, '10.0.0.3', { firstUs, lastUs: firstUs + MINUTE_US })],
    conversations: [conversationFact(), conversationFact({ id: 2, client: 3, firstUs })],
  })
  return { evidence, assets: [...assets, assetEntry('id of 10.0.0.3', [3])] }
}

test('what the first hour shows is one summary', () => {
  const { evidence, assets } = withNewHost(59)
  const events = resolveEvents(evidence, assets)
  expect(events.map(({ kind, count }) => [kind, count])).toEqual([['start-up', 5]])
  expect(events[0]?.summary).toBe(
    'The first 60 min of capture showed 3 assets and 2 conversations: these count as known, and only what came later as new',
  )
  expect(START_UP_US).toBe(HOUR_US)
})

test('a host that comes later is told, once, and its conversations are not', () => {
  const { evidence, assets } = withNewHost(61)
  expect(told(evidence, assets)).toEqual(['low new-asset: New on the network: host 10.0.0.3: modbus with 1 peer'])
})

test('the start-up is as long as it is set', () => {
  const { evidence, assets } = withNewHost(61)
  expect(resolveEvents(evidence, assets, 2 * HOUR_US).map(({ kind }) => kind)).toEqual(['start-up'])
})

test('of a shorter capture it is the first half, of a live one it is not', () => {
  const { evidence, assets } = withNewHost(6)
  const span = { firstUs: START_US, lastUs: minute(10) }
  const file = { ...evidence, captures: [{ ...span, isLive: false }] }
  const live = { ...evidence, captures: [{ ...span, isLive: true }] }
  expect(told(file, assets)).toHaveLength(1)
  expect(told(live, assets)).toHaveLength(0)
})

test('a capture of less than two minutes tells nothing new, and says so', () => {
  const { evidence, assets } = withNewHost(0.6)
  const events = resolveEvents(
    { ...evidence, captures: [{ firstUs: START_US, lastUs: START_US + MIN_START_UP_US - 1, isLive: false }] },
    assets,
  )
  expect(events.map(({ summary }) => summary)).toEqual([
    'The capture is too short (60 s) to tell what is new: all of its 3 assets and 2 conversations count as known',
  ])
})

test('an address that was only spoken to is no new asset', () => {
  const { evidence, assets } = withNewHost(100)
  const conversations = [
    conversationFact(),
    conversationFact({ id: 2, server: 3, packetsToClient: 0, firstUs: minute(100) }),
  ]
  expect(told({ ...evidence, conversations }, assets)).toEqual([])
})

test('two that were known begin to talk: more severe when it is to a controller', () => {
  const plc = hosts(['10.0.0.1', '10.0.0.2'], START_US, { '10.0.0.2': 'controller' })
  const other = hosts(['10.0.0.1', '10.0.0.2'])
  const conversations = [conversationFact({ firstUs: minute(200) })]
  expect(told(evidenceOf({ addresses: plc.addresses, conversations }), plc.assets)).toEqual([
    'medium new-conversation: Host 10.0.0.1 talks to PLC 10.0.0.2 by modbus for the first time',
  ])
  expect(told(evidenceOf({ addresses: other.addresses, conversations }), other.assets)).toEqual([
    'low new-conversation: Host 10.0.0.1 talks to host 10.0.0.2 by modbus for the first time',
  ])
})

test('what every host does by itself, and what nobody answered, is no new conversation', () => {
  const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2'])
  const conversations = [
    conversationFact({ protocol: 'arp', firstUs: minute(200) }),
    conversationFact({ id: 2, protocol: 'tcp', isIdentified: false, packetsToClient: 0, firstUs: minute(200) }),
  ]
  expect(told(evidenceOf({ addresses, conversations }), assets)).toEqual([])
})

test('a class of operations that a pair did not use before is told, with its technique', () => {
  const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2'])
  const evidence = evidenceOf({ addresses, conversations: [conversationFact()], laterFunctions: [functionFact()] })
  expect(eventsOfKind(evidence, assets, 'new-operation')).toMatchObject([
    {
      severity: 'medium',
      technique: 'T0845',
      summary:
        'Host 10.0.0.1 asks host 10.0.0.2 for upload operations that it did not ask for before: modbus Upload Block',
      count: 3,
    },
  ])
})

test('another function of a class that the pair uses already weighs little', () => {
  const { addresses, assets } = hosts(['10.0.0.1', '10.0.0.2'])
  const laterFunctions = [functionFact({ classFirstUs: START_US })]
  const evidence = evidenceOf({ addresses, conversations: [conversationFact()], laterFunctions })
  expect(eventsOfKind(evidence, assets, 'new-operation')).toMatchObject([{ severity: 'low', technique: 'T0845' }])
})

test(`more than ${MAX_TOLD_A_SHIFT} of a kind in one shift are one event`, () => {
  const news = (count: number) => {
    const firstUs = minute(240)
    const values = Array.from({ length: count }, (_, at) => `10.0.0.${at + 1}`)
    const { addresses, assets } = hosts(values, firstUs)
    const conversations = values.map((_, at) => conversationFact({ id: at, client: at + 1, server: at + 1, firstUs }))
    return { evidence: evidenceOf({ addresses, conversations }), assets }
  }
  const few = news(MAX_TOLD_A_SHIFT)
  const many = news(MAX_TOLD_A_SHIFT + 1)
  expect(eventsOfKind(few.evidence, few.assets, 'new-asset')).toHaveLength(MAX_TOLD_A_SHIFT)
  expect(eventsOfKind(many.evidence, many.assets, 'new-asset')).toMatchObject([
    { count: 6, summary: '6 new assets within 0 ms: host 10.0.0.1, host 10.0.0.2, host 10.0.0.3 and 3 more' },
  ])
  expect(SHIFT_US).toBe(8 * HOUR_US)
})
