/*
 * Unconfirmed services. ISO 9506-2:2003, clause 7 (Unconfirmed-PDU, InformationReport).
 * Reports of IEC 61850: IEC 61850-8-1 Ed. 2.1, clause 17.2 (the variable list is named 'RPT'; the order of the values is
 * RptID, OptFlds, then what OptFlds announces); command termination and LastApplError: clause 20.8 and 20.10.
 */
import type { BerReader } from '../kit/ber.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact, Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { withControlService } from './functional-constraint.ts'
import { tell } from './mms-response.ts'
import type { MmsState } from './mms-state.ts'
import { namedPoints, namesOf, targetOf, textOf } from './object-names.ts'
import { reportPoints, sayReported } from './report-entries.ts'
import { classOfUnconfirmed, REPORT, UNCONFIRMED } from './services.ts'
import { REPORTED_RESULTS, sayVariables } from './variable-values.ts'

const INFORMATION_REPORT = 0
const LIST_OF_ACCESS_RESULT = 0xa0
const VISIBLE_STRING = 0x8a
const BIT_STRING = 0x84
/** The list name 'RPT', vmd-specific. */
const RPT = 0x525054
/** OptFlds, bits of its first octet: sequence number, time stamp, data set name. */
const HAS_SEQUENCE_NUMBER = 0x40
const HAS_TIME = 0x20
const HAS_DATA_SET = 0x08

let rptFrom = 0
let rptTo = 0
let setFrom = 0
let setTo = 0
/** The values of the report. */
let listFrom = 0
let listTo = 0

/** Reports the unconfirmed service whose element `ber` has just read. */
export function dissectUnconfirmed(
  ber: BerReader,
  service: number,
  info: MessageInfo,
  state: MmsState,
  sink: Sink,
): void {
  if (service !== INFORMATION_REPORT) {
    const key = UNCONFIRMED + service
    const known = state.operations.find(key)
    sink.operation('event', known ?? state.operations.add(key, classOfUnconfirmed(service), key, '', ''), 0)
    if (classOfUnconfirmed(service) === 'unknown')
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: key })
    return
  }
  ber.enter()
  if (!ber.next()) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
  const { start, end } = ber
  if (isRpt(ber)) {
    const report = reportOperation(ber, info, state, sink)
    sink.operation('event', report, 0)
    sayReported(ber.view, listFrom, listTo, report, sink)
    return
  }
  const operation = variablesOperation(ber.view, start, end, state)
  sink.operation('event', operation, 0)
  if (operation.points.length > 0 && sink.wantsValues(operation)) sayVariables(ber, REPORTED_RESULTS, operation, sink)
}

function isRpt(ber: BerReader): boolean {
  const { view, start, end } = ber
  return end - start === 5 && view.getUint16(start) === 0x8003 && (view.getUint32(start + 1) & 0xff_ffff) === RPT
}

/** A report of a report control block: its id, and its data set when it is sent along. */
function reportOperation(ber: BerReader, info: MessageInfo, state: MmsState, sink: Sink): Operation {
  const { view } = ber
  findReport(ber)
  const idKey = keyOfBytes(view, rptFrom, rptTo, REPORT)
  const key = setTo > setFrom ? keyOfBytes(view, setFrom, setTo, idKey | 0) : idKey
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const id = textOf(view, rptFrom, rptTo)
  const dataset = textOf(view, setFrom, setTo)
  const facts: Partial<Record<Fact, string>> = {}
  if (id !== '') facts['publication-id'] = id
  if (dataset !== '') facts.dataset = dataset
  if (Object.keys(facts).length > 0) tell(`Report ${id}`.trimEnd(), facts, info, state, sink)
  const points = reportPoints(view, listFrom, listTo, dataset === '' ? id : dataset)
  return state.operations.add(key, 'publish', REPORT, '', `${id} ${dataset}`.trim(), points)
}

function findReport(ber: BerReader): void {
  rptFrom = rptTo = setFrom = setTo = listFrom = listTo = 0
  while (ber.next()) {
    if (!ber.is(LIST_OF_ACCESS_RESULT)) continue
    listFrom = ber.start
    listTo = ber.end
    if (!ber.enter()) return
    if (ber.next() && ber.is(VISIBLE_STRING)) {
      rptFrom = ber.start
      rptTo = ber.end
      if (ber.next() && ber.is(BIT_STRING) && ber.length >= 2) findDataSet(ber, ber.view.getUint8(ber.start + 1))
    }
    ber.leave()
    return
  }
}

function findDataSet(ber: BerReader, optFlds: number): void {
  if ((optFlds & HAS_DATA_SET) === 0) return
  if ((optFlds & HAS_SEQUENCE_NUMBER) !== 0) ber.next()
  if ((optFlds & HAS_TIME) !== 0) ber.next()
  if (!ber.next() || !ber.is(VISIBLE_STRING)) return
  setFrom = ber.start
  setTo = ber.end
}

/** A report of variables or of a named list; with LastApplError it says that a command failed. */
function variablesOperation(view: DataView, from: number, to: number, state: MmsState): Operation {
  const key = keyOfBytes(view, from, to, REPORT + 1)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const names = namesOf(view, from, to)
  const operationClass = names.includes('LastApplError') ? 'alarm' : 'publish'
  const points = operationClass === 'publish' ? namedPoints(names, false) : []
  return state.operations.add(key, operationClass, REPORT, '', targetOf(names.map(withControlService)), points)
}
