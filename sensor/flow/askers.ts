import type { ProtocolLayer } from './protocol-layer.ts'

/** Asking ports remembered; past it the oldest is forgotten, and its late answers are a conversation of their own. */
export const MAX_ASKERS = 4096
const PORTS = 0x1_0000

/**
 * Who asked from which UDP port: some servers answer from another port than the one that was asked, others by a broadcast
 * to the port of whoever asked them by one.
 */
export class Askers {
  private readonly layers = new Map<string, ProtocolLayer>()
  private readonly ofGroups = new Map<number, ProtocolLayer>()

  /** From one port many servers may be asked, as a PROFINET controller does. */
  note(endpoint: number, port: number, layer: ProtocolLayer): void {
    const { server, protocol } = layer.conversation
    keep(this.layers, keyOf(endpoint, port, server, protocol), layer)
  }

  /** The same of what was asked of a group. */
  noteOfGroup(group: number, port: number, layer: ProtocolLayer): void {
    keep(this.ofGroups, group * PORTS + port, layer)
  }

  /** What was asked of this server in this protocol from this port. */
  find(endpoint: number, port: number, server: number, protocol: string): ProtocolLayer | undefined {
    return this.layers.get(keyOf(endpoint, port, server, protocol))
  }

  /** The endpoint that last asked this group in this protocol from this port. */
  findOfGroup(group: number, port: number, protocol: string): number | undefined {
    const conversation = this.ofGroups.get(group * PORTS + port)?.conversation
    return conversation?.protocol === protocol ? conversation.client : undefined
  }
}

function keyOf(endpoint: number, port: number, server: number, protocol: string): string {
  return `${endpoint} ${port} ${server} ${protocol}`
}

function keep<Key>(layers: Map<Key, ProtocolLayer>, key: Key, layer: ProtocolLayer): void {
  if (layers.size >= MAX_ASKERS && !layers.has(key)) {
    const oldest = layers.keys().next()
    if (!oldest.done) layers.delete(oldest.value)
  }
  layers.set(key, layer)
}
