import type { BindingEntry } from '../../sensor/model/delta.ts'
import type { EventEntry } from '../../sensor/model/events/event-entry.ts'
import type {
  ChangeFact,
  ClaimFact,
  ConversationFact,
  EventEvidence,
  FunctionFact,
  OutageFact,
  PointUseFact,
  SilenceFact,
} from '../../sensor/model/events/event-evidence.ts'
import { resolveEvents } from '../../sensor/model/events/resolve-events.ts'
import type { AssetEntry } from '../../sensor/model/evidence.ts'
import { addressEntry, assetEntry, bindingEntry, START_US, segmentEntry } from './delta.ts'
import { statementsFrom } from './statements.ts'

export const MINUTE_US = 60_000_000
export const HOUR_US = 60 * MINUTE_US

/** Minutes after the beginning. */
export function minute(minutes: number): number {
  return START_US + minutes * MINUTE_US
}

export function witnessAt(timeUs: number, frame = 1) {
  return { capture: 1, captureName: 'one.pcap', frame, timeUs }
}

/** A day of capture in which everything is watched, and nothing is seen, unless told otherwise. */
export function evidenceOf(parts: Partial<EventEvidence>): EventEvidence {
  const day = { firstUs: START_US, lastUs: START_US + 24 * HOUR_US }
  return {
    segments: [segmentEntry()],
    addresses: [],
    bindings: [],
    modules: [],
    conduct: [],
    statements: statementsFrom([]),
    talkers: [],
    captures: [{ ...day, isLive: false }],
    watched: [day],
    conversations: [],
    changes: [],
    laterFunctions: [],
    sweeps: [],
    pointUses: [],
    claims: [],
    silences: [],
    malformed: [],
    outages: [],
    losses: [],
    transmissions: [],
    regroupings: [],
    ...parts,
  }
}

/** Hosts of these addresses, each an asset of its own, from `sinceUs` on. */
export function hosts(values: readonly string[], sinceUs = START_US, roles: Readonly<Record<string, string>> = {}) {
  const addresses = values.map((value, at) =>
    addressEntry(at + 1, value, { firstUs: sinceUs, lastUs: START_US + 24 * HOUR_US }),
  )
  const assets: AssetEntry[] = values.map((value, at) =>
    assetEntry(`id of ${value}`, [at + 1], {
      role: roles[value] ?? '',
      level: roles[value] === 'controller' ? 1 : null,
    }),
  )
  return { addresses, assets }
}

/** Modbus from address 1 to address 2, answered, from the beginning on, unless told otherwise. */
export function conversationFact(parts: Partial<ConversationFact> = {}): ConversationFact {
  const { firstUs = START_US } = parts
  return {
    id: 1,
    client: 1,
    server: 2,
    protocol: 'modbus',
    transport: 'tcp',
    port: 502,
    isIdentified: true,
    packetsToServer: 100,
    packetsToClient: 100,
    isOnlyAsked: false,
    lastUs: START_US + 24 * HOUR_US,
    witness: witnessAt(firstUs),
    ...parts,
    firstUs,
  }
}

/** An accepted write in conversation 1, unless told otherwise. */
export function changeFact(parts: Partial<ChangeFact> = {}): ChangeFact {
  const { firstUs = START_US } = parts
  return {
    conversation: 1,
    function: '6',
    functionName: 'Write Single Register',
    class: 'write',
    module: '',
    target: 'holding 7+1',
    actsOn: '',
    spellUs: 0,
    requests: 1,
    announced: 0,
    accepted: 1,
    refused: 0,
    lastUs: firstUs,
    witness: witnessAt(firstUs),
    ...parts,
    firstUs,
  }
}

/** A claim of address 1, stated once, unless told otherwise. */
export function claimFact(parts: Partial<ClaimFact>): ClaimFact {
  const { firstUs = START_US } = parts
  return {
    address: 1,
    module: '',
    attribute: 'firmware',
    value: '1.0',
    protocol: 'modbus',
    message: 'Read Device Identification',
    count: 1,
    lastUs: firstUs,
    witness: witnessAt(firstUs),
    ...parts,
    firstUs,
  }
}

/** An upload in conversation 1, five hours after the beginning, unless told otherwise. */
export function functionFact(parts: Partial<FunctionFact> = {}): FunctionFact {
  const firstUs = parts.firstUs ?? minute(300)
  return {
    conversation: 1,
    function: '90/0x33',
    functionName: 'Upload Block',
    class: 'upload',
    count: 3,
    classFirstUs: firstUs,
    lastUs: firstUs,
    witness: witnessAt(firstUs),
    ...parts,
    firstUs,
  }
}

/** A poll of a second in conversation 1 that ended after two hours, unless told otherwise. */
export function silenceFact(parts: Partial<SilenceFact> = {}): SilenceFact {
  return {
    conversation: 1,
    functionName: 'Read Holding Registers',
    class: 'read',
    target: 'holding 0+10',
    gaps: 7000,
    periodUs: 1_000_000,
    longestGapUs: 1_100_000,
    lastUs: minute(120),
    untilUs: null,
    ...parts,
  }
}

/** The link of eth1 was down for five minutes, two hours after the beginning, unless told otherwise. */
export function outageFact(parts: Partial<OutageFact> = {}): OutageFact {
  const { firstUs = minute(120), lastUs = firstUs + 5 * MINUTE_US } = parts
  return {
    interface: 'eth1',
    cause: 'down',
    times: 1,
    blindUs: lastUs - firstUs,
    lasts: false,
    ...parts,
    firstUs,
    lastUs,
  }
}

/** A register of address 2 that address 1 has read from the beginning on, unless told otherwise. */
export function pointUseFact(parts: Partial<PointUseFact> = {}): PointUseFact {
  const { firstUs = START_US, low = 7 } = parts
  return {
    conversation: 1,
    client: 1,
    server: 2,
    protocol: 'modbus',
    module: '',
    name: 'holding ',
    high: low,
    isSpan: false,
    writes: false,
    lastUs: START_US + 24 * HOUR_US,
    writesSinceUs: Number.MAX_SAFE_INTEGER,
    witness: witnessAt(firstUs),
    ...parts,
    firstUs,
    low,
  }
}

export function boundTo(mac: number, ip: number, fromMinute: number, toMinute: number): BindingEntry {
  const [firstUs, lastUs] = [minute(fromMinute), minute(toMinute)]
  return bindingEntry(mac, ip, { stated: 5, firstUs, lastUs, witness: { capture: 1, frame: 1, timeUs: firstUs } })
}

/** The events of this evidence, without the summary of the start-up, as '<severity> <kind>: <summary>'. */
export function told(evidence: EventEvidence, assets: readonly AssetEntry[]): string[] {
  return resolveEvents(evidence, assets)
    .filter(({ kind }) => kind !== 'start-up')
    .map(({ severity, kind, summary }) => `${severity} ${kind}: ${summary}`)
}

export function eventsOfKind(evidence: EventEvidence, assets: readonly AssetEntry[], kind: string): EventEntry[] {
  return resolveEvents(evidence, assets).filter((event) => event.kind === kind)
}
