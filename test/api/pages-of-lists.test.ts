import { expect, test } from 'vitest'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { apiOver } from '../support/api.ts'
import {
  addressEntry,
  assetEntry,
  captureEntry,
  claimEntry,
  conversationEntry,
  deltaOf,
  operationEntry,
  START_US,
  segmentEntry,
} from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const HOSTS = 23

test.each([
  ['captures', ['firstSeen', 'name', 'frames']],
  ['segments', ['vlan', 'tap']],
  ['assets', ['lastSeen', 'name', 'id', 'conversations']],
  ['conversations', ['lastSeen', 'protocol', 'packets']],
  ['operations', ['lastSeen', 'class', 'requests']],
  ['points', ['lastSeen', 'point', 'reads']],
  ['claims', ['lastSeen', 'attribute', 'value']],
  ['coverage', ['count', 'measure']],
  ['coverage-hours', ['start', 'count', 'measure']],
] as const)('walking %s by pages meets every row exactly once, also where many are equal', async (resource, sorts) => {
  const app = crowdApi()
  const whole = (await app.inject(`/api/v1/${resource}?limit=500`)).json()
  expect(whole.items.length).toBeGreaterThanOrEqual(HOSTS)
  for (const sort of sorts.flatMap((name) => [name, `-${name}`])) {
    const walked = await walk(app, `/api/v1/${resource}?limit=4&sort=${sort}`)
    expect(walked.length).toBe(whole.items.length)
    expect(new Set(walked.map((item) => JSON.stringify(item)))).toEqual(
      new Set(whole.items.map((item: unknown) => JSON.stringify(item))),
    )
  }
})

test('the place of one list is none of another', async () => {
  const app = crowdApi()
  const { next } = (await app.inject('/api/v1/conversations?limit=4')).json()
  const answer = await app.inject(`/api/v1/operations?limit=4&after=${next}`)
  expect(answer.statusCode).toBe(400)
  expect(answer.json().detail).toContain('not a cursor of this list')
})

test('the order is that of the column, and descends with a minus', async () => {
  const app = crowdApi()
  const ascending = await walk(app, '/api/v1/conversations?limit=5&sort=packets')
  const packets = ascending.map((row) => row['packetsToServer'] as number)
  expect(packets).toEqual([...packets].sort((a, b) => a - b))
  const descending = await walk(app, '/api/v1/conversations?limit=5&sort=-packets')
  expect(descending.map((row) => row['packetsToServer'])).toEqual([...packets].reverse())
})

test('a page has as many rows as asked for, and one hundred when nothing is asked', async () => {
  const app = crowdApi()
  const few = (await app.inject('/api/v1/operations?limit=3')).json()
  expect(few.items).toHaveLength(3)
  expect(few.next).toEqual(expect.any(String))
  expect((await app.inject('/api/v1/operations')).json().items).toHaveLength(100)
})

test('a cursor of another order is refused', async () => {
  const app = crowdApi()
  const { next } = (await app.inject('/api/v1/claims?limit=2&sort=value')).json()
  const answer = await app.inject(`/api/v1/claims?limit=2&sort=-value&after=${next}`)
  expect(answer.statusCode).toBe(400)
  expect(answer.json().errors).toMatchObject([{ pointer: '#/after' }])
})

async function walk(app: ReturnType<typeof apiOver>, url: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  let after = ''
  for (let pages = 0; pages < 1000; pages++) {
    const { items, next } = (await app.inject(`${url}${after}`)).json()
    rows.push(...items)
    if (next === null) return rows
    after = `&after=${next}`
  }
  throw new Error('the list does not end')
}

function pointAt(first: number) {
  return { name: 'holding ', first, count: 1, type: 'word', writes: false }
}

/** Many hosts that are alike in every column but their address. */
function crowdApi() {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  const numbers = Array.from({ length: HOSTS }, (_, at) => at + 1)
  writer.begin()
  for (const id of numbers) writer.capture(captureEntry({ id, name: `${id}.pcap`, frames: id % 3 }))
  writer.apply(
    deltaOf({
      segments: numbers.map((id) => segmentEntry({ id, tap: `eth${id % 2}`, vlan: String(id) })),
      addresses: numbers.map((id) => addressEntry(id, `10.0.0.${id}`, { lastUs: START_US + (id % 4) * 1_000_000 })),
      claims: numbers.map((address) => claimEntry({ address, value: address % 2 === 0 ? 'Acme' : 'Other' })),
      conversations: numbers.map((id) =>
        conversationEntry({ id, client: id, server: (id % HOSTS) + 1, packetsToServer: id % 5 }),
      ),
      operations: numbers.flatMap((conversation) =>
        [0, 1, 2, 3, 4].map((at) =>
          operationEntry({ conversation, target: `holding ${at}`, requests: at % 2, points: [pointAt(at)] }),
        ),
      ),
      coverage: numbers.map((conversation) => ({ conversation, measure: 'malformed', detail: '', count: 1 })),
      coverageHours: numbers.flatMap((segment) =>
        ['malformed', 'tcp-gap'].map((measure) => ({ segment, hourUs: START_US, measure, count: segment % 3 })),
      ),
    }),
  )
  const { addresses } = writer.evidence()
  writer.assign(addresses.map(({ id, value }) => assetEntry(value.padStart(16, '0'), [id])))
  writer.commit()
  writer.close()
  return apiOver(directory)
}
