import type { Dissector } from '../../dissectors/kit/dissector.ts'
import type { Over } from '../identify/identifier.ts'
import type { Conversation } from '../model/conversation.ts'
import type { IdentifiedBy } from '../model/delta.ts'
import type { LineContext } from './line-context.ts'
import type { Moment } from './moment.ts'

/** Where a dialogue runs, and what is known of its sides before any content is seen. */
export interface Ends {
  readonly over: Over
  readonly transport: string
  /** Endpoint and port of side 0 and side 1. */
  readonly endpoint: readonly [number, number]
  readonly port: readonly [number, number]
  /** The side that serves, by SYN or by a group address; -1 when neither tells. */
  readonly server: number
  /** The side that serves, by its port; used when nothing else tells. */
  readonly likelyServer: number
}

/** Where in the capture something came. */
export type Seen = Pick<Moment, 'timeUs' | 'frame'>

/** The conversation of this protocol between these ends, first seen there unless it is known. */
export function conversationOver(
  ends: Ends,
  serverSide: number,
  protocol: string,
  confidence: IdentifiedBy,
  { timeUs, frame }: Seen,
  context: LineContext,
): Conversation {
  const { inventory, info } = context
  const isNow = frame === info.frame && timeUs === info.timeUs
  const witness = isNow ? context.witness() : { capture: inventory.capture, frame, timeUs }
  const client = ends.endpoint[1 - serverSide] as number
  const server = ends.endpoint[serverSide] as number
  const port = servicePort(ends, serverSide, context)
  return inventory.conversation(client, server, protocol, ends.transport, port, confidence, witness)
}

/** Claims what the port of the server says is inside, where the protocol hides it. */
export function sayService(dissector: Dissector, { over }: Ends, of: Conversation, context: LineContext): void {
  const { server, port, protocol } = of
  const service = context.identifier.serviceOf(dissector, over, port)
  if (service === '') return
  context.inventory.claim(server, '', 'service', service, protocol, `port ${port}`, 'inferred', context.witness())
}

/** The port of the far side; of an answer broadcast to whatever port had asked, the registered one that it came from. */
export function servicePort(ends: Ends, serverSide: number, { identifier, inventory }: LineContext): number {
  const port = ends.port[serverSide] as number
  const other = ends.port[1 - serverSide] as number
  const isToGroup = inventory.isGroup(ends.endpoint[serverSide] as number)
  if (identifier.ofPort(ends.over, port).length > 0 || !isToGroup) return port
  return identifier.ofPort(ends.over, other).length > 0 ? other : port
}

/** The dissectors that an announcement or the ports speak for. */
export function dissectorsOfPorts(ends: Ends, serverSide: number, { identifier }: LineContext): readonly Dissector[] {
  for (const side of [0, 1]) {
    const announced = identifier.announced(ends.over, ends.endpoint[side] as number, ends.port[side] as number)
    if (announced !== undefined) return [announced]
  }
  const ofServer = identifier.ofPort(ends.over, ends.port[serverSide] as number)
  return ofServer.length > 0 ? ofServer : identifier.ofPort(ends.over, ends.port[1 - serverSide] as number)
}

const BOTH_MAY_ASK: ReadonlySet<Over> = new Set(['udp', 'llc', 'mstp', 'can', 'wpan'])

/** Between equal ports either side may ask the other, in one and the same flow. */
export function mayAskBothWays({ over, port }: Ends): boolean {
  return BOTH_MAY_ASK.has(over) && port[0] === port[1]
}

/**
 * The side that serves by what other dialogues of the two have told, of a protocol whose dialogues know of each other, where
 * ports are equal and so tell nothing; -1 when that was nothing, either.
 */
export function serverOfPair(ends: Ends, dissector: Dissector, { shared }: LineContext): number {
  if (ends.server >= 0 || ends.over !== 'udp' || !mayAskBothWays(ends)) return -1
  const [one, other] = ends.endpoint
  const server = shared.serverOf(dissector, one, other)
  return server === undefined ? -1 : server === one ? 0 : 1
}
