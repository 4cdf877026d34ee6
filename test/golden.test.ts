import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { OperationEntry } from '../sensor/model/delta.ts'
import { type LineRun, runCapture } from './support/run-line.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures')

/** Every capture below fixtures/, however deep. */
const captures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .sort()

test('there are fixtures to compare', () => {
  expect(captures.length).toBeGreaterThan(0)
})

for (const name of captures) {
  test(`the whole line sees in ${name} what its expected output says`, async () => {
    const text = expectedLines(runCapture(join(FIXTURES, name)))
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('')
    await expect(text).toMatchFileSnapshot(join(FIXTURES, name.replace(/\.pcap(ng)?$/, '.expected.ndjson')))
  })
}

/** One line a distinct fact, in first-seen order: compact for any size of capture, exact for every field. */
function expectedLines(run: LineRun): object[] {
  const { delta, address, conversation, line } = run
  const { addresses, bindings, modules, claims, conversations, operations, coverage, faults } = delta
  return [
    ...addresses.map(({ kind, value, group }) => ({ address: value, kind, group: group ?? false })),
    ...bindings.map(({ mac, ip, stated, carried, hops }) => ({
      binding: address(mac),
      ip: address(ip),
      stated,
      carried,
      hops,
    })),
    ...modules.map((entry) => ({ ...entry, address: address(entry.address), module: entry.module })),
    ...claims.map((entry) => ({ ...entry, address: address(entry.address), witness: entry.witness.frame })),
    ...conversations.map(({ id, client, server, witness, ...entry }) => ({
      conversation: id,
      client: address(client),
      server: address(server),
      ...entry,
      witness: witness.frame,
    })),
    ...operations.map(
      ({ conversation: id, witness, gaps, longestGapUs, longestGapFromUs, points, isSum, values, ...entry }) => ({
        operation: conversation(id).protocol,
        ...entry,
        witness: witness.frame,
      }),
    ),
    ...operations.flatMap((entry) => pointLines(entry)),
    ...coverage.map((entry) => ({
      coverage: entry.measure,
      detail: entry.detail,
      of: entry.conversation,
      count: entry.count,
    })),
    ...faults,
    { frames: line.frames, messages: line.context.messages, ambiguous: line.context.identifier.ambiguous },
  ]
}

/** What an operation acts on, and the values that were seen; no line for one without points. */
function pointLines({ function: code, module, target, points, values }: OperationEntry): object[] {
  if (points.length === 0 && values.length === 0) return []
  return [
    {
      points: points.map(({ name, first, count, type, writes }) => {
        const run = first < 0 ? name : `${name}${first}${count === 1 ? '' : `+${count}`}`
        return `${writes ? 'writes' : 'reads'} ${run} ${type}`.trim()
      }),
      function: code,
      module,
      target,
      values: values.map(({ name, index, value }) => `${name}${index < 0 ? '' : index} = ${value}`),
    },
  ]
}
