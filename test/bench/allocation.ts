/*
 * How many bytes the line allocates: for a frame up to the flow table, and for an application message. Prints JSON. The
 * number does not depend on how fast or busy the machine is: what was in use, and what every collection freed, is counted.
 *
 *   node dist/test/bench/allocation.js
 */
import { GCProfiler } from 'node:v8'
import { dissectors } from '../../dissectors/registry.ts'
import { PacketBatch } from '../../sensor/capture/packet-batch.ts'
import { Line } from '../../sensor/pipeline.ts'
import { bytesOf, CaptureBuilder, type Host, hex, tcp, u16 } from '../support/packet.ts'

const FRAMES = 3_000_000
const CONNECTIONS = 200
const ROUND_US = 100_000
/** Numbers of 32 bits with the highest bit set, as half of all addresses and sequence numbers have. */
const SEQUENCE = 0xf000_0000
const SEQUENCE_AT = 14 + 20 + 4
/** The compiler has to have seen everything before it is counted. */
const WARM_UP_SHARE = 0.5

interface Measured {
  readonly units: number
  readonly bytes: number
  readonly bytesPerUnit: number
}

const report = { frame: measured(acknowledgements(), 0), message: measured(polls(), 1) }
process.stdout.write(`${JSON.stringify(report)}\n`)

/** Frames without payload: they are decoded, their flow is found, and they are counted. */
function acknowledgements(): PacketBatch {
  const capture = new CaptureBuilder()
  for (let i = 0; i < CONNECTIONS; i++) {
    const { client, server } = pair(i)
    const segment = { sequence: SEQUENCE, acknowledged: SEQUENCE, flags: 0x10 }
    capture.ip(client, server, 6, tcp(client, server, segment, new Uint8Array(0)), [])
    capture.ip(server, client, 6, tcp(server, client, segment, new Uint8Array(0)), [])
  }
  return batchOf(capture)
}

/** A Modbus request and its answer on each connection: cyclic, as nearly all that a plant says is. */
function polls(): PacketBatch {
  const capture = new CaptureBuilder()
  for (let i = 0; i < CONNECTIONS; i++) {
    const { client, server } = pair(i)
    const request = bytesOf(hex('0001 0000 0006 01 03'), u16(100), u16(10))
    const answer = bytesOf(hex('0001 0000 0017 01 03 14'), new Uint8Array(20))
    const flags = 0x18
    capture.ip(
      client,
      server,
      6,
      tcp(client, server, { sequence: SEQUENCE, acknowledged: SEQUENCE, flags }, request),
      [],
    )
    capture.ip(
      server,
      client,
      6,
      tcp(server, client, { sequence: SEQUENCE, acknowledged: SEQUENCE, flags }, answer),
      [],
    )
  }
  return batchOf(capture)
}

/** Runs the batch again and again, each time later and with the next sequence numbers. */
function measured(batch: PacketBatch, messagesPerFrame: number): Measured {
  const line = new Line(dissectors)
  line.beginCapture(1, [''])
  const rounds = Math.ceil(FRAMES / batch.count)
  for (let round = 0; round < rounds * WARM_UP_SHARE; round++) next(batch, line)
  line.drain()
  const { messages } = line.context
  const bytes = allocatedBy(() => {
    for (let round = 0; round < rounds; round++) next(batch, line)
  })
  const seen = line.context.messages - messages
  const units = rounds * batch.count
  if (seen !== units * messagesPerFrame) throw new Error(`${seen} messages, expected ${units * messagesPerFrame}`)
  return { units, bytes, bytesPerUnit: bytes / units }
}

function next(batch: PacketBatch, line: Line): void {
  line.packets(batch)
  for (let i = 0; i < batch.count; i++) {
    const start = batch.start[i] as number
    const payload = (batch.length[i] as number) - (14 + 20 + 20)
    const at = start + SEQUENCE_AT
    batch.view.setUint32(at, batch.view.getUint32(at) + payload)
    batch.timeUs[i] = (batch.timeUs[i] as number) + ROUND_US
  }
}

function allocatedBy(work: () => void): number {
  const profiler = new GCProfiler()
  profiler.start()
  const before = process.memoryUsage().heapUsed
  work()
  const after = process.memoryUsage().heapUsed
  const { statistics } = profiler.stop() as { statistics: readonly Collection[] }
  const freed = statistics.reduce(
    (sum, { beforeGC, afterGC }) => sum + beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize,
    0,
  )
  return after - before + freed
}

interface Collection {
  readonly beforeGC: { readonly heapStatistics: { readonly usedHeapSize: number } }
  readonly afterGC: { readonly heapStatistics: { readonly usedHeapSize: number } }
}

function pair(i: number): { readonly client: Host; readonly server: Host } {
  const client = { mac: '00:1b:1b:00:00:21', ip: `192.168.${1 + (i >> 7)}.${1 + (i & 127)}`, port: 40_000 }
  return { client, server: { mac: '00:80:f4:00:00:11', ip: '192.168.0.11', port: 502 } }
}

function batchOf({ frames }: CaptureBuilder): PacketBatch {
  const batch = new PacketBatch(1 << 20, frames.length)
  for (const { bytes, timeUs } of frames) batch.push(bytes, bytes.length, bytes.length, timeUs, 0, 1)
  return batch
}
