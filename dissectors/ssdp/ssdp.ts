/*
 * SSDP, the discovery of UPnP. Text. UPnP Device Architecture 2.0, clause 1: advertisement (1.2) and search (1.3), in the
 * form of HTTP over UDP port 1900, to 239.255.255.250 and ff0x::c.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { sayDevice, saySearcher } from './device-identity.ts'
import { HeaderLines } from './header-lines.ts'

const MAX_MESSAGE = 65_535
const START = { search: 'M-SEARCH * HTTP/1.', notify: 'NOTIFY * HTTP/1.', answer: 'HTTP/1.1 200 ' } as const
const CODE = { search: 1, alive: 2, byebye: 3, update: 4, other: 5 } as const
const NAMES: Readonly<Record<number, readonly [string, string]>> = {
  1: ['M-SEARCH', 'Search'],
  2: ['NOTIFY ssdp:alive', 'Advertisement'],
  3: ['NOTIFY ssdp:byebye', 'Device unavailable'],
  4: ['NOTIFY ssdp:update', 'Update'],
  5: ['NOTIFY', 'Notification'],
}
/** Characters of a target that are told. */
const MAX_TARGET = 128

interface State {
  readonly operations: Operations
  readonly said: SaidOnce
}

export const ssdp = defineDissector<State>({
  name: 'ssdp',
  title: 'SSDP (UPnP)',
  carriers: [{ over: 'udp', ports: [1900] }],
  depth: {
    decodes: 'searches, answers and advertisements',
    identity:
      'server, device type, services, UUID and location of who answers or advertises; user agent of who searches',
    missing: 'the description at the location, which comes over HTTP',
  },
  maxMessage: MAX_MESSAGE,

  // A start line of 13 bytes or more; of an answer, also a header that only SSDP has.
  probe(bytes: Cursor): Verdict {
    const { view, pos, end } = bytes
    if (startsWith(bytes, START.search) || startsWith(bytes, START.notify)) return 'yes'
    if (!startsWith(bytes, START.answer)) return 'no'
    lines.begin(view, pos, end)
    return lines.find(view, 'st') && lines.find(view, 'usn') ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (startsWith(bytes, START.search)) return 'to-server'
    return startsWith(bytes, START.answer) ? 'to-client' : undefined
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new SaidOnce() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    lines.begin(view, pos, end)
    const isAnswer = startsWith(message, START.answer)
    const isSearch = startsWith(message, START.search)
    if (!lines.isWhole || !(isAnswer || isSearch || startsWith(message, START.notify))) {
      sink.observe({ kind: 'malformed', reason: lines.isWhole ? 'bad-value' : 'truncated', offset: 0 })
      return
    }
    const code = isAnswer || isSearch ? CODE.search : codeOfNotify(view)
    const key = keyOfTarget(view, code, isAnswer || isSearch)
    sink.operation(isSearch ? 'request' : isAnswer ? 'response' : 'event', operationOf(view, key, code, state), 0)
    if (code === CODE.byebye) return
    if (isSearch) {
      if (isNew(view, 'user-agent', 'cpfn.upnp.org', 'cpuuid.upnp.org', key, state))
        saySearcher(lines, view, info, sink)
    } else if (isNew(view, 'server', 'location', 'usn', key, state)) {
      sayDevice(lines, view, isAnswer ? 'st' : 'nt', isAnswer ? 'SSDP Response' : 'SSDP NOTIFY', info, sink)
    }
  },

  describe(code: number): { function: string; name: string } {
    const [text, name] = NAMES[code] ?? [`code ${code}`, `Code ${code}`]
    return { function: text, name }
  },
})

const lines = new HeaderLines()

function startsWith(bytes: Cursor, text: string): boolean {
  const { view, pos } = bytes
  if (bytes.left < text.length) return false
  for (let i = 0; i < text.length; i++) if (view.getUint8(pos + i) !== text.charCodeAt(i)) return false
  return true
}

/** 1.2.2 to 1.2.4: the header NTS tells what kind of advertisement it is. */
function codeOfNotify(view: DataView): number {
  if (!lines.find(view, 'nts')) return CODE.other
  if (isValue(view, 'ssdp:alive')) return CODE.alive
  if (isValue(view, 'ssdp:byebye')) return CODE.byebye
  return isValue(view, 'ssdp:update') ? CODE.update : CODE.other
}

function isValue(view: DataView, text: string): boolean {
  const { valueAt, valueEnd } = lines
  if (valueEnd - valueAt !== text.length) return false
  for (let i = 0; i < text.length; i++) if (view.getUint8(valueAt + i) !== text.charCodeAt(i)) return false
  return true
}

/** What is looked for or advertised is the target; afterwards `lines` spans it. */
function keyOfTarget(view: DataView, code: number, isSearch: boolean): number {
  lines.find(view, isSearch ? 'st' : 'nt')
  return keyOfBytes(view, lines.valueAt, lines.valueEnd, code)
}

/** Devices are looked for, and tell of themselves (UPnP Device Architecture, 1). */
function operationOf(view: DataView, key: number, code: number, state: State): Operation {
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const target = lines.text(view, code === CODE.search ? 'st' : 'nt').slice(0, MAX_TARGET)
  return state.operations.add(key, 'discover', code, '', target)
}

/** A message has dates and counts of its own: what tells it from the last are these headers. */
function isNew(view: DataView, first: string, second: string, third: string, key: number, state: State): boolean {
  lines.find(view, first)
  const one = keyOfBytes(view, lines.valueAt, lines.valueEnd, key | 0)
  lines.find(view, second)
  const two = keyOfBytes(view, lines.valueAt, lines.valueEnd, one | 0)
  lines.find(view, third)
  return state.said.isNew(two, view, lines.valueAt, lines.valueEnd)
}
