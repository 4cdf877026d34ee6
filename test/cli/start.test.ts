import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { endOf, PLANT, runSightline, startSightline } from './run-sightline.ts'

const ANSWERS = /Sightline answers on (http:\/\/127\.0\.0\.1:\d+)\n/

test('start replays, serves, says where, and ends cleanly on SIGTERM', async () => {
  const child = startHere()
  const ended = endOf(child)
  const url = await urlOf(child)
  await expect.poll(async () => (await assetsAt(url)).length, { timeout: 20_000 }).toBeGreaterThan(3)
  child.kill('SIGTERM')
  const { code, stdout } = await ended
  expect(code).toBe(0)
  expect(stdout).toMatch(/The map now holds \d+ assets/)
  await expect(fetch(url)).rejects.toThrow()
})

test('start ends with 130 on an interrupt', async () => {
  const child = startHere()
  const ended = endOf(child)
  await urlOf(child)
  child.kill('SIGINT')
  expect((await ended).code).toBe(130)
})

test('a server that dies is started again, and this is said', async () => {
  const child = startHere()
  const ended = endOf(child)
  let answers = 0
  child.stdout.on('data', (text: string) => {
    if (ANSWERS.test(text)) answers++
  })
  await urlOf(child)
  process.kill(serverOf(child), 'SIGKILL')
  await expect.poll(() => answers, { timeout: 20_000 }).toBe(2)
  child.kill('SIGTERM')
  const { code, stderr } = await ended
  expect(code).toBe(0)
  expect(stderr).toContain('"signal":"SIGKILL"')
  expect(stderr).toContain('serve died: starting it again')
})

test('no server is left behind when the supervisor is killed', async () => {
  const child = startHere()
  const ended = endOf(child)
  const url = await urlOf(child)
  child.kill('SIGKILL')
  await expect
    .poll(
      () =>
        fetch(url).then(
          () => 'answers',
          () => 'gone',
        ),
      { timeout: 20_000 },
    )
    .toBe('gone')
  await ended
})

test('a capture that is not there is said, and what is stored is served', async () => {
  const child = startHere([path.join(temporaryDirectory(), 'nowhere.pcap')])
  const ended = endOf(child)
  let said = ''
  child.stderr.on('data', (text: string) => {
    said += text
  })
  const url = await urlOf(child)
  await expect.poll(() => said, { timeout: 20_000 }).toContain('not everything was replayed')
  expect(said).toContain('nowhere.pcap')
  expect((await fetch(`${url}/api/v1/health`)).status).toBe(200)
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
})

test('a port that is taken ends start with one line that says what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const child = startHere([], `127.0.0.1:${port}`)
  const { code, stdout, stderr } = await endOf(child)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(
    `sightline: 127.0.0.1 port ${port} is in use; stop what listens there, or choose another port with --listen\n`,
  )
})

test('what was replayed before a port was found taken stays stored', async () => {
  const directory = temporaryDirectory()
  const replayed = await runSightline(['replay', PLANT, '--data', directory])
  expect(replayed.code).toBe(0)
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const { code, stderr } = await endOf(startHere([PLANT], `127.0.0.1:${port}`, directory))
  expect(code).toBe(1)
  expect(stderr).not.toContain('starting it again')
  const { stdout } = await runSightline(['export', 'assets', '--data', directory])
  expect((JSON.parse(stdout) as unknown[]).length).toBeGreaterThan(3)
})

function startHere(
  captures: readonly string[] = [PLANT],
  listen = '127.0.0.1:0',
  directory = temporaryDirectory(),
): ChildProcessWithoutNullStreams {
  const child = startSightline(['start', ...captures, '--data', directory, '--listen', listen])
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

function urlOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (text: string) => {
      said += text
      const url = ANSWERS.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('close', () => reject(new Error('it ended before it answered')))
  })
}

async function assetsAt(url: string): Promise<unknown[]> {
  const response = await fetch(`${url}/api/v1/assets`)
  return response.ok ? ((await response.json()) as { items: unknown[] }).items : []
}

/** The child of the supervisor that runs `serve`, found in /proc. */
function serverOf(supervisor: ChildProcessWithoutNullStreams): number {
  const children = readFileSync(`/proc/${supervisor.pid}/task/${supervisor.pid}/children`, 'utf8').trim().split(' ')
  const server = children.find(
    (pid) => readdirSync('/proc').includes(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0serve\0'),
  )
  return Number(server)
}

test('serve says when nothing was captured where it looks', async () => {
  const child = startSightline(['serve', '--data', 'plnat-7', '--listen', '127.0.0.1:0'], { cwd: temporaryDirectory() })
  const ended = endOf(child)
  await new Promise((resolve) => child.stderr.once('data', resolve))
  setTimeout(() => child.kill('SIGTERM'), 1000)
  const { code, stderr } = await ended
  expect(code).toBe(0)
  expect(stderr).toMatch(/"level":"warn".*"data":"plnat-7".*nothing captured there yet/)
})
