/*
 * What an Announce message says of its clock. IEEE 1588-2008 clause 13.5 (layout), tables 5 to 7 (class, accuracy, source);
 * of version 1 (IEEE 1588-2002 clause 8.3) what a Sync message says.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'

const IDENTITY_LENGTH = 8
/** Offsets from the start of a message of version 2. */
export const AT = {
  domain: 4,
  identity: 20,
  requester: 44,
  priority1: 47,
  clockClass: 48,
  accuracy: 49,
  priority2: 52,
  grandmaster: 53,
  steps: 61,
  source: 63,
} as const
/** Of version 1. */
export const AT_V1 = { subdomain: 4, type: 20, uuid: 22, control: 32, grandmaster: 54, stratum: 67, clock: 68 } as const
const SUBDOMAIN_LENGTH = 16
const SOURCES: Readonly<Record<number, string>> = {
  16: 'atomic clock',
  32: 'GNSS',
  48: 'terrestrial radio',
  57: 'serial time code',
  64: 'PTP',
  80: 'NTP',
  96: 'hand set',
  144: 'other',
  160: 'internal oscillator',
}

/** '00:13:95:ff:fe:00:00:04' at an offset from the start of the message; the cursor stays. */
export function identityAt(message: Cursor, offset: number): string {
  const { pos } = message
  message.pos = pos + offset
  const text = message.hex(IDENTITY_LENGTH, ':')
  message.pos = pos
  return text
}

/** Only masters announce; who is no step away from the grandmaster is it itself. */
export function sayClock(message: Cursor, of: Side, sink: Sink): void {
  const grandmaster = identityAt(message, AT.grandmaster)
  const isGrandmaster = grandmaster === identityAt(message, AT.identity)
  const source = message.peek(AT.source)
  const facts = {
    role: isGrandmaster ? 'PTP grandmaster' : 'PTP boundary clock',
    capability: [
      `PTP clock ${identityAt(message, AT.identity)}`,
      `domain ${message.peek(AT.domain)}`,
      // 13.5: these are of the grandmaster, whoever announces it.
      ...(isGrandmaster
        ? [
            `clock class ${message.peek(AT.clockClass)}`,
            `accuracy 0x${message.peek(AT.accuracy).toString(16)}`,
            `priorities ${message.peek(AT.priority1)} and ${message.peek(AT.priority2)}`,
          ]
        : []),
    ].join(', '),
    'time-source': isGrandmaster
      ? (SOURCES[source] ?? `PTP source 0x${source.toString(16)}`)
      : `PTP clock ${grandmaster}`,
  }
  sayFacts(of, '', 'PTP Announce', facts, sink)
}

export function sayClockOfVersion1(message: Cursor, of: Side, sink: Sink): void {
  const { pos } = message
  const isGrandmaster = macOf(message, AT_V1.grandmaster) === macOf(message, AT_V1.uuid)
  const stratum = message.peek(AT_V1.stratum)
  message.pos = pos + AT_V1.subdomain
  const subdomain = message.text(SUBDOMAIN_LENGTH)
  message.pos = pos + AT_V1.clock
  const clock = message.text(4)
  message.pos = pos
  const facts = {
    role: isGrandmaster ? 'PTP grandmaster' : 'PTP boundary clock',
    capability: `PTP version 1, clock ${macOf(message, AT_V1.uuid)}, subdomain ${subdomain}, stratum ${stratum}`,
    'time-source': isGrandmaster ? clock : `PTP clock ${macOf(message, AT_V1.grandmaster)}`,
  }
  sayFacts(of, '', 'PTP Sync', facts, sink)
}

function macOf(message: Cursor, offset: number): string {
  const { pos } = message
  message.pos = pos + offset
  const text = message.hex(6, ':')
  message.pos = pos
  return text
}
