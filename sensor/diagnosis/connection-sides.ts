import { type Frame, NETWORK_IPV4, TCP_ACK, TCP_RST, TCP_SYN } from '../decode/frame.ts'

/** Connections watched; further ones are not judged. */
export const MAX_CONNECTIONS = 100_000
/** Segments of an established connection before the absence of its other side means anything. */
export const MIN_SEGMENTS = 3

interface Connection {
  /** Segments of the lesser and of the greater side. */
  readonly segments: [number, number]
  /** The network by which each of these sides was first seen; -1 before. */
  readonly networks: [number, number]
  /** Of the side seen first, to be named when it stays the only one. */
  readonly text: string
}

/** Watches whether both sides of each TCP connection are seen. */
export class ConnectionSides {
  private readonly connections = new Map<number, Connection>()

  note(frame: Frame, network: number): void {
    // An unanswered SYN or a refusal says nothing of the mirror: the other side may have been silent.
    if ((frame.tcpFlags & (TCP_SYN | TCP_RST)) !== 0 || (frame.tcpFlags & TCP_ACK) === 0) return
    const source = addressNumber(frame, true)
    const target = addressNumber(frame, false)
    const isLesser = source < target || (source === target && frame.sourcePort < frame.targetPort)
    const key = isLesser
      ? keyOf(source, frame.sourcePort, target, frame.targetPort)
      : keyOf(target, frame.targetPort, source, frame.sourcePort)
    let connection = this.connections.get(key)
    if (connection === undefined) {
      if (this.connections.size >= MAX_CONNECTIONS) return
      connection = { segments: [0, 0], networks: [-1, -1], text: textOf(frame) }
      this.connections.set(key, connection)
    }
    const side = isLesser ? 0 : 1
    connection.segments[side]++
    if (connection.networks[side] < 0) connection.networks[side] = network
  }

  /**
   * Connections that can be judged, those whose sides came by different networks, those seen from one side only, and one of
   * these in words.
   */
  count(): { connections: number; apart: number; oneWay: number; oneWayExample: string } {
    let connections = 0
    let apart = 0
    let oneWay = 0
    let oneWayExample = ''
    for (const { segments, networks, text } of this.connections.values()) {
      const [a, b] = segments
      if (a + b < MIN_SEGMENTS) continue
      connections++
      if (a > 0 && b > 0) {
        if (networks[0] !== networks[1]) apart++
        continue
      }
      oneWay++
      if (oneWayExample === '') oneWayExample = text
    }
    return { connections, apart, oneWay, oneWayExample }
  }
}

/** An IPv4 address as it is, an IPv6 address as a hash. */
function addressNumber(frame: Frame, ofSource: boolean): number {
  if (frame.network === NETWORK_IPV4) return ofSource ? frame.sourceIp : frame.targetIp
  const at = ofSource ? frame.sourceIpAt : frame.targetIpAt
  let hash = 0
  for (let i = 0; i < 16; i += 4) hash = Math.imul(hash ^ frame.view.getUint32(at + i), 0x9e3779b1)
  return hash >>> 0
}

/** 53 bits: two connections with the same key are too unlikely to change a verdict. */
function keyOf(a: number, aPort: number, b: number, bPort: number): number {
  const ports = aPort * 0x1_0000 + bPort
  const low = Math.imul(Math.imul(a ^ 0x5bd1e995, 0xcc9e2d51) ^ b, 0x1b873593) ^ Math.imul(ports, 0x85ebca6b)
  const high = Math.imul(Math.imul(b ^ 0x27d4eb2f, 0x9e3779b1) ^ ports, 0xc2b2ae35) ^ Math.imul(a, 0x165667b1)
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0)
}

function textOf(frame: Frame): string {
  const side = (ip: number, port: number) => `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}:${port}`
  if (frame.network === NETWORK_IPV4) {
    return `${side(frame.sourceIp, frame.sourcePort)} to ${side(frame.targetIp, frame.targetPort)}`
  }
  return `IPv6 port ${frame.sourcePort} to port ${frame.targetPort}`
}
