import { spawn } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { canMakeNamespaces, FRAMES, Lab, MIRROR } from '../support/network-namespaces.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { endOf, LAUNCHER, PROJECT, runSightline } from './run-sightline.ts'

interface Answer {
  readonly verdict: string
  readonly summary: string
  readonly checks: readonly { readonly name: string; readonly verdict: string; readonly finding: string }[]
  readonly counters: { readonly frames: number; readonly lossIsCounted: boolean; readonly protocols: readonly string[] }
  readonly proof: Record<string, unknown>
}

test.each([
  [['doctor'], 'name captures, or one live interface'],
  [['doctor', 'a.pcap', '--interface', 'lo'], 'name captures, or one live interface'],
  [['doctor', '--interface', 'nowhere0'], 'there is no interface nowhere0'],
  [['doctor', '--interface', 'lo', '--seconds', '0'], 'a whole number from 1 to 3600'],
])('%j is refused in one line that says why', async (args, reason) => {
  const { code, stderr, stdout } = await runSightline(args, { cwd: temporaryDirectory() })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(reason)
})

describe.skipIf(!canMakeNamespaces())('at a mirror port in a network namespace (needs root)', () => {
  let lab: Lab

  beforeEach(() => {
    lab = new Lab()
  })

  afterEach(() => lab.remove())

  test('a hardened port with traffic is judged by it, and the proof of silence is shown', async () => {
    await inSensor(['harden', '--interface', MIRROR, '--apply']).ended
    const { code, answer, verdictOf } = await doctor(3, () => lab.send())
    expect(code).toBe(0)
    expect(answer.counters).toMatchObject({ frames: FRAMES, lossIsCounted: true, protocols: ['modbus'] })
    for (const name of ['both directions', 'lost by the recorder', 'nothing sent', 'nothing can be sent', 'link']) {
      expect([name, verdictOf(name)]).toEqual([name, 'good'])
    }
    expect(verdictOf('length')).toBe('look')
    const proof = {
      interface: MIRROR,
      sentAtStart: 0,
      sentNow: 0,
      refusedAtStart: 0,
      refusedNow: 0,
      lacking: [],
      lifeline: '',
      unenforced: '',
      sent: '',
    }
    expect(answer.proof).toEqual(proof)
    expect(lab.sentBySensor()).toBe(0)
  })

  test('frames that no protocol of this machine wants are not lost: those with two VLAN tags', async () => {
    await inSensor(['harden', '--interface', MIRROR, '--apply']).ended
    const { answer, verdictOf } = await doctor(2, () => lab.send('88a8 0064 8100 000a'))
    expect(answer.counters.frames).toBe(FRAMES)
    expect(verdictOf('lost by the recorder')).toBe('good')
  })

  test('a silent port is bad, for people in one line first, with the proof under it', async () => {
    await inSensor(['harden', '--interface', MIRROR, '--apply']).ended
    const { code, stdout } = await inSensor(['doctor', '--interface', MIRROR, '--seconds', '1']).ended
    expect(code).toBe(1)
    expect(stdout).toMatch(/^BAD: Not one frame came in 1 s: the mirror is off/)
    expect(stdout).toMatch(/good +nothing sent +transmit counter 0 before, 0 after; nftables refused 0/)
    expect(stdout).toMatch(/good +nothing can be sent +no address, IPv6, ARP and multicast off, an nftables rule/)
  })

  test('an interface that is not hardened is worth a look', async () => {
    lab.setMirror('up')
    const { verdictOf, answer } = await doctor(2, () => lab.send(), ['--allow-transmit'])
    expect(verdictOf('nothing can be sent')).toBe('look')
    expect(answer.checks.find(({ name }) => name === 'nothing can be sent')?.finding).toContain(
      'no nftables egress drop',
    )
  })

  test('the interface that the machine lives by is not hardened, and nobody is told to do it', async () => {
    const hardened = await inSensor(['harden', '--interface', 'lo', '--apply']).ended
    expect(hardened.code).toBe(1)
    expect(hardened.stderr).toMatch(/^sightline: lo is left as it is, because it is the loopback of this machine.*\n$/)
    const printed = await inSensor(['harden', '--interface', 'lo']).ended
    expect(printed.stderr).toBe('do not run this for lo: it is the loopback of this machine\n')
    const { stdout } = await inSensor(['doctor', '--interface', 'lo', '--seconds', '1', '--allow-transmit']).ended
    expect(stdout).toContain('has an address')
    expect(stdout).toContain(
      '-> Listen at an interface that is there for nothing else. Do not harden lo: it is the loopback',
    )
  })

  test('an interface that sends ends the listening at once, which is bad', async () => {
    lab.setMirror('up')
    const { code, verdictOf, answer } = await doctor(60, () => lab.sendFromSensor())
    expect(code).toBe(3)
    expect(verdictOf('nothing sent')).toBe('bad')
    expect(answer.proof['sent']).toContain('a sensor must never send')
  })

  test('a frame that the rule refuses is bad as well', async () => {
    await inSensor(['harden', '--interface', MIRROR, '--apply']).ended
    const { code, answer } = await doctor(60, () => lab.sendFromSensor())
    expect(code).toBe(3)
    expect(answer.proof).toMatchObject({ sentNow: 0, refusedAtStart: 0, refusedNow: 1 })
  })

  test('an interface that is removed while it is listened at is judged by what came before', async () => {
    await inSensor(['harden', '--interface', MIRROR, '--apply']).ended
    const { code, answer } = await doctor(60, () => lab.sendAndUnplug())
    expect(code).toBe(75)
    expect(answer.counters.frames).toBe(FRAMES)
  })

  test('a link that was down shows', async () => {
    await inSensor(['harden', '--interface', MIRROR, '--apply']).ended
    const { verdictOf } = await doctor(5, () => {
      lab.send()
      lab.setMirror('down')
    })
    expect(verdictOf('link')).toBe('look')
  })

  /** Asks for `seconds`; `meanwhile` runs when it listens. */
  async function doctor(seconds: number, meanwhile: () => void, args: readonly string[] = []) {
    const asked = inSensor(['doctor', '--json', '--interface', MIRROR, '--seconds', String(seconds), ...args])
    await expect.poll(() => lab.isListenedAt(), { timeout: 40_000, interval: 50 }).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 300))
    meanwhile()
    const { code, stdout } = await asked.ended
    const answer = JSON.parse(stdout) as Answer
    const verdictOf = (name: string) => answer.checks.find((check) => check.name === name)?.verdict
    return { code, answer, verdictOf }
  }

  function inSensor(args: readonly string[]) {
    const child = spawn('ip', ['netns', 'exec', lab.sensor, LAUNCHER, ...args], { cwd: PROJECT })
    onTestFinished(() => void child.kill('SIGKILL'))
    return { ended: endOf(child) }
  }
})
