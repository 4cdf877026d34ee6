import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import { enip } from '../../dissectors/enip/enip.ts'
import type { OperationEntry } from '../../sensor/model/delta.ts'
import { runCapture } from '../support/run-line.ts'

interface Call {
  readonly call: string
  readonly succeeded: boolean
  readonly value?: unknown
}

const MANAGER = 'class 0x06 (Connection Manager) instance 1 to slot 0 class 0x02 (Message Router) instance 1'
const SLOT_1 = 'class 0x06 (Connection Manager) instance 1 to slot 1'
const SLOT_9 = 'class 0x06 (Connection Manager) instance 1 to slot 9'
const GROUP = ['Running', 'Count', 'Temperature', 'NoSuchTag']
/** What an I/O connection is opened to; this stack closes it under the path of another. */
const TO_ASSEMBLIES =
  'class 0x06 (Connection Manager) instance 1 to class 0x04 (Assembly) instance 102 point 101 point 100'

/** What a call of st-ethernet-ip puts on the wire, as `function target`, each as often as it is asked. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  connect: [`0x54 ${MANAGER}`],
  disconnect: [`0x4e ${MANAGER}`],
  properties: ['0x01 slot 0 class 0x01 (Identity) instance 1'],
  'name of the product': ['0x0e slot 0 class 0x01 (Identity) instance 1 attribute 7'],
  'set the clock': ['0x10 slot 0 class 0x8b instance 1 attribute 5'],
  clock: ['0x0e slot 0 class 0x8b instance 1 attribute 5'],
  'set an assembly': ['0x10 slot 0 class 0x04 (Assembly) instance 100 attribute 3'],
  assembly: ['0x0e slot 0 class 0x04 (Assembly) instance 100 attribute 3'],
  file: ['0x4f slot 0 class 0x37 (File) instance 200'],
  'list of tags': [
    // Of the controller in two parts, of its program in one; two structures, each its attributes and its members.
    ...times(2, '0x55 slot 0 class 0x6b'),
    '0x55 slot 0 class 0x6b tag Program:MainProgram',
    ...[4046, 2593].flatMap((id) => ['0x03', '0x4c'].map((code) => `${code} slot 0 class 0x6c instance ${id}`)),
  ],
  'write Flags.3': ['0x4e slot 0 tag Program:MainProgram.Flags'],
  'read Flags.3': ['0x4c slot 0 tag Program:MainProgram.Flags'],
  'write Level': ['0x4d slot 0 tag Program:MainProgram.Level'],
  'read Level': ['0x4c slot 0 tag Program:MainProgram.Level'],
  // One more element each time, until there are no more, and the last number again.
  'size of Valves': times(7, '0x4c slot 0 tag Valves'),
  'read History': ['0x4c slot 0 tag History', ...times(3, '0x52 slot 0 tag History')],
  'write History': times(3, '0x53 slot 0 tag History'),
  'read a group': [
    '0x0a slot 0 class 0x02 (Message Router) instance 1',
    ...GROUP.map((tag) => `0x4c slot 0 tag ${tag}`),
  ],
  'write a group': [
    '0x0a slot 0 class 0x02 (Message Router) instance 1',
    '0x4d slot 0 tag Count',
    '0x4d slot 0 tag Temperature',
  ],
  'write Recipe as another type': ['0x4c slot 0 tag Recipe', '0x4d slot 0 tag Recipe'],
  'properties of slot 1': sent('0x01 slot 1 class 0x01 (Identity) instance 1'),
  'read Count of slot 1': sent('0x4c slot 1 tag Count'),
  'write Count of slot 1': sent('0x4d slot 1 tag Count'),
  'read a group of slot 1': sent('0x0a slot 1 class 0x02 (Message Router) instance 1', 'Count', 'Step'),
  'read, write and read a group of slot 1 at once': [
    ...sent('0x4c slot 1 tag Count'),
    ...sent('0x4d slot 1 tag Step'),
    ...sent('0x0a slot 1 class 0x02 (Message Router) instance 1', 'Count', 'Step'),
  ],
  'read Count of slot 9': [`0x52 ${SLOT_9}`, '0x4c slot 9 tag Count'],
  'name of the product, unrouted': ['0x0e class 0x01 (Identity) instance 1 attribute 7'],
  'I/O': [`0x54 ${TO_ASSEMBLIES}`, `0x4e ${MANAGER}`],
}

describe('a capture of st-ethernet-ip', () => {
  const run = runCapture('fixtures/enip/st-ethernet-ip.pcap', [enip, cip])
  const { operations, claims } = run.delta
  const calls: Call[] = JSON.parse(readFileSync('fixtures/enip/st-ethernet-ip.oracle.json', 'utf8'))
  const explicit = operations.filter(({ conversation, function: code }) => {
    return run.conversation(conversation).protocol === 'cip' && code !== 'io'
  })
  const saidOf = (name: string) => calls.find(({ call }) => call === name)?.value

  test('every call that the client recorded is heard as often as it was made, and nothing else', () => {
    const asked = countsOf(calls.flatMap(({ call }) => wordsOf(call)))
    expect(countsOf(explicit.flatMap((each) => times(each.requests, nameOf(each))))).toEqual(asked)
  })

  test('every request is answered, but an Unconnected_Send by what it carries, or for it when the route fails', () => {
    const unanswered = explicit.filter(({ requests, responses }) => requests !== responses)
    expect(unanswered.map((each) => [nameOf(each), each.responses])).toEqual([
      [`0x52 ${SLOT_1}`, 0],
      ['0x4c slot 9 tag Count', 0],
    ])
  })

  test('what the client was refused is an error', () => {
    const refused = calls.filter(({ succeeded }) => !succeeded).map(({ call }) => call)
    expect(refused).toEqual(['write Recipe as another type', 'read NoSuchTag', 'read Count of slot 9'])
    expect(explicit.filter(({ errors }) => errors > 0).map((each) => [nameOf(each), each.errors])).toEqual([
      ['0x4d slot 0 tag Recipe', 1],
      // The element that is one too many.
      ['0x4c slot 0 tag Valves', 1],
      ['0x0a slot 0 class 0x02 (Message Router) instance 1', 1],
      ['0x4c slot 0 tag NoSuchTag', 2],
      [`0x52 ${SLOT_9}`, 1],
    ])
  })

  test('the first value that the client read of a tag is the value that we say', () => {
    const read = calls.filter(({ call, value }) => /^read \w+(\[\d\])?$/.test(call) && !Number.isNaN(Number(value)))
    const first = read.filter(({ call }, i) => read.findIndex((other) => other.call === call) === i)
    const said = explicit
      .filter(({ function: code, module }) => code === '0x4c' && module === 'slot 0')
      .flatMap(({ values }) => values.map(({ name, value }): [string, string] => [name, value]))
    expect(first.length).toBe(8)
    expect(Object.fromEntries(said)).toMatchObject(Object.fromEntries(first.map(namedValue)))
  })

  test('the devices say what the client made of them', () => {
    const { name, version, serial } = saidOf('properties') as Readonly<Record<string, string>>
    const inSlot = claims.filter(({ module, protocol }) => module === 'slot 0' && protocol === 'cip')
    const found = new Map(inSlot.map(({ attribute, value }) => [attribute, value]))
    expect([found.get('product'), found.get('firmware')]).toEqual([name, version])
    expect(Number(found.get('serial'))).toBe(serial)
    const listed = claims.filter(({ attribute, message }) => attribute === 'product' && message === 'ListIdentity')
    expect(listed.map(({ value }) => value).sort()).toEqual(saidOf('browse'))
  })

  test('I/O is counted each way as the client counted it', () => {
    const { sent: toAdapter, received } = saidOf('I/O') as { sent: number; received: number }
    const io = operations.filter(({ function: code }) => code === 'io')
    const points = 'class 0x04 (Assembly) instance 102 point 101 point 100'
    expect(io.map(({ target, messages }) => [target, messages])).toEqual([
      [`${points} T->O`, received],
      [`${points} O->T`, toAdapter],
    ])
  })

  test('nothing is malformed, undecoded, irregular or a fault', () => {
    const { context } = run.line
    expect([context.malformed, context.undecoded, context.faults]).toEqual([0, 0, 0])
    expect(run.delta.coverage.filter(({ measure }) => measure === 'irregular')).toEqual([])
  })
})

function wordsOf(call: string): readonly string[] {
  const [verb, tag] = call.split(' ')
  const isPlain = (verb === 'read' || verb === 'write') && /^\w+ [\w[\]]+$/.test(call)
  return CALLS[call] ?? (isPlain ? [`${verb === 'read' ? '0x4c' : '0x4d'} slot 0 tag ${tag}`] : [])
}

/** 'read Level' and its value, in our words. */
function namedValue({ call, value }: Call): [string, string] {
  const tag = call.slice('read '.length)
  return [tag === 'Level' ? 'Program:MainProgram.Level' : tag, String(Number(value))]
}

/** In an Unconnected_Send, and the tags that a packet of services reads. */
function sent(what: string, ...members: readonly string[]): string[] {
  return [`0x52 ${SLOT_1}`, what, ...members.map((tag) => `0x4c slot 1 tag ${tag}`)]
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
