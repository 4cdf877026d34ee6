import type { ProtocolLayer } from './protocol-layer.ts'

/** Asking ports remembered; past it the oldest is forgotten, and its late answers are a conversation of their own. */
export const MAX_ASKERS = 4096
const PORTS = 0x1_0000

/** Who asked from which UDP port: some servers answer from another port than the one that was asked. */
export class Askers {
  private readonly layers = new Map<number, ProtocolLayer>()

  note(endpoint: number, port: number, layer: ProtocolLayer): void {
    const { layers } = this
    const key = endpoint * PORTS + port
    if (layers.size >= MAX_ASKERS && !layers.has(key)) {
      const oldest = layers.keys().next()
      if (!oldest.done) layers.delete(oldest.value)
    }
    layers.set(key, layer)
  }

  /** What was asked of this server in this protocol from this port. */
  find(endpoint: number, port: number, server: number, protocol: string): ProtocolLayer | undefined {
    const layer = this.layers.get(endpoint * PORTS + port)
    const isOfServer = layer?.conversation.server === server && layer.conversation.protocol === protocol
    return isOfServer ? layer : undefined
  }
}
