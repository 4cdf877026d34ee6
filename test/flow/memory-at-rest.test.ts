import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { Line } from '../../sensor/pipeline.ts'
import { type SyntheticInput, syntheticCapture } from '../bench/synthetic-capture.ts'

/** Bytes of the heap; a third to half more than was measured (1,230 and 2,330). */
const MOST_OF_A_DIALOGUE = 1850
const MOST_WITH_CONVERSATION = 3100
const FLOWS = 20_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapBytes(): number {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** What the line keeps, beyond what it needs for a few flows, when it has seen two requests of each flow. */
function bytesOfFlow(input: Omit<SyntheticInput, 'frames'>): number {
  const folder = mkdtempSync(join(tmpdir(), 'sightline-memory-'))
  try {
    const path = join(folder, 'flows.pcap')
    syntheticCapture(path, { ...input, frames: input.flows * 2 })
    const line = new Line(dissectors)
    line.beginCapture(1, [''])
    const before = heapBytes()
    const source = new FileSource(path)
    for (let batch = source.next(); batch !== undefined; batch = source.next()) line.packets(batch)
    source.close()
    line.drain()
    const bytes = (heapBytes() - before) / input.flows
    expect(line.endCapture(0).capture.frames).toBe(input.flows * 2)
    return bytes
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test(`a Modbus dialogue at rest takes less than ${MOST_OF_A_DIALOGUE} bytes of the heap`, () => {
  bytesOfFlow({ flows: 1000, hosts: 100 })
  expect(bytesOfFlow({ flows: FLOWS, hosts: 100 })).toBeLessThan(MOST_OF_A_DIALOGUE)
})

test(`with a conversation and an operation of its own it takes less than ${MOST_WITH_CONVERSATION} bytes`, () => {
  bytesOfFlow({ flows: 1000, hosts: 100, servers: 10 })
  expect(bytesOfFlow({ flows: FLOWS, hosts: FLOWS / 10, servers: 10 })).toBeLessThan(MOST_WITH_CONVERSATION)
})
