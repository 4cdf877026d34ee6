import { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { SaidOnce } from '../kit/said-once.ts'
import { OPCODE } from './describe-query.ts'
import { hostAddress, isAddress } from './host-address.ts'
import { NameReader } from './name-reader.ts'
import { CLASS, TYPE, typeName } from './record-types.ts'
import { FLAG, HEADER_LENGTH, type RecordWalk, SECTION } from './record-walk.ts'
import { addressOfReverse } from './reverse-name.ts'

type Facts = Partial<Record<Fact, string>>

/** What a server is asked of itself in class CHAOS (RFC 4892), and the fact that its answer is. */
const CHAOS: Readonly<Record<string, Fact>> = {
  'version.bind': 'software',
  'version.server': 'software',
  'hostname.bind': 'name',
  'id.server': 'name',
}
const SERVER_SUBJECT = 1
/** RFC 1035, 4.1.2: the first question follows the header. */
const asked = new NameReader()
const target = new NameReader()
const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** Who answers is a DNS server; the flag tells whether it asks others for its clients (RFC 1035, 4.1.1). */
export function sayServer(walk: RecordWalk, message: Cursor, info: MessageInfo, said: SaidOnce, sink: Sink): void {
  if (walk.opcode !== OPCODE.query || (walk.flags & 15) !== 0) return
  const at = walk.base + 3
  const isRecursive = (walk.flags & FLAG.available) !== 0
  if (!said.isNew(SERVER_SUBJECT + Number(isRecursive), message.view, at, at)) return
  const of = info.direction === 'to-server' ? 'client' : 'server'
  const facts: Facts = { role: 'DNS server', ...(isRecursive && { capability: 'recursion' }) }
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'DNS Response', facts })
}

/** What the record that was read says of a host. */
export function sayRecord(walk: RecordWalk, view: DataView, info: MessageInfo, said: SaidOnce, sink: Sink): void {
  if (!isStatement(walk) || !isNew(walk, view, said)) return
  const of = info.direction === 'to-server' ? 'client' : 'server'
  const say = (about: string, message: string, facts: Facts) =>
    sink.observe({ kind: 'identity', of, about, module: '', message, facts })
  if (isAddress(walk)) sayAddress(walk, view, say)
  else if (walk.type === TYPE.ptr) sayReverse(walk, view, say)
  else if (walk.class === CLASS.chaos && walk.type === TYPE.txt) sayOfServer(walk, view, say)
}

type Say = (about: string, message: string, facts: Facts) => void

/**
 * Answers state; what is added to them states of who offers a service (RFC 2782). In an update it is the section of
 * changes, where class IN adds and the others take away (RFC 2136, 2.5).
 */
function isStatement(walk: RecordWalk): boolean {
  if (walk.opcode === OPCODE.update) {
    return !walk.isResponse && walk.section === SECTION.authority && isAddress(walk)
  }
  if (walk.opcode !== OPCODE.query || !walk.isResponse) return false
  if (walk.section === SECTION.answer) {
    return isAddress(walk) || walk.type === TYPE.ptr || (walk.class === CLASS.chaos && walk.type === TYPE.txt)
  }
  return walk.section === SECTION.additional && walk.askedType === TYPE.srv && isAddress(walk)
}

/** The time to live counts down from answer to answer: only the name and the data tell whether it is new. */
function isNew(walk: RecordWalk, view: DataView, said: SaidOnce): boolean {
  const subject = keyOfBytes(view, walk.dataAt, walk.dataEnd, walk.name.hash(view) | 0)
  return said.isNew(subject, view, walk.dataAt, walk.dataEnd)
}

function sayAddress(walk: RecordWalk, view: DataView, say: Say): void {
  const address = hostAddress(view, walk.dataAt, walk.dataEnd)
  if (address === '') return
  const message = walk.opcode === OPCODE.update ? 'DNS Update' : `DNS ${typeName(walk.type)}`
  const name = walk.name.text(view)
  say(address, message, walk.name.namesService(view) ? { service: name } : { name })
  if (walk.opcode !== OPCODE.query || !readAsked(walk, view)) return
  if (walk.section === SECTION.additional) sayService(address, asked.text(view), say)
  else if (isAddressType(walk.askedType) && asked.hash(view) !== walk.name.hash(view)) {
    const alias = asked.text(view)
    say(address, 'DNS CNAME', asked.namesService(view) ? { service: alias } : { name: alias })
  }
}

function isAddressType(type: number): boolean {
  return type === TYPE.a || type === TYPE.aaaa
}

/** The name asked for, which an answer to another name leads to by aliases (RFC 1034, 3.6.2). */
function readAsked(walk: RecordWalk, view: DataView): boolean {
  if (walk.counts[SECTION.question] !== 1) return false
  return asked.read(view, walk.base, walk.base + HEADER_LENGTH, walk.dataEnd) === 'ok'
}

/** MS-ADTS, 6.3.2.3: whoever stands under these names is a domain controller. */
function sayService(address: string, service: string, say: Say): void {
  const isController = /^_(ldap|kerberos)\._tcp\.(.*\.)?dc\._msdcs\./i.test(service)
  say(address, 'DNS SRV', { service, ...(isController && { role: 'domain controller' }) })
}

function sayReverse(walk: RecordWalk, view: DataView, say: Say): void {
  const address = addressOfReverse(walk.name.text(view))
  if (address === '' || target.read(view, walk.base, walk.dataAt, walk.dataEnd) !== 'ok') return
  say(address, 'DNS PTR', { name: target.text(view) })
}

function sayOfServer(walk: RecordWalk, view: DataView, say: Say): void {
  const fact = CHAOS[walk.name.text(view).toLowerCase()]
  cursor.reset(view, walk.dataAt, walk.dataEnd)
  const length = Math.min(cursor.u8(), cursor.left)
  if (fact !== undefined) say('', 'DNS TXT CHAOS', { [fact]: cursor.text(length, 'utf8') })
}
