import { expect, test } from 'vitest'
import { AF_NETLINK, AF_UNIX, sendFilterProgram } from '../../sensor/capture/send-filter.ts'

const X64 = 0xc000003e
const ARM64 = 0xc00000b7
const ALLOWED = 0x7fff0000
const REFUSED = 0x00050001

/** What the kernel would make of a call: a machine for the four instructions that the program uses. */
function verdict(program: Buffer, architecture: number, number: number, args: readonly number[] = []): number {
  const data = new Map([
    [0, number],
    [4, architecture],
    ...args.map((value, i): [number, number] => [16 + i * 8, value]),
  ])
  let value = 0
  for (let at = 0; at < program.length / 8; at++) {
    const code = program.readUInt16LE(at * 8)
    const operand = program.readUInt32LE(at * 8 + 4)
    if (code === 0x06) return operand
    if (code === 0x20) value = data.get(operand) ?? 0
    else {
      const isTrue = code === 0x15 ? value === operand : value >= operand
      at += program.readUInt8(at * 8 + (isTrue ? 2 : 3))
    }
  }
  throw new Error('the program has no end')
}

const x64 = sendFilterProgram('x64', [20, 21]) as Buffer
const arm64 = sendFilterProgram('arm64', [20]) as Buffer

test.each([
  ['sendto on a capture socket', x64, X64, 44, [20], REFUSED],
  ['write on the second one', x64, X64, 1, [21], REFUSED],
  ['write anywhere else', x64, X64, 1, [1], ALLOWED],
  ['sendmsg on a netlink socket', x64, X64, 46, [5], ALLOWED],
  ['splice into a capture socket', x64, X64, 275, [1, 0, 20], REFUSED],
  ['splice out of one', x64, X64, 275, [20, 0, 1], ALLOWED],
  ['a packet socket', x64, X64, 41, [17], REFUSED],
  ['an internet socket', x64, X64, 41, [2], REFUSED],
  ['a local socket', x64, X64, 41, [AF_UNIX], ALLOWED],
  ['a netlink socket', x64, X64, 41, [AF_NETLINK], ALLOWED],
  ['io_uring', x64, X64, 425, [], REFUSED],
  ['read on a capture socket', x64, X64, 0, [20], ALLOWED],
  ['a call of x32', x64, X64, 0x40000001, [1], REFUSED],
  ['a call of another architecture', x64, 0x40000003, 4, [1], REFUSED],
  ['write on a capture socket of arm64', arm64, ARM64, 64, [20], REFUSED],
  ['a packet socket of arm64', arm64, ARM64, 198, [17], REFUSED],
  ['read of arm64', arm64, ARM64, 63, [20], ALLOWED],
])('%s has its verdict', (_case, program, architecture, number, args, expected) => {
  expect(verdict(program, architecture, number, args)).toBe(expected)
})

test('there is no program for a machine whose calls are not known', () => {
  expect(sendFilterProgram('mips', [20])).toBeUndefined()
})
