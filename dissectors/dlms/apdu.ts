/* One APDU by its tag. Which logical device it is for, or from, stands in the state. */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Undecoded } from '../kit/observation.ts'
import { senderOf } from '../kit/sender-of.ts'
import { answer, answerShort, eventNotified, exception } from './answers.ts'
import { associationAnswered, openAssociation, releaseAnswered, releaseAssociation } from './association.ts'
import { type DlmsState, INVOKE } from './dlms-state.ts'
import { sayTitle } from './identity.ts'
import { continuing, request, requestShort } from './requests.ts'
import { choicesOf, codeOf, isCiphered, isKnownTag, PART, partOfTag, TAG } from './services.ts'

const opaques = new Map<number, Undecoded>()

export function dissectApdu(apdu: Cursor, info: MessageInfo, state: DlmsState, sink: Sink): void {
  const start = apdu.pos
  const tag = apdu.peek(0)
  const part = partOfTag(tag)
  const choices = choicesOf(tag)
  const isToServer = info.direction === 'to-server'
  const isWrongWay = isToServer
    ? part === PART.answer || part === PART.event
    : part === PART.request || part === PART.order
  const isWrongChoice = choices > 0 && (apdu.peek(1) === 0 || apdu.peek(1) > choices)
  if (isKnownTag(tag) && (isWrongWay || isWrongChoice)) {
    sink.observe({ kind: 'malformed', reason: apdu.short ? 'truncated' : 'bad-value', offset: isWrongWay ? 0 : 1 })
    return
  }
  const isWhole = read(apdu, tag, info, state, sink)
  if ((!isWhole || apdu.short) && !state.isCut) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: Math.min(apdu.pos, apdu.end) - start })
  }
}

/** False where it is no whole APDU of its tag. */
function read(apdu: Cursor, tag: number, info: MessageInfo, state: DlmsState, sink: Sink): boolean {
  switch (tag) {
    case TAG.get:
    case TAG.set:
    case TAG.action:
      request(apdu, state, sink)
      return true
    case TAG.getAnswer:
    case TAG.setAnswer:
    case TAG.actionAnswer:
      answer(apdu, state, sink)
      return true
    case TAG.associate:
      return openAssociation(apdu, state, sink)
    case TAG.associated:
      return associationAnswered(apdu, state, sink)
    case TAG.release:
      releaseAssociation(state, sink)
      return true
    case TAG.released:
      releaseAnswered(state, sink)
      return true
    case TAG.read:
    case TAG.write:
    case TAG.unconfirmedWrite:
      requestShort(apdu, state, sink)
      return true
    case TAG.readAnswer:
    case TAG.writeAnswer:
      answerShort(apdu, state, sink)
      return true
    case TAG.exception:
    case TAG.serviceError:
      exception(apdu, state, sink)
      return true
    case TAG.eventNotification:
      eventNotified(apdu, state, sink)
      return true
    case TAG.dataNotification:
    case TAG.informationReport:
      sink.operation('event', continuing(codeOf(tag, 0), undefined, state), 0)
      return true
    default:
      opaque(apdu, tag, info, state, sink)
      return true
  }
}

/** What is ciphered, or not read: the service that the tag names is known, and not what it acts on. */
function opaque(apdu: Cursor, tag: number, info: MessageInfo, state: DlmsState, sink: Sink): void {
  const operation = continuing(codeOf(tag, 0), undefined, state)
  const part = partOfTag(tag)
  if (part === PART.event) sink.operation('event', operation, 0)
  else if (info.direction === 'to-server') {
    state.ask(INVOKE.opaque, operation)
    sink.operation('request', operation, 0)
  } else {
    const asked = state.asked.answer(state.idOf(INVOKE.opaque))
    const isPushed = asked === undefined && part === PART.either
    sink.operation(isPushed ? 'event' : 'response', asked ?? operation, 0)
  }
  sink.observe(undecodedOf(tag, operation.code))
  if (tag === TAG.generalGlobal || tag === TAG.generalDedicated) sayTitleOf(apdu, info, state, sink)
}

/** General ciphering: whoever ciphers says its system title first. */
function sayTitleOf(apdu: Cursor, info: MessageInfo, state: DlmsState, sink: Sink): void {
  const from = apdu.pos + 2
  const to = from + apdu.peek(1)
  if (to <= apdu.end) sayTitle(apdu.view, from, to, senderOf(info), state, sink)
}

/** One constant object for each tag: it comes with every message of an encrypted association. */
function undecodedOf(tag: number, code: number): Undecoded {
  let undecoded = opaques.get(tag)
  if (undecoded === undefined) {
    const reason = isCiphered(tag) ? 'encrypted' : isKnownTag(tag) ? 'unsupported' : 'unknown-function'
    undecoded = { kind: 'undecoded', reason, code }
    opaques.set(tag, undecoded)
  }
  return undecoded
}
