import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { framesOf, type TestFrame } from '../support/conversation-bytes.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { twoInterfaces } from '../support/two-interfaces.ts'
import { PLANT, runSightline } from './run-sightline.ts'

interface Answer {
  readonly verdict: string
  readonly checks: readonly { readonly name: string; readonly verdict: string }[]
  readonly counters: Record<string, number | string | readonly string[]>
}

const BYTES = readFileSync(PLANT)
const HEADER = BYTES.subarray(0, 24)

/** The records of the plant's capture: 16 bytes of header, then the frame. */
const RECORDS: readonly Buffer[] = (() => {
  const records: Buffer[] = []
  for (let at = 24; at < BYTES.length; ) {
    const next = at + 16 + BYTES.readUInt32LE(at + 8)
    records.push(BYTES.subarray(at, next))
    at = next
  }
  return records
})()

async function doctor(records: readonly Uint8Array[]) {
  const cwd = temporaryDirectory()
  writeFileSync(path.join(cwd, 'port.pcap'), Buffer.concat([HEADER, ...records]))
  const { code, stdout, stderr } = await runSightline(['doctor', '--json', 'port.pcap'], { cwd })
  expect(stderr).toBe('')
  // Nothing is stored by asking.
  expect(existsSync(path.join(cwd, 'data'))).toBe(false)
  const answer = JSON.parse(stdout) as Answer
  const verdictOf = (name: string) => answer.checks.find((check) => check.name === name)?.verdict
  return { code, ...answer, verdictOf }
}

const sourcePort = (record: Buffer) => (record.readUInt16BE(16 + 12) === 0x0800 ? record.readUInt16BE(16 + 34) : 0)

function cutTo(record: Buffer, length: number): Buffer {
  if (record.length <= 16 + length) return record
  const cut = Buffer.from(record.subarray(0, 16 + length))
  cut.writeUInt32LE(length, 8)
  return cut
}

test('a good mirror port is good', async () => {
  const { code, verdict, counters } = await doctor(RECORDS)
  expect(verdict).toBe('good')
  expect(code).toBe(0)
  expect(counters).toMatchObject({ frames: RECORDS.length, oneWay: 0, duplicates: 0, protocols: ['modbus'] })
})

test('a mirror of one direction is bad', async () => {
  const { code, verdictOf, counters } = await doctor(RECORDS.filter((record) => sourcePort(record) !== 502))
  expect(verdictOf('both directions')).toBe('bad')
  expect(counters['oneWay']).toBe(counters['connections'])
  expect(code).toBe(1)
})

test('a mirror that copies ingress and egress is bad', async () => {
  const { code, verdictOf, counters } = await doctor(RECORDS.flatMap((record) => [record, record]))
  expect(verdictOf('duplicates')).toBe('bad')
  // The first frame has no IP, and nothing yet tells it from the frames of a capture without times.
  expect(counters['duplicates']).toBe(RECORDS.length - 1)
  expect(verdictOf('lost on the mirror')).toBe('good')
  expect(code).toBe(1)
})

test('a mirror that loses frames is bad', async () => {
  const { code, verdictOf } = await doctor(RECORDS.filter((_, i) => i % 17 !== 5))
  expect(verdictOf('lost on the mirror')).toBe('bad')
  expect(verdictOf('both directions')).toBe('good')
  expect(code).toBe(1)
})

test('a recording with a short snap length is bad, and is not taken for a loss', async () => {
  const { code, verdictOf, counters } = await doctor(RECORDS.map((record) => cutTo(record, 70)))
  expect(verdictOf('whole frames')).toBe('bad')
  expect(counters['longestCaptured']).toBe(70)
  expect(counters['tcpGapBytes']).toBe(0)
  expect(verdictOf('lost on the mirror')).toBe('good')
  expect(code).toBe(1)
})

test('a port with broadcasts only is bad', async () => {
  const broadcasts = RECORDS.map((record) => Buffer.from(record).fill(0xff, 16, 16 + 6)).map((record) => {
    record.writeUInt16BE(0x88b5, 16 + 12)
    return record
  })
  const { code, verdictOf } = await doctor(broadcasts)
  expect(verdictOf('host-to-host traffic')).toBe('bad')
  expect(verdictOf('industrial protocols')).toBe('look')
  expect(code).toBe(1)
})

test('for people there is one line first, what is bad next, and what to do under it', async () => {
  const cwd = temporaryDirectory()
  const twice = Buffer.concat([HEADER, ...RECORDS.flatMap((record) => [record, record])])
  writeFileSync(path.join(cwd, 'port.pcap.gz'), gzipSync(twice))
  const { code, stdout } = await runSightline(['doctor', 'port.pcap.gz'], { cwd })
  const [first, blank, second, third] = stdout.split('\n')
  expect(code).toBe(1)
  expect([first, blank]).toEqual(['BAD: This mirror port is not good: duplicates.', ''])
  expect(second).toMatch(/^bad +duplicates +[\d,]+ frames of [\d,]+ \(50 %\) came twice within 1 ms$/)
  expect(third).toMatch(/^ +-> Frames are copied on the way in and again on the way out\./)
})

test('several files of one port are judged together, and one that cannot be read is told', async () => {
  const cwd = temporaryDirectory()
  const half = RECORDS.length >> 1
  writeFileSync(path.join(cwd, 'a.pcap'), Buffer.concat([HEADER, ...RECORDS.slice(0, half)]))
  writeFileSync(path.join(cwd, 'b.pcap'), Buffer.concat([HEADER, ...RECORDS.slice(half)]))
  const { code, stdout, stderr } = await runSightline(['doctor', '--json', 'b.pcap', 'a.pcap', 'c.pcap'], { cwd })
  expect(stderr).toBe('c.pcap: no such file; check the name\n')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ counters: { frames: RECORDS.length, backwards: 0 } })
})

test('without a file that can be read there is no verdict', async () => {
  const { code, stdout, stderr } = await runSightline(['doctor', 'c.pcap'], { cwd: temporaryDirectory() })
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: 'c.pcap: no such file; check the name\n' })
})

test('the outputs of a tap in one file are found, with the option that joins them; joined they are good', async () => {
  const cwd = temporaryDirectory()
  const frames = framesOf(PLANT)
  const isOfServer = ({ segment }: TestFrame) => segment?.source.port === 502
  writeFileSync(
    path.join(cwd, 'tap.pcapng'),
    twoInterfaces(frames, (frame) => (isOfServer(frame as TestFrame) ? 1 : 0)),
  )
  const apart = await runSightline(['doctor', 'tap.pcapng'], { cwd })
  expect(apart.code).toBe(1)
  expect(apart.stdout).toMatch(/^bad +both directions +of \d+ TCP connections \d+ \(100 %\) show each side/m)
  expect(apart.stdout).toContain('--join-interfaces')
  const joined = await runSightline(['doctor', '--join-interfaces', 'tap.pcapng'], { cwd })
  expect(joined.code).toBe(0)
  expect(joined.stdout).toMatch(/^good +both directions +both sides of all/m)
})
