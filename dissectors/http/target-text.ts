/*
 * What a request acts on, as text that holds no secret: the path without its query and parameters, which may carry
 * passwords and session ids, behind the host where that is a name. RFC 9112, clause 3.2 (forms of a target).
 */
import { withoutUser } from '../kit/public-url.ts'

export const MAX_TARGET = 128
export const MAX_HOST = 64
/** A part of a path that is as long as this, and without a dot, may be a key. */
export const MAX_PLAIN_PART = 24
/** Stands for a part of a path that may be a key. */
const HIDDEN = '…'

/** Where the path ends that begins at `from`: before a query, a fragment or a parameter. */
export function pathEnd(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && !isEnd(view.getUint8(at))) at++
  return at
}

/** The text of a target; `host` is that of the Host header. */
export function targetText(path: string, host: string): string {
  const scheme = path.indexOf('://')
  if (scheme > 0 && scheme < 8) return pathText(withoutUser(path.slice(scheme + 3)))
  return pathText(path.startsWith('/') && isName(host) ? host + path : withoutUser(path))
}

function pathText(path: string): string {
  const parts = path.split('/').map((part) => (mayBeKey(part) ? HIDDEN : part))
  const text = parts.join('/')
  return text.length > MAX_TARGET ? `${text.slice(0, MAX_TARGET - 1)}…` : text
}

/** Whether a part of a path or a name may be a key that somebody could use. */
export function mayBeKey(part: string): boolean {
  return part.length > MAX_PLAIN_PART && !part.includes('.') && /\d/.test(part)
}

function isName(host: string): boolean {
  return host !== '' && !host.startsWith('[') && /[a-z]/i.test(host) && !host.includes('@')
}

function isEnd(byte: number): boolean {
  return byte === 0x3f || byte === 0x23 || byte === 0x3b
}
