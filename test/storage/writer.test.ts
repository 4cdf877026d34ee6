import { expect, test } from 'vitest'
import { type ExportKind, exportKinds, exportRows } from '../../storage/observed/export.ts'
import { readHealth } from '../../storage/observed/read-health.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import {
  addressEntry,
  assetEntry,
  bindingEntry,
  captureEntry,
  claimEntry,
  conversationEntry,
  deltaOf,
  faultEntry,
  moduleEntry,
  operationEntry,
  START_US,
  segmentEntry,
} from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const TWO_HOSTS = {
  segments: [segmentEntry()],
  addresses: [addressEntry(1, '10.0.0.1'), addressEntry(2, '10.0.0.2')],
}

test('counts add up, first is the earliest, last the latest and the strongest identification stays', () => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  writer.apply(deltaOf({ ...TWO_HOSTS, conversations: [conversationEntry({ identifiedBy: 'content' })] }))
  writer.apply(
    deltaOf({
      conversations: [
        conversationEntry({
          identifiedBy: 'port',
          packetsToServer: 5,
          bytesToClient: 50,
          firstUs: START_US - 7,
          lastUs: START_US + 9_000_000,
        }),
      ],
    }),
  )
  writer.commit()
  writer.close()
  expect(exported(directory, 'conversations')).toMatchObject([
    {
      identifiedBy: 'content',
      packetsToServer: 15,
      packetsToClient: 20,
      bytesToServer: 1400,
      bytesToClient: 850,
      firstSeen: '2026-11-22T09:59:59.999993Z',
      lastSeen: '2026-11-22T10:00:09.000000Z',
    },
  ])
})

test('the counts of an operation add up', () => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  writer.apply(deltaOf({ ...TWO_HOSTS, conversations: [conversationEntry()], operations: [operationEntry()] }))
  writer.apply(deltaOf({ operations: [operationEntry({ requests: 2, responses: 2, errors: 1, messages: 4 })] }))
  writer.commit()
  writer.close()
  expect(exported(directory, 'operations')).toMatchObject([{ requests: 7, responses: 7, errors: 1, messages: 4 }])
})

test('evidence of a binding adds up, and the fewest hops stay', () => {
  const writer = beginRun(temporaryDirectory())
  writer.apply(deltaOf({ ...TWO_HOSTS, bindings: [bindingEntry(1, 2, { carried: 3, hops: 2 })] }))
  writer.apply(deltaOf({ bindings: [bindingEntry(1, 2, { stated: 0, carried: 4, hops: 5 })] }))
  const [binding] = writer.evidence().bindings
  writer.commit()
  writer.close()
  expect(binding).toMatchObject({ stated: 1, carried: 7, hops: 2 })
})

test('the strongest confidence of a claim stays', () => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  writer.apply(deltaOf({ ...TWO_HOSTS, claims: [claimEntry({ confidence: 'inferred' })] }))
  writer.apply(deltaOf({ claims: [claimEntry({ confidence: 'stated' })] }))
  writer.apply(deltaOf({ claims: [claimEntry({ confidence: 'weak' })] }))
  writer.commit()
  writer.close()
  expect(exported(directory, 'claims')).toMatchObject([{ confidence: 'stated', count: 3 }])
})

test('a fault keeps the message of its first witness', () => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  writer.apply(
    deltaOf({ faults: [faultEntry({ messageHex: 'bb', witness: { capture: 1, frame: 9, timeUs: START_US } })] }),
  )
  writer.apply(
    deltaOf({ faults: [faultEntry({ messageHex: 'aa', witness: { capture: 1, frame: 4, timeUs: START_US } })] }),
  )
  writer.commit()
  writer.close()
  const reader = new ObservedReader(directory)
  expect(readHealth(reader).faults).toMatchObject([{ messageHex: 'aa', frame: 4, count: 2 }])
  reader.close()
})

test('an address that was a group for one capture and a sender for another is no group', () => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  writer.apply(deltaOf({ segments: [segmentEntry()], addresses: [addressEntry(1, '10.0.0.255', { group: true })] }))
  writer.resetRun()
  writer.capture(captureEntry())
  writer.apply(deltaOf({ segments: [segmentEntry()], addresses: [addressEntry(1, '10.0.0.255')] }))
  writer.commit()
  writer.close()
  expect(exported(directory, 'addresses')).toMatchObject([{ group: false }])
})

test.each([
  [true, undefined, true],
  [undefined, true, true],
  [undefined, false, false],
  [undefined, undefined, false],
] as const)('what tells nothing of a group (%s, then %s) leaves what another run saw', (first, second, group) => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  writer.apply(deltaOf({ segments: [segmentEntry()], addresses: [addressEntry(1, '10.0.0.255', { group: first })] }))
  writer.resetRun()
  writer.capture(captureEntry())
  writer.apply(deltaOf({ segments: [segmentEntry()], addresses: [addressEntry(1, '10.0.0.255', { group: second })] }))
  writer.commit()
  writer.close()
  expect(exported(directory, 'addresses')).toMatchObject([{ group }])
})

test('a new run may use the same numbers for other things', () => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  writer.apply(deltaOf({ ...TWO_HOSTS, conversations: [conversationEntry()] }))
  writer.commit()
  writer.resetRun()
  writer.begin()
  writer.capture(captureEntry({ name: 'two.pcap' }))
  writer.apply(
    deltaOf({
      segments: [segmentEntry()],
      addresses: [addressEntry(2, '10.0.0.1'), addressEntry(1, '10.0.0.9')],
      conversations: [conversationEntry()],
    }),
  )
  writer.commit()
  writer.close()
  const parties = exported(directory, 'conversations').map((row) => `${row['clientAddress']} ${row['serverAddress']}`)
  expect(parties).toEqual(['10.0.0.1 10.0.0.2', '10.0.0.9 10.0.0.1'])
})

test('an entry that was never announced is refused, and nothing of its delta is stored', () => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  expect(() => writer.apply(deltaOf({ ...TWO_HOSTS, operations: [operationEntry()] }))).toThrow(
    'conversation 1 was never announced in this run',
  )
  expect(() => writer.commit()).toThrow('no transaction is open')
  writer.close()
  expect(exported(directory, 'addresses')).toEqual([])
})

test('rolling back leaves everything as it was, and the run can go on', () => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  writer.apply(deltaOf({ ...TWO_HOSTS, conversations: [conversationEntry()] }))
  writer.commit()
  const before = everything(directory)
  const more = deltaOf({
    addresses: [addressEntry(3, '10.0.0.3')],
    conversations: [conversationEntry({ packetsToServer: 99 }), conversationEntry({ id: 2, server: 3 })],
    operations: [operationEntry()],
    coverage: [{ conversation: 0, measure: 'frames-cut', detail: '', count: 1 }],
  })
  writer.begin()
  writer.apply(more)
  writer.assign([assetEntry('aaaaaaaaaaaaaaaa', [1])])
  writer.rollback()
  expect(everything(directory)).toBe(before)
  writer.begin()
  writer.apply(more)
  writer.commit()
  writer.close()
  expect(exported(directory, 'conversations')).toMatchObject([{ packetsToServer: 109 }, { packetsToServer: 10 }])
})

test('a process that ends in the middle of a transaction leaves nothing of it', () => {
  const directory = temporaryDirectory()
  const writer = beginRun(directory)
  writer.apply(deltaOf(TWO_HOSTS))
  writer.close()
  expect(exported(directory, 'addresses')).toEqual([])
})

test('a capture is found again by its fingerprint, and live captures are never the same one', () => {
  const writer = beginRun(temporaryDirectory())
  writer.capture(captureEntry({ frames: 12 }))
  expect(writer.findCapture('of one.pcap')).toMatchObject({ name: 'one.pcap', frames: 12 })
  expect(writer.findCapture('another')).toBeUndefined()
  writer.capture(captureEntry({ id: 2, name: 'eth0', fingerprint: '', format: 'live' }))
  writer.capture(captureEntry({ id: 3, name: 'eth0', fingerprint: '', format: 'live' }))
  expect(writer.findCapture('')).toBeUndefined()
  writer.commit()
  writer.close()
})

test('the order in which captures come does not show in any export', () => {
  const first = capturedPlant('one.pcap', 0, ['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  const second = capturedPlant('two.pcap', -3_000_000, ['10.0.0.1', '10.0.0.2', '10.0.0.9'])
  // The same moment and the same addresses as in the first, so that only the name of the capture decides.
  const third = capturedPlant('a.pcap', 0, ['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  const forward = stored([first, second, third])
  const backward = stored([third, second, first])
  expect(backward).toBe(forward)
  const witnesses = JSON.parse(forward)[exportKinds.indexOf('conversations')].map(
    (row: { clientAddress: string; capture: string }) => `${row.clientAddress} in ${row.capture}`,
  )
  expect(witnesses).toEqual(['10.0.0.1 in two.pcap', '10.0.0.3 in a.pcap', '10.0.0.9 in two.pcap'])
})

test('storing the same twice gives the same bytes', () => {
  const captures = [capturedPlant('one.pcap', 0, ['10.0.0.1', '10.0.0.2', '10.0.0.3'])]
  expect(stored(captures)).toBe(stored(captures))
})

function capturedPlant(name: string, shiftUs: number, hosts: readonly string[]) {
  const firstUs = START_US + shiftUs
  const lastUs = firstUs + 1_000_000
  const seen = { firstUs, lastUs, witness: { capture: 1, frame: 1, timeUs: firstUs } }
  return {
    capture: captureEntry({ name, firstUs, lastUs }),
    delta: deltaOf({
      segments: [segmentEntry()],
      addresses: hosts.map((value, at) => addressEntry(at + 1, value, { firstUs, lastUs })),
      bindings: [bindingEntry(1, 2, seen)],
      modules: [moduleEntry({ firstUs, lastUs })],
      claims: [claimEntry(seen), claimEntry({ ...seen, attribute: 'name', value: name })],
      conversations: [conversationEntry(seen), conversationEntry({ ...seen, id: 2, client: 3 })],
      operations: [operationEntry(seen), operationEntry({ ...seen, conversation: 2 })],
      coverage: [
        { conversation: 0, measure: 'frames-cut', detail: '', count: 1 },
        { conversation: 2, measure: 'malformed', detail: 'truncated', count: 1 },
      ],
      faults: [faultEntry({ witness: seen.witness, messageHex: name })],
    }),
  }
}

function stored(captures: readonly ReturnType<typeof capturedPlant>[]): string {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  for (const { capture, delta } of captures) {
    writer.resetRun()
    writer.begin()
    writer.capture(capture)
    writer.apply(delta)
    writer.commit()
  }
  writer.begin()
  const { addresses } = writer.evidence()
  writer.assign(addresses.map(({ id, value }) => assetEntry(value.padStart(16, '0'), [id])))
  writer.commit()
  writer.close()
  return everything(directory)
}

function beginRun(directory: string): ObservedWriter {
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.capture(captureEntry())
  return writer
}

function everything(directory: string): string {
  return JSON.stringify(exportKinds.map((kind) => exported(directory, kind)))
}

function exported(directory: string, kind: ExportKind) {
  const reader = new ObservedReader(directory)
  try {
    return [...exportRows(reader, kind)]
  } finally {
    reader.close()
  }
}
