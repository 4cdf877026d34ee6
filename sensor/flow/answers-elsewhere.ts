/* Answers over UDP that do not come back the way on which was asked. */
import type { Dissector } from '../../dissectors/kit/dissector.ts'
import type { Ends } from './ends.ts'
import type { LineContext } from './line-context.ts'
import type { ProtocolLayer } from './protocol-layer.ts'

/** Remembers who asked, by the port that is answered to. */
export function noteAsker(
  { over, endpoint, port }: Ends,
  serverSide: number,
  layer: ProtocolLayer,
  isOfGroup: boolean,
  { askers }: LineContext,
): void {
  if (over !== 'udp') return
  const client = 1 - serverSide
  const from = port[client] as number
  askers.note(endpoint[client] as number, from, layer)
  if (isOfGroup) askers.noteOfGroup(endpoint[serverSide] as number, from, layer)
}

/** Where this answer was asked for, when it comes from another port than was asked (DCE RPC, TFTP). */
export function askedElsewhere(
  { over, endpoint, port }: Ends,
  serverSide: number,
  dissector: Dissector,
  { identifier, askers }: LineContext,
): ProtocolLayer | undefined {
  if (over !== 'udp' || identifier.ofPort('udp', port[serverSide] as number).includes(dissector)) return undefined
  const client = 1 - serverSide
  const [asker, server] = [endpoint[client] as number, endpoint[serverSide] as number]
  return askers.find(asker, port[client] as number, server, dissector.name)
}

/**
 * The ends of an answer that is broadcast to the port of somebody who asked by a broadcast (MELSOFT does, to controllers of
 * which no address is known yet): that one's, and of who answers. As they are where nobody asked, or by a port that all use.
 * @param side the side that sends
 */
export function endsOfBroadcast(
  ends: Ends,
  side: number,
  dissector: Dissector,
  { identifier, inventory, askers }: LineContext,
): Ends {
  const { over, endpoint, port } = ends
  const to = port[1 - side] as number
  if (over !== 'udp' || port[side] === to || identifier.ofPort('udp', to).includes(dissector)) return ends
  const asker = askers.findOfGroup(endpoint[1 - side] as number, to, dissector.name)
  if (asker === undefined || inventory.isGroup(asker)) return ends
  return { ...ends, endpoint: side === 0 ? [endpoint[0], asker] : [asker, endpoint[1]], server: side }
}
