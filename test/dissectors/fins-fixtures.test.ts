import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fins } from '../../dissectors/fins/fins.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURE = 'fixtures/fins/omron-fins.pcap'
const NODES: Readonly<Record<string, number>> = { '10.30.2.11': 11, '10.30.2.12': 12 }
const STATES: Readonly<Record<string, string>> = { RUN: 'running', STOP: 'stopped' }

/** What omron-fins wrote down of one call. */
interface Recorded {
  readonly protocol: 'udp' | 'tcp'
  readonly server: string
  readonly call: keyof typeof CALLS
  readonly arguments: readonly (string | number | readonly unknown[])[]
  readonly to?: { readonly DNA?: number; readonly DA1?: number; readonly DA2?: number }
  readonly end: string
  readonly result?: {
    readonly CPUUnitModel?: string
    readonly status?: string
    readonly mode?: string
    readonly nonFatalErrors?: object | null
  }
}

type Arguments = Recorded['arguments']

/** What each call of omron-fins puts on the wire: command, and what it acts on. */
const CALLS = {
  read: ([place, count]: Arguments) => `0x0101 ${item(place, count)}`,
  write: ([place, values]: Arguments) => `0x0102 ${item(place, (values as readonly unknown[]).length)}`,
  fill: ([place, , count]: Arguments) => `0x0103 ${item(place, count)}`,
  readMultiple: ([places]: Arguments) =>
    `0x0104 ${String(places)
      .split(',')
      .map((place) => item(place, 1))
      .join(', ')}`,
  transfer: ([from, to, count]: Arguments) => `0x0105 ${item(from, count)} to ${item(to, count)}`,
  run: () => '0x0401 ',
  stop: () => '0x0402 ',
  cpuUnitDataRead: () => '0x0501 ',
  status: () => '0x0601 ',
  clockRead: () => '0x0701 ',
  clockWrite: () => '0x0702 ',
}

/** 'CIO50.3' is written 'CIO 50.03' here; the flag 'T12.x' as its timer. */
function item(place: unknown, count: unknown): string {
  const [, area = '', word, bit] = /^([A-Z]+(?:[0-9A-F]+_|_)?)(\d+)(?:\.(\w+))?$/.exec(String(place)) ?? []
  const name = `${area === 'CIO' ? 'CIO ' : area}${word}`
  if (bit === undefined || bit === 'x') return `${name}+${count}`
  return `${name}.${bit.padStart(2, '0')}${count === 1 ? '' : `+${count}`}`
}

/** Over TCP the client has its frames go to the node that the server stated, whatever it was told. */
function moduleOf({ to = {}, protocol, server }: Recorded): string {
  const { DNA = 0, DA1 = 0, DA2 = 0 } = to
  if (DNA !== 0) return `network ${DNA} node ${protocol === 'tcp' ? NODES[server] : DA1} unit ${DA2}`
  return DA2 === 0 ? '' : `unit ${DA2}`
}

describe('a capture of omron-fins', () => {
  const run = runCapture(CAPTURE, [fins])
  const recorded: Recorded[] = JSON.parse(readFileSync('fixtures/fins/omron-fins.oracle.json', 'utf8'))
  const claims = run.delta.claims.map(
    ({ address, module, attribute, value }) => `${run.address(address)} ${module} ${attribute} ${value}`,
  )

  test('every call that the client recorded is heard as often, answered and refused as it says, and no other', () => {
    const expected = new Map<string, number[]>()
    for (const one of recorded) {
      const key = `${one.protocol} ${one.server} ${moduleOf(one)} ${CALLS[one.call](one.arguments)}`
      const [requests = 0, responses = 0, errors = 0] = expected.get(key) ?? []
      const isAnswered = one.end !== 'none'
      const isRefused = isAnswered && one.end !== '0000'
      expected.set(key, [requests + 1, responses + Number(isAnswered), errors + Number(isRefused)])
    }
    const heard = run.delta.operations
      .filter(({ function: code }) => code.startsWith('0x'))
      .map((one) => {
        const { transport, server } = run.conversation(one.conversation)
        const key = `${transport} ${run.address(server)} ${one.module} ${one.function} ${one.target}`
        return [key, [one.requests, one.responses, one.errors]]
      })
    expect(Object.fromEntries(heard)).toEqual(Object.fromEntries(expected))
  })

  test('each controller is said to be what it told the client, also those behind another', () => {
    const told = recorded.flatMap((one) => {
      const model = one.result?.CPUUnitModel
      return model === undefined ? [] : [`${one.server} ${moduleOf(one)} model ${model}`]
    })
    expect(new Set(told).size).toBe(4)
    expect(claims.filter((text) => text.includes(' model ')).sort()).toEqual([...new Set(told)].sort())
  })

  test('status, mode and errors are said as the client read them', () => {
    const told = recorded.flatMap(({ server, result }) => {
      if (result?.status === undefined) return []
      const texts = [`${server}  state ${STATES[result.status]}`, `${server}  mode ${result.mode}`]
      return result.nonFatalErrors ? [...texts, `${server}  state non-fatal CPU error`] : texts
    })
    expect(claims.filter((text) => /\b(state|mode)\b/.test(text)).sort()).toEqual([...new Set(told)].sort())
  })

  test('no message is malformed, undecoded or a fault', () => {
    const { context } = run.line
    expect([context.malformed, context.undecoded, context.faults]).toEqual([0, 0, 0])
  })

  const hasTshark = spawnSync('tshark', ['--version']).status === 0
  test.skipIf(!hasTshark)('tshark counts every command and every answer as often', { timeout: 60_000 }, () => {
    const fields = ['-Y', 'omron.command', '-T', 'fields', '-e', 'omron.command', '-e', 'omron.icf.dtb']
    const options = { encoding: 'utf8', stdio: 'pipe' } as const
    const counted: Record<string, [number, number]> = {}
    for (const line of execFileSync('tshark', ['-n', '-r', CAPTURE, ...fields], options)
      .trim()
      .split('\n')) {
      const [codes = [], answers = []] = line.split('\t').map((column) => column.split(','))
      codes.forEach((code, i) => {
        const row = counted[code] ?? [0, 0]
        row[Number(answers[i])] = (row[Number(answers[i])] ?? 0) + 1
        counted[code] = row
      })
    }
    const sums = Object.entries(sumsByFunction(run, 'fins')).filter(([code]) => code.startsWith('0x'))
    expect(Object.fromEntries(sums.map(([code, [asked, answered]]) => [code, [asked, answered]]))).toEqual(counted)
  })
})
