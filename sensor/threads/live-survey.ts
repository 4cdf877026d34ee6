import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { lifelineBy } from '../capture/lifeline.ts'
import { FrameSurvey } from '../diagnosis/frame-survey.ts'
import { LineFindings } from '../diagnosis/line-findings.ts'
import type { MirrorCounters } from '../diagnosis/mirror-counters.ts'
import type { SilenceProof } from '../diagnosis/silence-proof.ts'
import { Line } from '../pipeline.ts'
import type { BatchReader } from './batch-pool.ts'
import { type FoundInterface, InterfaceWatch } from './interface-watch.ts'
import type { Precautions } from './live-analysis.ts'
import type { TapCounts } from './tap-counts.ts'

/** What a minute at a live interface showed. */
export interface LiveFindings {
  readonly counters: MirrorCounters
  readonly proof: SilenceProof
}

const TAKE_MS = 50
const LOOK_MS = 1000
/** Batches between two deltas, so that what is not stored is not kept either. */
const BATCHES_PER_DELTA = 64

/** Surveys the packets of one live interface, and watches that nothing leaves by it, until the pool is closed. */
export function surveyLive(
  dissectors: readonly Dissector[],
  pool: BatchReader,
  counts: TapCounts,
  name: string,
  { found, unenforced }: Precautions,
  allowTransmit: boolean,
): LiveFindings {
  const survey = new FrameSurvey()
  const findings = new LineFindings()
  const line = new Line(dissectors)
  const startedMs = Date.now()
  const watch = new InterfaceWatch(name, found[0] as FoundInterface, startedMs)
  line.beginCapture(1, [name])
  survey.beginCapture()
  let lookedMs = startedMs
  let sent = ''
  for (let batches = 1; ; ) {
    const { closed } = pool
    const batch = pool.take(TAKE_MS)
    if (batch !== undefined) {
      survey.packets(batch)
      line.packets(batch)
      pool.giveBack()
      if (batches++ % BATCHES_PER_DELTA === 0) findings.add(line.drain())
    } else if (closed !== 0) break
    const nowMs = Date.now()
    if (nowMs - lookedMs < LOOK_MS) continue
    lookedMs = nowMs
    sent = watch.look(nowMs, false).sent
    if (sent !== '' && !allowTransmit) break
  }
  const endedMs = Date.now()
  sent = watch.look(endedMs, true).sent || sent
  pool.close(1)
  const byInterface = Math.max(counts.interfaceDrops(0), watch.lost())
  findings.add(line.endCapture(counts.kernelDrops(0) + byInterface).delta)
  const live = {
    lossIsCounted: true,
    listenedUs: (endedMs - startedMs) * 1000,
    downSeconds: watch.outages.blindMs / 1000,
  }
  return { counters: { ...survey.result(), ...findings.result(), ...live }, proof: proofOf(watch, sent, unenforced) }
}

function proofOf(
  { name, atStart, now, hardening, hardeningAtStart }: InterfaceWatch,
  sent: string,
  unenforced: string,
): SilenceProof {
  return {
    interface: name,
    sentAtStart: atStart.sentPackets,
    sentNow: now.sentPackets,
    refusedAtStart: hardeningAtStart.refusedPackets,
    refusedNow: hardening.refusedPackets,
    lacking: hardening.lacking,
    lifeline: lifelineBy(name),
    unenforced,
    sent,
  }
}
