import { closeSync, openSync, writeSync } from 'node:fs'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { decodeFrame } from '../../sensor/decode/decode-frame.ts'
import { Frame, IP_TCP, NETWORK_NONE, STATUS, TCP_FIN, TCP_RST, TCP_SYN } from '../../sensor/decode/frame.ts'

const PAUSE_US = 1_000_000
const START_US = Date.UTC(2026, 0, 1) * 1000
const MAX_SILENCE_US = 1_000_000
const BLOCK_BYTES = 1 << 22
const ETHERNET = 1
/** Classic format, microseconds, little-endian, 256 KiB snap length, Ethernet. */
const FILE_HEADER = 'd4c3b2a10200040000000000000000000000040001000000'

interface Packet {
  readonly bytes: Buffer
  readonly wireLength: number
  readonly timeUs: number
  /** Where the TCP header begins; 0 for anything else. */
  readonly tcpAt: number
  readonly flow: string
  readonly reverse: string
}

/**
 * Writes a capture of at least `frames` frames: the Ethernet frames of the given captures, again and again, later each
 * time. TCP goes on where it stopped, by shifted sequence numbers and without the frames that open and close
 * connections in later rounds, so that every message is new and is decoded.
 * @param firstRound to go on where an earlier one stopped: after as many rounds as it says
 * @returns frames and bytes on the wire, the rounds, and the capture time of one
 */
export function repeatCapture(
  inputs: readonly string[],
  frames: number,
  output: string,
  firstRound = 0,
): { frames: number; bytes: number; rounds: number; roundUs: number } {
  const packets = inputs.flatMap(read).sort((a, b) => a.timeUs - b.timeUs)
  const spans = sequenceSpans(packets)
  const firstUs = packets[0]?.timeUs ?? 0
  const durationUs = (packets.at(-1)?.timeUs ?? 0) - firstUs + PAUSE_US
  const later = packets.filter(
    ({ tcpAt, bytes }) => tcpAt === 0 || ((bytes[tcpAt + 13] as number) & OPENS_OR_CLOSES) === 0,
  )
  const file = new CaptureFile(output)
  let round = firstRound
  for (; file.frames < frames; round++) {
    for (const packet of round === 0 ? packets : later) file.add(packet, round * durationUs, round, spans)
  }
  file.close()
  return { frames: file.frames, bytes: file.bytes, rounds: round - firstRound, roundUs: durationUs }
}

const OPENS_OR_CLOSES = TCP_SYN | TCP_FIN | TCP_RST

function read(path: string): Packet[] {
  const source = new FileSource(path)
  const frame = new Frame()
  const packets: Packet[] = []
  let lastUs: number | undefined
  let nowUs = START_US
  for (let batch = source.next(); batch !== undefined; batch = source.next()) {
    for (let i = 0; i < batch.count; i++) {
      if (batch.linkType[i] !== ETHERNET) continue
      const start = batch.start[i] as number
      const end = start + (batch.length[i] as number)
      // Captures of different years begin together, and long silences are cut short.
      const timeUs = batch.timeUs[i] as number
      nowUs += Math.max(0, Math.min(MAX_SILENCE_US, timeUs - (lastUs ?? timeUs)))
      lastUs = timeUs
      decodeFrame(batch.view, start, end, ETHERNET, frame)
      const isTcp = frame.status === STATUS.decoded && frame.network !== NETWORK_NONE && frame.ipProtocol === IP_TCP
      const side = (ip: number, port: number) => `${frame.network} ${ip} ${port}`
      packets.push({
        bytes: Buffer.from(batch.bytes.subarray(start, end)),
        wireLength: batch.wireLength[i] as number,
        timeUs: nowUs,
        tcpAt: isTcp ? frame.transportAt - start : 0,
        flow: `${side(frame.sourceIp, frame.sourcePort)} ${side(frame.targetIp, frame.targetPort)}`,
        reverse: `${side(frame.targetIp, frame.targetPort)} ${side(frame.sourceIp, frame.sourcePort)}`,
      })
    }
  }
  source.close()
  return packets
}

/** How far each direction of a connection advances its sequence numbers in one round. */
function sequenceSpans(packets: readonly Packet[]): Map<string, number> {
  const first = new Map<string, number>()
  const spans = new Map<string, number>()
  for (const { tcpAt, bytes, flow } of packets) {
    if (tcpAt === 0) continue
    const sequence = bytes.readUInt32BE(tcpAt + 4)
    const end = sequence + payloadLength(bytes, tcpAt)
    if (!first.has(flow)) first.set(flow, sequence)
    const span = (end - (first.get(flow) as number)) >>> 0
    if (span < 0x4000_0000) spans.set(flow, Math.max(spans.get(flow) ?? 0, span))
  }
  return spans
}

function payloadLength(bytes: Buffer, tcpAt: number): number {
  const frame = new Frame()
  decodeFrame(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, ETHERNET, frame)
  return frame.transportAt === tcpAt ? frame.payloadEnd - frame.payloadStart : 0
}

class CaptureFile {
  frames = 0
  bytes = 0
  private readonly descriptor: number
  private readonly block = Buffer.alloc(BLOCK_BYTES)
  private used = 0

  constructor(path: string) {
    this.descriptor = openSync(path, 'w')
    this.used = this.block.write(FILE_HEADER, 0, 'hex')
  }

  add(
    { bytes, wireLength, timeUs, tcpAt, flow, reverse }: Packet,
    shiftUs: number,
    round: number,
    spans: Map<string, number>,
  ) {
    if (this.used + 16 + bytes.length > this.block.length) this.flush()
    const { block, used } = this
    const at = timeUs + shiftUs
    block.writeUInt32LE(Math.floor(at / 1e6), used)
    block.writeUInt32LE(Math.floor(at % 1e6), used + 4)
    block.writeUInt32LE(bytes.length, used + 8)
    block.writeUInt32LE(wireLength, used + 12)
    bytes.copy(block, used + 16)
    if (tcpAt > 0 && round > 0) {
      shift(block, used + 16 + tcpAt + 4, (spans.get(flow) ?? 0) * round)
      shift(block, used + 16 + tcpAt + 8, (spans.get(reverse) ?? 0) * round)
    }
    this.used += 16 + bytes.length
    this.frames++
    this.bytes += wireLength
  }

  close(): void {
    this.flush()
    closeSync(this.descriptor)
  }

  private flush(): void {
    writeSync(this.descriptor, this.block, 0, this.used)
    this.used = 0
  }
}

function shift(block: Buffer, at: number, by: number): void {
  block.writeUInt32BE(((block.readUInt32BE(at) + by) % 0x1_0000_0000) >>> 0, at)
}
