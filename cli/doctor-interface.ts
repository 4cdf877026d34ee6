import type { LiveFindings } from '../sensor/threads/live-survey.ts'
import { CaptureSpell } from './capture-spell.ts'
import type { DoctorThreadData } from './doctor-thread.ts'
import { createLog } from './log.ts'
import type { TapKind } from './tap-kind.ts'
import { untilStopped } from './until-stopped.ts'

const MIB = 1 << 20
const BUFFER_MIB = 32
const SNAP = 65_535
const SHOW_MS = 1000

/** Listens at a live interface for so many seconds, or until it is interrupted, gone, or sends; stores nothing. */
export async function listenAt(
  name: string,
  seconds: number,
  allowTransmit: boolean,
  tap: TapKind,
): Promise<LiveFindings> {
  const ring = { filter: '', snapLength: SNAP, bufferBytes: BUFFER_MIB * MIB, promiscuous: true }
  const live = { interfaces: [name], networks: [name], ...ring }
  const spell = new CaptureSpell(live, tap, 0, createLog('error'))
  await spell.open()
  const data: DoctorThreadData = { interface: name, allowTransmit }
  const time = new AbortController()
  let onElapsed: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => {
    onElapsed = resolve
    void untilStopped().then(() => resolve())
  })
  // Not before: a thread takes a while to start, and nobody listens meanwhile.
  const onReady = () => void elapsed(seconds, time.signal).then(onElapsed)
  try {
    return await spell.run<LiveFindings>('doctor-thread', data, stopped, onReady)
  } finally {
    time.abort()
  }
}

/** Says on a terminal how long it still listens. */
function elapsed(seconds: number, signal: AbortSignal): Promise<void> {
  const endMs = performance.now() + seconds * 1000
  const show = (text: string) => process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`)
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const left = Math.ceil((endMs - performance.now()) / 1000)
      show(left > 0 && !signal.aborted ? `listening, ${left} s left` : '')
      if (left > 0 && !signal.aborted) return
      clearInterval(timer)
      resolve()
    }, SHOW_MS)
    signal.addEventListener('abort', () => {
      clearInterval(timer)
      show('')
    })
  })
}
