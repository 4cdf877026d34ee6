/*
 * The values of properties that an operation reads or writes. Big-endian. ASHRAE 135-2020 clauses 15.5 (ReadProperty),
 * 15.7 (ReadPropertyMultiple), 15.9 (WriteProperty), and 20.2 for the encoding.
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

/** The answer to a ReadPropertyMultiple: objects, each with properties and their values or errors. */
export function sayPropertyValues(body: Cursor, tag: Tag, operation: Operation, sink: Sink): void {
  while (!body.short && tag.takes(body, 0)) {
    const object = body.u32()
    if (!tag.opens(body, 1)) return
    while (!body.short && tag.takes(body, 2)) {
      const property = readUnsigned(body, tag.length)
      const index = tag.takes(body, 3) ? readUnsigned(body, tag.length) : NONE
      if (tag.opens(body, 4)) sayValue(body, tag, object, property, index, operation, sink)
      else if (tag.opens(body, 5)) tag.skipConstructed(body)
    }
    if (!tag.closes(body, 1)) return
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
