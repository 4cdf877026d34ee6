import {
  checkCut,
  checkDrops,
  checkDuplicates,
  checkLoss,
  checkRetagged,
  checkRouted,
  checkTime,
} from './check-recording.ts'
import { checkInterface } from './check-silence.ts'
import { checkDirections, checkDuration, checkProtocols, checkUnicast, checkVlans } from './check-view.ts'
import { type Check, type Diagnosis, VERDICTS } from './diagnosis.ts'
import { duration } from './in-words.ts'
import type { MirrorCounters } from './mirror-counters.ts'
import type { SilenceProof } from './silence-proof.ts'

const CHECKS: readonly ((counters: MirrorCounters) => Check)[] = [
  checkUnicast,
  checkDirections,
  checkLoss,
  checkDuplicates,
  checkRouted,
  checkRetagged,
  checkCut,
  checkVlans,
  checkDrops,
  checkTime,
  checkProtocols,
  checkDuration,
]

/** Says whether a mirror port is good, and what to change if it is not; with `proof`, what a live interface adds. */
export function diagnoseMirror(counters: MirrorCounters, proof?: SilenceProof): Diagnosis {
  const ofInterface = proof === undefined ? [] : checkInterface(proof, counters)
  if (counters.frames === 0) return withoutFrames(counters, mostUrgentFirst(ofInterface))
  const checks = mostUrgentFirst([...CHECKS.map((check) => check(counters)), ...ofInterface])
  const names = (wanted: Check['verdict']) => checks.filter(({ verdict }) => verdict === wanted).map(({ name }) => name)
  const [bad, look] = [names('bad'), names('look')]
  if (bad.length > 0) {
    return { verdict: 'bad', summary: `This mirror port is not good: ${bad.join(', ')}.`, checks }
  }
  if (look.length > 0) {
    return { verdict: 'look', summary: `This mirror port is usable; look at: ${look.join(', ')}.`, checks }
  }
  return { verdict: 'good', summary: 'This mirror port is good.', checks }
}

function withoutFrames({ listenedUs }: MirrorCounters, checks: readonly Check[]): Diagnosis {
  const why = 'the mirror is off, the cable is out, or the wrong interface was'
  const summary =
    listenedUs === null
      ? `There is not one frame: ${why} recorded.`
      : `Not one frame came in ${duration(listenedUs)}: ${why} named.`
  return { verdict: 'bad', summary, checks }
}

function mostUrgentFirst(checks: readonly Check[]): readonly Check[] {
  return checks.toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
}
