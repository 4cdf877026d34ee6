import { type Frame, IP_TCP, NETWORK_NONE, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../decode/frame.ts'
import type { Over } from '../identify/identifier.ts'
import { CarriedMacs } from './carried-macs.ts'
import { noteStation } from './carried-stations.ts'
import { overOf, portOf, transportName } from './carrier.ts'
import { Dialogue } from './dialogue.ts'
import type { EndpointTable } from './endpoint-table.ts'
import { FlowAccounts } from './flow-accounts.ts'
import { ENDED_0, ENDED_1, ENDED_BOTH, FlowTable, UNKNOWN_SIDE } from './flow-table.ts'
import type { LineContext } from './line-context.ts'
import { serverByFirstPacket } from './sides.ts'
import { SystemClaims } from './system-claims.ts'
import { isAcknowledging, TcpSegment } from './tcp-connection.ts'

/** A flow without a protocol waits this long for one before it is reported under its transport's name. */
export const UNDECIDED_US = 10_000_000
/** A flow idle this long is forgotten: an ended one, any other, and an open TCP connection while there is room. */
export const IDLE_ENDED_US = 30_000_000
export const IDLE_US = 300_000_000
export const IDLE_TCP_US = 3_600_000_000
/**
 * There is room while there are no more flows than these. Then idle ones of datagrams are kept, too, once it is decided
 * what they are: a device that is polled once in ten minutes need not be identified anew each time.
 */
export const ROOM_FOR_IDLE_FLOWS = 8192
/** How often idle flows are looked for, in capture time. */
export const SWEEP_US = 300_000_000

/** How often the protocol of one connection, or of one pair of UDP ports, is looked for anew, because what followed was another. */
export const MAX_MISTAKES = 2

/** The flows in progress: their counts, their dialogues, and what of them is reported when. */
export class Flows {
  readonly table = new FlowTable()
  private readonly context: LineContext
  private readonly endpoints: EndpointTable
  private readonly macs: CarriedMacs
  private readonly systems: SystemClaims
  private readonly dialogues: (Dialogue | undefined)[] = []
  private readonly accounts: FlowAccounts
  private readonly holding = new Set<Dialogue>()
  private readonly segment = new TcpSegment()
  private dirty: number[] = []
  private sweptUs = Number.NEGATIVE_INFINITY

  constructor(context: LineContext, endpoints: EndpointTable) {
    this.context = context
    this.endpoints = endpoints
    this.macs = new CarriedMacs(this.table, endpoints, context)
    this.accounts = new FlowAccounts(this.table, this.dialogues, this.macs, endpoints, context)
    this.systems = new SystemClaims(endpoints, context.inventory, context.info)
  }

  /** Counts a packet of a flow just found, and notes which MAC addresses carried it. */
  count(flow: number, segment: number, frame: Frame, wireLength: number): void {
    const { table } = this
    const { side } = table
    const { timeUs } = this.context.info
    if (table.created) this.begin(flow, frame, timeUs)
    const from = flow * 2 + side
    table.packets[from] = (table.packets[from] as number) + 1
    table.bytes[from] = (table.bytes[from] as number) + wireLength
    if (table.dirty[flow] === 0) {
      table.dirty[flow] = 1
      table.firstFrame[flow] = this.context.info.frame
      this.dirty.push(flow)
    }
    if (timeUs > (table.lastUs[flow] as number)) table.lastUs[flow] = timeUs
    if (timeUs < (table.firstUs[flow] as number)) table.firstUs[flow] = timeUs
    if (frame.depth !== 0) this.accounts.tunnels.note(flow, frame)
    if (frame.isLowpan) noteStation(table, from, segment, frame, this.context)
    if (!frame.hasMac || frame.network === NETWORK_NONE) return
    this.macs.note(from, flow * 2 + 1 - side, segment, frame)
  }

  tcp(flow: number, frame: Frame): void {
    const { side } = this.table
    const flags = frame.tcpFlags
    if ((flags & (TCP_SYN | TCP_FIN | TCP_RST)) !== 0) this.tcpSignal(flow, side, frame, flags)
    const length = frame.payloadEnd - frame.payloadStart
    // Signed, as what the engine keeps without a place on the heap.
    const end = (frame.sequence + length + frame.payloadCut) | 0
    const { acknowledged } = frame
    if (length === 0 && frame.payloadCut === 0) {
      this.dialogues[flow]?.tcp?.acknowledge(side, end, acknowledged, flags)
      return
    }
    const dialogue = this.dialogues[flow] ?? this.open(flow, 'tcp')
    const { tcp } = dialogue
    if (tcp === undefined) return
    const { segment } = this
    this.context.info.cutBytes = 0
    segment.side = side
    segment.sequence = flags & TCP_SYN ? (frame.sequence + 1) | 0 : frame.sequence
    if (segment.view !== frame.view) segment.view = frame.view
    segment.start = frame.payloadStart
    segment.end = frame.payloadEnd
    segment.cut = frame.payloadCut
    segment.acknowledged = acknowledged
    segment.isAck = isAcknowledging(flags)
    tcp.segment(segment)
    tcp.acknowledge(side, end, acknowledged, flags)
    if (tcp.isHolding) this.holding.add(dialogue)
    if (dialogue.hasGoneOn) this.goOn(flow)
    if (dialogue.isMistaken && dialogue.mistakes < MAX_MISTAKES) this.startAgain(flow, dialogue)
  }

  datagram(flow: number, frame: Frame): void {
    const { table, context } = this
    const dialogue = this.dialogues[flow] ?? this.open(flow, overOf(table.protocol[flow] as number))
    context.info.cutBytes = frame.payloadCut
    if (frame.hasMac) {
      context.info.sourceMac = frame.sourceMacHigh * 0x1_0000_0000 + (frame.sourceMacLow >>> 0)
      context.info.targetMac = frame.targetMacHigh * 0x1_0000_0000 + (frame.targetMacLow >>> 0)
    }
    dialogue.datagram(table.side, frame.view, frame.payloadStart, frame.payloadEnd)
    if (dialogue.isMistaken && dialogue.mistakes < MAX_MISTAKES) this.startAgain(flow, dialogue)
  }

  /** Ends waits for missing TCP segments that have lasted too long. */
  expireHeld(nowUs: number): void {
    if (this.holding.size === 0) return
    for (const dialogue of this.holding) {
      dialogue.tcp?.expire(nowUs)
      if (!dialogue.tcp?.isHolding) this.holding.delete(dialogue)
    }
  }

  /** Brings what the flows have counted into the inventory, and forgets flows that are over. */
  drain(nowUs: number, isFinal: boolean): void {
    if (isFinal) {
      for (const dialogue of this.dialogues) dialogue?.finish()
      this.holding.clear()
    }
    const waiting: number[] = []
    for (const flow of this.dirty) {
      if (this.table.dirty[flow] === 0) continue
      if (!isFinal && this.isUndecided(flow, nowUs)) waiting.push(flow)
      else this.accounts.bringIn(flow)
    }
    this.dirty = waiting
    if (isFinal) this.forgetAll()
    else if (nowUs - this.sweptUs >= SWEEP_US) this.sweep(nowUs)
  }

  /**
   * Brings in all that was counted so far, and lets go of what waits, since their witnesses are of the capture that ends
   * here; the dialogues go on in the next one.
   */
  settle(): void {
    for (const dialogue of this.holding) dialogue.tcp?.finish()
    this.holding.clear()
    for (const flow of this.dirty) {
      if (this.table.dirty[flow] === 1) this.accounts.bringIn(flow)
    }
    this.dirty = []
  }

  private begin(flow: number, frame: Frame, timeUs: number): void {
    const { table } = this
    table.firstUs[flow] = timeUs
    table.lastUs[flow] = timeUs
    this.dialogues[flow] = undefined
    this.accounts.forget(flow)
    const server = serverByFirstPacket(table, this.endpoints, flow, frame)
    if (server !== undefined) table.server[flow] = server
  }

  private tcpSignal(flow: number, side: number, frame: Frame, flags: number): void {
    const { table } = this
    if (flags & TCP_SYN) {
      this.systems.note(table.endpoint[flow * 2 + side] as number, frame, (flags & TCP_ACK) !== 0)
      const next = this.dialogues[flow]?.tcp?.next(side)
      const isAnother = next !== undefined && next !== ((frame.sequence + 1) | 0)
      if (isAnother && (flags & TCP_ACK) === 0) this.renew(flow)
      if (table.server[flow] === UNKNOWN_SIDE || isAnother) table.server[flow] = flags & TCP_ACK ? side : 1 - side
      table.ended[flow] = 0
      const { tcp } = this.dialogues[flow] ?? this.open(flow, 'tcp')
      if (tcp?.next(side) === undefined) tcp?.begin(side, frame.sequence)
    }
    if (flags & TCP_FIN) table.ended[flow] = (table.ended[flow] as number) | (side === 0 ? ENDED_0 : ENDED_1)
    if (flags & TCP_RST) table.ended[flow] = ENDED_BOTH
  }

  /** The ports are used again by another connection: what the old one counted is brought in first. */
  private renew(flow: number): void {
    const { table } = this
    const old = this.dialogues[flow]
    if (old === undefined) return
    this.settleOne(flow, old)
    this.accounts.judgeSides(flow, true)
    table.judged[flow] = 0
    table.reported.fill(0, flow * 2, flow * 2 + 2)
    table.dirty[flow] = 1
    this.dirty.push(flow)
    this.dialogues[flow] = undefined
    this.accounts.forget(flow)
  }

  /** What was counted up to here is of the protocol before. */
  private goOn(flow: number): void {
    const { timeUs } = this.context.info
    this.accounts.bringIn(flow)
    this.table.firstUs[flow] = timeUs
    this.table.lastUs[flow] = timeUs
  }

  /** It is the same connection, but another protocol: what was counted stays where it was, and later segments tell. */
  private startAgain(flow: number, old: Dialogue): void {
    this.settleOne(flow, old)
    this.accounts.forget(flow)
    this.open(flow, overOf(this.table.protocol[flow] as number), old.mistakes + 1)
  }

  /** Ends a dialogue, and brings in what was counted of its flow. */
  private settleOne(flow: number, old: Dialogue): void {
    const { table } = this
    const { timeUs } = this.context.info
    old.finish()
    this.holding.delete(old)
    if (table.dirty[flow] === 1) this.accounts.bringIn(flow)
    table.firstUs[flow] = timeUs
    table.lastUs[flow] = timeUs
  }

  private open(flow: number, over: Over, mistakes = 0): Dialogue {
    const { table } = this
    const at = flow * 2
    const protocol = table.protocol[flow] as number
    const dialogue = new Dialogue(
      {
        over,
        transport: transportName(protocol),
        endpoint: [table.endpoint[at] as number, table.endpoint[at + 1] as number],
        port: [portOf(protocol, table.port[at] as number), portOf(protocol, table.port[at + 1] as number)],
        server: table.server[flow] as number,
        likelyServer: this.accounts.likelyServer(flow),
      },
      this.context,
      mistakes,
    )
    this.dialogues[flow] = dialogue
    return dialogue
  }

  private isUndecided(flow: number, nowUs: number): boolean {
    const { table } = this
    const dialogue = this.dialogues[flow]
    if (dialogue?.decided || (dialogue === undefined && table.protocol[flow] !== IP_TCP)) return false
    return (table.ended[flow] as number) !== ENDED_BOTH && nowUs - (table.firstUs[flow] as number) < UNDECIDED_US
  }

  private sweep(nowUs: number): void {
    this.sweptUs = nowUs
    const { table } = this
    for (let flow = 0; flow < table.limit; flow++) {
      if (!table.isLive(flow) || table.dirty[flow] === 1) continue
      const idleUs = nowUs - (table.lastUs[flow] as number)
      if (idleUs > this.idleLimit(flow) && !this.isKept(flow)) this.forget(flow)
    }
  }

  private isKept(flow: number): boolean {
    const { table } = this
    if (table.protocol[flow] === IP_TCP || table.size > ROOM_FOR_IDLE_FLOWS) return false
    return this.dialogues[flow]?.decided === true
  }

  private idleLimit(flow: number): number {
    if (this.table.protocol[flow] !== IP_TCP) return IDLE_US
    if (this.table.ended[flow] === ENDED_BOTH) return IDLE_ENDED_US
    return this.table.size > ROOM_FOR_IDLE_FLOWS ? IDLE_US : IDLE_TCP_US
  }

  private forget(flow: number): void {
    const dialogue = this.dialogues[flow]
    if (dialogue !== undefined) {
      dialogue.finish()
      this.holding.delete(dialogue)
      const conversation = this.accounts.known(flow)
      if (conversation !== undefined) dialogue.report(conversation)
      this.accounts.judgeSides(flow, true)
    }
    this.dialogues[flow] = undefined
    this.accounts.forget(flow)
    this.accounts.tunnels.forget(flow)
    this.table.remove(flow)
  }

  private forgetAll(): void {
    for (let flow = 0; flow < this.table.limit; flow++) {
      if (this.table.isLive(flow)) this.forget(flow)
    }
    this.context.shared.forget()
    this.sweptUs = Number.NEGATIVE_INFINITY
    this.systems.forget()
  }
}
