import type { Sink } from '../kit/dissector.ts'
import type { Fact, Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'

/** Variables of the system that tell who it is (RFC 9327 clause 4), and the fact that each is. */
const FACTS: Readonly<Record<string, Fact>> = { version: 'software', processor: 'hardware', system: 'os' }
/** name="value", or name=value up to a comma. */
const VARIABLE = /\b(version|processor|system)=(?:"([^"]*)"|([^,\s]*))/g

/** What the answer to 'read variables' says of the server. */
export function sayVariables(text: string, of: Side, sink: Sink): void {
  const facts: Partial<Record<Fact, string>> = {}
  for (const [, name = '', quoted, plain] of text.matchAll(VARIABLE)) {
    const fact = FACTS[name]
    if (fact !== undefined) facts[fact] = quoted ?? plain ?? ''
  }
  sayFacts(of, '', 'NTP read variables', facts, sink)
}
