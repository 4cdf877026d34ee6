import { closeSync, openSync, writeSync } from 'node:fs'
import { bytesOf, CaptureBuilder, hex, pcapOf, tcp, u16 } from '../support/packet.ts'

const BLOCK_BYTES = 1 << 22
const FILE_HEADER_BYTES = 24
const GAP_US = 10
const START_S = Date.UTC(2026, 0, 15, 8) / 1000
const FIRST_PORT = 1024
const PORTS = 60_000
/** Offsets in a record: its header, then Ethernet and IPv4 without options. */
const TARGET_MAC_AT = 16
const SOURCE_MAC_AT = 16 + 6
const SOURCE_IP_AT = 16 + 14 + 12
const TARGET_IP_AT = SOURCE_IP_AT + 4
const SOURCE_PORT_AT = 16 + 14 + 20
const SEQUENCE_AT = SOURCE_PORT_AT + 4

export interface SyntheticInput {
  readonly flows: number
  readonly hosts: number
  readonly frames: number
  /** Whom the hosts ask, in turn: hosts times servers is how many conversations there can be. */
  readonly servers?: number
}

/** Writes a capture of Modbus requests: `flows` connections in turn, of `hosts` clients to few servers, each going on. */
export function syntheticCapture(path: string, { flows, hosts, frames, servers = 1 }: SyntheticInput): void {
  const request = bytesOf(hex('0001 0000 0006 01 03'), u16(100), u16(10))
  const capture = new CaptureBuilder()
  const client = { mac: '02:00:00:00:00:00', ip: '10.1.0.0', port: FIRST_PORT }
  const server = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 502 }
  capture.ip(client, server, 6, tcp(client, server, { sequence: 1, acknowledged: 1, flags: 0x18 }, request), [])
  const file = Buffer.from(pcapOf(capture.frames))
  const record = file.subarray(FILE_HEADER_BYTES)
  const descriptor = openSync(path, 'w')
  writeSync(descriptor, file, 0, FILE_HEADER_BYTES)
  const block = Buffer.alloc(BLOCK_BYTES)
  let used = 0
  for (let i = 0; i < frames; i++) {
    const flow = i % flows
    const host = flow % hosts
    const nowUs = i * GAP_US
    record.writeUInt32LE(START_S + Math.floor(nowUs / 1e6), 0)
    record.writeUInt32LE(nowUs % 1e6, 4)
    record.writeUInt32BE(host, SOURCE_MAC_AT + 2)
    record.writeUInt16BE(1 + Math.floor(host / 250), SOURCE_IP_AT + 1)
    record.writeUInt8(host % 250, SOURCE_IP_AT + 3)
    const turn = Math.floor(flow / hosts)
    record.writeUInt8(turn % servers, TARGET_MAC_AT + 4)
    record.writeUInt8(turn % servers, TARGET_IP_AT + 2)
    record.writeUInt16BE(FIRST_PORT + (Math.floor(turn / servers) % PORTS), SOURCE_PORT_AT)
    record.writeUInt32BE((1 + Math.floor(i / flows) * request.length) >>> 0, SEQUENCE_AT)
    if (used + record.length > block.length) {
      writeSync(descriptor, block, 0, used)
      used = 0
    }
    record.copy(block, used)
    used += record.length
  }
  writeSync(descriptor, block, 0, used)
  closeSync(descriptor)
}
