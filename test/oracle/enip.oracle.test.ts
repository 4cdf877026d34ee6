/*
 * EtherNet/IP and CIP of public captures, against what tshark counted in them. The captures are not part of the project:
 * they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import { enip } from '../../dissectors/enip/enip.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const CORPUS = process.env['SIGHTLINE_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')
const CAPTURES = [
  'enip/cisagov__enip_cip_example.pcap',
  'enip/cisagov__multiple_service_packet_cip.pcapng',
  'enip/cisagov__set_attribute_single_service_cip.pcapng',
  'enip/iti__EIP-ChangeDateAttempt.pcap',
  'enip/iti__EIP-ChangeTimeAttempt.pcap',
  'enip/iti__EIP-ControlProtocolChangeAttempt.pcap',
  'enip/iti__EIP-FirmwareChange.pcap',
  'enip/iti__EIP-IPAddressChangeAttempt.pcap',
  'enip/iti__EIP-LockPLCAttempt.pcap',
  'enip/iti__EIP-RebootorRestart.pcap',
  'enip/iti__EIP-RemoteModeChangeAttempt.pcap',
  'enip/iti__EIP-SoftwareUpload.pcap',
  'enip/iti__cip-eth-set-2.pcap',
  'enip/iti__cip-multiple-1.pcap',
  'enip/iti__cip-multiple-2.pcap',
  'enip/iti__cip_only.pcap',
  'enip/iti__cip_start_plc.pcap',
  'enip/iti__cip_stop_plc.pcap',
  'enip/iti__cip_unlock_cpu.pcap',
  'enip/iti__enip_test.pcap',
  'lab/enip-opener-io.pcap',
  'lab/enip-opener.pcap',
  'mixed/idaholab__WinXP.pcap',
]

type Counts = Readonly<Record<string, number>>

interface Truth {
  readonly commands_request?: Counts
  readonly commands_reply?: Counts
  readonly cip_services_request?: Counts
  readonly cip_services_response?: Counts
  readonly pccc_function?: Counts
  readonly io_frames?: number
  readonly list_identity?: Readonly<Record<string, readonly string[]>>
  readonly identity_object?: Readonly<Record<string, readonly string[]>>
}

/** Where tshark and we count differently, and why ours is right. */
const EXPLAINED: Readonly<Record<string, Counts>> = {
  // tshark also counts the datagrams that ICMP quotes when it refuses them: nobody said these a second time.
  'lab/enip-opener-io.pcap': { io: -6 },
  'lab/enip-opener.pcap': { 'command 99 reply': -1 },
  // Each frame was captured twice, and tshark leaves out some messages whose second copy came before an earlier
  // segment's. Counted by sequence number there are 5457 requests and 5409 whole answers, as we count them.
  'mixed/idaholab__WinXP.pcap': {
    'command 111 request': 34,
    'command 111 reply': 37,
    'service 75 request': 34,
    'service 75 response': 37,
    'pccc 6/3': 34,
  },
}

describe.each(CAPTURES)('%s', (name) => {
  const capture = join(CORPUS, name)
  const isThere = existsSync(capture)
  const run = isThere ? runCapture(capture, [enip, cip]) : undefined
  const truth = isThere ? truthOf(name) : {}

  test.skipIf(!isThere)('every command and service is counted as often as tshark counts it', () => {
    expect(differences(countsOf(run as LineRun), countsOfTruth(truth))).toEqual(EXPLAINED[name] ?? {})
  })

  test.skipIf(!isThere)('every identity string is said', () => {
    const said = new Set((run as LineRun).delta.claims.map(({ value }) => value))
    expect(identityStrings(truth).filter((value) => !said.has(value))).toEqual([])
  })

  test.skipIf(!isThere)(
    'nothing is malformed or a fault, and less than one message in a hundred is not decoded',
    () => {
      const { context } = (run as LineRun).line
      expect([context.malformed, context.faults]).toEqual([0, 0])
      expect(context.undecoded).toBeLessThanOrEqual(context.messages / 100)
    },
  )
})

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(join(CORPUS, '../corpus-truth', `${name}.json`), 'utf8')).industrial.enip
}

function countsOf(run: LineRun): Counts {
  const counts: Record<string, number> = {}
  const add = (key: string, count: number) => {
    if (count > 0) counts[key] = (counts[key] ?? 0) + count
  }
  for (const [text, [requests = 0, responses = 0]] of Object.entries(sumsByFunction(run, 'enip'))) {
    const command = Number(text.slice('command '.length))
    add(`command ${command} request`, requests)
    add(`command ${command} reply`, responses)
  }
  for (const [text, [requests = 0, responses = 0, , events = 0]] of Object.entries(sumsByFunction(run, 'cip'))) {
    if (text === 'io') add('io', events)
    else {
      const [service, command, fnc] = text.split('/').map(Number)
      add(`service ${service} request`, requests)
      add(`service ${service} response`, responses)
      if (fnc !== undefined) add(`pccc ${command}/${fnc}`, requests)
    }
  }
  return counts
}

function countsOfTruth(truth: Truth): Counts {
  const counts: Record<string, number> = {}
  const copy = (from: Counts | undefined, key: (code: number) => string) => {
    for (const [code, count] of Object.entries(from ?? {})) counts[key(Number(code))] = count
  }
  copy(truth.commands_request, (code) => `command ${code} request`)
  copy(truth.commands_reply, (code) => `command ${code} reply`)
  copy(truth.cip_services_request, (code) => `service ${code} request`)
  copy(truth.cip_services_response, (code) => `service ${code} response`)
  for (const [text, count] of Object.entries(truth.pccc_function ?? {})) {
    const [command, fnc] = text.split('/')
    counts[`pccc ${Number.parseInt(command as string, 16)}/${Number(fnc)}`] = count
  }
  if (truth.io_frames) counts['io'] = truth.io_frames
  return counts
}

const IO = join(CORPUS, 'lab/enip-opener-io.pcap')
const canEdit = existsSync(IO) && spawnSync('editcap', ['--version']).status === 0

/** An OpENer and its scanner: a packet each way every 50 ms, and 32 times that, by tshark, until it is over: 1.6 s. */
test.skipIf(!canEdit).each([
  ['of 1.3 s are none', '20-70', []],
  [
    'of 2.0 s are the end of the connection',
    '20-100',
    ['timed-out class 0x06 (Connection Manager) instance 1 to class 0x04 (Assembly) instance 151 point 150 point 100'],
  ],
])('I/O of a real stack: pauses %s', (_case, removed, timedOut) => {
  const paused = join(temporaryDirectory(), 'paused.pcap')
  execFileSync('editcap', ['-F', 'pcap', IO, paused, removed], { stdio: 'ignore' })
  const { delta } = runCapture(paused)
  expect(delta.coverage.filter(({ measure }) => measure === 'irregular').map(({ detail }) => detail)).toEqual(timedOut)
})

/** Ours minus theirs, where they differ. */
function differences(ours: Counts, theirs: Counts): Counts {
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
  const all = keys.map((key): [string, number] => [key, (ours[key] ?? 0) - (theirs[key] ?? 0)])
  return Object.fromEntries(all.filter(([, difference]) => difference !== 0))
}

/** The values of 'name=… vendor=… product=… rev=… serial=…', as our facts write them. */
function identityStrings({ list_identity: listed = {}, identity_object: read = {} }: Truth): string[] {
  const fromList = Object.values(listed)
    .flat()
    .flatMap((line) => valuesOf(line, (rev) => `${Number(rev) >> 8}.${Number(rev) & 255}`))
  const fromObject = Object.values(read)
    .flat()
    .flatMap((line) => valuesOf(line, (rev) => rev))
  return [...new Set([...fromList, ...fromObject])]
}

function valuesOf(line: string, revision: (text: string) => string): string[] {
  const match = /^name=(.*) vendor=(\S+) type=\S+ product=(\S+) rev=(\S+) serial=(\S+)/.exec(line)
  if (match === null) return []
  const [, name = '', vendor = '', product = '', rev = '', serial = ''] = match
  return [name, vendor, product, revision(rev), serial]
}
