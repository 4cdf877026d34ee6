import type { Conversation } from '../model/conversation.ts'
import type { Inventory } from '../model/inventory.ts'
import type { TcpConnection } from './tcp-connection.ts'

/** How much of a TCP connection was seen, and how much of it is missing, since it was last reported. */
export class StreamCounts {
  /** Payload was seen, ever. */
  hasPayload = false
  private seen = 0
  private readonly gap: [number, number] = [0, 0]
  private readonly cut: [number, number] = [0, 0]

  bytes(count: number): void {
    this.seen += count
  }

  gapOf(side: number, bytes: number): void {
    this.gap[side as 0 | 1] += bytes
  }

  cutOf(side: number, bytes: number): void {
    this.cut[side as 0 | 1] += bytes
  }

  /** Adds the counts to the coverage of a conversation, in which `server` is the side that serves. */
  report(conversation: Conversation, tcp: TcpConnection, server: number, inventory: Inventory): void {
    const { gap, cut } = this
    const [toServer, toClient] = [1 - server, server] as [0 | 1, 0 | 1]
    inventory.cover(conversation, 'tcp-gap', 'to-server', gap[toServer])
    inventory.cover(conversation, 'tcp-gap', 'to-client', gap[toClient])
    inventory.cover(conversation, 'tcp-cut', 'to-server', cut[toServer])
    inventory.cover(conversation, 'tcp-cut', 'to-client', cut[toClient])
    inventory.cover(conversation, 'tcp-retransmitted', '', tcp.retransmitted)
    inventory.cover(conversation, 'tcp-conflict', '', tcp.conflicts)
    const onWire = this.seen + cut[0] + cut[1]
    inventory.seen(conversation, 'tcp-bytes-seen', onWire)
    if (onWire > 0) this.hasPayload = true
    this.seen = 0
    gap.fill(0)
    cut.fill(0)
    tcp.retransmitted = 0
    tcp.conflicts = 0
  }
}
