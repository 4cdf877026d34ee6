import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { OperationEntry } from '../../sensor/model/delta.ts'
import { runCapture } from '../support/run-line.ts'

interface Call {
  readonly call: string
  readonly succeeded: boolean
  readonly value?: unknown
}

/** Where a value lies, and what the client asks of it and its types before it reads it for the first time. */
const VALUES: Readonly<Record<string, readonly [at: string, ...types: readonly string[]]>> = {
  'MAIN.nCounter': ['group 0x4040 offset 0x0+2'],
  'MAIN.fTemperature': ['group 0x4040 offset 0x8+8', 'LREAL'],
  'MAIN.bRunning': ['group 0x4040 offset 0x10+1', 'BOOL'],
  'MAIN.sRecipe': ['group 0x4040 offset 0x14+21', 'STRING(20)'],
  'MAIN.stPump': ['group 0x4040 offset 0x30+8', 'ST_Pump', 'REAL', 'INT'],
  'MAIN.aLevels': ['group 0x4040 offset 0x40+8', 'ARRAY [0..3] OF INT'],
}
const SUBSCRIBED_BY_ITSELF = ['device state', 'version of the symbols']

/** What a call of ads-client puts on the wire, as `function target`, each as often as it is asked. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  connect: [
    '2 system state',
    '1 ',
    '2 symbol table info 2',
    '2 version of the symbols',
    ...SUBSCRIBED_BY_ITSELF.flatMap((target) => [`6 ${target}`, `8 ${target}`]),
  ],
  disconnect: SUBSCRIBED_BY_ITSELF.map((target) => `7 ${target}`),
  'device info': ['1 '],
  state: ['4 '],
  'state of the system': ['4 '],
  stop: ['4 ', '5 STOP', '4 '],
  start: ['4 ', '5 RUN', '4 '],
  // What it is not told of the structure, it reads first.
  'write MAIN.stPump': ['2 group 0x4040 offset 0x30+8', '3 group 0x4040 offset 0x30+8'],
  'read %MB4': ['2 %MB4+2'],
  'write %MB4': ['3 %MB4+2'],
  'read several': ['9 %MB4+2, group 0x4040 offset 0x8+8, group 0x1234 offset 0x0+2'],
  'write several': ['9 %MB4+2, %MB8+4'],
  'read by path': ['9 MAIN.aLevels'],
  // The handle, the value, and back with the handle.
  'write by path': ['9 MAIN.bRunning', '3 MAIN.bRunning', '3 MAIN.bRunning'],
  'handle of MAIN.stPump': ['9 MAIN.stPump'],
  'read by handle': ['2 MAIN.stPump'],
  'write by handle': ['3 MAIN.stPump'],
  'release a handle': ['3 MAIN.stPump'],
  'handles of MAIN.nCounter, MAIN.bRunning': ['9 MAIN.nCounter, MAIN.bRunning'],
  'handles of MAIN.aLevels, MAIN.sRecipe2': ['9 MAIN.aLevels, MAIN.sRecipe2'],
  'subscribe MAIN.nCounter': ['9 MAIN.nCounter', '6 group 0x4040 offset 0x0+2'],
  'subscribe MAIN.fTemperature': ['6 group 0x4040 offset 0x8+8'],
  'read MAIN.nMissing': ['9 MAIN.nMissing'],
  'read a group that is none': ['2 group 0x1234 offset 0x0+2'],
  'state of another runtime': ['4 '],
  symbols: ['2 symbol table info 2', '2 symbol table'],
  'data types': ['2 symbol table info 2', '2 data type table'],
  'connect as a guest of the router': ['router 0x1000 '],
  'read state as a guest': ['4 '],
  'disconnect as a guest': ['router 0x0001 '],
}

describe('a capture of ads-client', () => {
  const run = runCapture('fixtures/ads/ads-client.pcap')
  const operations = run.delta.operations.filter(
    ({ conversation }) => run.conversation(conversation).protocol === 'ads',
  )
  const calls: Call[] = JSON.parse(readFileSync('fixtures/ads/ads-client.oracle.json', 'utf8'))

  test('every call that the client recorded is heard as often as it was made, and nothing else', () => {
    const expected = calls.flatMap((call, i) => wordsOf(call, calls.slice(0, i)))
    // Both several handles of which one failed, and two of which none did, were released in a sum.
    const released = ['9 MAIN.nCounter, MAIN.bRunning', '9 MAIN.aLevels']
    const heard = operations.flatMap((each) => times(each.requests + each.messages, nameOf(each)))
    expect(countsOf(heard)).toEqual(countsOf([...expected, ...released]))
  })

  test('every request is answered, but the end of a port, which ends the connection', () => {
    const unanswered = operations.filter(({ requests, responses }) => requests !== responses)
    expect(unanswered.map(nameOf)).toEqual(['router 0x0001 '])
  })

  test('what the client was refused is an error, and nothing else', () => {
    // Of several handles at once the client tells how many it got.
    const isInPart = ({ call, value }: Call) => call.startsWith('handles of ') && Number(value) < call.split(',').length
    const refused = calls.filter((call) => !call.succeeded || isInPart(call)).flatMap((call) => wordsOf(call, []))
    const failed = operations.filter(({ errors }) => errors > 0)
    expect(countsOf(failed.flatMap((each) => times(each.errors, nameOf(each))))).toEqual(countsOf(refused))
    expect(failed.map(({ module }) => module).sort()).toEqual(['port 851', 'port 851', 'port 851', 'port 852'])
  })

  test('nothing but what the client wrote, and its start and stop, changes anything', () => {
    const changing = operations.filter(({ class: of }) => of === 'write' || of === 'mode')
    const written = calls.filter(({ call }) => /^(write|stop|start)/.test(call)).length
    expect(changing.reduce((sum, { requests }) => sum + requests, 0)).toBe(written)
  })

  test('the devices and their net ids are those that the client was told', () => {
    const said = run.delta.claims.map(({ module, attribute, value }) => `${module} ${attribute} ${value}`)
    const told = calls.find(({ call }) => call === 'device info') as Call
    const { majorVersion, minorVersion, versionBuild, deviceName } = told.value as Readonly<Record<string, unknown>>
    expect(said).toContain(`port 851 software ${deviceName} ${majorVersion}.${minorVersion}.${versionBuild}`)
    for (const connect of calls.filter(({ call }) => call.startsWith('connect'))) {
      expect(said).toContain(` network-address ${String(connect.value).split(':')[0]}`)
    }
  })

  test('nothing is malformed, undecoded, skipped or a fault', () => {
    const { context } = run.line
    expect([context.malformed, context.undecoded, context.faults]).toEqual([0, 0, 0])
    expect(run.delta.coverage).toEqual([])
  })
})

/** What is cached is asked once; of a subscription, the client counted what came. */
function wordsOf({ call, value }: Call, before: readonly Call[]): readonly string[] {
  const known = CALLS[call]
  if (known !== undefined) return known
  const [verb, name = ''] = call.split(' ')
  const [at = '', ...types] = VALUES[name] ?? []
  if (call.startsWith('read by handle of ')) return [`2 ${call.slice('read by handle of '.length)}`]
  if (at === '') return []
  if (verb === 'unsubscribe') return [`7 ${at}`, ...times(Number(value), `8 ${at}`)]
  const isFirst = !before.some((each) => each.call === call)
  const asked = isFirst && verb === 'read' ? [`9 ${name}`, ...types.map((type) => `9 type ${type}`)] : []
  return [...asked, `${verb === 'read' ? 2 : 3} ${at}`]
}

function times(count: number, text: string): string[] {
  return new Array<string>(count).fill(text)
}

function nameOf({ function: code, target }: OperationEntry): string {
  return `${code} ${target}`
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
