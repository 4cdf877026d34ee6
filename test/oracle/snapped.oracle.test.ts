import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { PacketBatch } from '../../sensor/capture/packet-batch.ts'
import { Line } from '../../sensor/pipeline.ts'
import { CORPUS } from '../support/corpus.ts'
import { type LineRun, lookUps, sumsByFunction } from '../support/run-line.ts'

/** What `tcpdump -s 128` keeps: headers, and the beginning of each message. */
const SNAP_LENGTH = 128
const BATCH_BYTES = 1 << 17

/** What these captures show as a whole equals tshark's counts, by the tests of their protocols. */
const CAPTURES: readonly (readonly [capture: string, protocol: string])[] = [
  ['enip/iti__EIP-FirmwareChange.pcap', 'enip'],
  ['s7comm/iti__s7comm_clean.pcap', 's7comm'],
  ['profinet/cisagov__profinet_io_cm.pcap', 'profinet'],
  ['bacnet/controlthings-io__bacnet-services.cap', 'bacnet'],
  ['modbus/zeek__modbusBig.pcap', 'modbus'],
  ['sv/dina-community__SV_Normal_Traffic.pcap', 'sv'],
  ['goose/controlthings-io__GOOSE.pcap', 'goose'],
  ['mixed/idaholab__BACnet_Host.pcap', 'bacnet'],
]

describe.skipIf(!existsSync(CORPUS))(`real captures of which ${SNAP_LENGTH} bytes of each frame were kept`, () => {
  test.each(CAPTURES)('%s: as many messages of each function', (capture, protocol) => {
    const path = join(CORPUS, capture)
    const whole = snapped(path, Number.POSITIVE_INFINITY)
    const short = snapped(path, SNAP_LENGTH)
    expect(Object.keys(sumsByFunction(whole, protocol)).length).toBeGreaterThan(0)
    expect(sumsByFunction(short, protocol)).toEqual(sumsByFunction(whole, protocol))
    expect(short.line.context.malformed).toBeLessThanOrEqual(whole.line.context.malformed)
    expect(short.line.context.faults).toBe(0)
  })
})

function snapped(path: string, length: number): LineRun {
  const line = new Line(dissectors)
  const source = new FileSource(path)
  const batch = new PacketBatch(BATCH_BYTES, 1)
  line.beginCapture(1, source.format.taps)
  for (let from = source.next(); from !== undefined; from = source.next()) {
    for (let i = 0; i < from.count; i++) {
      const start = from.start[i] as number
      const captured = from.length[i] as number
      batch.clear()
      batch.push(
        from.bytes.subarray(start, start + captured),
        Math.min(captured, length),
        from.wireLength[i] as number,
        from.timeUs[i] as number,
        from.tap[i] as number,
        from.linkType[i] as number,
      )
      line.packets(batch)
    }
  }
  source.close()
  return { line, ...lookUps(line.endCapture(0).delta) }
}
