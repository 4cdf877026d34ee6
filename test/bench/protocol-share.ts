import { parseArgs } from 'node:util'
import { dissectors } from '../../dissectors/registry.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { Line } from '../../sensor/pipeline.ts'

/*
 * Prints those of the given captures of which a share of frames belongs to conversations of some protocols: a process of
 * its own, so that what is measured afterwards starts cold.
 *
 *   node dist/test/bench/protocol-share.js --protocols modbus,enip --least 0.8 CAPTURE…
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { protocols: { type: 'string', default: '' }, least: { type: 'string', default: '0' } },
})
const wanted = new Set(values.protocols.split(','))
const picked = positionals.filter((path) => protocolShare(path, wanted) >= Number(values.least))
process.stdout.write(JSON.stringify(picked))

/** Which share of a capture's frames belongs to conversations of these protocols; 0 for an empty one. */
function protocolShare(path: string, protocols: ReadonlySet<string>): number {
  const line = new Line(dissectors)
  const source = new FileSource(path)
  line.beginCapture(1, source.format.taps)
  for (let batch = source.next(); batch !== undefined; batch = source.next()) line.packets(batch)
  source.close()
  const { delta, capture } = line.endCapture(0)
  const own = delta.conversations.filter(({ protocol }) => protocols.has(protocol))
  const frames = own.reduce((sum, { packetsToServer, packetsToClient }) => sum + packetsToServer + packetsToClient, 0)
  return capture.frames === 0 ? 0 : frames / capture.frames
}
