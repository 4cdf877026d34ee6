/*
 * What the whole line makes of public captures with Telnet, against what tshark finds in them. The captures are not part of
 * the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture } from '../support/run-line.ts'

const DAMAGED = join(CORPUS, 'malformed/the-tcpdump-group__telnet-iac-check-oobr.pcap')

describe.skipIf(!existsSync(DAMAGED))('Telnet in real captures', () => {
  test('a command that is cut off is survived', () => {
    const run = runCapture(DAMAGED)
    expect(run.line.context.faults).toBe(0)
    expect(run.delta.operations.length).toBeLessThan(64)
  })
})
