/*
 * What the lines of an answer for people tell: the four lines of the station header (function 503), which stand between the
 * time and the title of a report; the tanks of an inventory; product labels; and the revision of the software.
 */
import type { Sink } from '../kit/dissector.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Fact } from '../kit/observation.ts'
import { type AtgState, PART } from './atg-state.ts'
import { describeCode, FUNCTION, numberOf } from './functions.ts'

type Facts = Partial<Record<Fact, string>>

const HEADER_LINES = 4
/** Statements remembered; more are said again each time they come. */
const MAX_SAID = 64
const TITLE = /^(IN-TANK|TANK|SYSTEM STATUS|DELIVERY|SHIFT|LIQUID|SENSOR|INPUT|RELAY|PRIORITY|NON-PRIORITY|ALARM)\b/
const COLUMN = /TC[ -]VOLUME|VOLUME|ULLAGE|HEIGHT|WATER|TEMP/g
const NUMBER = /^-?\d+(\.\d+)?$/
const ROW = /^(\d{1,2})\s+(\S.*)$/
const FEATURES = /^SYSTEM FEATURES/
export const TANK_GAUGE = 'automatic tank gauge'

/** The next line of the answer that is being given, without control characters and blanks at its ends. */
export function readLine(text: string, state: AtgState, sink: Sink): void {
  if (text === '' || state.answering === undefined) return
  const number = numberOf(state.answering.code)
  if (state.part === PART.time) {
    state.part = number < FUNCTION.setUps ? PART.header : PART.body
  } else if (state.part === PART.header) readHeader(text, state, sink)
  else readBody(text, number, state, sink)
}

function readHeader(text: string, state: AtgState, sink: Sink): void {
  if (!TITLE.test(text)) {
    state.header.push(text)
    if (state.header.length > HEADER_LINES) state.part = PART.body
    return
  }
  state.part = PART.body
  state.columns = text.match(COLUMN) ?? []
  const [name, ...rest] = state.header
  const location = rest.join(', ')
  say(
    '',
    { 'device-type': TANK_GAUGE, ...(name && { name }), ...(location && { location }) },
    'station header',
    state,
    sink,
  )
}

function readBody(text: string, number: number, state: AtgState, sink: Sink): void {
  switch (number) {
    case FUNCTION.inventory:
      readInventory(text, state, sink)
      return
    case FUNCTION.productLabel: {
      const [, tank, label] = ROW.exec(text) ?? []
      if (tank !== undefined && label !== undefined) sayTank(Number(tank), label, state, sink)
      return
    }
    case FUNCTION.revision:
    case FUNCTION.revisionTwo:
      sayRevision(text, state, sink)
  }
}

/** Tank, label, and a number in each column; what is not known is left out or '?'. */
function readInventory(text: string, state: AtgState, sink: Sink): void {
  const columns = text.match(COLUMN)
  if (columns !== null && columns.length > 2) {
    state.columns = columns
    return
  }
  const [, tank, rest] = ROW.exec(text) ?? []
  const words = rest?.split(/\s+/) ?? []
  const first = words.length - state.columns.length
  const values = words.slice(first)
  if (first < 1 || state.columns.length === 0 || !values.every((value) => NUMBER.test(value))) return
  sayTank(Number(tank), words.slice(0, first).join(' '), state, sink)
  for (const [i, column] of state.columns.entries()) sayValue(Number(tank), column, values[i] as string, state, sink)
}

export function sayTank(tank: number, label: string, state: AtgState, sink: Sink): void {
  say(`tank ${tank}`, { name: label }, 'tank label', state, sink)
}

export function sayValue(tank: number, column: string, value: string, state: AtgState, sink: Sink): void {
  if (!state.areWanted || state.answering === undefined) return
  sink.value(state.answering, `tank ${tank} ${column.toLowerCase().replace('-', ' ')}`, -1, value)
}

/** 'VERSION 15.01', 'SOFTWARE# 346015-100-B', 'CREATED - 96.01.19.12.03', 'S-MODULE# 330160-200-A', features. */
export function sayRevision(text: string, state: AtgState, sink: Sink): void {
  const facts: Facts = {}
  const version = /^VERSION\s+(\S+)/.exec(text)?.[1]
  const software = /SOFTWARE#\s*(.*?)\s*(?:CREATED|$)/.exec(text)?.[1]
  const created = /CREATED\s*-\s*([\d.]+)/.exec(text)?.[1]
  const part = /S-MODULE#\s*(.*?)\s*(?:SYSTEM FEATURES|$)/.exec(text)?.[1]
  if (version) facts.software = version
  if (software) facts.firmware = software
  if (created) facts['build-date'] = created
  if (part) facts['product-code'] = part
  if (state.areFeatures && Object.keys(facts).length === 0) facts.capability = text
  if (FEATURES.test(text)) state.areFeatures = true
  if (Object.keys(facts).length > 0) say('', facts, '', state, sink)
}

/** Says what is news; `message` is the report's own name where it is ''. */
function say(module: string, facts: Facts, message: string, state: AtgState, sink: Sink): void {
  const text = Object.entries(facts).join(';')
  const about = keyOfText(`${module} ${Object.keys(facts)} ${facts.capability ?? ''}`, 0)
  const key = keyOfText(text, 0)
  if (state.said.get(about) === key) return
  if (state.said.size < MAX_SAID || state.said.has(about)) state.said.set(about, key)
  const from = message === '' ? describeCode(state.answering?.code ?? 0).name : message
  sink.observe({ kind: 'identity', of: 'server', about: '', module, message: from, facts })
}
