import { decodeFrame } from '../../sensor/decode/decode-frame.ts'
import { FRAME_STATUSES, Frame } from '../../sensor/decode/frame.ts'
import { type Bytes, ethernet, type Host, hex, ipv4, tcp, udp } from '../support/packet.ts'

export const A: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.1', port: 40000 }
export const B: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.2', port: 502 }
export const PAYLOAD = hex('0001 0000 0006 01 03 0000 0001')
export const SEGMENT = tcp(A, B, { sequence: 7, acknowledged: 9, flags: 0x18 }, PAYLOAD)
export const PACKET = ipv4(A.ip, B.ip, 6, SEGMENT)
/** Without padding: what lies inside others has none. */
export const FRAME = ethernet(A.mac, B.mac, 0x0800, PACKET)
/** What is read of a frame that carries PACKET, however deep. */
export const MODBUS = { sourceIp: 0x0a000001, targetIp: 0x0a000002, sourcePort: 40000, targetPort: 502 }

const OUTER_A = { mac: '02:00:00:00:00:01', ip: '192.0.2.1' }
const OUTER_B = { mac: '02:00:00:00:00:02', ip: '192.0.2.2' }

export function decoded(bytes: Bytes, linkType = 1, frame = new Frame()): Frame {
  decodeFrame(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, linkType, frame)
  return frame
}

export function statusOf(bytes: Bytes, linkType = 1): string {
  return FRAME_STATUSES[decoded(bytes, linkType).status] as string
}

/** A frame between two other hosts with this IP payload. */
export function inIp(protocol: number, payload: Bytes): Bytes {
  return ethernet(OUTER_A.mac, OUTER_B.mac, 0x0800, ipv4(OUTER_A.ip, OUTER_B.ip, protocol, payload))
}

/** A frame between two other hosts with this datagram. */
export function inUdp(port: number, payload: Bytes): Bytes {
  return inIp(17, udp({ ...OUTER_A, port: 49152 }, { ...OUTER_B, port }, payload))
}

export function inFrame(etherType: number, payload: Bytes): Bytes {
  return ethernet(OUTER_A.mac, OUTER_B.mac, etherType, payload)
}
