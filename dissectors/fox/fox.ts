/*
 * Niagara Fox, the protocol of Tridium's stations and workbenches. Text in lines, ASCII. There is no public standard: what
 * stands here is what public captures and open decoders agree on. TCP 1911 (4911 over TLS: it stays TLS here).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { codeOf, describeFox, HELLO, isError, operationClassOf, roleOf } from './commands.ts'
import { afterLine, frameLength, lineEnd, MAX_HEADER_LINE, prefixOf } from './frame.ts'
import { sayHello, saySignIn } from './hello.ts'

/** Frames that carry files or pictures are longer, and are not read. */
const MAX_FRAME = 131_072
const FRAME_TYPE_AT = 4
const HEADER = /^fox ([a-z?]) -?\d+ -?\d+ (\S+) (.+)$/
const HEADER_FORM = /^(?:fox [a-z?] -?\d{1,10} -?\d{1,10} \S+ \S+)$/
/** Lines of a frame that are read. */
const MAX_LINES = 64
const MAX_VALUE = 256

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const fox = defineDissector<State>({
  name: 'fox',
  title: 'Niagara Fox',
  carriers: [{ over: 'tcp', ports: [1911, 3011] }],
  depth: {
    decodes: 'frames with channel and command, errors',
    identity: 'hello of both sides: host, station, application, VM, operating system, brand, host id; who signs in',
    missing: 'what the commands of a station mean (there is no public standard); Fox over TLS (4911)',
  },
  maxMessage: MAX_FRAME,

  probe(bytes: Cursor): Verdict {
    const prefix = prefixOf(bytes)
    if (prefix < 0) return 'no'
    const end = lineEnd(bytes, 0, MAX_HEADER_LINE)
    if (end < 0) return bytes.left >= MAX_HEADER_LINE ? 'no' : 'need-more'
    return HEADER_FORM.test(bytes.text(end)) ? 'yes' : 'no'
  },

  directionOf: (): Direction | undefined => undefined,

  messageLength: frameLength,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const headerEnd = lineEnd(message, 0, MAX_HEADER_LINE)
    if (headerEnd < 0) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const type = String.fromCharCode(message.peek(FRAME_TYPE_AT))
    const operation = operationOf(message, headerEnd, state)
    if (operation === undefined) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    sink.operation(roleOf(type, operation.code, info.direction), operation, isError(type) ? 1 : 0)
    const of: Side = info.direction === 'to-server' ? 'client' : 'server'
    if (operation.class !== 'session' && operation.class !== 'authenticate') return
    if (!isNews(state.said, of === 'client' ? 1 : 2, view, pos + headerEnd, end)) return
    message.reset(view, pos, end)
    const values = valuesOf(message, headerEnd + 1)
    if (operation.code === HELLO) sayHello(values, of, sink)
    else saySignIn(values, of, sink)
  },

  describe: describeFox,
})

/** By channel and command; undefined when the line is no header. */
function operationOf(message: Cursor, headerEnd: number, { operations }: State): Operation | undefined {
  const { view, pos } = message
  // Behind the sequence numbers, which are different every time.
  const from = pos + afterNumbers(message, headerEnd)
  const key = keyOfBytes(view, from, pos + headerEnd, message.peek(FRAME_TYPE_AT))
  const known = operations.find(key)
  if (known !== undefined) return known
  const [, type = '', channel = '', command = ''] = HEADER.exec(message.text(headerEnd)) ?? []
  if (command === '') return undefined
  const code = codeOf(type, channel, command)
  return operations.add(key, operationClassOf(code), code, '', `${channel} ${command}`)
}

function afterNumbers(message: Cursor, headerEnd: number): number {
  let blanks = 0
  for (let i = 0; i < headerEnd; i++) if (message.peek(i) === 0x20 && ++blanks === 4) return i
  return headerEnd
}

/** 'hostName' -> 'plant': the texts and numbers of a frame, not what is in blobs. */
function valuesOf(message: Cursor, from: number): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const { pos } = message
  for (let at = from, lines = 0; at >= 0 && at < message.left && lines < MAX_LINES; lines++) {
    const next = afterLine(message, at)
    if (next < 0) break
    const { left } = message
    message.skip(at)
    const line = message.text(Math.min(next - 1 - at, MAX_VALUE, left - at), 'utf8')
    message.pos = pos
    const [, key = '', value = ''] = /^([^=]+)=[si]:(.*)$/.exec(line) ?? []
    if (key !== '') values.set(key, value)
    at = next
  }
  return values
}
