import type { Conversation } from '../model/conversation.ts'
import type { Inventory } from '../model/inventory.ts'
import type { TcpConnection } from './tcp-connection.ts'

/** How much of a TCP connection was seen, and how much of it is missing, since it was last reported. */
export class StreamCounts {
  /** Payload was seen, ever. */
  hasPayload = false
  private seen = 0
  /** Of each side. Numbers and no arrays: there is one of these for every connection. */
  private gap0 = 0
  private gap1 = 0
  private cut0 = 0
  private cut1 = 0

  bytes(count: number): void {
    this.seen += count
  }

  gapOf(side: number, bytes: number): void {
    if (side === 0) this.gap0 += bytes
    else this.gap1 += bytes
  }

  cutOf(side: number, bytes: number): void {
    if (side === 0) this.cut0 += bytes
    else this.cut1 += bytes
  }

  /** Adds the counts to the coverage of a conversation, in which `server` is the side that serves. */
  report(conversation: Conversation, tcp: TcpConnection, server: number, inventory: Inventory): void {
    const onWire = this.seen + this.cut0 + this.cut1
    this.seen = 0
    if (onWire > 0) {
      this.hasPayload = true
      inventory.seen(conversation, 'tcp-bytes-seen', onWire)
    }
    if (tcp.retransmitted > 0) this.reportRepeated(conversation, tcp, inventory)
    if (this.gap0 + this.gap1 + this.cut0 + this.cut1 > 0) this.reportMissing(conversation, server, inventory)
  }

  private reportRepeated(conversation: Conversation, tcp: TcpConnection, inventory: Inventory): void {
    inventory.cover(conversation, 'tcp-retransmitted', '', tcp.retransmitted)
    inventory.cover(conversation, 'tcp-conflict', '', tcp.conflicts)
    tcp.retransmitted = 0
    tcp.conflicts = 0
  }

  private reportMissing(conversation: Conversation, server: number, inventory: Inventory): void {
    const [of0, of1] = server === 0 ? ['to-client', 'to-server'] : ['to-server', 'to-client']
    inventory.cover(conversation, 'tcp-gap', of0 as string, this.gap0)
    inventory.cover(conversation, 'tcp-gap', of1 as string, this.gap1)
    inventory.cover(conversation, 'tcp-cut', of0 as string, this.cut0)
    inventory.cover(conversation, 'tcp-cut', of1 as string, this.cut1)
    this.gap0 = 0
    this.gap1 = 0
    this.cut0 = 0
    this.cut1 = 0
  }
}
