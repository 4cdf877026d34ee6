import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { melsec } from '../../dissectors/melsec/melsec.ts'
import { runCapture } from '../support/run-line.ts'

/** What mcprotocol wrote down of one call. */
interface Recorded {
  readonly port: number
  readonly frame: '1E' | '3E'
  readonly ascii: boolean
  readonly call: 'read' | 'write'
  readonly items: readonly string[]
  readonly values: unknown
  readonly isBad: boolean
}

/** A range of a device: its first number, words of it. */
type Range = readonly [device: string, head: number, words: number]

const MAX_WORDS = 64
const BIT_DEVICES = ['X', 'Y', 'M', 'S', 'TS', 'CS']
const OCTAL_DEVICES = ['X', 'Y']
/** Several items in one call: the client joins those that are near, and counts D0 to D5 as eleven words. */
const JOINED: Readonly<Record<string, readonly Range[]>> = {
  'D0,3 D5 M0,16 M20,4 R7': [
    ['D', 0, 11],
    ['M', 0, 1],
    ['R', 7, 1],
  ],
}
/** Beyond the last device that there is. */
const REFUSED = ['D7999,2', 'D8000']

/** 'DFLOAT200,2' is four words from D200 on, 'M16,20' two words of bits. */
function parts(item: string): { device: string; isBit: boolean; number: number; count: number; words: number } {
  const [, prefix = '', digits = '', points = '1'] = /^([A-Z]+)(\d+)(?:\.\d+)?(?:,(\d+))?$/.exec(item) ?? []
  const [, device = prefix, type = ''] = /^([DR])(FLOAT|DINT|STR)$/.exec(prefix) ?? []
  const number = Number.parseInt(digits, OCTAL_DEVICES.includes(device) ? 8 : 10)
  const count = Number(points)
  const isDouble = type === 'FLOAT' || type === 'DINT' || (device === 'CN' && number >= 200)
  const words = type === 'STR' ? count / 2 : isDouble ? count * 2 : count
  return { device, isBit: BIT_DEVICES.includes(device), number, count, words }
}

/** Bits are read in words, from a multiple of sixteen on; what is longer than a request in several. */
function rangesOf(item: string): Range[] {
  const { device, isBit, number, count, words } = parts(item)
  if (isBit) return [[device, number - (number % 16), Math.ceil(((number % 16) + count) / 16)]]
  const ranges: Range[] = []
  for (let at = 0; at < words; at += MAX_WORDS) ranges.push([device, number + at, Math.min(MAX_WORDS, words - at)])
  return ranges
}

/** In ASCII 3E frames the client writes decimal digits where hexadecimal ones belong: for counts, and for X and Y. */
function wired(value: number, { frame, ascii }: Recorded): number {
  return frame === '3E' && ascii ? Number.parseInt(String(value), 16) : value
}

function nameOf(device: string, head: number, points: number, one: Recorded): string {
  const number = OCTAL_DEVICES.includes(device) ? wired(head, one).toString(16).toUpperCase() : String(head)
  return `${device}${number}${points === 1 ? '' : `+${points}`}`
}

/** What each call of mcprotocol puts on the wire: command and target. */
function wireOf(one: Recorded): string[] {
  if (one.call === 'write') return [writeOf(one)]
  const ranges = JOINED[one.items.join(' ')] ?? one.items.flatMap(rangesOf)
  return ranges.map(([device, head, words]) => {
    const points = wired(words, one) * (BIT_DEVICES.includes(device) ? 16 : 1)
    return `${one.frame === '1E' ? '1e 0x01' : '0x0401'} ${nameOf(device, head, points, one)}`
  })
}

function writeOf(one: Recorded): string {
  const { device, isBit, number, count, words } = parts(one.items[0] ?? '')
  if (one.frame === '1E') return `1e 0x0${isBit ? 2 : 3} ${nameOf(device, number, isBit ? count : words, one)}`
  return isSwapped(one) ? '0x1401 ' : `0x1401 ${nameOf(device, number, isBit ? count : wired(words, one), one)}`
}

/** The client swaps the bytes of the subcommand when it writes bits in binary 3E frames: no controller knows that one. */
function isSwapped({ call, frame, ascii, items }: Recorded): boolean {
  return call === 'write' && frame === '3E' && !ascii && parts(items[0] ?? '').isBit
}

function isRefused(one: Recorded): boolean {
  return isSwapped(one) || REFUSED.includes(one.items[0] ?? '')
}

describe('a capture of mcprotocol', () => {
  const run = runCapture('fixtures/melsec/mcprotocol.pcap', [melsec])
  const recorded: Recorded[] = JSON.parse(readFileSync('fixtures/melsec/mcprotocol.oracle.json', 'utf8'))

  test('every call that the client recorded is heard as often, is answered, and no other', () => {
    const expected = new Map<string, number[]>()
    for (const one of recorded) {
      for (const text of wireOf(one)) {
        const key = `${one.port} ${text}`
        const [requests = 0, responses = 0, errors = 0] = expected.get(key) ?? []
        expected.set(key, [requests + 1, responses + 1, errors + Number(isRefused(one))])
      }
    }
    const heard = run.delta.operations
      .filter(({ conversation }) => run.conversation(conversation).protocol === 'melsec')
      .map((one) => {
        const key = `${run.conversation(one.conversation).port} ${one.function} ${one.target}`
        return [key, [one.requests, one.responses, one.errors]]
      })
    expect(Object.fromEntries(heard)).toEqual(Object.fromEntries(expected))
  })

  test('what is refused the client calls bad; what else it calls bad is a write, or a mistake of its own', () => {
    expect(recorded.filter((one) => isRefused(one) && !one.isBad)).toEqual([])
    const mistaken = recorded.filter((one) => one.isBad && !isRefused(one) && one.call === 'read')
    const texts = mistaken.map(({ frame, ascii, items }) => `${frame} ${ascii ? 'ASCII' : 'binary'} ${items.join(' ')}`)
    const joined = Object.keys(JOINED)[0]
    expect(texts).toEqual([
      `1E binary ${joined}`,
      `1E ASCII ${joined}`,
      `3E binary ${joined}`,
      '3E ASCII D100,10',
      '3E ASCII D1000,70',
      `3E ASCII ${joined}`,
    ])
  })

  test('what it wrote without being refused is what it reads afterwards', () => {
    const last = (port: number, item: string) =>
      (recorded.findLast((one) => one.port === port && one.items[0] === item)?.values ?? {}) as Record<string, unknown>
    const ports = [...new Set(recorded.map(({ port }) => port))]
    expect(ports.map((port) => last(port, 'D200,3')['D200,3'])).toEqual(ports.map(() => [1, 2, 3]))
    expect(ports.map((port) => last(port, 'DFLOAT220')['DFLOAT220'])).toEqual(ports.map(() => 1.5))
    const bits = ports.map((port) => (last(port, 'M0,16')['M0,16'] as boolean[]).slice(8, 12))
    expect(bits.map((four) => four.map(Number).join(''))).toEqual(['1011', '1011', '0010', '1011'])
  })

  test('no message is malformed or a fault; two writes whose form no manual knows are undecoded', () => {
    const { context } = run.line
    expect([context.malformed, context.faults, context.undecoded]).toEqual([0, 0, 2])
    const lost = run.delta.coverage.filter(({ measure }) => measure === 'skipped-bytes' || measure === 'given-up')
    expect(lost).toEqual([])
  })
})
