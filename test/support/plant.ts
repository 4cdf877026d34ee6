import { resolveEvents } from '../../sensor/model/events/resolve-events.ts'
import type { AssetEntry, Evidence } from '../../sensor/model/evidence.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import {
  addressEntry,
  assetEntry,
  bindingEntry,
  captureEntry,
  changeEntry,
  claimEntry,
  conversationEntry,
  deltaOf,
  faultEntry,
  moduleEntry,
  operationEntry,
  START_US,
  segmentEntry,
} from './delta.ts'

const SECOND = 1_000_000

export const PLC_ID = '00000000000000a2'
export const HMI_ID = '00000000000000a1'
export const DRIVE_ID = '00000000000000a4'
export const UNIT_ID = '00000000000000b3'

/** What a name on the wire may look like. */
export const HOSTILE_NAME = `<script>alert("x")</script>&'`

/** Stores a small plant: an HMI polls a PLC with a drive behind it, in VLAN 10; a station in VLAN 20 broadcasts. */
export function storePlant(directory: string, plcName = HOSTILE_NAME): void {
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.capture(captureEntry({ damage: 'one.pcap: cut at byte 900' }))
  writer.apply({
    ...PLANT,
    claims: PLANT.claims.map((one) => (one.attribute === 'name' ? { ...one, value: plcName } : one)),
  })
  const evidence = writer.evidence()
  const assets = plantAssets(evidence)
  writer.assign(assets)
  writer.tell(resolveEvents(evidence, assets))
  writer.commit()
  writer.close()
}

/** The assets of the plant, by the keys that the store gave their addresses. */
export function plantAssets(evidence: Evidence): AssetEntry[] {
  const keys = new Map(evidence.addresses.map(({ value, id }) => [value, id]))
  const at = (...values: string[]) => values.map((value) => keys.get(value) as number)
  return [
    assetEntry(HMI_ID, at('10.0.0.1'), { role: 'hmi', roleConfidence: 'inferred', roleReason: 'it polls', level: 2 }),
    assetEntry(PLC_ID, at('10.0.0.2', '00:11:22:33:44:02'), {
      role: 'controller',
      roleConfidence: 'stated',
      roleReason: 'it says so',
      deviceClass: 'control',
      level: 1,
      zone: 'basic control',
      zoneReason: 'it controls',
      reasons: ['ARP binds them'],
    }),
    assetEntry(DRIVE_ID, at('10.0.1.4')),
    assetEntry(UNIT_ID, at('10.0.0.2'), { parent: PLC_ID, protocol: 'modbus', module: 'unit 3' }),
  ]
}

const witness = (frame: number) => ({ capture: 1, frame, timeUs: START_US + frame * SECOND })

const HOLDING = { name: 'holding ', first: 0, count: 10, type: 'word', writes: false } as const

const PLANT = deltaOf({
  segments: [segmentEntry({ vlan: '10' }), segmentEntry({ id: 2, vlan: '20', tap: 'eth1' })],
  addresses: [
    addressEntry(1, '10.0.0.1', { lastUs: START_US + 9 * SECOND }),
    addressEntry(2, '10.0.0.2'),
    addressEntry(3, '00:11:22:33:44:02'),
    addressEntry(4, '10.0.1.4', { segment: 2, firstUs: START_US + 20 * SECOND, lastUs: START_US + 30 * SECOND }),
    addressEntry(5, '10.0.1.255', { segment: 2, group: true }),
  ],
  bindings: [bindingEntry(3, 2)],
  modules: [moduleEntry({ firstUs: START_US + SECOND, lastUs: START_US + SECOND })],
  claims: [
    claimEntry(),
    claimEntry({ attribute: 'name', value: HOSTILE_NAME }),
    claimEntry({ attribute: 'firmware', value: '1.0', lastUs: START_US + SECOND }),
    claimEntry({ attribute: 'firmware', value: '1.1', lastUs: START_US + 2 * SECOND }),
    claimEntry({ attribute: 'vendor', value: 'Board Maker', confidence: 'weak', lastUs: START_US + 9 * SECOND }),
    claimEntry({ module: 'unit 3', attribute: 'vendor', value: 'Drives Ltd' }),
  ],
  conversations: [
    conversationEntry(),
    conversationEntry({ id: 2, protocol: 'tcp', port: 4000, identifiedBy: 'none', witness: witness(4) }),
    conversationEntry({
      id: 3,
      client: 4,
      server: 5,
      protocol: 'bacnet',
      transport: 'udp',
      port: 47_808,
      packetsToClient: 0,
      bytesToClient: 0,
      firstUs: START_US + 20 * SECOND,
      lastUs: START_US + 30 * SECOND,
      witness: witness(5),
    }),
  ],
  operations: [
    operationEntry({ points: [HOLDING] }),
    operationEntry({
      function: '6',
      functionName: 'Write Single Register',
      class: 'write',
      target: 'unit 3 holding 7+1',
      points: [{ ...HOLDING, first: 7, count: 1, writes: true }],
      values: [
        {
          name: 'holding ',
          index: 7,
          value: '42',
          timeUs: START_US + SECOND,
          type: 'word',
          hasOwnType: false,
          writes: true,
        },
      ],
    }),
    operationEntry({ function: '17', functionName: 'Report Server ID', class: 'discover', module: '', target: '' }),
    operationEntry({
      conversation: 3,
      function: 'unconfirmed 8',
      functionName: 'whoIs',
      class: 'discover',
      module: '',
      target: '',
      requests: 0,
      responses: 0,
      messages: 5,
      firstUs: START_US + 20 * SECOND,
      lastUs: START_US + 30 * SECOND,
    }),
  ],
  coverageHours: [
    { segment: null, hourUs: START_US, measure: 'kernel-drops', count: 4 },
    { segment: 1, hourUs: START_US, measure: 'frames-seen', count: 90 },
    { segment: 1, hourUs: START_US, measure: 'frames-duplicate', count: 10 },
    { segment: 1, hourUs: START_US, measure: 'tcp-bytes-seen', count: 990 },
    { segment: 1, hourUs: START_US, measure: 'tcp-gap', count: 10 },
    { segment: 1, hourUs: START_US, measure: 'tcp-connections-seen', count: 4 },
    { segment: 1, hourUs: START_US, measure: 'one-way', count: 1 },
  ],
  activity: [
    { conversation: 1, class: '', minuteUs: START_US, messages: 0, packets: 20, bytes: 1500 },
    { conversation: 1, class: 'read', minuteUs: START_US, messages: 10, packets: 0, bytes: 0 },
  ],
  changes: [
    changeEntry(),
    changeEntry({
      function: '90/0x41',
      functionName: 'UMAS Stop PLC',
      class: 'mode',
      module: '',
      target: '',
      actsOn: '',
      spellUs: START_US + SECOND,
      accepted: 0,
      refused: 1,
    }),
  ],
  coverage: [
    { conversation: 0, measure: 'frames-cut', detail: '', count: 3 },
    { conversation: 1, measure: 'malformed', detail: 'truncated', count: 2 },
  ],
  faults: [faultEntry()],
})
