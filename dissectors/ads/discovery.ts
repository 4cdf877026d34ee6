/*
 * The services of UDP port 48899, by which TwinCAT finds hosts and adds routes. Little-endian; not documented: from the
 * open ADS library of Beckhoff and from public captures. Magic, invoke id, service (high bit: answer), net id, port, then
 * tags, each with its number, its length and its data.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Operation, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { AdsState } from './ads-state.ts'
import { netAt, netText, u32At } from './ams-header.ts'
import { classOfService, SERVICE, UDP_SPACE } from './commands.ts'

const MAGIC = 0x7114_6603
export const DISCOVERY_HEADER = 24
const SERVICE_AT = 8
const NET_AT = 12
const TAGS_AT = 20
const ANSWER = 0x8000_0000
const MAX_SERVICE = 0xff
/** Tags read of one datagram: no service has more than ten. */
const MAX_TAGS = 32
const TAG = { status: 1, password: 2, version: 3, system: 4, host: 5, net: 7, route: 12, user: 13 } as const
const OS_LENGTH = 20
const WINDOWS_NT = 2
const WINDOWS_CE = 3
const MAX_TEXT = 128
const KEY_SPACE = 0x18_0000_0000_0000
const SAID = 0x200_0000

export function isDiscovery(bytes: Cursor): boolean {
  return bytes.left >= DISCOVERY_HEADER && u32At(bytes, 0) === MAGIC && serviceOf(bytes) <= MAX_SERVICE
}

export function isDiscoveryAnswer(bytes: Cursor): boolean {
  return u32At(bytes, SERVICE_AT) >= ANSWER
}

/** Reads one datagram; the cursor spans it. */
export function dissectDiscovery(message: Cursor, direction: Direction, state: AdsState, sink: Sink): void {
  const service = serviceOf(message)
  const of: Side = direction === 'to-server' ? 'client' : 'server'
  const found: Found = {
    status: 0,
    facts: { 'network-address': netText(netAt(message, NET_AT)) },
    net: '',
    route: '',
    user: '',
    hasPassword: false,
    host: '',
  }
  const whole = readTags(message, found)
  if (isDiscoveryAnswer(message)) {
    const asked = state.asked.answer(referenceOf(message, service))
    sink.operation('response', asked ?? operationOf(message, service, '', state), found.status)
    if (service === SERVICE.addRoute) {
      const opened = found.status === 0
      sink.observe({ kind: 'session', state: opened ? 'opened' : 'refused', security: 'none', user: state.user })
    }
  } else {
    const target = service === SERVICE.addRoute ? `route ${found.route} ${found.net} at ${found.host}` : ''
    const operation = operationOf(message, service, target, state)
    state.asked.ask(referenceOf(message, service), operation)
    state.user = found.user
    sink.operation('request', operation, 0)
    // The host that a route leads to is said by who asks for it, not of whom.
    if (service === SERVICE.addRoute) found.facts = { 'network-address': found.net }
    if (found.hasPassword) {
      sink.observe({ kind: 'credential', of, method: 'AMS Add Route', account: found.user, protection: 'clear' })
    }
  }
  if (isNews(state.said, SAID + service, message.view, message.pos + SERVICE_AT, message.end)) {
    sink.observe({ kind: 'identity', of, about: '', module: '', message: nameOf(service), facts: found.facts })
  }
  if (!whole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.left })
  else if (classOfService(service) === 'unknown') {
    sink.observe({ kind: 'undecoded', reason: 'unsupported', code: UDP_SPACE + service })
  }
}

interface Found {
  status: number
  facts: Partial<Record<Fact, string>>
  net: string
  route: string
  user: string
  hasPassword: boolean
  host: string
}

function serviceOf(bytes: Cursor): number {
  return u32At(bytes, SERVICE_AT) % ANSWER
}

function nameOf(service: number): string {
  return service === SERVICE.addRoute ? 'AMS Add Route' : 'AMS Server Info'
}

function referenceOf(message: Cursor, service: number): number {
  return ((u32At(message, 4) & 0xff_ffff) ^ (service << 24)) & 0x7fff_ffff
}

function operationOf(message: Cursor, service: number, target: string, state: AdsState): Operation {
  const { view, pos, end } = message
  const key = target === '' ? KEY_SPACE + service : keyOfBytes(view, pos + SERVICE_AT, end, service)
  const { operations } = state
  return operations.find(key) ?? operations.add(key, classOfService(service), UDP_SPACE + service, '', target)
}

/** Reads all tags but the password's; false when they do not fill the datagram. */
function readTags(message: Cursor, found: Found): boolean {
  const start = message.pos
  const count = Math.min(u32At(message, TAGS_AT), MAX_TAGS)
  message.skip(DISCOVERY_HEADER)
  for (let i = 0; i < count; i++) {
    const tag = message.u16le()
    const length = message.u16le()
    if (message.short || length > message.left) break
    const next = message.pos + length
    readTag(message, tag, length, found)
    message.pos = next
  }
  const whole = message.left === 0 && !message.short
  message.pos = start
  message.short = false
  return whole
}

function readTag(message: Cursor, tag: number, length: number, found: Found): void {
  const text = () => message.text(Math.min(length, MAX_TEXT), 'latin1')
  switch (tag) {
    case TAG.status:
      found.status = length >= 4 ? message.u32le() : 0
      return
    case TAG.version:
      if (length >= 4)
        found.facts = { ...found.facts, software: `TwinCAT ${message.u8()}.${message.u8()}.${message.u16le()}` }
      return
    case TAG.system:
      if (length >= OS_LENGTH) found.facts = { ...found.facts, os: systemText(message) }
      return
    case TAG.host:
      found.host = text()
      found.facts = { ...found.facts, name: found.host }
      return
    case TAG.net:
      if (length >= 6) found.net = netText(netAt(message, 0))
      return
    case TAG.route:
      found.route = text()
      return
    case TAG.user:
      found.user = text()
      return
    case TAG.password:
      found.hasPassword = length > 0
  }
}

/** OSVERSIONINFO: its size, major, minor, build, platform. */
function systemText(message: Cursor): string {
  message.skip(4)
  const version = `${message.u32le()}.${message.u32le()}`
  const build = message.u32le()
  const platform = message.u32le()
  const suffix = build === 0 ? '' : `.${build}`
  if (platform === WINDOWS_CE) return `Windows CE ${version}${suffix}`
  return platform === WINDOWS_NT ? `Windows NT ${version}${suffix}` : `platform ${platform} ${version}${suffix}`
}
