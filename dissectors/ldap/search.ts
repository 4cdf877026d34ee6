/* Searches and what they find: RFC 4511, 4.5; RFC 4512, 5.1 (root of the directory); MS-ADTS, 3.1.1.3.2 and 6.3.3. */
import type { BerReader } from '../kit/ber.ts'
import { berText } from '../kit/ber-text.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { sayNetlogonAnswer } from './netlogon-answer.ts'

const AND = 0xa0
const EQUAL = 0xa3
const SCOPES: readonly string[] = ['base', 'one level', 'subtree', 'subordinate subtree']
/** Terms of a filter, and attributes of an entry, that are looked at. */
const MAX_TERMS = 16
const MAX_ATTRIBUTES = 64
/** Attributes of the root, and the facts they are. */
const ROOT: Readonly<Record<string, Fact>> = {
  dnshostname: 'name',
  defaultnamingcontext: 'domain',
  vendorname: 'vendor',
  vendorversion: 'software',
}

type Facts = Partial<Record<Fact, string>>

/** Takes the contents of a SearchRequest, and answers with where it searches. A netlogon ping tells who asks. */
export function dissectSearch(ber: BerReader, sink: Sink): string {
  if (!ber.next()) return ''
  const base = berText(ber)
  const scope = ber.next() ? ber.integer() : 0
  for (let i = 0; i < 4; i++) ber.next()
  if (base === '' && ber.next() && ber.is(AND)) sayPinger(ber, sink)
  return `${base === '' ? 'rootDSE' : base} (${SCOPES[scope] ?? scope})`
}

/** MS-ADTS, 6.3.3.1: the filter of a ping holds the name of the host that asks. */
function sayPinger(ber: BerReader, sink: Sink): void {
  let host = ''
  let isPing = false
  if (!ber.enter()) return
  for (let count = 0; count < MAX_TERMS && ber.next(); count++) {
    if (!ber.is(EQUAL) || !ber.enter()) continue
    const name = ber.next() ? berText(ber).toLowerCase() : ''
    if (name === 'host' && ber.next()) host = berText(ber)
    if (name === 'ntver') isPing = true
    ber.leave()
  }
  ber.leave()
  if (!isPing || host === '') return
  const facts = { name: host }
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message: 'LDAP netlogon ping', facts })
}

/** Takes the contents of a SearchResultEntry: of the root alone, which is the server itself. */
export function dissectEntry(ber: BerReader, sink: Sink): void {
  if (!ber.next() || ber.length > 0 || !ber.next() || !ber.enter()) return
  const facts: Facts = {}
  for (let count = 0; count < MAX_ATTRIBUTES && ber.next(); count++) {
    if (!ber.enter()) continue
    const name = ber.next() ? berText(ber).toLowerCase() : ''
    if (ber.next() && ber.enter()) {
      if (ber.next()) attribute(name, ber, facts, sink)
      ber.leave()
    }
    ber.leave()
  }
  if (Object.keys(facts).length === 0) return
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message: 'LDAP rootDSE', facts })
}

function attribute(name: string, ber: BerReader, facts: Facts, sink: Sink): void {
  if (name === 'netlogon') sayNetlogonAnswer(ber.view, ber.start, ber.end, sink)
  const fact = ROOT[name]
  if (fact === undefined) return
  const text = berText(ber)
  if (text !== '') facts[fact] = fact === 'domain' ? dottedName(text) : text
}

/** 'DC=plant,DC=example' is plant.example. */
function dottedName(text: string): string {
  const parts = text.split(',').map((part) => part.trim())
  return parts.every((part) => /^dc=/i.test(part)) ? parts.map((part) => part.slice(3)).join('.') : text
}
