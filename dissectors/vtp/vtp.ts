/*
 * VTP, by which Cisco's switches take over the VLANs of others. Big-endian. SNAP 00-00-0C, 0x2003, to 01-00-0C-CC-CC-CC.
 * There is no standard; see advertisement.ts.
 */
import { ipText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import {
  CODE,
  DIGEST_AT,
  DOMAIN_AT,
  domainEnd,
  domainOf,
  isMessage,
  revisionOf,
  updaterOf,
  VLANS_AT,
  VTP,
  VtpMessage,
  vlansOf,
} from './advertisement.ts'

const MAX_MESSAGE = 1500
const NAMES: readonly string[] = ['', 'Summary Advertisement', 'Subset Advertisement', 'Advertisement Request', 'Join']
/** Switches of a domain that know an older revision take over what a subset holds, and forget VLANs that it does not: configure. */
const CLASSES: readonly OperationClass[] = ['unknown', 'discover', 'configure', 'discover', 'discover']

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const vtp = defineDissector<State>({
  name: 'vtp',
  title: 'VTP',
  carriers: [{ over: 'snap', protocols: [VTP & 0xffff] }],
  depth: {
    decodes: 'all messages of versions 1 and 2, by domain; of version 3 which they are',
    identity: 'switches and their domain, its revision and VLANs, who changed it last',
    missing: 'version 3 behind the domain; which VLANs are pruned',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isMessage(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(bytes: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    message.read(bytes)
    if (message.defect !== '') {
      sink.observe({ kind: 'malformed', reason: message.defect, offset: Math.min(bytes.left, DOMAIN_AT) })
      return
    }
    const { code, isRead } = message
    sink.operation('event', operationOf(bytes, state), 0)
    if (NAMES[code] === undefined || code === 0) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
      return
    }
    const of = senderOf(info)
    const { view, pos, end } = bytes
    // Subsets have a number each, in the byte before the length of the domain.
    const under = code === CODE.subset ? bytes.peek(DOMAIN_AT - 2) * 8 + code : code
    if (!isNews(state.said, under, view, pos, code === CODE.summary && isRead ? pos + DIGEST_AT : end)) return
    sayDomain(bytes, of, sink)
    if (code === CODE.subset && isRead) sayVlans(bytes, of, sink)
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] || `code ${code}` }),
})

const message = new VtpMessage()

function operationOf(bytes: Cursor, { operations }: State): Operation {
  const { code } = message
  const key = keyOfBytes(bytes.view, bytes.pos + DOMAIN_AT, domainEnd(bytes), code)
  const known = operations.find(key)
  if (known !== undefined) return known
  return operations.add(key, CLASSES[code] ?? 'unknown', code, '', `domain ${domainOf(bytes)}`)
}

function sayDomain(bytes: Cursor, of: Side, sink: Sink): void {
  const { code, isRead } = message
  const name = `VTP ${NAMES[code]}`
  const domain = domainOf(bytes)
  const revision = isRead && code <= CODE.subset ? String(revisionOf(bytes)) : ''
  sayFacts(of, '', name, { role: 'switch', domain, 'configuration-revision': revision }, sink)
  if (code !== CODE.summary || !isRead) return
  const updater = updaterOf(bytes)
  if (updater !== 0) sayFacts(of, ipText(updater), name, { role: 'switch', domain }, sink)
}

function sayVlans(bytes: Cursor, of: Side, sink: Sink): void {
  const { vlans, isWhole } = vlansOf(bytes)
  if (!isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: VLANS_AT })
  for (const vlan of vlans) sayFacts(of, '', `VTP ${NAMES[CODE.subset]}`, { vlan }, sink)
}
