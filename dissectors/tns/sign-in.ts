/*
 * Who connects to which service with which program, and what the server says of itself. Passwords of listeners are not read, nor
 * anything of a call that signs in.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { OperationClass } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { textToNul } from '../kit/text-to-nul.ts'
import { partsOf, releaseOf } from './descriptor.ts'

/** Bytes of a banner that are kept. */
export const MAX_BANNER = 128
/** Commands to a listener that only ask. */
const ASKS = ['ping', 'status', 'version', 'services']
const BANNERS = ['Oracle Database ', 'TNSLSNR for ']
/** Java's thin driver gives no host of its own. */
const NO_HOST = /^__jdbc__$/

export interface Connecting {
  readonly target: string
  readonly operationClass: OperationClass
  readonly service: string
}

/** Takes a connect descriptor, says the client, and tells what it connects to. */
export function sayConnect(descriptor: string, sink: Sink): Connecting {
  const parts = partsOf(descriptor)
  const of = (name: string) => parts.get(name) ?? ''
  const host = of('CID.HOST')
  const facts = { name: NO_HOST.test(host) ? '' : host, application: of('CID.PROGRAM'), user: of('CID.USER') }
  sayFacts('client', '', 'TNS connect descriptor', facts, sink)
  if (parts.has('CONNECT_DATA.PASSWORD')) {
    sink.observe({
      kind: 'credential',
      of: 'client',
      method: 'TNS listener password',
      account: '',
      protection: 'clear',
    })
  }
  const command = of('CONNECT_DATA.COMMAND').toLowerCase()
  if (command !== '') return { target: `command ${command}`, operationClass: classOfCommand(command), service: '' }
  const service = of('CONNECT_DATA.SERVICE_NAME') || of('CONNECT_DATA.SID')
  return { target: service === '' ? '' : `service ${service}`, operationClass: 'session', service }
}

/** Takes the descriptor of a refusal, which is also the answer to a command; returns the error. */
export function sayRefusal(descriptor: string, sink: Sink): number {
  const parts = partsOf(descriptor)
  const release = releaseOf(parts.get('DESCRIPTION.VSNNUM') ?? '')
  if (release !== '') sayFacts('server', '', 'TNS VSNNUM', { software: `Oracle Net listener ${release}` }, sink)
  const error = Number(parts.get('DESCRIPTION.ERR') ?? '1')
  return Number.isInteger(error) && error >= 0 && error < 0x1_0000 ? error : 1
}

/** The port of a redirection; 0 where there is none. */
export function redirectedPort(descriptor: string): number {
  const port = Number(partsOf(descriptor).get('ADDRESS.PORT') ?? '0')
  return Number.isInteger(port) && port > 0 && port < 0x1_0000 ? port : 0
}

/** Takes the answer to a protocol negotiation: the version, a zero, the platform of the server. */
export function sayPlatform(body: Cursor, sink: Sink): void {
  while (body.left > 0 && body.u8() !== 0) {}
  const os = textToNul(body, MAX_BANNER)
  if (/^\w[\w./ -]+$/.test(os)) sayFacts('server', '', 'TTC protocol negotiation', { os }, sink)
}

/** Takes an answer that may hold the text of a version. */
export function sayBanner(body: Cursor, sink: Sink): void {
  for (const word of BANNERS) {
    const at = placeOf(body, word)
    if (at < 0) continue
    body.pos = at
    const software = body.text(Math.min(printableLength(body), MAX_BANNER)).trim()
    sayFacts('server', '', 'Oracle version', { software }, sink)
    return
  }
}

function classOfCommand(command: string): OperationClass {
  if (ASKS.includes(command)) return 'diagnose'
  return command === 'stop' ? 'mode' : 'configure'
}

function placeOf({ view, pos, end }: Cursor, word: string): number {
  const first = word.charCodeAt(0)
  for (let at = pos; at + word.length <= end; at++) {
    if (view.getUint8(at) !== first) continue
    let i = 1
    while (i < word.length && view.getUint8(at + i) === word.charCodeAt(i)) i++
    if (i === word.length) return at
  }
  return -1
}

function printableLength({ view, pos, end }: Cursor): number {
  let at = pos
  while (at < end && view.getUint8(at) >= 0x20 && view.getUint8(at) < 0x7f) at++
  return at - pos
}
