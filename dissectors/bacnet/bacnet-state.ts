import { keyOfNews } from '../kit/key-of-news.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Npdu } from './npdu.ts'
import { OutstandingRequests } from './outstanding-requests.ts'
import { SegmentAssembly } from './segment-assembly.ts'
import { Tag } from './tags.ts'
import { Target } from './target.ts'

/** Distinct statements remembered per dialogue; past it the oldest is forgotten, and may be said again. */
export const MAX_SAID = 256
/** Parts behind a router whose names are remembered. */
export const MAX_PARTS = 256

/** What one BACnet dialogue remembers; each part has its own bound. */
export interface BacnetState {
  readonly operations: Operations
  readonly outstanding: OutstandingRequests
  readonly segments: SegmentAssembly
  readonly npdu: Npdu
  readonly tag: Tag
  readonly target: Target
  readonly said: Map<number, number>
  readonly parts: Map<number, string>
  /** Networks that messages were seen to come from through a router; negative for those that came to the server. */
  readonly routed: Set<number>
  /** The BVLC function asked last: a result names none (annex J.2.1). */
  awaited: Operation | undefined
  /** Who sent a message that a BBMD forwards, as a number and in words; 0 and '' for the sender itself. */
  origin: number
  originText: string
}

export function newBacnetState(): BacnetState {
  return {
    operations: new Operations(),
    outstanding: new OutstandingRequests(),
    segments: new SegmentAssembly(),
    npdu: new Npdu(),
    tag: new Tag(),
    target: new Target(),
    said: new Map(),
    parts: new Map(),
    routed: new Set(),
    awaited: undefined,
    origin: 0,
    originText: '',
  }
}

/** Whether `view[from, to)` differs from what was last said of this subject, or was said in an earlier minute. */
export function isNew(state: BacnetState, subject: number, view: DataView, from: number, to: number): boolean {
  const { said } = state
  const value = keyOfNews(view, from, to, subject | 0)
  if (said.get(subject) === value) return false
  if (!said.has(subject) && said.size >= MAX_SAID) {
    const oldest = said.keys().next()
    if (!oldest.done) said.delete(oldest.value)
  }
  said.set(subject, value)
  return true
}

/** The name of the part behind the server that this message is to or from, built once. */
export function partText(state: BacnetState, isToServer: boolean): string {
  const { npdu, parts } = state
  const key = isToServer ? npdu.destination : npdu.source
  if (key === 0) return ''
  const known = parts.get(key)
  if (known !== undefined) return known
  const text = isToServer ? npdu.destinationText() : npdu.sourceText()
  if (parts.size < MAX_PARTS) parts.set(key, text)
  return text
}
