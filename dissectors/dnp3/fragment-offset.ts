import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { ObjectHeader } from './object-header.ts'

/** Where a fragment begins in its first frame: what the offset of a malformed message counts from. */
export const FRAGMENT_OFFSET = 11

/** Reports why the objects of a fragment could not be read to their end. */
export function observeFault(header: ObjectHeader, fragment: Cursor, base: number, code: number, sink: Sink): void {
  const { fault } = header
  if (fault === 'none') return
  if (fault === 'unsupported') sink.observe({ kind: 'undecoded', reason: 'unsupported', code })
  else sink.observe({ kind: 'malformed', reason: fault, offset: FRAGMENT_OFFSET + fragment.pos - base })
}
