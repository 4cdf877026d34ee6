/*
 * A message of SOME/IP in segments, on a port of nobody, from a public capture. tshark counts in it, when told what it is,
 * nine segments of service 0x0101, method 0x0009. The capture is looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture } from '../support/run-line.ts'

const CAPTURE = 'someip/ntop__someip-tp.pcap'

describe.skipIf(!existsSync(join(CORPUS, CAPTURE)))(CAPTURE, () => {
  test('every segment is known by its content, and nothing is malformed', () => {
    const { line, delta } = runCapture(join(CORPUS, CAPTURE))
    expect(delta.conversations.map(({ protocol, identifiedBy }) => [protocol, identifiedBy])).toEqual([
      ['someip', 'content'],
    ])
    const operations = delta.operations.map(({ target, requests, messages }) => [target, requests, messages])
    expect(operations).toEqual([['service 0x0101 method 0x0009', 1, 8]])
    expect([line.context.malformed, line.context.undecoded, delta.faults]).toEqual([0, 0, []])
  })
})
