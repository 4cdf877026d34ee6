/*
 * WS-Discovery. SOAP over UDP port 3702, to 239.255.255.250 and ff02::c. OASIS WS-Discovery 1.1 (2009), clauses 4 to 6, and
 * the version of April 2005 that devices speak; ONVIF Core Specification, 7.3 (scopes).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation, OperationRole } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { addressOf, emptyMatch, factsOf, readInto } from './match.ts'
import { SoapScan } from './soap-scan.ts'

const MAX_MESSAGE = 65_535
/** What all namespaces of WS-Discovery have in them, and how far into a message it is looked for. */
const NAMESPACES = ['/ws/2005/04/discovery', '/ws-dd/ns/discovery/']
const MAX_SEARCH = 4096
/** Devices of one message that are told of. */
export const MAX_MATCHES = 32
const ACTIONS = ['', '/Hello', '/Bye', '/Probe', '/ProbeMatches', '/Resolve', '/ResolveMatches'] as const
const CODE = { hello: 1, bye: 2, probe: 3, probeMatches: 4, resolve: 5, resolveMatches: 6 } as const
/** What describes one device. */
const ENTRIES = ['Hello', 'ProbeMatch', 'ResolveMatch']

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
}

export const wsDiscovery = defineDissector<State>({
  name: 'ws-discovery',
  title: 'WS-Discovery',
  carriers: [{ over: 'udp', ports: [3702] }],
  depth: {
    decodes: 'Hello, Bye, Probe, Resolve and their matches, of both versions',
    identity: 'UUID, types, addresses, and the ONVIF scopes name, hardware and location',
    missing: 'compressed messages; the metadata at the addresses, which comes over HTTP',
  },
  maxMessage: MAX_MESSAGE,

  // It begins as XML does, and has the namespace in it: more than 20 bytes.
  probe: (bytes: Cursor): Verdict => (isXml(bytes) && hasNamespace(bytes) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    const code = isXml(bytes) ? actionOf(bytes.view, bytes.pos, bytes.end) : 0
    if (code === CODE.probe || code === CODE.resolve) return 'to-server'
    return code === CODE.probeMatches || code === CODE.resolveMatches ? 'to-client' : undefined
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new SaidOnce() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const code = actionOf(view, pos, end)
    if (code === 0) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    sink.operation(roleOf(code), operationOf(code, state), 0)
    if (code === CODE.bye || code === CODE.probe || code === CODE.resolve) return
    const body = bodyAt(view, pos, end)
    if (body < 0) sink.observe({ kind: 'malformed', reason: 'truncated', offset: end - pos })
    else if (state.said.isNew(code, view, body, end)) sayMatches(view, body, end, code, info, sink)
  },

  describe(code: number): { function: string; name: string } {
    const word = ACTIONS[code]?.slice(1) ?? `action ${code}`
    return { function: word, name: word }
  },
})

const scan = new SoapScan()

/** '<' at once, or behind a byte order mark or line breaks. */
function isXml(bytes: Cursor): boolean {
  const { view, pos, end } = bytes
  let at = pos
  while (at < end && at < pos + 4 && view.getUint8(at) !== 0x3c) at++
  return at < end && view.getUint8(at) === 0x3c
}

function hasNamespace(bytes: Cursor): boolean {
  const { view, pos } = bytes
  const end = Math.min(bytes.end, pos + MAX_SEARCH)
  for (let at = pos; at < end; at++) {
    if (view.getUint8(at) === 0x2f && NAMESPACES.some((text) => isAt(view, at, end, text))) return true
  }
  return false
}

function isAt(view: DataView, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false
  for (let i = 0; i < text.length; i++) if (view.getUint8(at + i) !== text.charCodeAt(i)) return false
  return true
}

/** The header 'Action' (WS-Addressing) tells what a message is; 0 when it is none of these. */
function actionOf(view: DataView, start: number, end: number): number {
  scan.begin(start, end)
  while (scan.next(view)) {
    if (scan.isClosing || !scan.isNamed(view, 'Action')) continue
    for (let code = 1; code < ACTIONS.length; code++) if (scan.endsWith(view, ACTIONS[code] as string)) return code
    return 0
  }
  return 0
}

/** Before the body stand numbers that differ from message to message. */
function bodyAt(view: DataView, start: number, end: number): number {
  scan.begin(start, end)
  while (scan.next(view)) if (!scan.isClosing && scan.isNamed(view, 'Body')) return scan.textAt
  return -1
}

function roleOf(code: number): OperationRole {
  if (code === CODE.probe || code === CODE.resolve) return 'request'
  return code === CODE.probeMatches || code === CODE.resolveMatches ? 'response' : 'event'
}

/** Devices are looked for, and tell that they come and go (WS-Discovery 1.1, 1.1). */
function operationOf(code: number, state: State): Operation {
  return state.operations.find(code) ?? state.operations.add(code, 'discover', code, '', '')
}

function sayMatches(view: DataView, body: number, end: number, code: number, info: MessageInfo, sink: Sink): void {
  const of = info.direction === 'to-server' ? 'client' : 'server'
  const message = `WS-Discovery ${(ACTIONS[code] ?? '').slice(1)}`
  let match = emptyMatch()
  let matches = 0
  scan.begin(body, end)
  while (scan.next(view) && matches < MAX_MATCHES) {
    const isEntry = ENTRIES.some((name) => scan.isNamed(view, name))
    if (!isEntry) {
      if (!scan.isClosing) readInto(match, scan, view)
      continue
    }
    if (scan.isClosing) {
      const facts = factsOf(match)
      const about = addressOf(match)
      if (Object.keys(facts).length > 0) sink.observe({ kind: 'identity', of, about, module: '', message, facts })
      matches++
    }
    match = emptyMatch()
  }
  if (scan.isLimited || matches >= MAX_MATCHES) sink.observe({ kind: 'undecoded', reason: 'unsupported', code })
  else if (!scan.isClosing || !scan.isNamed(view, 'Envelope')) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: end - body })
  }
}
