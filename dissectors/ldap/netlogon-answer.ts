/* What a domain controller says of itself: MS-ADTS, 6.3.1.9 (NETLOGON_SAM_LOGON_RESPONSE_EX), 6.3.1.2 (flags), 6.3.7. */
import { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'

/** 6.3.1.3: the answers that have this form, for an account that exists, is paused, or does not. */
const OPERATIONS: readonly number[] = [23, 24, 25]
const FLAGS_AT = 4
const NAMES_AT = 24
const IS_PDC = 0x1
/** Labels of one name, and pointers followed: RFC 1035, 4.1.4, but pointers go back from the start of the answer. */
const MAX_LABELS = 32
const MAX_POINTERS = 8
const POINTER = 0xc0

type Facts = Partial<Record<Fact, string>>

const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

export function sayNetlogonAnswer(view: DataView, from: number, to: number, sink: Sink): void {
  if (to - from < NAMES_AT || !OPERATIONS.includes(view.getUint16(from, true))) return
  const flags = view.getUint32(from + FLAGS_AT, true)
  const names: string[] = []
  let at = from + NAMES_AT
  // Forest, domain, host, NetBIOS domain, NetBIOS host, user, site of the server, site of the client.
  for (let i = 0; i < 8; i++) {
    const next = nameAt(view, from, at, to, names)
    if (next < 0) return
    at = next
  }
  const [, domain = '', host = '', shortDomain = '', shortHost = '', , site = '', clientSite = ''] = names
  const role = flags & IS_PDC ? 'domain controller (primary)' : 'domain controller'
  say('server', 'LDAP netlogon answer', { name: host, domain, role, location: siteText(site) }, sink)
  const short = { name: shortHost.replace(/^\\+/, ''), domain: shortDomain }
  say('server', 'LDAP netlogon answer NetBIOS', short, sink)
  say('client', 'LDAP netlogon answer', { location: siteText(clientSite) }, sink)
}

/** Reads one name into `names`; where the next one begins, -1 when it does not fit. */
function nameAt(view: DataView, start: number, from: number, to: number, names: string[]): number {
  const labels: string[] = []
  let at = from
  let next = -1
  for (let pointers = 0; labels.length <= MAX_LABELS; ) {
    if (at >= to) return -1
    const length = view.getUint8(at)
    if (length === 0) {
      names.push(labels.join('.'))
      return next < 0 ? at + 1 : next
    }
    if (length >= POINTER) {
      if (at + 2 > to || ++pointers > MAX_POINTERS) return -1
      if (next < 0) next = at + 2
      at = start + (view.getUint16(at) & 0x3fff)
      continue
    }
    if (at + 1 + length > to) return -1
    labels.push(cursor.reset(view, at + 1, at + 1 + length).text(length, 'utf8'))
    at += 1 + length
  }
  return -1
}

function siteText(site: string): string {
  return site === '' ? '' : `site ${site}`
}

function say(of: 'client' | 'server', message: string, all: Facts, sink: Sink): void {
  const facts: Facts = {}
  for (const [fact, value] of Object.entries(all)) if (value !== '') facts[fact as Fact] = value
  if (Object.keys(facts).length > 0) sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
}
