/*
 * SOME/IP-SD: who offers and wants which service, and where. AUTOSAR FO R22-11, SOME/IP Service Discovery Protocol
 * Specification (document 802), 4.1.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { HEADER_LENGTH } from './header.ts'
import type { SomeipState } from './someip-state.ts'

/** The service that all of this is: 0xffff, 0x8100. */
export const DISCOVERY = 0xffff_8100
/** Beyond the types of messages. */
export const ENTRIES = 0x100
const ENTRIES_LENGTH_AT = HEADER_LENGTH + 4
const ENTRIES_AT = HEADER_LENGTH + 8
const ENTRY_LENGTH = 16
/** In an entry. */
const AT = {
  firstOption: 1,
  secondOption: 2,
  counts: 3,
  service: 4,
  instance: 6,
  version: 8,
  ttl: 8,
  minor: 12,
  group: 14,
}
const TYPE = { find: 0, offer: 1, subscribe: 6, acknowledge: 7 } as const
const STOPS = 0x10
const ANY_INSTANCE = 0xffff
const ENDPOINT = { ipv4: 0x04, ipv6: 0x06 } as const
/** From the start of an option: its length does not count itself and its type. */
const OPTION_HEAD = 3
const TRANSPORT_AT: Readonly<Record<number, number>> = { [ENDPOINT.ipv4]: 9, [ENDPOINT.ipv6]: 21 }
const UDP = 17
const TCP = 6

const NAMES: Readonly<Record<number, readonly [string, OperationClass]>> = {
  [TYPE.find]: ['Find Service', 'discover'],
  [TYPE.offer]: ['Offer Service', 'discover'],
  [TYPE.offer | STOPS]: ['Stop Offer Service', 'discover'],
  [TYPE.subscribe]: ['Subscribe Eventgroup', 'session'],
  [TYPE.subscribe | STOPS]: ['Stop Subscribe Eventgroup', 'session'],
  [TYPE.acknowledge]: ['Subscribe Eventgroup Ack', 'session'],
  [TYPE.acknowledge | STOPS]: ['Subscribe Eventgroup Nack', 'session'],
}

export function entryName(kind: number): string {
  return NAMES[kind]?.[0] ?? `Entry ${kind}`
}

/** Whether entries and options fill the message. */
export function isDiscovery({ view, pos, left }: Cursor): boolean {
  if (left < ENTRIES_AT + 4) return false
  const entries = view.getUint32(pos + ENTRIES_LENGTH_AT)
  if (entries % ENTRY_LENGTH !== 0 || ENTRIES_AT + entries + 4 > left) return false
  return ENTRIES_AT + entries + 4 + view.getUint32(pos + ENTRIES_AT + entries) === left
}

/** Reports each entry; an offer is said when it is new. */
export function dissectDiscovery(message: Cursor, info: MessageInfo, state: SomeipState, sink: Sink): void {
  const { view, pos } = message
  const entries = view.getUint32(pos + ENTRIES_LENGTH_AT)
  const options = pos + ENTRIES_AT + entries + 4
  for (let at = pos + ENTRIES_AT; at < options - 4; at += ENTRY_LENGTH) {
    const stops = view.getUint32(at + AT.ttl) % 0x100_0000 === 0
    const kind = view.getUint8(at) | (stops ? STOPS : 0)
    const { operations } = state
    const key = keyOfBytes(view, at + AT.service, at + AT.version + 1, ENTRIES + kind + groupOf(view, at) * 0x1_0000)
    const known = operations.find(key)
    const operationClass = NAMES[kind]?.[1] ?? 'unknown'
    const operation = known ?? operations.add(key, operationClass, ENTRIES + kind, '', entryText(view, at))
    sink.operation(
      kind === TYPE.acknowledge || kind === (TYPE.acknowledge | STOPS) ? 'response' : 'event',
      operation,
      kind === (TYPE.acknowledge | STOPS) ? 1 : 0,
    )
    if (known === undefined && kind === TYPE.offer) sayOffer(message, at, options, info, sink)
    if (NAMES[kind] === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: ENTRIES + kind })
  }
}

function groupOf(view: DataView, at: number): number {
  return view.getUint8(at) < TYPE.subscribe ? 0 : view.getUint16(at + AT.group)
}

/** 'service 0x1234 instance 0x0001 v1', 'service 0x1234 eventgroup 0x0005'. */
function entryText(view: DataView, at: number): string {
  const instance = view.getUint16(at + AT.instance)
  const of = instance === ANY_INSTANCE ? '' : ` instance ${hex(instance)}`
  const group = groupOf(view, at)
  const what = group === 0 ? '' : ` eventgroup ${hex(group)}`
  return `service ${hex(view.getUint16(at + AT.service))}${of}${what}`
}

/** What the sender offers, and the ports that it listens on for it. */
function sayOffer(message: Cursor, at: number, options: number, info: MessageInfo, sink: Sink): void {
  const { view } = message
  const of = senderOf(info)
  const version = `v${view.getUint8(at + AT.version)}.${view.getUint32(at + AT.minor)}`
  sayFacts(of, '', 'SOME/IP-SD Offer Service', { service: `SOME/IP ${entryText(view, at)} ${version}` }, sink)
  const counts = view.getUint8(at + AT.counts)
  const runs = [
    [view.getUint8(at + AT.firstOption), counts >> 4],
    [view.getUint8(at + AT.secondOption), counts & 0x0f],
  ] as const
  for (const [first, count] of runs) {
    for (let index = first; index < first + count; index++) expectEndpoint(message, options, index, of, sink)
  }
}

function expectEndpoint(message: Cursor, options: number, index: number, of: 'client' | 'server', sink: Sink): void {
  const { view, end } = message
  let at = options
  for (let i = 0; i < index && at + OPTION_HEAD <= end; i++) at += OPTION_HEAD + view.getUint16(at)
  if (at + OPTION_HEAD > end || at + OPTION_HEAD + view.getUint16(at) > end) return
  const transport = TRANSPORT_AT[view.getUint8(at + 2)]
  if (transport === undefined || at + transport + 3 > end) return
  const protocol = view.getUint8(at + transport)
  if (protocol !== UDP && protocol !== TCP) return
  const over = protocol === UDP ? 'udp' : 'tcp'
  sink.observe({ kind: 'expectation', of, over, port: view.getUint16(at + transport + 1), protocol: 'someip' })
}

export function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`
}
