import { expect, test } from 'vitest'
import { EndpointTable } from '../../sensor/flow/endpoint-table.ts'
import { MAX_CLAIMS } from '../../sensor/model/claim-book.ts'
import type { Conversation } from '../../sensor/model/conversation.ts'
import { PART_ENTRIES, wholeOf } from '../../sensor/model/delta-parts.ts'
import { MAX_FAULTS } from '../../sensor/model/fault-book.ts'
import { Inventory, MAX_RESIDENT_CONVERSATIONS } from '../../sensor/model/inventory.ts'
import { stateCredential } from '../../sensor/model/state-claims.ts'
import { simple } from '../support/simple-protocol.ts'

const at = (timeUs: number) => ({ capture: 1, frame: 1, timeUs })

function inventoryOfTwo() {
  const endpoints = new EndpointTable()
  const inventory = new Inventory(endpoints)
  inventory.segment('', '')
  const [client, server] = [endpoints.ipv4(0, 0x0a000001), endpoints.ipv4(0, 0x0a000002)] as [number, number]
  const converse = (port: number, protocol = 'simple'): Conversation =>
    inventory.conversation(client, server, protocol, 'tcp', port, 'content', at(port))
  return { inventory, client, server, converse }
}

test(`claims past ${MAX_CLAIMS} of an address are refused and counted, those of another are not`, () => {
  const { inventory, client, server } = inventoryOfTwo()
  for (let n = 0; n < MAX_CLAIMS + 3; n++) inventory.claim(client, '', 'name', `n${n}`, 'simple', 'm', 'stated', at(n))
  inventory.claim(server, '', 'name', 'other', 'simple', 'm', 'stated', at(1))
  const { claims, coverage } = inventory.drain()
  expect(claims).toHaveLength(MAX_CLAIMS + 1)
  expect(coverage).toEqual([{ conversation: 0, measure: 'claims-refused', detail: 'name', count: 3 }])
})

test('a claim that is repeated is one claim with a count and a span', () => {
  const { inventory, client } = inventoryOfTwo()
  for (const timeUs of [50, 10, 90]) inventory.claim(client, '', 'name', 'x', 'simple', 'm', 'stated', at(timeUs))
  expect(inventory.drain().claims).toMatchObject([{ count: 3, firstUs: 10, lastUs: 90, witness: { timeUs: 50 } }])
})

test(`distinct defects past ${MAX_FAULTS} are not kept, the kept ones go on counting`, () => {
  const { inventory } = inventoryOfTwo()
  for (let n = 0; n <= MAX_FAULTS; n++) inventory.fault(simple, new Error(`defect ${n}`), '00', at(n))
  inventory.fault(simple, new Error('defect 0'), '00', at(1))
  const { faults } = inventory.drain()
  expect(faults).toHaveLength(MAX_FAULTS)
  expect(faults[0]).toMatchObject({ reason: 'Error: defect 0', count: 2 })
})

test(`past ${MAX_RESIDENT_CONVERSATIONS} conversations the idle ones are left to storage, those in use stay`, () => {
  const { inventory, converse } = inventoryOfTwo()
  const busy = converse(1, 'busy')
  for (let n = 0; n <= MAX_RESIDENT_CONVERSATIONS; n++) converse(n % 65536, `p${n >>> 16}`)
  inventory.drain()
  expect(converse(1, 'busy')).toBe(busy)
  inventory.drain()
  expect(converse(1, 'busy')).toBe(busy)
  expect(converse(2, 'p0').id).toBeGreaterThan(MAX_RESIDENT_CONVERSATIONS)
})

test(`a delta comes in parts of ${PART_ENTRIES} entries of a kind, and none is used before it is announced`, () => {
  const filled = () => {
    const { inventory, converse } = inventoryOfTwo()
    for (let n = 0; n < PART_ENTRIES * 2 + 5; n++) {
      const conversation = converse(n)
      const operation = { class: 'read', code: 3, module: '', target: `${n}`, slot: 0, points: [] } as const
      const { record } = conversation.record(simple, operation, at(n))
      record.requests++
      inventory.touchRecord(record)
      inventory.cover(conversation, 'malformed', 'x', 1)
    }
    inventory.turnMinute(60_000_000)
    return inventory
  }
  const parts = [...filled().drainInParts()]
  const known = new Set<number>()
  let unannounced = 0
  for (const { conversations, operations, activity, coverage } of parts) {
    const sizes = [conversations, operations, activity, coverage].map(({ length }) => length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(PART_ENTRIES)
    for (const { id } of conversations) known.add(id)
    for (const { conversation } of [...operations, ...activity, ...coverage])
      if (!known.has(conversation)) unannounced++
  }
  expect(unannounced).toBe(0)
  expect(known.size).toBe(PART_ENTRIES * 2 + 5)
  expect(wholeOf(parts)).toEqual(filled().drain())
  expect(filled().drain().operations).toHaveLength(PART_ENTRIES * 2 + 5)
})

test('a conversation keeps the strongest way in which it was identified', () => {
  const { inventory, client, server } = inventoryOfTwo()
  const ways = ['port', 'both', 'content'] as const
  for (const way of ways) inventory.conversation(client, server, 'simple', 'tcp', 1, way, at(1))
  expect(inventory.drain().conversations.map(({ identifiedBy }) => identifiedBy)).toEqual(['both'])
})

test('an account is said of who used it, and a secret that could be read of the server; the secret is nowhere', () => {
  const { inventory, client, server, converse } = inventoryOfTwo()
  const used = { kind: 'credential', of: 'client', method: 'FTP PASS', account: 'maintenance' } as const
  stateCredential(inventory, converse(21), { ...used, protection: 'clear' }, at(5))
  stateCredential(inventory, converse(22), { ...used, method: 'SSH', account: '', protection: 'protected' }, at(6))
  expect(inventory.drain().claims.map(({ address, attribute, value }) => [address, attribute, value])).toEqual([
    [client, 'user', 'maintenance'],
    [server, 'clear-text-credentials', 'FTP PASS'],
  ])
})

test('a secret that is sent to a group is the sender’s', () => {
  const { inventory, client } = inventoryOfTwo()
  const group = inventory.endpoints.ipv4(0, 0xe0000012)
  const over = inventory.conversation(client, group, 'vrrp', 'ip', 112, 'both', at(1))
  const said = {
    kind: 'credential',
    of: 'client',
    method: 'VRRP text password',
    account: '',
    protection: 'clear',
  } as const
  stateCredential(inventory, over, said, at(5))
  expect(inventory.drain().claims.map(({ address, value }) => [address, value])).toEqual([
    [client, 'VRRP text password'],
  ])
})
