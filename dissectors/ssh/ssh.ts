/*
 * SSH transport layer. Big-endian. RFC 4253: 4.2 (identification), 6 (binary packets), 7 (key exchange), 12 (numbers);
 * RFC 4250, 4.1.2 (message numbers).
 *
 * Behind SSH_MSG_NEWKEYS even the length of a packet is encrypted, so that nothing is cut there: the bytes are passed
 * over as they come, and are no messages.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import type { Fact, Operation, OperationRole, Side, Undecoded } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { hasshOf, readNameLists } from './key-exchange.ts'
import { describeSsh, IDENTIFICATION, MESSAGE } from './messages.ts'
import { systemOf } from './system-of.ts'

/** RFC 4253, 4.2: 255 characters with CR and LF; the comments of some devices are longer. */
export const MAX_IDENTIFICATION = 512
/** RFC 4253, 6.1: the longest packet that every implementation takes. */
const MAX_PACKET = 35_000
const LENGTH_FIELD = 4
const PACKET_HEADER = 6
const MIN_PACKET = 12
const MIN_PADDING = 4
const BLOCK = 8
const LINE_FEED = 10
const PREFIX = [0x53, 0x53, 0x48, 0x2d] as const
const COOKIE = 16
/** Bytes up to the first name list, with its first name. */
const KEXINIT_HEAD = PACKET_HEADER + COOKIE + 4 + 4
const MAX_NAME_LIST = 4096
const ENCRYPTED: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: MESSAGE.newKeys }

interface State {
  readonly operations: Operations
  readonly keysAre: { client: boolean; server: boolean }
  readonly fingerprints: { client: string; server: string }
  encryptedSaid: boolean
}

export const ssh = defineDissector<State>({
  name: 'ssh',
  title: 'SSH',
  carriers: [{ over: 'tcp', ports: [22, 2222] }],
  depth: {
    decodes: 'identification, key exchange messages by number',
    identity: 'software and operating system of both sides, HASSH and HASSHServer',
    missing: 'everything encrypted, sign-in among it; packets of SSH 1',
  },
  maxMessage: MAX_PACKET + LENGTH_FIELD,

  probe(bytes: Cursor): Verdict {
    for (let i = 0; i < PREFIX.length; i++) {
      if (i === bytes.left) return 'need-more'
      if (bytes.peek(i) !== PREFIX[i]) return i === 0 ? probeKeyExchange(bytes) : 'no'
    }
    return probeVersion(bytes)
  },

  directionOf: () => undefined,

  messageLength(bytes: Cursor): number {
    if (beginsIdentification(bytes)) return identificationLength(bytes)
    if (bytes.left < PACKET_HEADER) return bytes.left === 0 || bytes.peek(0) === 0 ? NEED_MORE : bytes.left
    return isPlainPacket(bytes) ? LENGTH_FIELD + lengthOf(bytes) : Math.min(bytes.left, MAX_PACKET)
  },

  newState: () => ({
    operations: new Operations(),
    keysAre: { client: false, server: false },
    fingerprints: { client: '', server: '' },
    encryptedSaid: false,
  }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const of: Side = info.direction === 'to-server' ? 'client' : 'server'
    if (message.left >= PREFIX.length && beginsIdentification(message)) identification(message, of, state, sink)
    else if (message.left >= PACKET_HEADER && isPlainPacket(message)) packet(message, of, state, sink)
    else encrypted(of, state, sink)
  },

  // Behind the new keys of a side nobody knows where its packets end.
  content: {
    isEncrypted: true,
    next: ({ keysAre }, direction) =>
      keysAre[direction === 'to-server' ? 'client' : 'server'] ? Number.POSITIVE_INFINITY : 0,
    look: () => 0,
    dissect: () => {},
  },

  describe: describeSsh,
})

function beginsIdentification(bytes: Cursor): boolean {
  for (let i = 0; i < PREFIX.length && i < bytes.left; i++) if (bytes.peek(i) !== PREFIX[i]) return false
  return bytes.left > 0
}

/** 'SSH-2.0-', 'SSH-1.99-', 'SSH-1.5-' */
function probeVersion(bytes: Cursor): Verdict {
  const rest = [0x2d]
  const major = bytes.left > 4 ? bytes.peek(4) : 0x32
  if (major !== 0x31 && major !== 0x32) return 'no'
  if (bytes.left > 5 && bytes.peek(5) !== 0x2e) return 'no'
  for (let i = 6; i < 9; i++) {
    if (bytes.left <= i) return 'need-more'
    const each = bytes.peek(i)
    if (i > 6 && each === rest[0]) return 'yes'
    if (each < 0x30 || each > 0x39) return 'no'
  }
  return 'no'
}

function identificationLength(bytes: Cursor): number {
  const { left } = bytes
  for (let i = 0; i < left && i < MAX_IDENTIFICATION; i++) if (bytes.peek(i) === LINE_FEED) return i + 1
  return left >= MAX_IDENTIFICATION ? NOT_A_MESSAGE : NEED_MORE
}

function lengthOf(bytes: Cursor): number {
  return bytes.peek16(0) * 0x1_0000 + bytes.peek16(2)
}

/** RFC 4253, 6: length and padding fit each other and the block size of 8, and the message is of the transport layer. */
function isPlainPacket(bytes: Cursor): boolean {
  const length = lengthOf(bytes)
  const padding = bytes.peek(4)
  return (
    length >= MIN_PACKET &&
    length <= MAX_PACKET &&
    (length + LENGTH_FIELD) % BLOCK === 0 &&
    padding >= MIN_PADDING &&
    padding < length - 1 &&
    isTransport(bytes.peek(5))
  )
}

/** RFC 4250, 4.1.1: 1 to 4, 7 and 20 to 49 come before encryption. */
function isTransport(code: number): boolean {
  return (code > 0 && code <= MESSAGE.debug) || code === MESSAGE.extInfo || (code >= MESSAGE.kexInit && code < 50)
}

/** A dialogue that is joined after the identifications: the offer of algorithms. */
function probeKeyExchange(bytes: Cursor): Verdict {
  if (bytes.peek(0) !== 0 || (bytes.left > 1 && bytes.peek(1) !== 0)) return 'no'
  if (bytes.left < PACKET_HEADER) return 'need-more'
  if (!isPlainPacket(bytes) || bytes.peek(5) !== MESSAGE.kexInit) return 'no'
  if (bytes.left < KEXINIT_HEAD) return 'need-more'
  const list = PACKET_HEADER + COOKIE
  const length = bytes.peek16(list) * 0x1_0000 + bytes.peek16(list + 2)
  if (length < 4 || length > MAX_NAME_LIST) return 'no'
  for (let i = 0; i < 4; i++) {
    const each = bytes.peek(list + 4 + i)
    if (each <= 0x20 || each > 0x7e) return 'no'
  }
  return 'yes'
}

function identification(message: Cursor, of: Side, state: State, sink: Sink): void {
  const role = of === 'client' ? 'request' : 'response'
  report(IDENTIFICATION, role, state, sink)
  const banner = message.text(message.left, 'latin1').replace(/\.{1,2}$/, '')
  const [, version = '', software = '', comments = ''] = /^SSH-([^-]*)-(\S*) ?(.*)$/.exec(banner) ?? []
  const os = systemOf(software, comments)
  const facts: Partial<Record<Fact, string>> = {
    banner,
    ...(software !== '' && { software }),
    ...(os !== '' && { os }),
    'protocol-revision': `SSH ${version}`,
  }
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'identification', facts })
}

function packet(message: Cursor, of: Side, state: State, sink: Sink): void {
  const { pos } = message
  const code = message.peek(5)
  report(code, 'event', state, sink)
  if (code === MESSAGE.kexInit) {
    message.end -= message.peek(4)
    message.skip(PACKET_HEADER)
    keyExchange(message, pos, of, state, sink)
  }
  if (code !== MESSAGE.newKeys) return
  state.keysAre[of] = true
  if (state.keysAre.client && state.keysAre.server) sayEncrypted(state, sink)
}

function keyExchange(message: Cursor, start: number, of: Side, state: State, sink: Sink): void {
  const lists = readNameLists(message)
  if (lists === undefined) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - start })
    return
  }
  const fingerprint = hasshOf(lists, of)
  if (state.fingerprints[of] === fingerprint) return
  state.fingerprints[of] = fingerprint
  const facts = { fingerprint: `${of === 'client' ? 'hassh' : 'hasshServer'} ${fingerprint}` }
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'SSH_MSG_KEXINIT', facts })
}

/** Bytes that are no plain packet, of a side whose change of keys was not seen. */
function encrypted(of: Side, state: State, sink: Sink): void {
  state.keysAre[of] = true
  sayEncrypted(state, sink)
  sink.observe(ENCRYPTED)
}

function sayEncrypted(state: State, sink: Sink): void {
  if (state.encryptedSaid) return
  state.encryptedSaid = true
  sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
}

/** All of it sets up a session (RFC 4253, 7). */
function report(code: number, role: OperationRole, { operations }: State, sink: Sink): void {
  const operation: Operation = operations.find(code) ?? operations.add(code, 'session', code, '', '')
  sink.operation(role, operation, 0)
}
