import type { Check, Verdict } from './diagnosis.ts'
import { counted, duration, percent } from './in-words.ts'
import type { MirrorCounters } from './mirror-counters.ts'

/** Share of frames that are copies. A handful comes of retransmission by hosts. */
export const DUPLICATES_LOOK = 0.005
export const DUPLICATES_BAD = 0.05
/** Share of frames that are seen again behind a router. */
export const ROUTED_LOOK = 0.05
/** Share of frames that are seen again in another VLAN. */
export const RETAGGED_LOOK = 0.05
/** Share of the TCP bytes that never came. */
export const LOSS_LOOK = 0.0001
export const LOSS_BAD = 0.01
/** Share of the frames that the capturing program dropped. */
export const DROPS_BAD = 0.001
/** Share of frames of which only a part was recorded. */
export const CUT_BAD = 0.01
/** Steps back in time up to this long come of several capture queues; longer ones of a clock that was set. */
export const BACKWARDS_LOOK_US = 1000
export const BACKWARDS_BAD_US = 1_000_000

/** Is each frame there once? */
export function checkDuplicates({ frames, duplicates, redundant }: MirrorCounters): Check {
  const further = redundant === 0 ? '' : `; ${redundant.toLocaleString('en')} more as HSR or PRP send them`
  const share = duplicates / frames
  const verdict = graded(share, DUPLICATES_LOOK, DUPLICATES_BAD)
  return {
    name: 'duplicates',
    verdict,
    finding: `${counted(duplicates, 'frame')} of ${frames.toLocaleString('en')} (${percent(share)}) came twice within 1 ms${further}`,
    advice:
      verdict === 'good'
        ? ''
        : 'Frames are copied on the way in and again on the way out. Mirror all ports in one direction only (Cisco: "rx"), or only one of the two ports.',
  }
}

/** Is each packet seen on one side of a router only? */
export function checkRouted({ frames, routed }: MirrorCounters): Check {
  const name = 'both sides of a router'
  const share = routed / frames
  if (share < ROUTED_LOOK) return { name, verdict: 'good', finding: `${percent(share)} of the frames`, advice: '' }
  return {
    name,
    verdict: 'look',
    finding: `${counted(routed, 'packet')} (${percent(share)} of the frames) are seen before and after a router`,
    advice: 'Traffic between networks counts twice. Mirror the router or firewall on one of its sides only.',
  }
}

/** Is each frame seen in one VLAN only? */
export function checkRetagged({ frames, retagged }: MirrorCounters): Check {
  const name = 'copies in another VLAN'
  const share = retagged / frames
  if (share < RETAGGED_LOOK) return { name, verdict: 'good', finding: `${percent(share)} of the frames`, advice: '' }
  return {
    name,
    verdict: 'look',
    finding: `${counted(retagged, 'frame')} (${percent(share)}) are seen in two VLANs, or with a tag and without`,
    advice:
      'A trunk and an access port are both mirrored, so each conversation shows twice. Mirror the access ports only, or the trunk only.',
  }
}

/** Is all there that was on the wire? */
export function checkLoss({ tcpBytes, tcpGapBytes, worstSegment }: MirrorCounters): Check {
  const name = 'lost on the mirror'
  if (tcpBytes === 0) return { name, verdict: 'cannot tell', finding: 'no TCP data to judge by', advice: '' }
  const share = tcpGapBytes / (tcpGapBytes + tcpBytes)
  const verdict = graded(share, LOSS_LOOK, LOSS_BAD)
  return {
    name,
    verdict,
    finding: `${counted(tcpGapBytes, 'byte')} of TCP data missing (${percent(share)})${worstSegment === '' ? '' : `; most in ${worstSegment}`}`,
    advice:
      verdict === 'good'
        ? ''
        : 'The mirror port is too slow for its sources, or the recorder is. Mirror fewer ports, or take a faster port.',
  }
}

/** Did the recorder keep up? */
export function checkDrops({ frames, lostByCapture, lossIsCounted, listenedUs }: MirrorCounters): Check {
  const name = 'lost by the recorder'
  if (!lossIsCounted) {
    return { name, verdict: 'cannot tell', finding: 'the file does not say; pcapng of dumpcap does', advice: '' }
  }
  const share = lostByCapture / (frames + lostByCapture)
  const verdict: Verdict = lostByCapture === 0 ? 'good' : share < DROPS_BAD ? 'look' : 'bad'
  const cure =
    listenedUs === null
      ? 'Give the recorder a larger buffer (tcpdump -B, dumpcap -B) or a faster disk.'
      : 'This machine is too slow or too busy for the port, or its interface card is.'
  const advice = verdict === 'good' ? '' : cure
  return { name, verdict, finding: `${counted(lostByCapture, 'frame')} dropped (${percent(share)})`, advice }
}

/** Are the frames whole? */
export function checkCut({ frames, cut, longestCaptured }: MirrorCounters): Check {
  const name = 'whole frames'
  const share = cut / frames
  if (cut === 0) return { name, verdict: 'good', finding: 'no frame is cut short', advice: '' }
  return {
    name,
    verdict: share >= CUT_BAD ? 'bad' : 'look',
    finding: `${counted(cut, 'frame')} (${percent(share)}) cut short; at most ${counted(longestCaptured, 'byte')} were kept`,
    advice: 'Record whole frames (tcpdump -s 0, dumpcap -s 0); on the switch, take off any truncation of the mirror.',
  }
}

/** Is the clock sound? */
export function checkTime({ backwards, longestBackwardUs }: MirrorCounters): Check {
  const name = 'time'
  const verdict = graded(longestBackwardUs, BACKWARDS_LOOK_US, BACKWARDS_BAD_US)
  if (backwards === 0) return { name, verdict, finding: 'it never steps back', advice: '' }
  return {
    name,
    verdict,
    finding: `${counted(backwards, 'frame')} before the one ahead of it, by ${duration(longestBackwardUs)} at most`,
    advice:
      verdict === 'good'
        ? ''
        : 'The clock of the recorder was set back, or files were merged out of order. Let NTP slew it; merge with mergecap.',
  }
}

function graded(value: number, look: number, bad: number): Verdict {
  if (value >= bad) return 'bad'
  return value >= look ? 'look' : 'good'
}
