/*
 * Run in a namespace: opens an interface to capture, has sending forbidden, and then tries all that could send. Prints what
 * became of each attempt, by its name: 'refused', or what the call returned.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { Worker } from 'node:worker_threads'
import { loadC } from '../../sensor/capture/c-library.ts'
import { forbidSending } from '../../sensor/capture/forbid-sending.ts'
import { LibpcapSource } from '../../sensor/capture/libpcap-source.ts'

const EPERM = 1
const ring = { filter: '', snapLength: 65_535, bufferBytes: 1 << 20, promiscuous: true }
const live = { interfaces: ['lo'], networks: ['lo'], ...ring }

await LibpcapSource.open(live, () => undefined)
const c = await loadC('this test')
const libc = c.load('libc.so.6')
const call = (prototype: string) => {
  const found = libc.func(prototype)
  return (...values: unknown[]) => {
    const result = Number(found(...values))
    return result === -1 && c.errno() === EPERM ? 'refused' : String(result)
  }
}
const write = call('long write(int fd, void *buf, size_t count)')
const sendto = call('long sendto(int fd, void *buf, size_t count, int flags, void *to, unsigned int length)')
const dup = call('int dup(int fd)')
const socket = call('int socket(int domain, int type, int protocol)')

const inode = readFileSync('/proc/self/net/packet', 'utf8').trim().split(/\s+/).at(-1)
const descriptor = readdirSync('/proc/self/fd')
  .map(Number)
  .find((each) => {
    try {
      return readlinkSync(`/proc/self/fd/${each}`) === `socket:[${inode}]`
    } catch {
      return false
    }
  }) as number

const unenforced = await forbidSending()
const frame = Buffer.alloc(60, 0xff)
const attempts: Record<string, unknown> = {
  unenforced,
  write: write(descriptor, frame, 60),
  sendto: sendto(descriptor, frame, 60, 0, null, 0),
  dup: dup(descriptor),
  packet: socket(17, 3, 0),
  internet: socket(2, 1, 0),
  internet6: socket(10, 2, 0),
  raw: socket(2, 3, 255),
  // What the sensor needs goes on.
  local: Number(socket(1, 1, 0)) > 0,
  addresses: networkInterfaces()['lo'] !== undefined,
  child: execFileSync('ip', ['-o', 'link', 'show', 'lo'], { encoding: 'utf8' }).includes('lo'),
  seccomp: /Seccomp:\t(\d)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1],
  listening: await new Promise((resolve) => {
    createServer()
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      .listen(0, '127.0.0.1', () => resolve('listens'))
  }),
  // A thread that was started afterwards has the same filter.
  thread: await new Promise((resolve) => {
    const program = `require('node:worker_threads').parentPort.postMessage(
      /Seccomp:\\t(\\d)/.exec(require('node:fs').readFileSync('/proc/thread-self/status', 'utf8'))[1])`
    new Worker(program, { eval: true }).once('message', resolve)
  }),
}
process.stdout.write(`${JSON.stringify(attempts)}\n`)
process.kill(process.pid, 'SIGTERM')
