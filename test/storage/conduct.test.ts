import { expect, test } from 'vitest'
import type { AddressEntry, ConversationEntry, OperationEntry } from '../../sensor/model/delta.ts'
import type { ConductEntry } from '../../sensor/model/evidence.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import {
  addressEntry,
  captureEntry,
  conversationEntry,
  deltaOf,
  operationEntry,
  segmentEntry,
} from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** Requests that no answer was counted of. */
const ASKED = { requests: 5, responses: 0, errors: 0, messages: 0 } as const
const REQUESTS_ALONE = { packetsToClient: 0, bytesToClient: 0 } as const

/** The conduct of 10.0.0.1, which asks, and 10.0.0.2. */
function conductOf(
  conversations: readonly ConversationEntry[],
  operation: Partial<OperationEntry>,
  server: Partial<AddressEntry> = {},
): ConductEntry[] {
  const writer = new ObservedWriter(temporaryDirectory())
  writer.begin()
  writer.capture(captureEntry())
  writer.apply(
    deltaOf({
      segments: [segmentEntry()],
      addresses: [addressEntry(1, '10.0.0.1'), addressEntry(2, '10.0.0.2', server)],
      conversations,
      operations: [operationEntry({ ...ASKED, ...operation })],
    }),
  )
  const { conduct } = writer.evidence()
  writer.close()
  return [...conduct]
}

test('requests count as unheard where nothing of who was asked came by, of both sides', () => {
  const conduct = conductOf([conversationEntry(REQUESTS_ALONE)], {})
  expect(conduct.map(({ side, count, succeeded, unheard }) => [side, count, succeeded, unheard])).toEqual([
    ['client', 5, 0, 5],
    ['server', 5, 0, 5],
  ])
})

test('who was seen sending anything to the asker is no one-way view, in whatever conversation', () => {
  const unheard = (...conversations: ConversationEntry[]) => conductOf(conversations, {}).map((each) => each.unheard)
  expect(unheard(conversationEntry())).toEqual([0, 0])
  const other = { id: 2, protocol: 'http', port: 80 } as const
  expect(unheard(conversationEntry(REQUESTS_ALONE), conversationEntry(other))).toEqual([0, 0])
  const back = { id: 2, client: 2, server: 1, ...REQUESTS_ALONE } as const
  expect(unheard(conversationEntry(REQUESTS_ALONE), conversationEntry(back))).toEqual([0, 0])
  expect(unheard(conversationEntry(REQUESTS_ALONE), conversationEntry({ ...other, ...REQUESTS_ALONE }))).toEqual([5, 5])
})

test('what is sent to a group is not unheard: a group answers nobody', () => {
  const conduct = conductOf([conversationEntry(REQUESTS_ALONE)], {}, { group: true })
  expect(conduct.map(({ unheard }) => unheard)).toEqual([0, 0])
})

test('refusals, and what was sent unasked, are told from answers', () => {
  const [client] = conductOf([conversationEntry()], { requests: 5, responses: 4, errors: 3, messages: 2 })
  expect(client).toMatchObject({ count: 7, messages: 2, succeeded: 1, refused: 3, unheard: 0 })
})

test('a group is no peer beside a host, and one peer where there is no other; a few peers are named', () => {
  const talk = (id: number) => conversationEntry({ id, server: id + 1, protocol: 'http' })
  const peers = (isGroup: boolean, ...conversations: ConversationEntry[]) => {
    const operations = conversations.map(({ id }) => operationEntry({ conversation: id, target: String(id) }))
    const store = new ObservedWriter(temporaryDirectory())
    store.begin()
    store.capture(captureEntry())
    const last = addressEntry(3, '10.0.0.255', { group: isGroup })
    const addresses = [addressEntry(1, '10.0.0.1'), addressEntry(2, '10.0.0.2'), last]
    store.apply(deltaOf({ segments: [segmentEntry()], addresses, conversations, operations }))
    const { conduct } = store.evidence()
    store.close()
    return conduct.filter(({ side }) => side === 'client').map((each) => [each.peers, each.fewPeers?.length])
  }
  expect(peers(true, talk(1), talk(2))).toEqual([[1, undefined]])
  expect(peers(true, talk(2))).toEqual([[1, undefined]])
  expect(peers(false, talk(1), talk(2))).toEqual([[2, 2]])
})
