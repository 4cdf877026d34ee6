import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dissectors } from '../../dissectors/registry.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import type { Delta } from '../../sensor/model/delta.ts'
import { Line } from '../../sensor/pipeline.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const CAPTURE = join(import.meta.dirname, '../../fixtures/modbus/functions.pcap')
const HEADER_BYTES = 24

/** Where the records of a little-endian pcap file begin. */
function recordsOf(bytes: Buffer): number[] {
  const starts: number[] = []
  for (let at = HEADER_BYTES; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) starts.push(at)
  return starts
}

/** Runs captures that go on from one to the next; `divided` says that the last of them has ended too. */
function run(files: readonly string[]): Delta[] {
  const line = new Line(dissectors)
  const deltas: Delta[] = []
  for (const [index, file] of files.entries()) {
    const source = new FileSource(file)
    line.beginCapture(index + 1, source.format.taps)
    for (let batch = source.next(); batch !== undefined; batch = source.next()) line.packets(batch)
    deltas.push(line.nextCapture(0).delta)
    source.close()
  }
  deltas.push(line.endCapture(0).delta)
  return deltas
}

function operationsOf(deltas: readonly Delta[]): Record<string, number[]> {
  const sums: Record<string, number[]> = {}
  for (const { function: code, module, target, requests, responses, errors } of deltas.flatMap((d) => d.operations)) {
    const sum = sums[`${code} ${module} ${target}`] ?? [0, 0, 0]
    sums[`${code} ${module} ${target}`] = [requests, responses, errors].map((count, i) => count + (sum[i] as number))
  }
  return sums
}

const packetsOf = (deltas: readonly Delta[]) =>
  deltas.flatMap(({ conversations }) => conversations).reduce((n, c) => n + c.packetsToServer + c.packetsToClient, 0)

test('wherever a capture is divided into two files, every operation, answer and packet is counted once', () => {
  const bytes = readFileSync(CAPTURE)
  const folder = temporaryDirectory()
  const [a, b] = [join(folder, 'a'), join(folder, 'b')]
  const whole = run([CAPTURE])
  const starts = recordsOf(bytes)
  for (let k = 4; k < starts.length; k += 5) {
    writeFileSync(a, bytes.subarray(0, starts[k]))
    writeFileSync(b, Buffer.concat([bytes.subarray(0, HEADER_BYTES), bytes.subarray(starts[k])]))
    const divided = run([a, b])
    expect(operationsOf(divided)).toEqual(operationsOf(whole))
    expect(packetsOf(divided)).toBe(packetsOf(whole))
    const gaps = divided.flatMap(({ coverage }) => coverage).filter(({ measure }) => measure === 'tcp-gap')
    expect(gaps).toEqual([])
  }
})

test('a witness names the file in which its frame is', () => {
  const bytes = readFileSync(CAPTURE)
  const folder = temporaryDirectory()
  const [a, b] = [join(folder, 'a'), join(folder, 'b')]
  const starts = recordsOf(bytes)
  const half = starts.length >> 1
  writeFileSync(a, bytes.subarray(0, starts[half]))
  writeFileSync(b, Buffer.concat([bytes.subarray(0, HEADER_BYTES), bytes.subarray(starts[half])]))
  const whole = run([CAPTURE]).flatMap(({ operations }) => operations)
  const divided = run([a, b]).flatMap(({ operations }) => operations)
  for (const { function: code, target, module, witness } of whole) {
    const same = divided.find((o) => o.function === code && o.target === target && o.module === module)
    const { capture, frame } = same?.witness ?? { capture: 0, frame: 0 }
    expect((capture - 1) * half + frame).toBe(witness.frame)
  }
})
