import { readFileSync } from 'node:fs'
import { decodeFrame } from '../../sensor/decode/decode-frame.ts'
import { Frame, IP_TCP, IP_UDP, NETWORK_IPV4, STATUS } from '../../sensor/decode/frame.ts'
import type { Host, Segment } from './packet.ts'
import { ethernet, ipv4, tcp } from './packet.ts'

const ETHERNET = 1

/** One captured frame, decoded as far as the tests need it. */
export interface TestFrame {
  readonly timeUs: number
  readonly bytes: Uint8Array
  /** That of Ethernet where nothing else is said. */
  readonly linkType?: number
  /** Set when the frame is a whole IPv4 TCP segment. */
  readonly segment: TcpSegment | undefined
}

export interface TcpSegment {
  readonly source: Host
  readonly target: Host
  readonly header: Segment
  readonly payload: Uint8Array
}

/** The frames of a classic little-endian capture file of the project's own. */
export function framesOf(path: string): TestFrame[] {
  return framesIn(readFileSync(path))
}

/** The same of the file's content. */
export function framesIn(content: Uint8Array): TestFrame[] {
  const file = Buffer.from(content.buffer, content.byteOffset, content.length)
  const frames: TestFrame[] = []
  const linkType = file.readUInt32LE(20)
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8)
    const timeUs = file.readUInt32LE(at) * 1e6 + file.readUInt32LE(at + 4)
    const bytes = new Uint8Array(file.subarray(at + 16, at + 16 + length))
    frames.push({ timeUs, bytes, linkType, segment: linkType === ETHERNET ? segmentOf(bytes) : undefined })
    at += 16 + length
  }
  return frames
}

/** A frame of the same link and network addresses and ports, with another payload and sequence number. */
export function withPayload(segment: TcpSegment, sequence: number, payload: Uint8Array, timeUs: number): TestFrame {
  const changed = { ...segment, header: { ...segment.header, sequence: sequence >>> 0 }, payload }
  const packet = tcp(changed.source, changed.target, changed.header, payload)
  const bytes = ethernet(
    segment.source.mac,
    segment.target.mac,
    0x0800,
    ipv4(segment.source.ip, segment.target.ip, IP_TCP, packet),
  )
  return { timeUs, bytes, segment: changed }
}

/** The decoded headers of an Ethernet frame; `transportAt` is 0 when there is no TCP or UDP header in it. */
export function headersOf(bytes: Uint8Array): Frame {
  const frame = new Frame()
  decodeFrame(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, 1, frame)
  const hasPorts = frame.ipProtocol === IP_TCP || frame.ipProtocol === IP_UDP
  if (frame.status !== STATUS.decoded || !hasPorts) frame.transportAt = 0
  return frame
}

function segmentOf(bytes: Uint8Array): TcpSegment | undefined {
  const frame = new Frame()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  decodeFrame(view, 0, bytes.length, 1, frame)
  const isWhole = frame.status === STATUS.decoded && frame.network === NETWORK_IPV4 && frame.vlan === 0
  if (!isWhole || frame.ipProtocol !== IP_TCP) return undefined
  return {
    source: { mac: macText(bytes, 6), ip: ipText(frame.sourceIp), port: frame.sourcePort },
    target: { mac: macText(bytes, 0), ip: ipText(frame.targetIp), port: frame.targetPort },
    header: { sequence: frame.sequence, acknowledged: frame.acknowledged, flags: frame.tcpFlags },
    payload: bytes.slice(frame.payloadStart, frame.payloadEnd),
  }
}

function macText(bytes: Uint8Array, at: number): string {
  return [...bytes.subarray(at, at + 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}

function ipText(ip: number): string {
  return [ip >>> 24, (ip >>> 16) & 255, (ip >>> 8) & 255, ip & 255].join('.')
}
