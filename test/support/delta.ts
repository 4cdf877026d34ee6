import type {
  AddressEntry,
  AddressKind,
  BindingEntry,
  CaptureEntry,
  ChangeEntry,
  ClaimEntry,
  ConversationEntry,
  Delta,
  FaultEntry,
  ModuleEntry,
  OperationEntry,
  SegmentEntry,
} from '../../sensor/model/delta.ts'
import type { AssetEntry } from '../../sensor/model/evidence.ts'

/** 2026-11-22T10:00:00Z, where hand-made captures begin. */
export const START_US = Date.UTC(2026, 10, 22, 10) * 1000

const NOTHING: Delta = {
  segments: [],
  addresses: [],
  bindings: [],
  modules: [],
  claims: [],
  conversations: [],
  operations: [],
  activity: [],
  changes: [],
  coverage: [],
  coverageHours: [],
  faults: [],
}

/** A delta of these entries and nothing else. */
export function deltaOf(parts: Partial<Delta>): Delta {
  return { ...NOTHING, ...parts }
}

/** A capture of ten frames, unless told otherwise. */
export function captureEntry(parts: Partial<CaptureEntry> = {}): CaptureEntry {
  return {
    id: 1,
    name: 'one.pcap',
    fingerprint: `of ${parts.name ?? 'one.pcap'}`,
    format: 'pcap',
    frames: 10,
    bytes: 1000,
    firstUs: START_US,
    lastUs: START_US + 5_000_000,
    damage: '',
    ...parts,
  }
}

/** The untagged segment of the first interface, unless told otherwise. */
export function segmentEntry(parts: Partial<SegmentEntry> = {}): SegmentEntry {
  return { id: 1, tap: '', vlan: '', ...parts }
}

/** An address of a single station in segment 1, unless told otherwise. */
export function addressEntry(id: number, value: string, parts: Partial<AddressEntry> = {}): AddressEntry {
  return {
    id,
    segment: 1,
    kind: kindOf(value),
    value,
    group: false,
    firstUs: START_US,
    lastUs: START_US + 1_000_000,
    ...parts,
  }
}

function kindOf(value: string): AddressKind {
  if (value.includes('-')) return 'station'
  return value.includes('.') ? 'ipv4' : value.length === 17 ? 'mac' : 'ipv6'
}

/** A binding stated once, unless told otherwise. */
export function bindingEntry(mac: number, ip: number, parts: Partial<BindingEntry> = {}): BindingEntry {
  return { mac, ip, stated: 1, carried: 0, hops: 0, ...SEEN, ...parts }
}

/** 'unit 3' behind address 2, unless told otherwise. */
export function moduleEntry(parts: Partial<ModuleEntry> = {}): ModuleEntry {
  const { firstUs, lastUs } = SEEN
  return {
    address: 2,
    protocol: 'modbus',
    module: 'unit 3',
    answers: 1,
    behindGateway: true,
    firstUs,
    lastUs,
    ...parts,
  }
}

/** A stated vendor of address 2, unless told otherwise. */
export function claimEntry(parts: Partial<ClaimEntry> = {}): ClaimEntry {
  return {
    address: 2,
    module: '',
    attribute: 'vendor',
    value: 'Acme',
    protocol: 'modbus',
    message: 'Read Device Identification',
    confidence: 'stated',
    count: 1,
    ...SEEN,
    ...parts,
  }
}

/** Modbus from address 1 to address 2, ten packets a side, unless told otherwise. */
export function conversationEntry(parts: Partial<ConversationEntry> = {}): ConversationEntry {
  return {
    id: 1,
    client: 1,
    server: 2,
    protocol: 'modbus',
    transport: 'tcp',
    port: 502,
    identifiedBy: 'both',
    packetsToServer: 10,
    packetsToClient: 10,
    bytesToServer: 700,
    bytesToClient: 800,
    ...SEEN,
    ...parts,
  }
}

/** A first write in conversation 1, unless told otherwise. */
export function changeEntry(parts: Partial<ChangeEntry> = {}): ChangeEntry {
  return {
    kind: 'production-change',
    conversation: 1,
    function: '6',
    functionName: 'Write Single Register',
    class: 'write',
    module: 'unit 3',
    target: 'unit 3 holding 7+1',
    actsOn: '',
    spellUs: 0,
    requests: 1,
    announced: 0,
    accepted: 1,
    refused: 0,
    firstUs: START_US,
    lastUs: START_US + 1_000_000,
    witness: { capture: 1, frame: 1, timeUs: START_US },
    ...parts,
  }
}

/** Five answered reads in conversation 1, unless told otherwise. */
export function operationEntry(parts: Partial<OperationEntry> = {}): OperationEntry {
  return {
    conversation: 1,
    function: '3',
    functionName: 'Read Holding Registers',
    class: 'read',
    module: 'unit 3',
    target: 'unit 3 holding 0+10',
    requests: 5,
    responses: 5,
    errors: 0,
    messages: 0,
    gaps: [],
    longestGapUs: 0,
    longestGapFromUs: 0,
    points: [],
    isSum: false,
    values: [],
    ...SEEN,
    ...parts,
  }
}

/** A fault of a dissector, met once, unless told otherwise. */
export function faultEntry(parts: Partial<FaultEntry> = {}): FaultEntry {
  const { witness } = SEEN
  return { protocol: 'modbus', reason: 'RangeError: offset', messageHex: '0001', count: 1, witness, ...parts }
}

/** A host at these storage keys, without a role, unless told otherwise. */
export function assetEntry(id: string, addresses: readonly number[], parts: Partial<AssetEntry> = {}): AssetEntry {
  return {
    id,
    parent: '',
    protocol: '',
    module: '',
    addresses,
    behind: [],
    role: '',
    roleConfidence: 'weak',
    roleReason: '',
    deviceClass: '',
    level: null,
    zone: '',
    zoneReason: '',
    criticality: '',
    criticalityReason: '',
    outside: false,
    reasons: ['one address'],
    ...parts,
  }
}

const SEEN = {
  firstUs: START_US,
  lastUs: START_US + 1_000_000,
  witness: { capture: 1, frame: 1, timeUs: START_US },
} as const
