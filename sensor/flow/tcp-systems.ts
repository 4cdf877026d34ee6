/*
 * Which family of operating systems begins a TCP connection, or accepts one, like this: by the options of its SYN, the
 * order they stand in, the initial time-to-live, and for Windows the window. Big-endian. RFC 9293 section 3.1 (header
 * and options), RFC 7323 (window scale, timestamps), RFC 2018 (SACK permitted), RFC 791 section 3.1 (flags).
 *
 * The order of options is fixed in the source of each stack: Linux `tcp_options_write`, FreeBSD `tcp_addoptions`, OpenBSD
 * and XNU `tcp_output`. All rows, Windows, Solaris and HP-UX among them, agree with the signatures of p0f 3.09b
 * (lcamtuf.coredump.cx/p0f3, 2014; Debian package 3.09b-3), with which they were compared in 2026-11. What several
 * families send alike, as a lone MSS does, is in no row. Small stacks (lwIP, FreeRTOS+TCP) order their options as Windows
 * does, but let routers fragment: that is why DF is asked for.
 */
import { type Frame, NETWORK_IPV4, NOT_IN_VIEW, TCP_ACK } from '../decode/frame.ts'

/** By their number in `systemOf`; 0 is none of them. Windows by the versions that its window parts. */
export const SYSTEMS = [
  '',
  'Linux',
  'Windows',
  'Windows 2000, XP or 2003',
  'Windows Vista or later',
  'macOS or iOS',
  'FreeBSD',
  'OpenBSD',
  'Solaris',
  'HP-UX',
] as const
type System = (typeof SYSTEMS)[number]

interface Sign {
  readonly system: System
  /** Initial time-to-live. */
  readonly ttl: number
  /** Sent by who begins a connection, by who accepts it, or by both. */
  readonly by: 'client' | 'server' | 'both'
  readonly options: string
  /** The window must be this; undefined where it may be any. */
  readonly window?: number
}

/** Numbers of options in a layout: three bits each, the first one in the highest. */
const NOP = 2
const UNKNOWN = 7
const NUMBERS: Readonly<Record<string, number>> = { eol: 1, nop: NOP, mss: 3, ws: 4, sok: 5, ts: 6 }
/** By the kind of an option. */
const NUMBER_OF_KIND = [NUMBERS['eol'], NOP, NUMBERS['mss'], NUMBERS['ws'], NUMBERS['sok']]
const KIND_SCALE = 3
const KIND_TIMESTAMPS = 8
/** More options than this tell nothing: a layout must fit 30 bits. */
export const MAX_OPTIONS = 10

/** The first row that fits is it: OpenBSD answers as Linux does, but with a window of its own. */
const SIGNS: readonly Sign[] = [
  { system: 'OpenBSD', ttl: 64, by: 'client', options: 'mss nop nop sok nop ws nop nop ts' },
  { system: 'OpenBSD', ttl: 64, by: 'server', options: 'mss nop nop sok nop ws nop nop ts', window: 16_384 },
  { system: 'OpenBSD', ttl: 64, by: 'server', options: 'mss nop nop sok nop ws', window: 16_384 },
  { system: 'Linux', ttl: 64, by: 'both', options: 'mss sok ts nop ws' },
  { system: 'Linux', ttl: 64, by: 'both', options: 'mss nop nop sok nop ws' },
  { system: 'Linux', ttl: 64, by: 'server', options: 'mss nop nop ts nop ws' },
  { system: 'Windows', ttl: 128, by: 'both', options: 'mss nop nop sok' },
  { system: 'Windows', ttl: 128, by: 'both', options: 'mss nop ws nop nop sok' },
  { system: 'Windows', ttl: 128, by: 'both', options: 'mss nop ws sok ts' },
  { system: 'Windows', ttl: 128, by: 'server', options: 'mss nop nop ts nop nop sok' },
  { system: 'Windows', ttl: 128, by: 'server', options: 'mss nop ws nop nop ts nop nop sok' },
  { system: 'macOS or iOS', ttl: 64, by: 'both', options: 'mss nop ws nop nop ts sok eol' },
  { system: 'FreeBSD', ttl: 64, by: 'both', options: 'mss nop ws sok ts', window: 65_535 },
  { system: 'Solaris', ttl: 64, by: 'client', options: 'nop ws nop nop ts nop nop sok mss' },
  { system: 'Solaris', ttl: 64, by: 'server', options: 'nop nop ts nop ws nop nop sok mss' },
  { system: 'Solaris', ttl: 64, by: 'server', options: 'nop nop ts mss nop ws nop nop sok' },
  { system: 'HP-UX', ttl: 64, by: 'server', options: 'mss nop nop sok ws nop nop nop ts' },
]

const SYSTEM = SIGNS.map(({ system }) => SYSTEMS.indexOf(system))
const LAYOUT = SIGNS.map(({ options }) =>
  options.split(' ').reduce((sum, name) => (sum << 3) | (NUMBERS[name] ?? 0), 0),
)
const WINDOWS = SYSTEMS.indexOf('Windows')
const WINDOWS_5 = SYSTEMS.indexOf('Windows 2000, XP or 2003')
const WINDOWS_6 = SYSTEMS.indexOf('Windows Vista or later')
/** Windows sizes its window by itself since Vista, and scales by this; before, by 2 at most. */
const SCALE_6 = 8
const MAX_SCALE_5 = 2
const WINDOW_6 = 8_192
const WINDOWS_OF_5: readonly number[] = [16_384, 65_535]

const TCP_HEADER = 20
const WINDOW_AT = 14
const FLAGS_AT = 6
const DO_NOT_FRAGMENT = 0x40
/** Routers that a packet has passed at most: further away a time-to-live could have begun elsewhere. */
const MAX_HOPS = 32

/** The window scale of the options last read; 0 where there was none. */
let scale = 0

/** The system that a SYN shows, as its place in `SYSTEMS`; 0 when it shows none. Allocates nothing. */
export function systemOf(frame: Frame): number {
  const { view, transportAt, payloadStart } = frame
  // Of a packet put together from fragments the headers lie elsewhere.
  if (frame.networkAt === NOT_IN_VIEW || transportAt + TCP_HEADER >= payloadStart) return 0
  if ((view.getUint8(transportAt + 12) >>> 4) << 2 !== payloadStart - transportAt) return 0
  if (frame.network === NETWORK_IPV4 && (view.getUint8(frame.networkAt + FLAGS_AT) & DO_NOT_FRAGMENT) === 0) return 0
  const layout = layoutOf(view, transportAt + TCP_HEADER, payloadStart)
  const window = view.getUint16(transportAt + WINDOW_AT)
  const side = frame.tcpFlags & TCP_ACK ? 'server' : 'client'
  for (let i = 0; i < SIGNS.length; i++) {
    const { by, ttl, window: own } = SIGNS[i] as Sign
    const fits = LAYOUT[i] === layout && (by === 'both' || by === side) && (own === undefined || own === window)
    if (!fits || frame.timeToLive > ttl || frame.timeToLive <= ttl - MAX_HOPS) continue
    const system = SYSTEM[i] as number
    return system === WINDOWS ? windowsOf(window) : system
  }
  return 0
}

function windowsOf(window: number): number {
  if (window === WINDOW_6 || scale >= SCALE_6) return WINDOWS_6
  return WINDOWS_OF_5.includes(window) && scale <= MAX_SCALE_5 ? WINDOWS_5 : WINDOWS
}

/** The options as one number; 0 when they are not in order, or too many. */
function layoutOf(view: DataView, from: number, to: number): number {
  let layout = 0
  scale = 0
  for (let at = from, count = 0; at < to; count++) {
    if (count === MAX_OPTIONS) return 0
    const kind = view.getUint8(at)
    const number = kind === KIND_TIMESTAMPS ? NUMBERS['ts'] : NUMBER_OF_KIND[kind]
    layout = (layout << 3) | (number ?? UNKNOWN)
    if (number === NUMBERS['eol']) return layout
    const length = number === NOP ? 1 : at + 1 < to ? view.getUint8(at + 1) : 0
    if (length === 0 || (length < 2 && number !== NOP) || at + length > to) return 0
    if (kind === KIND_SCALE && length > 2) scale = view.getUint8(at + 2)
    at += length
  }
  return layout
}
