/*
 * What tells RIP from all else: a header of four bytes, of which two are zero, and entries of 20 bytes each.
 * RFC 1058 clause 3.1 (version 1), RFC 2453 clause 4 (version 2), RFC 4822 (its digests), RFC 2080 clause 2.1 (RIPng).
 */
import type { Cursor } from '../kit/cursor.ts'

export const COMMAND = { request: 1, response: 2 } as const
export const HEADER_LENGTH = 4
export const ENTRY_LENGTH = 20
export const AUTHENTICATION = { password: 2, digest: 3 } as const
const AUTHENTICATED = 0xffff
const IPV4 = 2
/** In place of a route: the whole table is asked for (RFC 2453 clause 3.9.1, RFC 2080 clause 2.4.1). */
const INFINITY = 16
const NEXT_HOP = 0xff
const MULTICAST = 0xff
/** Of an entry. */
const AT = { address: 4, mask: 8, nextHop: 12, metric: 16, length6: 18, metric6: 19 } as const
/** Of the first entry, where it announces a digest: how long all before it is (RFC 4822 clause 2.1). */
const DIGEST_AT = 4

/** What a message is, for its target: which of the three, or what is the same in all. */
export const KIND = { none: 0, version1: 1, version2: 2, ripng: 3, table: 4 } as const

/** The kind of the message at the cursor by its header and first route; none when it is no RIP. */
export function kindOf({ view, pos, left }: Cursor): number {
  if (left < HEADER_LENGTH + ENTRY_LENGTH || view.getUint16(pos + 2) !== 0) return KIND.none
  const command = view.getUint8(pos)
  const version = view.getUint8(pos + 1)
  if (command !== COMMAND.request && command !== COMMAND.response) return KIND.none
  const at = pos + HEADER_LENGTH
  if (command === COMMAND.request && isWholeTable(view, at))
    return version === 1 || version === 2 ? KIND.table : KIND.none
  if (version === 2) return isAuthentication(view, at) || isRoute2(view, at) ? KIND.version2 : KIND.none
  if (version !== 1) return KIND.none
  if (isRoute1(view, at)) return KIND.version1
  return isRoute6(view, at) ? KIND.ripng : KIND.none
}

/** How the message at the cursor is authenticated: 0 when it is not. */
export function authenticationOf({ view, pos, left }: Cursor): number {
  const at = pos + HEADER_LENGTH
  const isThere = left >= HEADER_LENGTH + ENTRY_LENGTH && view.getUint8(pos + 1) === 2 && isAuthentication(view, at)
  return isThere ? view.getUint16(at + 2) : 0
}

/** Whether the message consists of whole entries, and the digest behind them. */
export function isWhole(bytes: Cursor): boolean {
  const { view, pos, left } = bytes
  const hasDigest = authenticationOf(bytes) === AUTHENTICATION.digest
  const length = hasDigest ? view.getUint16(pos + HEADER_LENGTH + DIGEST_AT) : left
  return length <= left && length >= HEADER_LENGTH && (length - HEADER_LENGTH) % ENTRY_LENGTH === 0
}

function isWholeTable(view: DataView, at: number): boolean {
  return isZero(view, at, AT.metric) && view.getUint32(at + AT.metric) === INFINITY
}

function isAuthentication(view: DataView, at: number): boolean {
  const kind = view.getUint16(at + 2)
  return view.getUint16(at) === AUTHENTICATED && (kind === AUTHENTICATION.password || kind === AUTHENTICATION.digest)
}

function isRoute1(view: DataView, at: number): boolean {
  if (view.getUint32(at) !== IPV4 << 16 || !isZero(view, at + AT.mask, AT.metric - AT.mask)) return false
  return isMetric(view.getUint32(at + AT.metric))
}

function isRoute2(view: DataView, at: number): boolean {
  const mask = ~view.getUint32(at + AT.mask)
  // Ones, then zeros.
  return view.getUint16(at) === IPV4 && (mask & (mask + 1)) === 0 && isMetric(view.getUint32(at + AT.metric))
}

/** A prefix with nothing behind its length and a metric, or the next hop of those that follow it. */
function isRoute6(view: DataView, at: number): boolean {
  const length = view.getUint8(at + AT.length6)
  const metric = view.getUint8(at + AT.metric6)
  if (metric === NEXT_HOP) return length === 0 && view.getUint16(at + AT.metric) === 0
  if (length > 128 || metric === 0 || !isMetric(metric) || view.getUint8(at) === MULTICAST) return false
  const whole = length >> 3
  const behind = Math.min(16, whole + 1)
  const isClean = whole === 16 || ((view.getUint8(at + whole) << (length & 7)) & 0xff) === 0
  return isClean && isZero(view, at + behind, 16 - behind)
}

/** Some routers give what is next to them a metric of zero. */
function isMetric(metric: number): boolean {
  return metric <= INFINITY
}

function isZero(view: DataView, from: number, count: number): boolean {
  for (let at = from; at < from + count; at++) if (view.getUint8(at) !== 0) return false
  return true
}
