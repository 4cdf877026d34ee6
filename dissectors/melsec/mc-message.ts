/*
 * Requests and answers of 3E and 4E frames. SLMP Reference Manual SH-080956ENG, 4.1 and 5.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { classOfCode, isKnownCommand, UNKNOWN_ANSWER } from './command-codes.ts'
import {
  CYCLIC_DATA,
  commandOfAnswer,
  cyclicGroup,
  cyclicStatus,
  groupText,
  sayFound,
  sayMaster,
  saySlave,
} from './field-basic.ts'
import { rememberFile } from './mc-files.ts'
import { isKnownForm, Requested, readRequest } from './mc-target.ts'
import { sayReadValues, sayWrittenValues } from './mc-values.ts'
import type { MelsecState } from './melsec-state.ts'
import { ERROR_LENGTH } from './outstanding.ts'

const READ_TYPE_NAME = 0x0101
/** Both have the remote password in clear text (SH-080956ENG, chapter 5, "Remote Password"). */
const PASSWORD_UNLOCK = 0x1630
const PASSWORD_LOCK = 0x1631
const ON_DEMAND = 0x2101
/** 5.7: sixteen characters of name, two bytes of code. */
const TYPE_NAME_LENGTH = 16
const BARE_SPACE = 0x10_0000_0000_0000
const NOTHING: Operation = { class: 'unknown', code: UNKNOWN_ANSWER, module: '', target: '', slot: -1, points: [] }

const requested = new Requested()

/** Reads a message whose header is in `state.header`; the cursor spans all of it. */
export function dissectMc(message: Cursor, direction: Direction, state: MelsecState, sink: Sink): void {
  const { header, fields } = state
  const start = message.pos
  message.skip(header.bodyAt)
  fields.reset(message, header.ascii)
  if (header.isAnswer) dissectAnswer(message, direction, state, sink)
  else dissectRequest(message, state, sink)
  if (message.short) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - start })
}

function dissectRequest(message: Cursor, state: MelsecState, sink: Sink): void {
  const { header, fields, outstanding } = state
  fields.skip(2)
  const command = fields.number(2)
  const subcommand = fields.number(2)
  if (message.short) return
  const start = message.pos
  state.hasFilePassword = false
  readRequest(message, command, subcommand, state, requested)
  const operation = requested.operation ?? NOTHING
  if (command === ON_DEMAND) {
    sink.operation('event', operation, 0)
    return
  }
  outstanding.ask(header.serial, operation, requested.answerLength)
  sink.operation('request', operation, 0)
  if (command === CYCLIC_DATA && !fields.ascii) {
    message.pos = start
    sayMaster(message, state.said, sink)
  }
  sayWrittenValues(message, start, subcommand, operation, state, sink)
  if (command === PASSWORD_UNLOCK || command === PASSWORD_LOCK) sayCredential('MELSEC remote password', sink)
  if (state.hasFilePassword) sayCredential('MELSEC file password', sink)
  if (!isKnownCommand(command)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: command })
  else if (!isKnownForm(command, subcommand)) sink.observe({ kind: 'undecoded', reason: 'unsupported', code: command })
}

function sayCredential(method: string, sink: Sink): void {
  sink.observe({ kind: 'credential', of: 'client', method, account: '', protection: 'clear' })
}

function dissectAnswer(message: Cursor, direction: Direction, state: MelsecState, sink: Sink): void {
  const { header, fields, outstanding } = state
  const endCode = fields.number(2)
  if (message.short) return
  const side = direction === 'to-server' ? 'client' : 'server'
  const inForm = endCode === 0 && !header.ascii ? commandOfAnswer(message) : 0
  const asked = outstanding.answer(header.serial, endCode === 0 ? message.left : ERROR_LENGTH)
  if (inForm !== 0 && (asked === undefined || asked.code === inForm)) {
    answerOfField(message, inForm, asked, side, state, sink)
    return
  }
  const operation = asked ?? unasked(endCode, state)
  sink.operation('response', operation, endCode)
  if (asked === undefined || endCode !== 0) return
  rememberFile(message, operation.code, operation.target, state)
  sayReadValues(message, operation, state, sink)
  if (operation.code === READ_TYPE_NAME) {
    observeType(message, side, operation.module, state, sink)
  }
}

/** What a station of CC-Link IE Field Basic answers, mostly to a broadcast. */
function answerOfField(
  message: Cursor,
  command: number,
  asked: Operation | undefined,
  of: Side,
  state: MelsecState,
  sink: Sink,
): void {
  const isCyclic = command === CYCLIC_DATA
  const operation = asked ?? unaskedOfField(command, isCyclic ? cyclicGroup(message) : 0, state)
  sink.operation('response', operation, isCyclic ? cyclicStatus(message) : 0)
  if (isCyclic) saySlave(message, of, state.said, sink)
  else sayFound(message, of, state.said, sink)
}

function unaskedOfField(command: number, group: number, { operations }: MelsecState): Operation {
  const key = BARE_SPACE + command * 0x100 + group + 1
  const target = group === 0 ? '' : groupText(group)
  return operations.find(key) ?? operations.add(key, classOfCode(command), command, '', target)
}

/** The answer to a request that was not seen; a refusal repeats the command that it refuses (4.1). */
function unasked(endCode: number, state: MelsecState): Operation {
  const { header, fields, operations } = state
  let code = UNKNOWN_ANSWER
  if (endCode !== 0 && fields.left >= 9) {
    fields.skip(5)
    const command = fields.number(2)
    if (isKnownCommand(command)) code = command
  }
  const key = BARE_SPACE + (header.isOwn() ? 0 : header.route() % 0x1000_0000) * 0x10_0000 + code
  return operations.find(key) ?? operations.add(key, classOfCode(code), code, header.moduleText(), '')
}

function observeType(message: Cursor, of: Side, module: string, state: MelsecState, sink: Sink): void {
  const news = isNews(state.said, READ_TYPE_NAME, message.view, message.pos, message.end)
  if (!news || message.left < TYPE_NAME_LENGTH) return
  const model = state.fields.text(TYPE_NAME_LENGTH)
  const code = state.fields.left >= 2 ? state.fields.number(2) : 0
  const product = code === 0 ? {} : { 'product-code': `0x${code.toString(16).padStart(4, '0')}` }
  const facts = { vendor: 'Mitsubishi Electric', model, ...product }
  sink.observe({ kind: 'identity', of, about: '', module, message: 'Read Type Name', facts })
}
