/* What the whole line makes of our captures of CANopen, against what tshark reads in each frame of them. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FIXTURES } from '../support/fixture-readme.ts'
import { runCapture } from '../support/run-line.ts'

const hasTshark = spawnSync('tshark', ['--version']).status === 0
const FIELDS = ['nmt_ctrl.cd', 'em.err_code', 'lss.cs', 'sdo.ccs', 'sdo.main_idx', 'sdo.sub_idx']
const DOWNLOAD = 1
const UPLOAD = 2

type Counts = Record<string, number>

function add(counts: Counts, key: string, count = 1): void {
  counts[key] = (counts[key] ?? 0) + count
}

function rowsOf(file: string): readonly (readonly string[])[] {
  const fields = FIELDS.flatMap((field) => ['-e', `canopen.${field}`])
  const { stdout } = spawnSync(
    'tshark',
    ['-n', '-r', file, '-d', 'can.subdissector,canopen', '-T', 'fields', ...fields],
    {
      encoding: 'utf8',
    },
  )
  return stdout.split('\n').map((line) => line.split('\t'))
}

describe.skipIf(!hasTshark)('CANopen', () => {
  test.each(['bus', 'settings', 'listening', 'node-canopen'])(
    '%s: commands, errors and LSS are those of tshark',
    (name) => {
      const file = join(FIXTURES, 'canopen', `${name}.pcap`)
      const read: Counts = {}
      for (const [nmt = '', error = '', lss = ''] of rowsOf(file)) {
        if (nmt !== '') add(read, `nmt ${Number(nmt)}`)
        if (lss !== '') add(read, `lss ${Number(lss)}`)
        if (error !== '') add(read, `emcy ${Number(error)}`)
      }
      const told: Counts = {}
      for (const { function: code, target, requests, responses, messages } of runCapture(file).delta.operations) {
        const error = Number(/^error (0x[\da-f]{4})/.exec(target)?.[1] ?? 0)
        if (code === 'emcy') add(told, `emcy ${error}`, messages)
        else if (/^(?:nmt|lss) /.test(code)) add(told, code, requests + responses + messages)
      }
      expect(told).toEqual(read)
    },
  )

  test('the objects that are read and written are those of tshark', () => {
    const file = join(FIXTURES, 'canopen/bus.pcap')
    const read = rowsOf(file)
      .filter(([, , , command]) => Number(command) === DOWNLOAD || Number(command) === UPLOAD)
      .map(([, , , command, index, sub]) => `sdo ${command} ${index}:${sub?.slice(2)}`)
    const told = runCapture(file)
      .delta.operations.filter(({ function: code, requests }) => /^sdo [12]$/.test(code) && requests > 0)
      .map(({ function: code, target }) => `${code} ${target.slice(0, '0x0000:00'.length)}`)
    expect(new Set(told)).toEqual(new Set(read))
  })
})
