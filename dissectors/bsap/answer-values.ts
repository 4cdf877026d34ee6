/* What an answer to a read of signals brings: an error byte, a count, and of each signal the fields that were asked for. */
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { type Asked, type BsapState, learnSignal } from './bsap-state.ts'
import { analogText, FIELD, VERSION_FIELD } from './signal-list.ts'

/** Of the error byte: each signal has one of its own before its fields. */
const ERROR = 0x80
const READABLE = FIELD.type | FIELD.value | FIELD.address
/** Error byte and count. */
const HEAD = 2
const KIND = 0x03
const KIND_OF = { logical: 0, analog: 2, text: 3 } as const
const ANALOG_LENGTH = 4

/** Where reading stands, and what it has found. One object, reused. */
class Element {
  at = 0
  kind = -1
  value = ''
  address = -1
  version = -1
}

const element = new Element()

/** `of`: who answers. The answer is `view[from, to)`. */
export function sayValues(
  view: DataView,
  from: number,
  to: number,
  asked: Asked,
  of: Side,
  state: BsapState,
  sink: Sink,
): void {
  const { operation, fields, names, station } = asked
  if (fields < 0 || from + HEAD > to || !sink.wantsValues(operation)) return
  const first = fields & 0xff
  const second = fields >> 8
  if ((first & ~READABLE) !== 0 || (second & ~VERSION_FIELD) !== 0) return
  const hasErrors = (view.getUint8(from) & ERROR) !== 0
  const count = Math.min(view.getUint8(from + 1), names.length)
  const untyped = (to - from - HEAD) / count
  element.at = from + HEAD
  for (let i = 0; i < count; i++) {
    if (hasErrors && element.at < to && view.getUint8(element.at++) !== 0) continue
    if (!readElement(view, to, first, second, hasErrors ? 0 : untyped)) return
    const { value, address, kind, version } = element
    const name = names[i] as string
    if (value !== '') sink.value(operation, name, -1, value, kind === KIND_OF.analog ? 'analog' : 'logical')
    if (address >= 0 && asked.isByName) learnSignal(station, address, name, state)
    if (version >= 0) sayVersion(version, view, asked, of, state, sink)
  }
}

/** `untyped`: length of an element, where nothing but that tells what it is. */
function readElement(view: DataView, to: number, first: number, second: number, untyped: number): boolean {
  element.value = ''
  element.address = element.version = -1
  if ((first & FIELD.type) !== 0) element.kind = element.at < to ? view.getUint8(element.at++) & KIND : -1
  else element.kind = kindByLength(untyped, first, second)
  if ((first & FIELD.value) !== 0 && !readValue(view, to)) return false
  if ((first & FIELD.address) !== 0) element.address = readNumber(view, to)
  if ((second & VERSION_FIELD) !== 0) element.version = readNumber(view, to)
  return element.at <= to
}

function kindByLength(untyped: number, first: number, second: number): number {
  const others = ((first & FIELD.address) !== 0 ? 2 : 0) + ((second & VERSION_FIELD) !== 0 ? 2 : 0)
  if (untyped - others === ANALOG_LENGTH) return KIND_OF.analog
  return untyped - others === 1 ? KIND_OF.logical : -1
}

/** Texts are passed over. */
function readValue(view: DataView, to: number): boolean {
  switch (element.kind) {
    case KIND_OF.logical:
      if (element.at + 1 > to) return false
      element.value = String(view.getUint8(element.at++))
      return true
    case KIND_OF.analog:
      if (element.at + ANALOG_LENGTH > to) return false
      element.value = analogText(view, element.at)
      element.at += ANALOG_LENGTH
      return true
    case KIND_OF.text:
      while (element.at < to && view.getUint8(element.at) !== 0) element.at++
      return element.at++ < to
    default:
      return false
  }
}

/** -1 where it is cut. */
function readNumber(view: DataView, to: number): number {
  element.at += 2
  return element.at <= to ? view.getUint16(element.at - 2, true) : -1
}

/** The version of the load that a controller runs: another one means another program. */
function sayVersion(version: number, view: DataView, asked: Asked, of: Side, state: BsapState, sink: Sink): void {
  const { operation, station } = asked
  if (!state.said.isNew(station, view, element.at - 2, element.at)) return
  const facts = { 'configuration-revision': `load 0x${version.toString(16).padStart(4, '0')}` }
  sayFacts(of, '', 'Read Signal', facts, sink, operation.module)
}
