import type { Dissector } from '../../dissectors/kit/dissector.ts'
import type { Side } from '../../dissectors/kit/observation.ts'
import { addressText, internText } from '../flow/address-text.ts'
import { type EndpointTable, MAX_ENDPOINTS, NO_ENDPOINT } from '../flow/endpoint-table.ts'
import { ActivityBook } from './activity-book.ts'
import { ChangeLog } from './change-log.ts'
import { ClaimBook } from './claim-book.ts'
import { Conversation, type OperationRecord } from './conversation.ts'
import { ConversationIndex } from './conversation-index.ts'
import type { Base, Measure } from './coverage.ts'
import { CoverageBook, NO_SEGMENT } from './coverage-book.ts'
import { CoverageCounts } from './coverage-counts.ts'
import {
  type BindingEntry,
  type Confidence,
  type Delta,
  type IdentifiedBy,
  NO_DELTA,
  type OperationEntry,
  type Witness,
} from './delta.ts'
import { partsOf, wholeOf } from './delta-parts.ts'
import { FaultBook } from './fault-book.ts'
import { FunctionWords } from './function-words.ts'
import { GapBook } from './gap-book.ts'
import { ModuleBook } from './module-book.ts'
import type { Mutable } from './mutable.ts'
import { SegmentBook } from './segment-book.ts'
import { Sightings } from './sightings.ts'
import { Touched } from './touched.ts'
import { ValueBook } from './value-book.ts'
import { vendorOfMac } from './vendor-of-mac.ts'

/** Conversations kept in memory between deltas; past it those idle longest are left to storage. */
export const MAX_RESIDENT_CONVERSATIONS = 1 << 15

/**
 * The model in memory: who was seen, who talks to whom, what they do, who says what of whom.
 * It knows no protocol by name and no packet; `drain` gives what changed since the last time.
 */
export class Inventory {
  /** The capture being read, for witnesses. */
  capture = 0
  readonly endpoints: EndpointTable
  readonly changes = new ChangeLog()
  readonly gaps = new GapBook()
  readonly values = new ValueBook()
  private readonly activity = new ActivityBook()
  /** Gaps and values are reported once a minute. */
  private gapsAreDue = false
  private readonly segments = new SegmentBook()
  private readonly sightings: Sightings
  private readonly conversations = new ConversationIndex()
  private nextConversation = 1
  private readonly touched = new Touched()
  private readonly bindings = new Map<number, Mutable<BindingEntry>>()
  private readonly modules = new ModuleBook()
  private readonly claims = new ClaimBook()
  private readonly faults = new FaultBook()
  private readonly coverage = new CoverageCounts()
  private readonly hours = new CoverageBook()
  private readonly words = new FunctionWords()

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints
    this.sightings = new Sightings(endpoints)
  }

  segment(tap: string, vlan: string): number {
    return this.segments.numberOf(tap, vlan)
  }

  /** An address was seen in use over this span of time. */
  sight(endpoint: number, firstUs: number, lastUs: number, frame: number): void {
    this.sightings.sight(endpoint, firstUs, lastUs, this.capture, frame)
  }

  /** A message stated at which MAC this IP is. */
  sightHost(endpoint: number): void {
    this.sightings.sightHost(endpoint)
  }

  /** A frame went from one IP to another, by a group MAC or by that of a station. */
  sightFrame(from: number, to: number, byGroupMac: boolean): void {
    this.sightings.sightFrame(from, to, byGroupMac)
  }

  /** True for an address that is no host: multicast, broadcast, or a subnet's own broadcast address. */
  isGroup(endpoint: number): boolean {
    return this.sightings.isGroup(endpoint)
  }

  /** True for what sent nothing but frames such as a broadcast address has that sends broadcasts back. */
  onlySendsBack(endpoint: number): boolean {
    return this.sightings.onlySendsBack(endpoint)
  }

  /**
   * A message stated that a MAC and an IP belong together, a new flow carried both, or a known one still does.
   * `hops`: router hops that the time-to-live allows; 255 when the packet does not tell. `frame` came at `firstUs`.
   */
  bind(
    mac: number,
    ip: number,
    kind: 'stated' | 'carried' | 'carried-on',
    hops: number,
    firstUs: number,
    lastUs: number,
    frame: number,
  ): void {
    const key = mac * MAX_ENDPOINTS * 2 + ip
    const known = this.bindings.get(key)
    if (known === undefined) {
      const stated = kind === 'stated' ? 1 : 0
      const carried = kind === 'carried' ? 1 : 0
      const witness = { capture: this.capture, frame, timeUs: firstUs }
      this.bindings.set(key, { mac, ip, stated, carried, hops, firstUs, lastUs, witness })
      return
    }
    if (kind === 'stated') known.stated++
    if (kind === 'carried') known.carried++
    known.hops = Math.min(known.hops, hops)
    known.firstUs = Math.min(known.firstUs, firstUs)
    known.lastUs = Math.max(known.lastUs, lastUs)
  }

  conversation(
    client: number,
    server: number,
    protocol: string,
    transport: string,
    port: number,
    identifiedBy: IdentifiedBy,
    witness: Witness,
  ): Conversation {
    let conversation = this.conversations.find(client, server, protocol, transport, port)
    if (conversation === undefined) {
      const id = this.nextConversation++
      conversation = new Conversation(id, client, server, protocol, transport, port, identifiedBy, witness)
      conversation.namesService = identifiedBy !== 'none'
      this.conversations.add(conversation)
    } else if (STRENGTH[identifiedBy] > STRENGTH[conversation.identifiedBy]) conversation.identifiedBy = identifiedBy
    this.touch(conversation)
    return conversation
  }

  /** The identified conversation of these two over this port: that of a connection which carried nothing itself. */
  knownService(client: number, server: number, transport: string, port: number): Conversation | undefined {
    return this.conversations.findService(client, server, transport, port)
  }

  touch(conversation: Conversation): void {
    this.touched.conversation(conversation)
  }

  touchRecord(record: OperationRecord): void {
    this.touched.record(record)
  }

  /** A module answered (or its gateway said that it passes messages on to it). */
  module(
    address: number,
    protocol: string,
    module: string,
    answers: number,
    behindGateway: boolean,
    firstUs: number,
    lastUs: number,
  ): void {
    this.modules.note(address, protocol, module, answers, behindGateway, firstUs, lastUs)
  }

  claim(
    address: number,
    module: string,
    attribute: string,
    value: string,
    protocol: string,
    message: string,
    confidence: Confidence,
    witness: Witness,
  ): void {
    const noted = this.claims.note(address, module, attribute, value, protocol, message, confidence, witness)
    if (!noted) this.cover(undefined, 'claims-refused', attribute, 1)
  }

  /** The endpoint a statement is about: one side of the conversation, or a third address of the same segment. */
  subjectOf(conversation: Conversation, of: Side, about: string): number | undefined {
    const side = of === 'client' ? conversation.client : conversation.server
    if (about === '') return this.endpoints.isGroup(side) ? undefined : side
    const other = internText(this.endpoints, this.endpoints.segmentOf(side), about)
    return other === undefined || other === NO_ENDPOINT || this.endpoints.isGroup(other) ? undefined : other
  }

  /** Counts something not seen, not understood or odd of a conversation; of the whole capture when there is none. */
  cover(conversation: Conversation | undefined, measure: Measure, detail: string, count: number): void {
    if (count === 0) return
    if (conversation === undefined) {
      this.coverage.add(measure, detail, count)
      this.hours.add(NO_SEGMENT, measure, count)
      return
    }
    conversation.coverage.add(measure, detail, count)
    this.hours.add(this.endpoints.segmentOf(conversation.client), measure, count)
    this.touch(conversation)
  }

  /** The same of a segment, where it is not known of which conversation. */
  coverSegment(segment: number, measure: Measure, count: number): void {
    this.coverage.add(measure, '', count)
    this.hours.add(segment, measure, count)
  }

  /** Counts what was seen, which such counts are shares of. */
  seen({ client }: Conversation, base: Base, count: number): void {
    if (count > 0) this.hours.add(this.endpoints.segmentOf(client), base, count)
  }

  fault(dissector: Dissector, error: unknown, messageHex: string, witness: Witness): void {
    this.faults.note(dissector.name, error, messageHex, witness)
  }

  /** What follows happens in another minute, that of this time. */
  turnMinute(timeUs: number): void {
    this.touched.gather(this.activity)
    this.activity.turn(timeUs)
    this.hours.turn(timeUs)
    this.gapsAreDue = true
  }

  /** What changed since the last call, which is forgotten here. */
  drain(): Delta {
    return wholeOf(this.drainInParts())
  }

  /**
   * The same in parts, each of which uses nothing that neither it nor one before it announced: so all of it need never be
   * in memory at once. Nothing else may happen here before the last of them was taken.
   */
  *drainInParts(): Generator<Delta, void> {
    const { touched } = this
    this.claimVendors()
    if (this.gapsAreDue) this.touchGaps()
    touched.gather(this.activity)
    const changes = this.changes.drain()
    for (const { conversation } of changes) this.touch(conversation)
    for (const record of touched.records) this.answeredBy(record)
    yield {
      ...NO_DELTA,
      segments: this.segments.take(),
      addresses: this.sightings.take(),
      bindings: [...this.bindings.values()],
      modules: this.modules.take(),
      claims: this.claims.take(),
      coverage: this.coverage.take(0),
      coverageHours: this.hours.take(),
      faults: this.faults.take(),
    }
    this.bindings.clear()
    for (const part of partsOf(touched.conversations)) {
      yield {
        ...NO_DELTA,
        coverage: part.flatMap(({ id, coverage }) => coverage.take(id)),
        conversations: part.map((conversation) => conversation.take()),
      }
    }
    for (const part of partsOf(touched.records)) {
      yield { ...NO_DELTA, operations: part.map((record) => this.take(record)) }
    }
    for (const activity of partsOf(this.activity.take())) yield { ...NO_DELTA, activity }
    if (changes.length > 0) yield { ...NO_DELTA, changes: changes.map((change) => change.take(this.words)) }
    if (this.gapsAreDue) this.gaps.clear()
    if (this.gapsAreDue) this.values.clear()
    this.gapsAreDue = false
    touched.clear()
    this.evict()
  }

  private take(record: OperationRecord): OperationEntry {
    const { words, gaps, values, gapsAreDue } = this
    return gapsAreDue ? record.take(words, gaps.of(record), values.of(record)) : record.take(words, [], [])
  }

  /**
   * A capture is over, and what it held is told: whatever the next one holds is told anew, with its own first packet, so
   * that the order of captures does not matter. The store knows what is the same.
   */
  forget(): void {
    this.conversations.clear()
    this.changes.forget()
    this.sightings.forget()
    this.hours.forget()
  }

  /** A record whose gaps or values are to be reported is, although nothing else of it may have changed. */
  private touchGaps(): void {
    for (const record of this.gaps.noted) if (!record.dirty) this.touchRecord(record)
    for (const record of this.values.noted) if (!record.dirty) this.touchRecord(record)
    this.cover(undefined, 'values-refused', '', this.values.refused)
    this.cover(undefined, 'gaps-refused', '', this.gaps.refused)
  }

  /** A MAC address names its maker, weakly: boards and modules are bought in. */
  private claimVendors(): void {
    for (const { endpoint, witness } of this.sightings.takeNewMacs()) {
      const vendor = vendorOfMac(addressText(this.endpoints, endpoint))
      if (vendor === '') continue
      this.claim(endpoint, '', 'vendor', vendor, 'ethernet', 'IEEE MAC address registry', 'weak', witness)
    }
  }

  /** The part that an operation addressed has answered, when anybody has. */
  private answeredBy(record: OperationRecord): void {
    const { conversation, module, responses, errors, messages, messagesToServer, firstUs, lastUs } = record
    if (module === '') return
    // What is sent to a group belongs to its sender: the slaves behind an EtherCAT master, the nodes behind a broker. What
    // comes from one was sent back: it belongs to nobody who received it.
    const { client, server, protocol } = conversation
    const isSenders = this.isGroup(server) || this.onlySendsBack(client)
    // What a part behind the server is told shows nothing of it.
    const answers = responses - errors + messages - (isSenders ? 0 : messagesToServer)
    if (answers > 0) this.module(isSenders ? client : server, protocol, module, answers, false, firstUs, lastUs)
  }

  /** Leaves conversations that have been idle to storage, when there are too many. */
  private evict(): void {
    if (this.conversations.size > MAX_RESIDENT_CONVERSATIONS) this.conversations.removeIdle()
  }
}

const STRENGTH: Readonly<Record<IdentifiedBy, number>> = { none: 0, port: 1, content: 2, both: 3, confirmed: 4 }
