import { checkCut, checkDrops, checkDuplicates, checkLoss, checkRouted, checkTime } from './check-recording.ts'
import { checkDirections, checkDuration, checkProtocols, checkUnicast, checkVlans } from './check-view.ts'
import { type Check, type Diagnosis, VERDICTS } from './diagnosis.ts'
import type { MirrorCounters } from './mirror-counters.ts'

const CHECKS: readonly ((counters: MirrorCounters) => Check)[] = [
  checkUnicast,
  checkDirections,
  checkLoss,
  checkDuplicates,
  checkRouted,
  checkCut,
  checkVlans,
  checkDrops,
  checkTime,
  checkProtocols,
  checkDuration,
]

const NO_FRAME: Diagnosis = {
  verdict: 'bad',
  summary: 'There is not one frame: the mirror is off, the cable is out, or the wrong interface was recorded.',
  checks: [],
}

/** Says whether a mirror port is good, and what to change if it is not. */
export function diagnoseMirror(counters: MirrorCounters): Diagnosis {
  if (counters.frames === 0) return NO_FRAME
  const checks = CHECKS.map((check) => check(counters))
  checks.sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
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
