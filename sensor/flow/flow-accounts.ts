import type { Conversation } from '../model/conversation.ts'
import type { CarriedMacs } from './carried-macs.ts'
import { portOf, transportName } from './carrier.ts'
import type { Dialogue } from './dialogue.ts'
import type { EndpointTable } from './endpoint-table.ts'
import { type FlowTable, UNKNOWN_SIDE } from './flow-table.ts'
import { FlowTunnels } from './flow-tunnels.ts'
import type { LineContext } from './line-context.ts'
import { serverByPorts } from './sides.ts'

/** Packets of a TCP connection before the absence of its other side means anything, and how long it may still come. */
export const ONE_WAY_PACKETS = 3
export const ONE_WAY_US = 60_000_000

/** Brings what flows have counted into their conversations. */
export class FlowAccounts {
  readonly tunnels = new FlowTunnels()
  private readonly table: FlowTable
  private readonly dialogues: readonly (Dialogue | undefined)[]
  private readonly macs: CarriedMacs
  private readonly endpoints: EndpointTable
  private readonly context: LineContext
  /** The conversation that a flow's packets were last counted for. */
  private readonly conversations: (Conversation | undefined)[] = []

  constructor(
    table: FlowTable,
    dialogues: readonly (Dialogue | undefined)[],
    macs: CarriedMacs,
    endpoints: EndpointTable,
    context: LineContext,
  ) {
    this.table = table
    this.dialogues = dialogues
    this.macs = macs
    this.endpoints = endpoints
    this.context = context
  }

  /** The conversation of a flow, as far as there is one already. */
  known(flow: number): Conversation | undefined {
    return this.dialogues[flow]?.conversation ?? this.conversations[flow]
  }

  /** What follows in this flow may be of another conversation. */
  forget(flow: number): void {
    this.conversations[flow] = undefined
  }

  /** The side that serves, when nothing but ports and addresses tells. */
  likelyServer(flow: number): number {
    return serverByPorts(this.table, this.endpoints, flow, this.context.identifier)
  }

  /** Brings one flow's counts into its conversation. */
  bringIn(flow: number): void {
    const { table } = this
    const { inventory } = this.context
    const dialogue = this.dialogues[flow]
    dialogue?.nameForNow()
    const conversation = dialogue?.takeEnded() ?? this.conversationOf(flow)
    const server = this.serverOf(flow)
    const toServer = flow * 2 + 1 - server
    const toClient = flow * 2 + server
    conversation.packetsToServer += table.packets[toServer] as number
    conversation.packetsToClient += table.packets[toClient] as number
    conversation.bytesToServer += table.bytes[toServer] as number
    conversation.bytesToClient += table.bytes[toClient] as number
    const firstUs = table.firstUs[flow] as number
    const lastUs = table.lastUs[flow] as number
    conversation.firstUs = Math.min(conversation.firstUs, firstUs)
    conversation.lastUs = Math.max(conversation.lastUs, lastUs)
    inventory.touch(conversation)
    this.macs.report(flow * 2, firstUs, lastUs, table.firstFrame[flow] as number)
    this.macs.report(flow * 2 + 1, firstUs, lastUs, table.firstFrame[flow] as number)
    this.tunnels.report(flow, conversation, inventory)
    dialogue?.report(conversation)
    this.reported(flow, conversation)
    table.packets.fill(0, flow * 2, flow * 2 + 2)
    table.bytes.fill(0, flow * 2, flow * 2 + 2)
    table.dirty[flow] = 0
  }

  private reported(flow: number, conversation: Conversation): void {
    const { packets, reported } = this.table
    let sum = 0
    for (const at of [flow * 2, flow * 2 + 1]) {
      sum += packets[at] as number
      reported[at] = Math.min(255, (reported[at] as number) + (packets[at] as number))
    }
    this.context.inventory.seen(conversation, 'frames-seen', sum)
    this.judgeSides(flow, false)
  }

  /**
   * Counts a TCP connection, once: as soon as both sides were seen; as one of which one side alone is seen when that is so
   * for a while, or it is over. What carries no payload says nothing: nobody need have answered.
   */
  judgeSides(flow: number, isOver: boolean): void {
    const { table, context } = this
    const dialogue = this.dialogues[flow]
    const conversation = this.known(flow)
    if (table.judged[flow] === 1 || conversation === undefined || !dialogue?.hasPayload) return
    const [a, b] = [table.reported[flow * 2] as number, table.reported[flow * 2 + 1] as number]
    const isOneWay = a === 0 || b === 0
    if (a + b < ONE_WAY_PACKETS) return
    if (isOneWay && !isOver && (table.lastUs[flow] as number) - (table.firstUs[flow] as number) < ONE_WAY_US) return
    table.judged[flow] = 1
    context.inventory.seen(conversation, 'tcp-connections-seen', 1)
    const seen = (a > 0 ? 0 : 1) === this.serverOf(flow) ? 'only to-client' : 'only to-server'
    if (isOneWay) context.inventory.cover(conversation, 'one-way', seen, 1)
  }

  private serverOf(flow: number): number {
    const dialogue = this.dialogues[flow]
    if (dialogue !== undefined && dialogue.server >= 0) return dialogue.server
    const known = this.table.server[flow] as number
    return known === UNKNOWN_SIDE ? this.likelyServer(flow) : known
  }

  private conversationOf(flow: number): Conversation {
    const conversation = this.known(flow) ?? this.plainConversation(flow)
    this.conversations[flow] = conversation
    return conversation
  }

  /** The conversation of a flow whose protocol is not known: that of its service if there is one, else its transport's. */
  private plainConversation(flow: number): Conversation {
    const { table } = this
    const { inventory } = this.context
    const server = this.serverOf(flow)
    const protocol = table.protocol[flow] as number
    const transport = transportName(protocol)
    const clientEndpoint = table.endpoint[flow * 2 + 1 - server] as number
    const serverEndpoint = table.endpoint[flow * 2 + server] as number
    const port = portOf(protocol, table.port[flow * 2 + server] as number)
    const service = inventory.knownService(clientEndpoint, serverEndpoint, transport, port)
    if (service !== undefined && this.dialogues[flow]?.decided !== true) return service
    const timeUs = table.firstUs[flow] as number
    const witness = { capture: inventory.capture, frame: table.firstFrame[flow] as number, timeUs }
    return inventory.conversation(clientEndpoint, serverEndpoint, transport, transport, port, 'none', witness)
  }
}
