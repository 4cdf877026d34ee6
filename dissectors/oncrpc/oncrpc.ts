/*
 * ONC RPC, and what is called by it: portmapper and rpcbind, NFS, MOUNT, NLM, NSM and VXI-11. Big-endian.
 * RFC 5531 (RPC), RFC 4506 (XDR), RFC 1833 (rpcbind); TCP and UDP port 111, NFS 2049.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { PASSED_REST } from '../kit/rest-of-message.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { keyLength, targetOf } from './call-target.ts'
import { AUTH_SYS, type Protection, protectionOf, RPCSEC_GSS, sayClient } from './client-identity.ts'
import { noticeQuestion } from './device-identity.ts'
import { Names, OncrpcState } from './oncrpc-state.ts'
import {
  classOfProcedure,
  codeOf,
  describeProcedure,
  PROGRAM,
  procedureOf,
  programOf,
  programText,
} from './programs.ts'
import { type Asked, readResults, statusOf } from './reply-results.ts'
import {
  CALL,
  directionOfMessage,
  formOf,
  fragmentLength,
  isLastFragment,
  MARK_LENGTH,
  MAX_LOOK,
  MAX_MESSAGE,
  padded,
  partLength,
  probeMessage,
  REPLY,
} from './rpc-header.ts'

/** Errors of RPC itself lie above those of programs: what could not be called, and who may not. */
const NOT_CALLED = 0x1_0000
const DENIED = 0x2_0000
/** Below the codes of all programs. */
const OWN = { reply: 1, call: 2, encrypted: 3 } as const
const OWN_NAMES: Readonly<Record<number, string>> = {
  [OWN.reply]: 'Reply',
  [OWN.call]: 'Call that is cut short',
  [OWN.encrypted]: 'Call with RPCSEC_GSS privacy',
}
const GSS_ENCRYPTED = { kind: 'undecoded', reason: 'encrypted', code: OWN.encrypted } as const
/** RFC 2203, clause 5.3.3.4: before what is protected against changes stand its length and a number. */
const WRAPPING = 8
/** Programs that were said to be there are numbered above what else was said. */
const SAID_PROGRAMS = 0x1000

export const oncrpc = defineDissector<OncrpcState, Names>({
  name: 'oncrpc',
  title: 'ONC RPC (NFS, portmapper, VXI-11)',
  carriers: [
    { over: 'tcp', ports: [111, 2049, 20048] },
    { over: 'udp', ports: [111, 2049, 20048] },
  ],
  depth: {
    decodes:
      'calls by program and procedure with their outcome; files and directories by name; VXI-11 devices and links',
    identity: 'names of clients (AUTH_SYS), programs and ports, exported paths, *IDN? of VXI-11',
    missing: 'operations of NFSv4 COMPOUND, what SCPI commands do, calls that servers make, RPCSEC_GSS with privacy',
  },
  maxMessage: MAX_MESSAGE,

  probe: probeMessage,

  directionOf: directionOfMessage,

  messageLength: partLength,

  newState: (files?: Names) => new OncrpcState(files),

  newShared: () => new Names(),

  dissect(part: Cursor, info: MessageInfo, state: OncrpcState, sink: Sink): void {
    if (info.afterGap) state.goesOn[info.direction] = false
    const { pos } = part
    if (state.goesOn[info.direction] || formOf(part) !== 'datagram') {
      const isFirst = !state.goesOn[info.direction]
      if (!openFragment(part, info.direction, state) || !isFirst) return
    }
    const kind = part.left >= 8 ? part.view.getUint32(part.pos + 4) : -1
    if (kind === CALL) call(part, info.direction, state, sink)
    else if (kind === REPLY) reply(part, state, sink)
    else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: part.pos - pos })
  },

  content: PASSED_REST,

  describe: (code) =>
    OWN_NAMES[code] === undefined
      ? describeProcedure(code)
      : { function: String(code), name: OWN_NAMES[code] as string },
})

/** Passes over the mark; false where nothing of a message follows. */
function openFragment(part: Cursor, direction: Direction, state: OncrpcState): boolean {
  if (part.left < MARK_LENGTH) return false
  const length = fragmentLength(part)
  state.goesOn[direction] = !isLastFragment(part)
  state.rest.expect(direction, Math.max(0, length - MAX_LOOK))
  part.pos += MARK_LENGTH
  return length > 0
}

function call(message: Cursor, direction: Direction, state: OncrpcState, sink: Sink): void {
  const { pos } = message
  const xid = message.u32()
  message.skip(8)
  const program = message.u32()
  const version = message.u32()
  const number = message.u32()
  const flavor = message.u32()
  const length = message.u32()
  if (message.short) {
    sink.operation('event', own(OWN.call, state), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - pos })
    return
  }
  const credentials = message.pos
  message.skip(padded(length) + 4)
  message.skip(padded(message.u32()))
  if (message.short) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - pos })
    message.short = false
  }
  const protection = flavor === RPCSEC_GSS ? protectionAt(message, credentials) : 'plain'
  if (protection === 'wrapped') message.skip(WRAPPING)
  const procedure = protection === 'encrypted' ? '' : procedureOf(program, version, number)
  const operation = called(message, program, version, number, procedure, state)
  // What a server calls (NFSv4 callbacks) is answered by who asked for it, and a service request by nobody.
  const isOneWay = direction === 'to-client' || program === PROGRAM.vxiInterrupt
  sink.operation(isOneWay ? 'event' : 'request', operation, 0)
  if (!isOneWay) expectReply(xid, operation, protection, state)
  if (flavor === AUTH_SYS) clientAt(message, credentials, length, state, sink)
  if (protection === 'encrypted') sink.observe(GSS_ENCRYPTED)
  if (program === PROGRAM.vxiCore && procedure === 'DEVICE_WRITE') noticeQuestion(message, state)
}

/** What is protected is answered under the same protection, which is one for a connection. */
function expectReply(xid: number, operation: Operation, protection: Protection, state: OncrpcState): void {
  if (protection === 'plain') state.pending.ask(xid, operation)
  else {
    state.protection = protection
    state.guarded.ask(xid, operation)
  }
}

function called(
  args: Cursor,
  program: number,
  version: number,
  number: number,
  procedure: string,
  state: OncrpcState,
): Operation {
  const { view, pos } = args
  const code = codeOf(program, version, number)
  const length = keyLength(args, program, version, procedure)
  const key = keyOfBytes(view, pos, pos + length, code % 0x1_0000_0000)
  const found = state.operations.find(key)
  if (found !== undefined && found.code === code) return found
  const operationClass = classOfProcedure(program, procedureOf(program, version, number))
  return state.operations.add(key, operationClass, code, '', targetOf(args, program, version, procedure, state))
}

function reply(message: Cursor, state: OncrpcState, sink: Sink): void {
  const { pos } = message
  const xid = message.u32()
  message.skip(4)
  const isDenied = message.u32() !== 0
  const guarded = state.guarded.answer(xid)
  const operation = guarded ?? state.pending.answer(xid) ?? own(OWN.reply, state)
  const status = isDenied ? DENIED + denial(message) : acceptance(message)
  if (message.short) {
    sink.operation('response', operation, status)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - pos })
    return
  }
  const isSealed = guarded !== undefined && state.protection === 'encrypted'
  if (status !== 0 || operation.code === OWN.reply || isSealed) {
    sink.operation('response', operation, status)
    if (isSealed && status === 0) sink.observe(GSS_ENCRYPTED)
    return
  }
  if (guarded !== undefined) message.skip(WRAPPING)
  results(message, operation, state, sink)
}

/** RFC 5531, clause 9: that of another version of RPC, or why the caller was not believed. */
function denial(message: Cursor): number {
  const isAuth = message.u32() === 1
  const status = message.u32()
  return isAuth ? status : 0x100
}

function acceptance(message: Cursor): number {
  message.skip(4)
  message.skip(padded(message.u32()))
  const status = message.u32()
  return status === 0 ? 0 : NOT_CALLED + status
}

/** Reused: `results` overwrites it. */
const asked: Asked = {
  program: 0,
  version: 0,
  procedure: '',
  operation: new OncrpcState().operations.add(0, 'unknown', 0, '', ''),
}

function results(message: Cursor, operation: Operation, state: OncrpcState, sink: Sink): void {
  const { code } = operation
  const program = programOf(code)
  const version = Math.floor(code / 0x1000) % 0x100
  const procedure = procedureOf(program, version, code % 0x1000)
  const status = statusOf(message, program, version, procedure)
  sink.operation('response', operation, status)
  sayProgram(message, program, version, state, sink)
  if (status !== 0) return
  asked.program = program
  asked.version = version
  asked.procedure = procedure
  asked.operation = operation
  readResults(message, asked, state, sink)
  message.short = false
}

/** A program that answered is there. */
function sayProgram({ view, pos }: Cursor, program: number, version: number, { said }: OncrpcState, sink: Sink): void {
  if (isNews(said, SAID_PROGRAMS + program * 0x100 + version, view, pos, pos))
    sayFacts('server', '', 'RPC reply', { service: programText(program, version) }, sink)
}

/** What does not say which procedure it is of. */
function own(code: number, { operations }: OncrpcState): Operation {
  return operations.find(code) ?? operations.add(code, 'unknown', code, '', '')
}

function protectionAt(message: Cursor, at: number): Protection {
  const { pos } = message
  message.pos = at
  const protection = protectionOf(message)
  message.pos = pos
  return protection
}

function clientAt(message: Cursor, at: number, length: number, state: OncrpcState, sink: Sink): void {
  const { pos } = message
  message.pos = at
  sayClient(message, length, state, sink)
  message.pos = pos
}
