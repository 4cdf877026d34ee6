/* What controllers by Unitronics say of themselves: model and versions, the number and the name that people gave them. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import type { SaidOnce } from '../kit/said-once.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { hexAt } from '../kit/text-digits.ts'
import { asciiCode } from './ascii-commands.ts'
import { BINARY, HEADER_LENGTH } from './frame.ts'
import { modelOf } from './models.ts'

const IDENTIFY = asciiCode('ID')
const UNIT = asciiCode('UG')
const DATA_AT = HEADER_LENGTH + 6
const VENDOR = 'Unitronics'
/** Model, hardware revision, two parts of the version of the operating system and its build; then those of the boot code. */
const IDENTITY = { model: 6, revision: 1, version: 3, build: 2 } as const
const IDENTITY_LENGTH = IDENTITY.model + IDENTITY.revision + 2 * IDENTITY.version + IDENTITY.build
const BOOT = 0x42
const MAX_NAME = 64

/** What the answer to an ASCII command tells, of which the data ends at `end`. */
export function sayAsciiFacts(
  message: Cursor,
  end: number,
  { code, module, slot }: Operation,
  said: SaidOnce,
  sink: Sink,
): void {
  if (code !== IDENTIFY && code !== UNIT) return
  const { view, pos } = message
  if (!said.isNew(slot, view, pos + DATA_AT, pos + end)) return
  if (code === IDENTIFY) identity(message, end, module, sink)
  else {
    const unit = end - DATA_AT === 2 ? hexAt(message, DATA_AT, 2) : -1
    if (unit >= 0) sayFacts('server', '', 'Get unit ID', { 'network-address': `unit ${unit}` }, sink, module)
  }
}

/** The answer to the request for the name of the controller. */
export function sayName(message: Cursor, end: number, { module, slot }: Operation, said: SaidOnce, sink: Sink): void {
  const { view, pos } = message
  if (!said.isNew(slot, view, pos + BINARY.data, pos + end)) return
  message.pos = pos + BINARY.data
  const name = message.text(Math.min(MAX_NAME, end - BINARY.data), 'latin1').trim()
  message.pos = pos
  sayFacts('server', '', 'Get PLC name', { vendor: VENDOR, name }, sink, module)
}

/** Older controllers answer with less, in a form that is not published: nothing is said of them. */
function identity(message: Cursor, end: number, module: string, sink: Sink): void {
  if (end < DATA_AT + IDENTITY_LENGTH + 1 || message.peek(DATA_AT + IDENTITY_LENGTH) !== BOOT) return
  const { pos } = message
  message.pos = pos + DATA_AT
  const code = message.text(IDENTITY.model).trim()
  const hardware = message.text(IDENTITY.revision).trim()
  const version = `${message.text(IDENTITY.version)}.${message.text(IDENTITY.version)}`
  const build = message.text(IDENTITY.build)
  message.pos = pos
  const isVersion = /^\d{3}\.\d{3}$/.test(version) && /^\d\d$/.test(build)
  const firmware = isVersion ? `${version.split('.').map(Number).join('.')} build ${Number(build)}` : ''
  const facts = { vendor: VENDOR, 'product-code': code, model: modelOf(code), hardware, firmware }
  if (code !== '') sayFacts('server', '', 'Identify', facts, sink, module)
}
