/*
 * The values of properties that an operation reads, writes or tells of. Big-endian. ASHRAE 135-2020 clauses 13.1 and 13.17
 * (COV notifications), 15.5 (ReadProperty), 15.7 (ReadPropertyMultiple), 15.9 (WriteProperty), 15.10
 * (WritePropertyMultiple), and 20.2 for the encoding.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { objectText, propertyText } from './object-names.ts'
import { readUnsigned, type Tag } from './tags.ts'
import { NONE } from './target.ts'

const REAL_LENGTH = 4
const DOUBLE_LENGTH = 8
const MAX_INTEGER = 4
const LENGTH_MASK = 0x07

/** One property with its value: the answer to a ReadProperty, and a WriteProperty, which is taken to be granted. */
export function sayPropertyValue(body: Cursor, tag: Tag, operation: Operation, sink: Sink): void {
  if (!tag.takes(body, 0)) return
  const object = body.u32()
  if (!tag.takes(body, 1)) return
  const property = readUnsigned(body, tag.length)
  const index = tag.takes(body, 2) ? readUnsigned(body, tag.length) : NONE
  if (tag.opens(body, 3)) sayValue(body, tag, object, property, index, operation, sink)
}

/** Contexts of property, index, value and what may stand instead or behind: of answers from 2 on, of all others from 0. */
const OF_ANSWERS = 2

/** The answer to a ReadPropertyMultiple: objects, each with properties and their values or errors. */
export function sayPropertyValues(body: Cursor, tag: Tag, operation: Operation, sink: Sink): void {
  while (!body.short && sayObject(body, tag, OF_ANSWERS, operation, sink));
}

/** What a WritePropertyMultiple writes, which is taken to be granted, or several objects tell. */
export function sayWrittenValues(body: Cursor, tag: Tag, operation: Operation, sink: Sink): void {
  while (!body.short && sayObject(body, tag, 0, operation, sink));
}

/** A notification: process and device; object, time left and list, or time left, perhaps a time stamp, and lists of several. */
export function sayNotifiedValues(body: Cursor, tag: Tag, isMultiple: boolean, operation: Operation, sink: Sink): void {
  for (const number of [0, 1]) if (tag.takes(body, number)) body.skip(tag.length)
  if (isMultiple) {
    if (tag.takes(body, 2)) body.skip(tag.length)
    if (tag.opens(body, 3)) tag.skipConstructed(body)
    if (tag.opens(body, 4)) sayWrittenValues(body, tag, operation, sink)
    return
  }
  if (!tag.takes(body, 2)) return
  const object = body.u32()
  if (tag.takes(body, 3)) body.skip(tag.length)
  if (tag.opens(body, 4)) sayProperties(body, tag, object, 0, operation, sink)
}

function sayObject(body: Cursor, tag: Tag, first: number, operation: Operation, sink: Sink): boolean {
  if (!tag.takes(body, 0)) return false
  const object = body.u32()
  if (!tag.opens(body, 1)) return false
  sayProperties(body, tag, object, first, operation, sink)
  return tag.closes(body, 1)
}

function sayProperties(body: Cursor, tag: Tag, object: number, first: number, operation: Operation, sink: Sink): void {
  while (!body.short && tag.takes(body, first)) {
    const property = readUnsigned(body, tag.length)
    const index = tag.takes(body, first + 1) ? readUnsigned(body, tag.length) : NONE
    if (tag.opens(body, first + 2)) sayValue(body, tag, object, property, index, operation, sink)
    if (tag.opens(body, first + 3)) tag.skipConstructed(body)
    else if (tag.takes(body, first + 3)) body.skip(tag.length)
  }
}

/** The value behind an opening tag; moves behind its closing one. */
function sayValue(
  body: Cursor,
  tag: Tag,
  object: number,
  property: number,
  index: number,
  operation: Operation,
  sink: Sink,
): void {
  const from = body.pos
  const name = `${objectText(object)} ${propertyText(property, index)}`
  const isPoint = operation.points.some((point) => point.name === name)
  const first = body.left > 0 ? body.peek(0) : 0
  tag.read(body)
  if (isPoint && !tag.isContext && !body.short && body.left >= tag.length) {
    const [type, value] = primitiveOf(body, tag, first)
    if (type !== '') sink.value(operation, name, NONE, value, type)
  }
  body.pos = from
  tag.skipConstructed(body)
}

/** Type and value of an application tag that holds a number or a state; '' for any other. Clause 20.2.1.4 numbers them. */
function primitiveOf(body: Cursor, { number, length }: Tag, first: number): readonly [type: string, value: string] {
  switch (number) {
    case 1:
      return ['BOOLEAN', String(first & LENGTH_MASK)]
    case 2:
      return ['Unsigned', String(readUnsigned(body, length))]
    case 3:
      return length > 0 && length <= MAX_INTEGER ? ['INTEGER', String(signedOf(body, length))] : ['', '']
    case 4:
      return length === REAL_LENGTH ? ['REAL', String(Number(body.f32().toPrecision(7)))] : ['', '']
    case 5:
      return length === DOUBLE_LENGTH ? ['Double', String(body.view.getFloat64(body.pos))] : ['', '']
    case 9:
      return ['ENUMERATED', String(readUnsigned(body, length))]
    default:
      return ['', '']
  }
}

function signedOf(body: Cursor, length: number): number {
  const unused = 32 - length * 8
  return (readUnsigned(body, length) << unused) >> unused
}
