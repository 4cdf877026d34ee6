/*
 * A seccomp filter (seccomp(2), Documentation/userspace-api/seccomp_filter.rst of the kernel) by which the kernel refuses this
 * process, and every child of it, for good: to send, write, pass on or copy its capture sockets, and to make any socket
 * but local ones (AF_UNIX) and those that ask the kernel (AF_NETLINK).
 */

/** Numbers of system calls, by what of them is looked at. */
interface Calls {
  /** AUDIT_ARCH_ of the calls. */
  readonly architecture: number
  readonly seccomp: number
  /** The domain of a new socket is its first argument. */
  readonly socket: number
  /** sendto, sendmsg, sendmmsg, write, writev, pwrite64, pwritev, pwritev2, sendfile, dup, dup2, dup3, fcntl: the descriptor is. */
  readonly byFirst: readonly number[]
  /** splice: it is the third. */
  readonly byThird: readonly number[]
  /** io_uring_setup, io_uring_enter, which send without a call; pidfd_getfd, which takes a descriptor out of a process. */
  readonly never: readonly number[]
}

/** arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h; include/uapi/linux/audit.h. */
const CALLS: Readonly<Partial<Record<NodeJS.Architecture, Calls>>> = {
  x64: {
    architecture: 0xc000003e,
    seccomp: 317,
    socket: 41,
    byFirst: [44, 46, 307, 1, 20, 18, 296, 328, 40, 32, 33, 292, 72],
    byThird: [275],
    never: [425, 426, 438],
  },
  arm64: {
    architecture: 0xc00000b7,
    seccomp: 277,
    socket: 198,
    byFirst: [206, 211, 269, 64, 66, 68, 70, 287, 71, 23, 24, 25],
    byThird: [76],
    never: [425, 426, 438],
  },
}

export const AF_UNIX = 1
export const AF_NETLINK = 16
/** Above it are the calls of x32, under the same architecture. */
const X32_BIT = 0x40000000

/** include/uapi/linux/bpf_common.h: load a word, jump if equal, jump if greater or equal, return. */
const LOAD = 0x20
const IF_EQUAL = 0x15
const IF_AT_LEAST = 0x35
const RETURN = 0x06
/** include/uapi/linux/seccomp.h */
const ALLOW = 0x7fff0000
const REFUSE_WITH_EPERM = 0x00050001
/** Offsets in struct seccomp_data; arguments are of 64 bits, and their lower half comes first on both machines. */
const NUMBER_AT = 0
const ARCHITECTURE_AT = 4
const FIRST_AT = 16
const THIRD_AT = 32

/** One instruction, whose jumps name the instruction that they lead to; without a name, the next one. */
interface Instruction {
  readonly name?: string
  readonly code: number
  readonly value: number
  readonly whenTrue?: string
  readonly whenFalse?: string
}

/** struct sock_filter, one after the other; undefined for a machine whose calls are not known here. */
export function sendFilterProgram(
  architecture: NodeJS.Architecture,
  descriptors: readonly number[],
): Buffer | undefined {
  const calls = CALLS[architecture]
  if (calls === undefined) return undefined
  const ifAny = (values: readonly number[], whenTrue: string): Instruction[] =>
    values.map((value) => ({ code: IF_EQUAL, value, whenTrue }))
  const allow: Instruction = { code: RETURN, value: ALLOW }
  return assemble([
    { code: LOAD, value: ARCHITECTURE_AT },
    { code: IF_EQUAL, value: calls.architecture, whenFalse: 'refuse' },
    { code: LOAD, value: NUMBER_AT },
    { code: IF_AT_LEAST, value: X32_BIT, whenTrue: 'refuse' },
    ...ifAny(calls.never, 'refuse'),
    ...ifAny([calls.socket], 'socket'),
    ...ifAny(calls.byFirst, 'first'),
    ...ifAny(calls.byThird, 'third'),
    allow,
    { name: 'socket', code: LOAD, value: FIRST_AT },
    ...ifAny([AF_UNIX, AF_NETLINK], 'allow'),
    { name: 'refuse', code: RETURN, value: REFUSE_WITH_EPERM },
    { name: 'first', code: LOAD, value: FIRST_AT },
    ...ifAny(descriptors, 'refuse-descriptor'),
    allow,
    { name: 'third', code: LOAD, value: THIRD_AT },
    ...ifAny(descriptors, 'refuse-descriptor'),
    { ...allow, name: 'allow' },
    { name: 'refuse-descriptor', code: RETURN, value: REFUSE_WITH_EPERM },
  ])
}

export const sendFilterCalls = (architecture: NodeJS.Architecture): Pick<Calls, 'seccomp'> | undefined =>
  CALLS[architecture]

function assemble(instructions: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(instructions.length * 8)
  for (const [at, { code, value, whenTrue, whenFalse }] of instructions.entries()) {
    const jump = (name: string | undefined) =>
      name === undefined ? 0 : instructions.findIndex((each) => each.name === name) - at - 1
    bytes.writeUInt16LE(code, at * 8)
    bytes.writeUInt8(jump(whenTrue), at * 8 + 2)
    bytes.writeUInt8(jump(whenFalse), at * 8 + 3)
    bytes.writeUInt32LE(value, at * 8 + 4)
  }
  return bytes
}
