/*
 * Packets built layer by layer, for fixtures and tests: a capture written by this is "built to the standard, by hand".
 * Checksums are right, so that tshark has nothing to complain of.
 */

export type Bytes = Uint8Array

/** One captured frame. */
export interface BuiltFrame {
  readonly timeUs: number
  readonly bytes: Bytes
}

export function bytesOf(...parts: readonly (number | readonly number[] | Bytes)[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])))
}

/** From text such as '00 01 0a'; blanks are for the reader. */
export function hex(text: string): Bytes {
  const digits = text.replace(/\s+/g, '')
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16))
}

export function u16(value: number): number[] {
  return [(value >>> 8) & 255, value & 255]
}

export function u16le(value: number): number[] {
  return u16(value).reverse()
}

export function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value)]
}

export function u32le(value: number): number[] {
  return u32(value).reverse()
}

export function ascii(text: string): number[] {
  return [...Buffer.from(text, 'latin1')]
}

export function ethernet(
  source: string,
  target: string,
  etherType: number,
  payload: Bytes,
  vlans: readonly number[] = [],
): Bytes {
  const tags = vlans.flatMap((vlan) => [0x81, 0x00, ...u16(vlan)])
  const frame = bytesOf(macBytes(target), macBytes(source), tags, u16(etherType), payload)
  const least = 60
  return frame.length >= least ? frame : bytesOf(frame, new Uint8Array(least - frame.length))
}

export function ipv4(source: string, target: string, protocol: number, payload: Bytes, id = 1, ttl = 64): Bytes {
  const header = bytesOf(
    0x45,
    0,
    u16(20 + payload.length),
    u16(id),
    0x40,
    0,
    ttl,
    protocol,
    0,
    0,
    ipBytes(source),
    ipBytes(target),
  )
  header.set(u16(checksum(header)), 10)
  return bytesOf(header, payload)
}

export function udp(source: Host, target: Host, payload: Bytes): Bytes {
  const header = [...u16(source.port), ...u16(target.port), ...u16(8 + payload.length)]
  const sum = checksum(bytesOf(pseudoHeader(source.ip, target.ip, 17, 8 + payload.length), header, 0, 0, payload))
  return bytesOf(header, u16(sum === 0 ? 0xffff : sum), payload)
}

export interface Host {
  readonly mac: string
  readonly ip: string
  readonly port: number
}

export interface Segment {
  readonly sequence: number
  readonly acknowledged: number
  readonly flags: number
}

export function tcp(source: Host, target: Host, { sequence, acknowledged, flags }: Segment, payload: Bytes): Bytes {
  const header = bytesOf(
    u16(source.port),
    u16(target.port),
    u32(sequence),
    u32(acknowledged),
    0x50,
    flags,
    u16(0xffff),
    0,
    0,
    0,
    0,
  )
  const sum = checksum(bytesOf(pseudoHeader(source.ip, target.ip, 6, 20 + payload.length), header, payload))
  header.set(u16(sum), 16)
  return bytesOf(header, payload)
}

const FIN = 1
const SYN = 2
const PSH = 8
const ACK = 16
/** Time between two frames of a built capture, unless the builder is told otherwise. */
const STEP_US = 1000
export const START_US = Date.UTC(2026, 0, 15, 8, 0, 0) * 1000

/** Builds a capture: a clock, the frames so far, and TCP connections that keep their own sequence numbers. */
export class CaptureBuilder {
  readonly frames: BuiltFrame[] = []
  private nowUs = START_US
  private ipId = 0

  /** Lets time pass. */
  wait(us: number): this {
    this.nowUs += us
    return this
  }

  frame(bytes: Bytes): this {
    this.frames.push({ timeUs: this.nowUs, bytes })
    this.nowUs += STEP_US
    return this
  }

  /** One UDP datagram. */
  datagram(source: Host, target: Host, payload: Bytes, vlans: readonly number[] = []): this {
    return this.ip(source, target, 17, udp(source, target, payload), vlans)
  }

  /** One frame of a protocol that runs on Ethernet itself. */
  link(source: string, target: string, etherType: number, payload: Bytes, vlans: readonly number[] = []): this {
    return this.frame(ethernet(source, target, etherType, payload, vlans))
  }

  /** A TCP connection with its handshake (unless it is joined midway). */
  connect(
    client: Host,
    server: Host,
    options: { readonly midway?: boolean; readonly vlans?: readonly number[] } = {},
  ): TcpBuilder {
    const connection = new TcpBuilder(this, client, server, options.vlans ?? [])
    if (!options.midway) connection.handshake()
    return connection
  }

  ip(source: Host, target: Host, protocol: number, payload: Bytes, vlans: readonly number[]): this {
    this.ipId = (this.ipId + 1) & 0xffff
    return this.frame(
      ethernet(source.mac, target.mac, 0x0800, ipv4(source.ip, target.ip, protocol, payload, this.ipId), vlans),
    )
  }
}

export class TcpBuilder {
  private readonly capture: CaptureBuilder
  private readonly client: Host
  private readonly server: Host
  private readonly vlans: readonly number[]
  private clientSequence = 1000
  private serverSequence = 5000

  constructor(capture: CaptureBuilder, client: Host, server: Host, vlans: readonly number[]) {
    this.capture = capture
    this.client = client
    this.server = server
    this.vlans = vlans
  }

  handshake(): this {
    this.send('client', new Uint8Array(0), SYN)
    this.clientSequence++
    this.send('server', new Uint8Array(0), SYN | ACK)
    this.serverSequence++
    return this.send('client', new Uint8Array(0), ACK)
  }

  /** Bytes to the server, in one segment, or in several when more than one part is given. */
  ask(...parts: readonly Bytes[]): this {
    for (const part of parts) this.send('client', part, PSH | ACK)
    return this
  }

  /** Bytes to the client. */
  answer(...parts: readonly Bytes[]): this {
    for (const part of parts) this.send('server', part, PSH | ACK)
    return this
  }

  close(): this {
    this.send('client', new Uint8Array(0), FIN | ACK)
    this.clientSequence++
    this.send('server', new Uint8Array(0), FIN | ACK)
    this.serverSequence++
    return this.send('client', new Uint8Array(0), ACK)
  }

  private send(from: 'client' | 'server', payload: Bytes, flags: number): this {
    const isClient = from === 'client'
    const [source, target] = isClient ? [this.client, this.server] : [this.server, this.client]
    const sequence = isClient ? this.clientSequence : this.serverSequence
    const other = isClient ? this.serverSequence : this.clientSequence
    const acknowledged = flags & ACK ? other : 0
    this.capture.ip(source, target, 6, tcp(source, target, { sequence, acknowledged, flags }, payload), this.vlans)
    if (isClient) this.clientSequence += payload.length
    else this.serverSequence += payload.length
    return this
  }
}

/** A classic capture file of these frames, microseconds, little-endian. */
export function pcapOf(frames: readonly BuiltFrame[], linkType = 1): Bytes {
  const parts = frames.map(({ timeUs, bytes }) =>
    bytesOf(u32le(Math.floor(timeUs / 1e6)), u32le(timeUs % 1e6), u32le(bytes.length), u32le(bytes.length), bytes),
  )
  const header = bytesOf(hex('d4c3b2a1 0200 0400 00000000 00000000'), u32le(262144), u32le(linkType))
  return new Uint8Array(Buffer.concat([header, ...parts]))
}

export function macBytes(mac: string): Bytes {
  return hex(mac.replaceAll(':', ''))
}

export function ipBytes(ip: string): number[] {
  return ip.split('.').map(Number)
}

function pseudoHeader(source: string, target: string, protocol: number, length: number): Bytes {
  return bytesOf(ipBytes(source), ipBytes(target), 0, protocol, u16(length))
}

/** The Internet checksum (RFC 1071). */
export function checksum(bytes: Bytes): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] as number) << 8) | (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
