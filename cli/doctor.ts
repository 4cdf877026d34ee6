import { setImmediate } from 'node:timers/promises'
import type { Command } from 'commander'
import { CaptureError } from '../sensor/capture/errors.ts'
import { hasInterface } from '../sensor/capture/interface-counters.ts'
import { openCapture } from '../sensor/capture/open-capture.ts'
import { diagnoseMirror } from '../sensor/diagnosis/diagnose-mirror.ts'
import type { Diagnosis } from '../sensor/diagnosis/diagnosis.ts'
import { FrameSurvey } from '../sensor/diagnosis/frame-survey.ts'
import { LineFindings } from '../sensor/diagnosis/line-findings.ts'
import type { MirrorCounters } from '../sensor/diagnosis/mirror-counters.ts'
import { JOINED_TAPS } from '../sensor/flow/segment-table.ts'
import { Line } from '../sensor/pipeline.ts'
import { requireInterfaceName, requireInterfaces, tapOption, wholeNumber } from './capture-options.ts'
import { CliError } from './cli-error.ts'
import { listenAt } from './doctor-interface.ts'
import { EXIT } from './exit-codes.ts'
import { type JoinFlags, withJoinOption } from './join-option.ts'
import { ProgressBar } from './progress-bar.ts'
import type { TapKind } from './tap-kind.ts'

/** Batches between two deltas. */
const BATCHES_PER_DELTA = 64
/** Batches between two looks at signals and the terminal. */
const BATCHES_PER_TURN = 16
/** A minute tells of a mirror port; an hour is the most a person waits for. */
const DEFAULT_SECONDS = 60
const MAX_SECONDS = 3600
const NAME_WIDTH = 24
const VERDICT_WIDTH = 13

interface Examined {
  readonly counters: MirrorCounters
  /** One line for each file that could not be read, or not to its end. */
  readonly problems: readonly string[]
}

/** Defines `doctor`: is this mirror port good, and what is to be changed. */
export function doctorCommand(command: Command): void {
  withJoinOption(command)
    .argument('[FILE...]', 'captures of one mirror port (pcap, pcapng, also gzip or zstd)')
    .option('--interface <NAME>', 'listen at this live interface instead')
    .option('--seconds <N>', 'how long', wholeNumber(1, MAX_SECONDS), DEFAULT_SECONDS)
    .addOption(tapOption())
    .option('--allow-transmit', 'listen on although the interface sends: for a trial on an ordinary interface')
    .option('--json', 'print verdicts and counts as one JSON object')
    .addHelpText(
      'after',
      `
Looks for one-way traffic, lost, cut and doubled frames, missing VLANs, a mirror that shows no traffic between hosts,
drops of the recorder and a clock that steps back. Nothing is stored. A recording of ten minutes is enough.
At a live interface it also proves that nothing left by it: transmit counter, addresses, nftables rule. Ctrl-C ends the
listening early, and the verdict is given on what came until then.

Exit codes: 0 good, or usable with something to look at; 1 bad, or a file could not be read; 3 the interface sent;
75 it is gone.

Examples:
  sightline doctor monday.pcap
  sudo sightline doctor --interface eth1
  sightline doctor --json ring-*.pcapng.gz | jq .verdict`,
    )
    .action(doctor)
}

interface Flags extends JoinFlags {
  readonly json?: boolean
  readonly interface?: string
  readonly seconds: number
  readonly allowTransmit?: boolean
  readonly tap: TapKind
}

async function doctor(paths: readonly string[], flags: Flags): Promise<void> {
  if ((flags.interface === undefined) === (paths.length === 0)) {
    throw new CliError('SIGHTLINE_USAGE', 'doctor: name captures, or one live interface with --interface')
  }
  if (flags.interface !== undefined) await judgeInterface(flags.interface, flags)
  else await judgeFiles(paths, flags)
}

async function judgeFiles(paths: readonly string[], flags: Flags): Promise<void> {
  const { counters, problems } = await examine(paths, flags.joinInterfaces === true)
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  if (counters.frames === 0 && problems.length === paths.length) {
    process.exitCode = EXIT.failed
    return
  }
  const diagnosis = diagnoseMirror(counters)
  print(diagnosis, { counters, problems }, flags)
  if (diagnosis.verdict === 'bad' || problems.length > 0) process.exitCode = EXIT.failed
}

async function judgeInterface(name: string, flags: Flags): Promise<void> {
  requireInterfaceName(name)
  requireInterfaces([name])
  const { counters, proof } = await listenAt(name, flags.seconds, flags.allowTransmit === true, flags.tap)
  const diagnosis = diagnoseMirror(counters, proof)
  const isGone = !hasInterface(name)
  const problems = isGone ? [`${name} is gone; judged by what came before`] : []
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  print(diagnosis, { counters, proof, problems }, flags)
  if (proof.sent !== '' && flags.allowTransmit !== true) process.exitCode = EXIT.sent
  else if (isGone) process.exitCode = EXIT.again
  else if (diagnosis.verdict === 'bad') process.exitCode = EXIT.failed
}

function print(diagnosis: Diagnosis, evidence: object, { json }: Flags): void {
  process.stdout.write(json === true ? `${JSON.stringify({ ...diagnosis, ...evidence })}\n` : inWords(diagnosis))
}

async function examine(paths: readonly string[], areJoined: boolean): Promise<Examined> {
  const survey = new FrameSurvey(areJoined)
  const findings = new LineFindings()
  // Here and not above: commands that decode nothing need not wait for all decoders.
  const { dissectors } = await import('../dissectors/registry.ts')
  const line = new Line(dissectors)
  const bar = new ProgressBar()
  const problems: string[] = []
  let lossIsCounted = false
  for (const [index, path] of paths.entries()) {
    try {
      const { problem, countsLoss } = await examineFile(path, index + 1, areJoined, survey, findings, line, bar)
      if (problem !== '') problems.push(problem)
      lossIsCounted ||= countsLoss
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error
      problems.push(error.message)
    } finally {
      bar.clear()
    }
  }
  return { counters: { ...survey.result(), ...findings.result(), lossIsCounted }, problems }
}

async function examineFile(
  path: string,
  id: number,
  areJoined: boolean,
  survey: FrameSurvey,
  findings: LineFindings,
  line: Line,
  bar: ProgressBar,
): Promise<{ readonly problem: string; readonly countsLoss: boolean }> {
  const source = await openCapture(path)
  try {
    const { format } = source
    survey.beginCapture()
    line.beginCapture(id, areJoined ? JOINED_TAPS : format.taps)
    let batches = 0
    for (let batch = await source.next(); batch !== undefined; batch = await source.next()) {
      survey.packets(batch)
      line.packets(batch)
      if (++batches % BATCHES_PER_DELTA === 0) findings.add(line.drain())
      if (batches % BATCHES_PER_TURN !== 0) continue
      bar.show(path, source.done, source.size, line.frames)
      await setImmediate()
    }
    findings.add(line.endCapture(format.lostByCapture).delta)
    const { damage } = format
    const problem =
      damage === undefined ? '' : `${path}: byte ${damage.offset}: ${damage.reason}; judged by what is before it`
    return { problem, countsLoss: format.countsLoss }
  } finally {
    source.close()
  }
}

/** What is wrong first, what to do under it. */
function inWords({ verdict, summary, checks }: Diagnosis): string {
  const lines = checks.flatMap((check) => {
    const found = `${check.verdict.padEnd(VERDICT_WIDTH)}${check.name.padEnd(NAME_WIDTH)}${check.finding}`
    return check.advice === '' ? [found] : [found, `${' '.repeat(VERDICT_WIDTH)}-> ${check.advice}`]
  })
  return `${[`${verdict.toUpperCase()}: ${summary}`, '', ...lines].join('\n').trimEnd()}\n`
}
