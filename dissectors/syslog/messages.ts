/*
 * What is told of a syslog message, however it came. RFC 3164 (BSD), RFC 5424 (header).
 * What a message says can hold anything, secrets too: it is not read. Its priority and its program are.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact, Operation, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { SyslogHeader } from './header.ts'
import { productOf } from './mnemonic.ts'

/** Characters behind the priority that must be text. */
const TEXT_LENGTH = 12
/** RFC 5424, 6.2.1: emergency, alert, critical and error. */
const LAST_ALARM = 3

const FACILITIES = 'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock'.split(' ')
const SEVERITIES = 'emerg alert crit err warning notice info debug'.split(' ')

/** What is remembered of one sender. */
export class SyslogState {
  readonly operations = new Operations()
  /** Host names in the messages: 0 none yet, else the key of the first. */
  host = 0
  /** More than one: it passes on what others send. */
  isRelay = false
  readonly programs = new Set<number>()
}

/** Programs of one sender that are told. */
export const MAX_PROGRAMS = 32

const header = new SyslogHeader()

/** A priority, and text behind it. */
export function isSyslogMessage(bytes: Cursor): boolean {
  if (!header.read(bytes)) return false
  const from = header.priority > 99 ? 5 : header.priority > 9 ? 4 : 3
  if (bytes.left < from + 2) return false
  for (let i = from; i < from + TEXT_LENGTH && i < bytes.left; i++) {
    const each = bytes.peek(i)
    const isEnd = i === bytes.left - 1 && (each === 0 || each === 10)
    if ((each < 0x20 || each === 0x7f) && each !== 9 && !isEnd) return false
  }
  return true
}

/** One message, without what frames it. */
export function dissectSyslog(message: Cursor, info: MessageInfo, state: SyslogState, sink: Sink): void {
  if (!header.read(message)) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
    return
  }
  sink.operation('event', operationOf(message, state), 0)
  const of: Side = info.direction === 'to-server' ? 'client' : 'server'
  sayHost(message, of, state, sink)
  sayProgram(message, of, state, sink)
}

export function describeSyslog(code: number): { function: string; name: string } {
  const severity = SEVERITIES[code & 7] ?? ''
  const facility = FACILITIES[code >> 3] ?? `local${(code >> 3) - 16}`
  return { function: `${facility}.${severity}`, name: `syslog ${facility}.${severity}` }
}

function operationOf(message: Cursor, { operations }: SyslogState): Operation {
  const { view, pos } = message
  const { priority, programFrom, programTo } = header
  const key = keyOfBytes(view, pos + programFrom, pos + programTo, priority)
  const known = operations.find(key)
  if (known !== undefined) return known
  const operationClass = (priority & 7) <= LAST_ALARM ? 'alarm' : 'publish'
  return operations.add(key, operationClass, priority, '', textOf(message, programFrom, programTo))
}

/** The first host name counts as the sender's own; who sends messages of several is a relay. */
function sayHost(message: Cursor, of: Side, state: SyslogState, sink: Sink): void {
  const { hostFrom, hostTo } = header
  if (hostTo === 0 || state.isRelay) return
  const key = keyOfBytes(message.view, message.pos + hostFrom, message.pos + hostTo, 1)
  if (key === state.host) return
  const isFirst = state.host === 0
  state.host = key
  state.isRelay = !isFirst
  if (!isFirst) tell(of, { role: 'syslog relay' }, sink)
  else {
    const name = textOf(message, hostFrom, hostTo)
    tell(of, /^\d{1,3}(\.\d{1,3}){3}$/.test(name) ? { ip: name } : { name }, sink)
  }
}

function sayProgram(message: Cursor, of: Side, { programs, isRelay }: SyslogState, sink: Sink): void {
  const { programFrom, programTo } = header
  if (programTo === 0 || isRelay || programs.size >= MAX_PROGRAMS) return
  const key = keyOfBytes(message.view, message.pos + programFrom, message.pos + programTo, 2)
  if (programs.has(key)) return
  programs.add(key)
  const application = textOf(message, programFrom, programTo)
  const product = productOf(application)
  tell(of, { application, ...(product !== '' && { vendor: 'Cisco', product }) }, sink)
}

function textOf(message: Cursor, from: number, to: number): string {
  const { pos } = message
  message.skip(from)
  const text = message.text(to - from, 'utf8')
  message.pos = pos
  return text
}

function tell(of: Side, facts: Readonly<Partial<Record<Fact, string>>>, sink: Sink): void {
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'syslog header', facts })
}
