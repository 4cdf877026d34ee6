import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { loadC } from './c-library.ts'
import { CaptureError } from './errors.ts'
import { sendFilterCalls, sendFilterProgram } from './send-filter.ts'

/** include/uapi/linux/prctl.h and seccomp.h */
const PR_SET_NO_NEW_PRIVS = 38
const SECCOMP_SET_MODE_FILTER = 1
/** All threads, those that run and those to come. */
const FLAG_TSYNC = 1

/**
 * Has the kernel refuse this process whatever could send by its capture sockets, and further sockets that could, from now on
 * and for good (see `send-filter.ts`). Returns '' when it does, else why it does not.
 */
export async function forbidSending(): Promise<string> {
  const descriptors = captureDescriptors()
  if (descriptors.length === 0) return 'no seccomp filter: the capture sockets were not found'
  const program = sendFilterProgram(process.arch, descriptors)
  const calls = sendFilterCalls(process.arch)
  if (program === undefined || calls === undefined) return `no seccomp filter: none is known for ${process.arch}`
  try {
    const c = await loadC('a seccomp filter')
    const libc = c.load('libc.so.6')
    const prctl = libc.func('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)')
    const seccomp = libc.func('long syscall(long number, unsigned int operation, unsigned int flags, void *args)')
    const memory = c.allocate(program.length)
    new Uint8Array(memory.view).set(program)
    // struct sock_fprog: the number of instructions, and a pointer at the next multiple of 8.
    const header = c.allocate(16)
    const words = new DataView(header.view)
    words.setUint16(0, program.length / 8, true)
    words.setBigUint64(8, c.addressOf(memory.pointer), true)
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) !== 0) return `no seccomp filter: no_new_privs: errno ${c.errno()}`
    const result = Number(seccomp(calls.seccomp, SECCOMP_SET_MODE_FILTER, FLAG_TSYNC, header.pointer))
    return result === 0 ? '' : `no seccomp filter: the kernel refused it (${result}, errno ${c.errno()})`
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    return 'no seccomp filter: the npm package "koffi" is not there'
  }
}

/** The AF_PACKET sockets of this process, by their inodes (proc(5), /proc/net/packet: the last column). */
function captureDescriptors(): number[] {
  const lines = readFileSync('/proc/self/net/packet', 'utf8').trim().split('\n').slice(1)
  const inodes = new Set(lines.map((line) => `socket:[${line.trim().split(/\s+/).at(-1)}]`))
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => inodes.has(target(descriptor)))
}

function target(descriptor: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    // The one by which the folder was read.
    return ''
  }
}
