/* The Basic cluster, in which a device says what it is: ZigBee Cluster Library 075123, 3.2. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact, Side } from '../kit/observation.ts'
import type { SaidOnce } from '../kit/said-once.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { sideNumber } from '../kit/sender-of.ts'
import type { Attributes } from './attributes.ts'
import { SAID } from './state.ts'

const FACTS: Readonly<Record<number, Fact>> = {
  0x0001: 'firmware',
  0x0003: 'hardware',
  0x0004: 'vendor',
  0x0005: 'model',
  0x0006: 'build-date',
  0x0010: 'location',
  0x4000: 'software',
}

/** Says what the attributes, whose values lie in these bytes, tell of a side. */
export function sayBasic(attributes: Attributes, bytes: Cursor, of: Side, said: SaidOnce, sink: Sink): void {
  if (!said.isNew(SAID.basic + sideNumber(of), bytes.view, bytes.pos, bytes.end)) return
  const facts: Facts = {}
  for (let index = 0; index < attributes.count; index++) {
    const fact = FACTS[attributes.id(index)]
    if (fact === undefined) continue
    const text = attributes.text(index, bytes)
    facts[fact] = text === '' ? attributes.value(index, bytes) : text
  }
  sayFacts(of, '', 'Basic cluster', facts, sink)
}
