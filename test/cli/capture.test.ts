import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { chownSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { TAPS } from '../../cli/tap-kind.ts'
import { type ExportKind, exportRows } from '../../storage/observed/export.ts'
import { readPage } from '../../storage/observed/listing.ts'
import { CONVERSATIONS } from '../../storage/observed/read-conversations.ts'
import { COVERAGE } from '../../storage/observed/read-coverage.ts'
import type { EventRow } from '../../storage/observed/read-events.ts'
import { SEGMENTS } from '../../storage/observed/read-segments.ts'
import { SENSORS, type SensorRow } from '../../storage/observed/read-sensors.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { canMakeNamespaces, FRAMES, Lab, MIRROR, SECOND_MIRROR } from '../support/network-namespaces.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { type Ended, endOf, LAUNCHER, PLANT, PROJECT, runSightline } from './run-sightline.ts'

const MODBUS = path.join(PROJECT, 'fixtures', 'modbus', 'functions.pcap')
const WAIT = { timeout: 40_000, interval: 100 }

test.each([
  [['capture'], 'name the interface'],
  [['capture', '--interface', 'nowhere0'], 'there is no interface nowhere0'],
  [['capture', '--interface', '../lo'], 'is no name of an interface'],
  [['capture', '--interface', 'lo,lo'], 'lo is named twice'],
  [['capture', '--interface', 'lo+lo'], 'lo is named twice'],
  [['capture', '--interface', 'lo+'], 'name the interface to capture from'],
  [['harden', '--interface', 'nowhere0', '--apply'], 'there is no interface nowhere0'],
])('%j is refused in one line that says why', async (args, reason) => {
  const { code, stderr } = await runSightline(args, { cwd: temporaryDirectory() })
  expect(code).toBe(2)
  expect(stderr).toContain(reason)
  expect(stderr.trim()).not.toContain('\n')
})

describe.skipIf(!canMakeNamespaces()).each(TAPS)(
  'on a mirror port in a network namespace, by %s (needs root)',
  (tap) => {
    let lab: Lab
    let data: string

    beforeEach(() => {
      lab = new Lab()
      data = temporaryDirectory()
    })

    afterEach(() => lab.remove())

    test.each([0, 1, 2])(
      'live capture with %i analysis threads stores the operations that a replay of the same frames stores, also what came just before SIGTERM',
      async (threads) => {
        const capture = await capturing(['--harden', '--threads', String(threads)])
        lab.send()
        capture.child.kill('SIGTERM')
        expect((await capture.ended).code).toBe(0)
        const replayed = temporaryDirectory()
        await runSightline(['replay', MODBUS, '--data', replayed])
        const live = operationsOf(data)
        expect(live.length).toBeGreaterThan(10)
        expect(live).toEqual(operationsOf(replayed))
        expect(sensors()).toMatchObject([{ interface: MIRROR, frames: FRAMES, kernelDrops: 0, ending: 'stopped' }])
      },
    )

    test('a hardened interface sends nothing, going up and down included, and the proof is stored', async () => {
      const { stdout } = await inSensor(['harden', '--interface', MIRROR, '--apply'])
      expect(stdout).toContain('hardened, and nothing can be sent')
      lab.setMirror('down')
      lab.setMirror('up')
      const capture = await capturing()
      lab.send()
      capture.child.kill('SIGTERM')
      expect((await capture.ended).code).toBe(0)
      expect(lab.sentBySensor()).toBe(0)
      const proof = {
        sentAtStart: 0,
        sentNow: 0,
        refusedAtStart: 0,
        refusedNow: 0,
        hardened: true,
        lacking: '',
        unenforced: '',
        silent: true,
      }
      expect(sensors()).toMatchObject([proof])
    })

    test('frames are seen again after the link was down, and the outage is an event and counted', async () => {
      const capture = await capturing(['--harden'])
      const begunMs = Date.now()
      lab.setMirror('down')
      await expect.poll(capture.said, WAIT).toContain(`${MIRROR} is down: nothing is seen`)
      const now = `The sensor on ${MIRROR} has seen nothing for `
      await expect.poll(outageEvents, WAIT).toMatchObject([{ summary: expect.stringContaining(now) }])
      lab.setMirror('up')
      await expect.poll(capture.said, WAIT).toContain(`${MIRROR} is up again`)
      lab.send()
      capture.child.kill('SIGTERM')
      expect((await capture.ended).code).toBe(0)
      const [spell] = sensors()
      expect(spell?.frames).toBe(FRAMES)
      expect(spell?.downSeconds).toBeGreaterThan(0)
      expect(outages()).toContain(`${MIRROR}: down`)
      expect(exported('coverage-hours')).toContainEqual(
        expect.objectContaining({ segment: '', measure: 'outage-seconds', count: spell?.downSeconds }),
      )
      const [event, ...others] = outageEvents()
      expect(others).toEqual([])
      const { summary, firstSeen, lastSeen } = event as EventRow
      expect(summary).toMatch(/ saw nothing for .*: its link was down; what happened then is not known$/)
      // A look a second, and the interface could be seen until the one before.
      expect(Math.abs(Date.parse(firstSeen) - begunMs)).toBeLessThan(5000)
      const lengthMs = Date.parse(lastSeen) - Date.parse(firstSeen)
      expect(Math.ceil(lengthMs / 1000)).toBe(spell?.downSeconds)
    })

    test('two assets of which a message says that they are one device are one from then on, and this is an event', async () => {
      const [first, second] = ['028000000001', '028000000002']
      const announced = (mac: string, ip: string) =>
        `ffffffffffff${mac}08060001080006040001${mac}${ip}000000000000${ip}`.padEnd(120, '0')
      const capture = await capturing(['--harden', '--start-up', '0m'])
      lab.sendFrame(announced(first, '0a090001'))
      lab.sendFrame(announced(second, '0a090002'))
      await expect.poll(() => exported('assets').length, WAIT).toBe(2)
      // IEEE 802.1AB: chassis id by MAC address, port id by name, time to live, end.
      lab.sendFrame(`0180c200000e${second}88cc020704${first}04030570310602007800000000`.padEnd(120, '0'))
      await expect.poll(() => exported('assets').length, WAIT).toBe(1)
      capture.child.kill('SIGTERM')
      expect((await capture.ended).code).toBe(0)
      expect(exported('events').filter(({ kind }) => kind === 'assets-merged')).toMatchObject([
        {
          severity: 'info',
          count: 1,
          summary: expect.stringMatching(/ and .*, listed as two assets before, are one$/),
        },
      ])
    })

    test('an interface that is removed ends the capture with what came before it, and says so', async () => {
      const capture = await capturing(['--harden'])
      lab.sendAndUnplug()
      const { code, stderr } = await capture.ended
      expect(code).toBe(75)
      expect(stderr).toContain(`${MIRROR} is gone`)
      expect(sensors()).toMatchObject([{ frames: FRAMES, ending: 'interface gone' }])
      const summary = `The sensor on ${MIRROR} sees nothing any more: the interface is gone; what happened then is not known`
      expect(outageEvents().at(-1)).toMatchObject({ summary, lastSeen: sensors()[0]?.until })
    })

    test('a frame that leaves by the interface stops the capture, and this is stored', async () => {
      lab.setMirror('up')
      const before = lab.sentBySensor()
      const capture = await capturing(['--allow-transmit'])
      expect(lab.sendFromSensor()).toBe(true)
      capture.child.kill('SIGTERM')
      expect((await capture.ended).code).toBe(0)
      expect(lab.sentBySensor()).toBeGreaterThan(before)
      expect(sensors()).toMatchObject([{ hardened: false, silent: false, ending: 'stopped' }])

      const watched = await capturing()
      expect(lab.sendFromSensor()).toBe(true)
      const { code, stderr } = await watched.ended
      expect(code).toBe(3)
      expect(stderr).toMatch(/"level":"error".*a sensor must never send/)
      expect(sensors()[0]).toMatchObject({ silent: false, ending: 'interface sent' })
      expect(exported('events').filter(({ kind }) => kind === 'sensor-sent')).toMatchObject([
        { severity: 'medium', summary: expect.stringMatching(/ sent \d+ frames?: this was allowed$/) },
        { severity: 'high', summary: expect.stringMatching(/ sent \d+ frames?: capture stopped$/) },
      ])
    })

    test('a frame that the hardened interface refuses to send stops the capture as well', async () => {
      const capture = await capturing(['--harden'])
      expect(lab.sendFromSensor()).toBe(false)
      const { code, stderr } = await capture.ended
      expect(code).toBe(3)
      expect(stderr).toContain('something tried to send')
      expect(lab.sentBySensor()).toBe(0)
      expect(sensors()).toMatchObject([{ refusedAtStart: 0, refusedNow: 1, silent: false, ending: 'interface sent' }])
      const summary = `The capture interface ${MIRROR} was to send 1 frame, which the kernel dropped: capture stopped`
      expect(exported('events').find(({ kind }) => kind === 'sensor-sent')).toMatchObject({ severity: 'high', summary })
    })

    test.each([
      ['no tag', ''],
      ['one tag', '8100000a'],
      ['two tags', '88a800148100000a'],
    ])('a filter finds frames with %s, and the user is told how', async (_case, tags) => {
      const capture = await capturing(['--harden', '--filter', 'tcp port 502'])
      lab.send(tags)
      capture.child.kill('SIGTERM')
      const { stderr } = await capture.ended
      expect(stderr).toContain('the filter was widened')
      // Two of the fixture's frames are ARP.
      expect(sensors()).toMatchObject([{ frames: FRAMES - 2 }])
    })

    test('several interfaces are captured at once, and every segment says of which it is', async () => {
      lab.plugIn(SECOND_MIRROR)
      const both = `${MIRROR},${SECOND_MIRROR}`
      const capture = await capturing(['--harden', '--interface', both])
      lab.send()
      lab.send('8100000a', SECOND_MIRROR)
      capture.child.kill('SIGTERM')
      expect((await capture.ended).code).toBe(0)
      const found = sensors().map(({ interface: name, frames }) => [name, frames])
      expect(found.sort()).toEqual([
        [MIRROR, FRAMES],
        [SECOND_MIRROR, FRAMES],
      ])
      const segments = reading((reader) => readPage(reader, SEGMENTS, [], {}).items)
      expect(segments.map(({ segment }) => segment).sort()).toEqual([
        `untagged on ${MIRROR}`,
        `vlan 10 on ${SECOND_MIRROR}`,
      ])
    })

    test('two interfaces at the outputs of one tap bring one network', async () => {
      lab.plugIn(SECOND_MIRROR)
      const both = `${MIRROR}+${SECOND_MIRROR}`
      const capture = await capturing(['--harden', '--interface', both])
      lab.sendApart()
      capture.child.kill('SIGTERM')
      expect((await capture.ended).code).toBe(0)
      const found = sensors().map(({ interface: name }) => name)
      expect(found.sort()).toEqual([MIRROR, SECOND_MIRROR])
      const segments = reading((reader) => readPage(reader, SEGMENTS, [], {}).items)
      expect(segments.map(({ segment }) => segment)).toEqual([`untagged on ${both}`])
      const conversations = reading((reader) => readPage(reader, CONVERSATIONS, [], {}).items)
      const modbus = conversations.find(({ protocol }) => protocol === 'modbus')
      expect(modbus?.identifiedBy).toBe('confirmed')
    })

    test('a sensor that is killed keeps what it stored, and the next one counts the time without a view', async () => {
      const killed = await capturing(['--harden'])
      lab.send()
      await expect.poll(() => sensors()[0]?.frames, WAIT).toBe(FRAMES)
      killed.child.kill('SIGKILL')
      await killed.ended
      expect(sensors()).toMatchObject([{ frames: FRAMES, ending: '' }])
      const next = await capturing(['--harden'])
      next.child.kill('SIGTERM')
      expect((await next.ended).code).toBe(0)
      expect(outages()).toContain(`${MIRROR}: no sensor`)
    })

    test('a filter that is none is refused with the reason', async () => {
      lab.setMirror('up')
      const { code, stderr } = await inSensor([
        'capture',
        '--interface',
        MIRROR,
        '--filter',
        'tcp prt 5',
        '--data',
        data,
        '--tap',
        tap,
      ])
      expect(code).toBe(2)
      expect(stderr).toMatch(/--filter: .*syntax error/)
    })

    test('an interface that is down is refused with what to do', async () => {
      const { code, stderr } = await inSensor(['capture', '--interface', MIRROR, '--data', data, '--tap', tap])
      expect(code).toBe(1)
      expect(stderr).toContain('the interface is down')
    })

    test('capture that has given up root still captures, and keeps the proof', async () => {
      const { uid, gid } = numbersOf('nobody')
      chownSync(data, uid, gid)
      const capture = await capturing(['--harden', '--user', 'nobody'])
      expect(statSync(`/proc/${capture.child.pid}`).uid).toBe(uid)
      lab.send()
      capture.child.kill('SIGTERM')
      expect((await capture.ended).code).toBe(0)
      expect(sensors()).toMatchObject([{ frames: FRAMES, hardened: true }])
    })

    test('start lets everything but its supervisor be another user, and nothing that is stored belongs to root', async () => {
      const { uid, gid } = numbersOf('nobody')
      chownSync(data, uid, gid)
      const where = ['--data', data, '--listen', '127.0.0.1:0']
      const what = ['start', PLANT, '--interface', MIRROR, '--harden', '--user', 'nobody', '--tap', tap]
      const started = watch(spawnInSensor([...what, ...where]))
      await expect.poll(started.said, WAIT).toContain('"capturing"')
      await expect.poll(started.printed, WAIT).toContain('Sightline answers on ')
      const { pid } = started.child
      const parts = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
      expect(parts.map((part) => statSync(`/proc/${part}`).uid)).toEqual([uid, uid])
      started.child.kill('SIGTERM')
      expect((await started.ended).code).toBe(0)
      const owners = readdirSync(data).map((name) => statSync(path.join(data, name)).uid)
      expect(new Set(owners)).toEqual(new Set([uid]))
    })

    test('start captures, serves the proof, and resumes by itself when the interface comes back', async () => {
      const args = ['start', '--interface', MIRROR, '--harden', '--data', data, '--listen', '127.0.0.1:0', '--tap', tap]
      const started = watch(spawnInSensor(args))
      await expect.poll(started.said, WAIT).toContain('"capturing"')
      lab.send()
      await expect.poll(() => sensors()[0]?.frames, WAIT).toBe(FRAMES)
      await expect.poll(started.printed, WAIT).toContain('Sightline answers on ')
      const url = /Sightline answers on (\S+)/.exec(started.printed())?.[1]
      const proof = { interface: MIRROR, sentNow: 0, refusedNow: 0, hardened: true, silent: true }
      expect(lab.fetch(`${url}/api/v1/sensors`)).toMatchObject({ items: [proof] })
      lab.unplug()
      await expect.poll(started.said, WAIT).toContain('capture died: starting it again')
      await expect.poll(started.said, WAIT).toContain(`${MIRROR} is not there: waiting for it`)
      lab.plugIn()
      await expect.poll(() => sensors().length, WAIT).toBe(2)
      lab.send()
      await expect.poll(() => sensors()[0]?.frames, WAIT).toBe(FRAMES)
      expect(outages()).toContain(`${MIRROR}: gone`)
      const summary = expect.stringMatching(/ saw nothing for .*: the interface was gone; /)
      const { items } = lab.fetch(`${url}/api/v1/events?kind=mirror-outage&sort=-lastSeen`) as { items: object[] }
      expect(items[0]).toMatchObject({ summary, firstSeen: sensors()[1]?.until, lastSeen: sensors()[0]?.since })
      started.child.kill('SIGTERM')
      expect((await started.ended).code).toBe(0)
      expect(lab.sentBySensor()).toBe(0)
      expect(sensors()).toMatchObject([{ ending: 'stopped' }, { ending: 'interface gone' }])
    })

    async function capturing(args: readonly string[] = []) {
      const capture = watch(spawnInSensor(['capture', '--interface', MIRROR, '--data', data, '--tap', tap, ...args]))
      await expect.poll(capture.said, WAIT).toContain('"capturing"')
      return capture
    }

    function spawnInSensor(args: readonly string[]): ChildProcessWithoutNullStreams {
      const child = spawn('ip', ['netns', 'exec', lab.sensor, LAUNCHER, ...args], { cwd: PROJECT })
      onTestFinished(() => void child.kill('SIGKILL'))
      return child
    }

    function inSensor(args: readonly string[]): Promise<Ended> {
      return endOf(spawnInSensor(args))
    }

    function reading<Found>(work: (reader: ObservedReader) => Found): Found {
      const reader = new ObservedReader(data)
      try {
        return work(reader)
      } finally {
        reader.close()
      }
    }

    function sensors(): readonly SensorRow[] {
      return reading((reader) => readPage(reader, SENSORS, [], {}).items)
    }

    function exported(kind: ExportKind) {
      return reading((reader) => [...exportRows(reader, kind)])
    }

    function outageEvents() {
      return exported('events').filter(({ kind }) => kind === 'mirror-outage')
    }

    function outages(): string[] {
      const { items } = reading((reader) => readPage(reader, COVERAGE, [], {}))
      return items.filter(({ measure }) => measure === 'outage-seconds').map(({ detail }) => detail)
    }
  },
)

/** A started process, and what it has said so far on standard error and output. */
function watch(child: ChildProcessWithoutNullStreams) {
  let text = ''
  child.stderr.on('data', (part: string) => {
    text += part
  })
  let output = ''
  child.stdout.on('data', (part: string) => {
    output += part
  })
  return { child, ended: endOf(child), said: () => text, printed: () => output }
}

/** Without what tells one capture from another: its name, its times, what comes of them, and when it began. */
function operationsOf(directory: string): object[] {
  const reader = new ObservedReader(directory)
  try {
    return [...exportRows(reader, 'operations')].map((row) => {
      const { period, jitter, shortGap, longGap, longestGap, rhythm, rhythmReason, ...rest } = row
      return { ...rest, client: '', server: '', firstSeen: '', lastSeen: '', capture: '' }
    })
  } finally {
    reader.close()
  }
}

function numbersOf(user: string): { uid: number; gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' })))
  return { uid: uid as number, gid: gid as number }
}
