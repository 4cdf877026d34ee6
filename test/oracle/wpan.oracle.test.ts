/*
 * What the whole line makes of a public capture, against what tshark counted in it. The captures are not part of the
 * project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURE = 'it/controlthings-io__control4-sample.pcap'

interface Truth {
  readonly packets: number
  readonly protocols: Readonly<Record<string, number>>
}

describe.skipIf(!existsSync(join(CORPUS, CAPTURE)))(CAPTURE, () => {
  // Read by the tests: what stands here is run where they are skipped, too.
  const capture = () => runCapture(join(CORPUS, CAPTURE))
  const truth = () => JSON.parse(readFileSync(join(CORPUS_TRUTH, `${CAPTURE}.json`), 'utf8')) as Truth

  test('every frame is one of a conversation, or counted for what it lacks', () => {
    const { delta } = capture()
    const mapped = delta.conversations.reduce((sum, each) => sum + each.packetsToServer + each.packetsToClient, 0)
    const undecoded = delta.coverage.filter(({ measure }) => measure === 'frames-undecoded')
    expect(undecoded.map(({ detail, count }) => [detail, count])).toEqual([
      ['802.15.4-without-address', 170],
      ['802.15.4-bad-check-sequence', 30],
    ])
    expect(mapped + 200).toBe(truth().packets)
  })

  test('every frame of Zigbee, and every beacon, is found as such', () => {
    const run = capture()
    const found = run.delta.conversations.filter(({ protocol }) => protocol === 'zigbee')
    const frames = found.reduce((sum, each) => sum + each.packetsToServer + each.packetsToClient, 0)
    const { protocols } = truth()
    expect(frames).toBe(protocols['zbee_nwk'])
    expect(sumsByFunction(run, 'wpan')['0']?.[3]).toBe(protocols['zbee_beacon'])
  })

  test('the security headers name the stations, and a key that went in clear is told', () => {
    const { delta, address } = capture()
    expect(delta.bindings.map(({ mac, ip }) => `${address(mac)} ${address(ip)}`).sort()).toEqual([
      '00:0f:ff:00:00:1d:f4:2d wpan-3359-18c0',
      '00:0f:ff:00:00:1f:02:22 wpan-3359-0000',
      '00:0f:ff:00:00:41:5b:1a wpan-3359-9090',
      '00:0f:ff:00:00:41:5b:1a wpan-3359-b7e4',
    ])
    const clear = delta.claims.filter(({ attribute }) => attribute === 'clear-text-credentials')
    expect(clear.map(({ value }) => value)).toEqual(['Zigbee Transport Key'])
  })

  test('nothing fails', () => {
    const { line, delta } = capture()
    expect([line.context.malformed, delta.faults]).toEqual([0, []])
  })
})
