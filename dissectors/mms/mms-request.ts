/*
 * What a confirmed request asks, and of what. ISO 9506-2:2003, clause 7 (Confirmed-RequestPDU); clause numbers of the
 * services are those of its module.
 */
import type { BerReader } from '../kit/ber.ts'
import type { Operation, OperationClass, Points } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { isControl, isTest } from './control-object.ts'
import { classOfRead, classOfWrite, withControlService } from './functional-constraint.ts'
import { MAX_REMEMBERED, MmsState } from './mms-state.ts'
import { namedPoints, namesOf, targetOf, textOf } from './object-names.ts'
import {
  classOfService,
  DEFINE_NAMED_VARIABLE_LIST,
  FILE_CLOSE,
  FILE_DIRECTORY,
  FILE_READ,
  GET_NAME_LIST,
  READ,
  TERMINATE_UPLOAD,
  UPLOAD_SEGMENT,
  WRITE,
} from './services.ts'
import { WRITTEN_DATA } from './variable-values.ts'

/** Read-Request: variableAccessSpecification. */
const READ_SPECIFICATION = 0xa1
const FIRST_FIELD = 0xa0
const OBJECT_SCOPE = 0xa1
const SCOPE_OF_DOMAIN = 0x81
const SCOPE_OF_VMD = 0x80
const CONSTRUCTED = 0x20
/** Seed of keys that stand for names instead of bytes. */
const HANDLES = 0x4000
/** Of those of commands that only are tests. */
const TESTS = 0x8000

/** ISO 9506-2, GetNameList-Request: objectClass. */
const OBJECT_CLASSES: readonly string[] = [
  'variables',
  'scattered accesses',
  'variable lists',
  'types',
  'semaphores',
  'event conditions',
  'event actions',
  'event enrollments',
  'journals',
  'domains',
  'program invocations',
  'operator stations',
  'data exchanges',
  'access control lists',
]
/** The target of a GetNameList that asks for all domains. */
export const ALL_DOMAINS = OBJECT_CLASSES[9] as string

/** The operation of the request for `service`, whose element `ber` has just read. */
export function requestedOperation(ber: BerReader, service: number, state: MmsState): Operation {
  const { view } = ber
  if (isByHandle(service)) return handleOperation(ber, service, state)
  region(ber, service)
  const key = keyOfBytes(view, from, to, service + (isTestOnly ? TESTS : 0))
  const found = state.operations.find(key)
  if (found !== undefined) return found
  if (service === GET_NAME_LIST) return namesListed(view, key, state)
  const names = isPrimitive ? [textOf(view, from, to)] : namesOf(view, from, to)
  const controls = service === WRITE || service === READ
  const target = targetOf(controls ? names.map(withControlService) : names) + (isTestOnly ? ' (test)' : '')
  const points = isTestOnly ? [] : pointsOf(service, names)
  const operation = state.operations.add(key, classOf(service, names), service, '', target, points)
  if (names.length > 0) MmsState.remember(state.understood, operation, names, MAX_REMEMBERED)
  return operation
}

/** The variables that are read or written, or the list of them that is named instead. */
function pointsOf(service: number, names: readonly string[]): Points[] {
  if (service !== READ && service !== WRITE) return []
  return namedPoints(names, service === WRITE)
}

/** What `region` found: the part of the request that determines its target. */
let from = 0
let to = 0
let isPrimitive = false
/** Whether it is a command that is marked as a test. */
let isTestOnly = false

/** The values of a write, and where a list goes on, are not part of what is acted on. */
function region(ber: BerReader, service: number): void {
  from = ber.start
  to = ber.end
  isTestOnly = false
  isPrimitive = ((ber.tag > 0xff ? ber.tag >>> 16 : ber.tag) & CONSTRUCTED) === 0
  if (isPrimitive) return
  switch (service) {
    case READ:
      narrow(ber, READ_SPECIFICATION)
      break
    case FILE_DIRECTORY:
      narrow(ber, FIRST_FIELD)
      break
    case WRITE:
      writtenVariables(ber)
      break
    case DEFINE_NAMED_VARIABLE_LIST:
      firstField(ber)
      break
    case GET_NAME_LIST:
      untilScope(ber)
      break
    default:
      break
  }
}

function narrow(ber: BerReader, tag: number): void {
  ber.enter()
  while (ber.next()) {
    if (!ber.is(tag)) continue
    from = ber.start
    to = ber.end
    break
  }
  ber.leave()
}

/** The first field with its tag: the list of variables, or the name of a list. */
function firstField(ber: BerReader): void {
  ber.enter()
  if (ber.next()) to = ber.end
  ber.leave()
}

/** Of what is written only the mark of a command tells it from another. */
function writtenVariables(ber: BerReader): void {
  ber.enter()
  if (ber.next()) to = ber.end
  isTestOnly = isControl(ber.view, from, to) && isTest(ber, WRITTEN_DATA)
  ber.leave()
}

function untilScope(ber: BerReader): void {
  ber.enter()
  while (ber.next()) if (ber.is(OBJECT_SCOPE)) to = ber.end
  ber.leave()
}

function classOf(service: number, names: readonly string[]): OperationClass {
  if (service === WRITE) return classOfWrite(names)
  return service === READ ? classOfRead(names) : classOfService(service)
}

/** objectClass { [0] number }, objectScope { [0] VMD, [1] domain, [2] association }: 'variables of LD0'. */
function namesListed(view: DataView, key: number, state: MmsState): Operation {
  const objectClass = to - from >= 5 ? view.getUint8(from + 4) : 0
  const kind = OBJECT_CLASSES[objectClass] ?? `objects of class ${objectClass}`
  const scopeAt = from + 7
  const isDomain = scopeAt + 2 <= to && view.getUint8(scopeAt) === SCOPE_OF_DOMAIN
  const isVmd = scopeAt + 2 <= to && view.getUint8(scopeAt) === SCOPE_OF_VMD
  const domain = isDomain ? textOf(view, scopeAt + 2, to) : ''
  const scope = isDomain ? ` of ${domain}` : isVmd ? '' : ' of the association'
  const operation = state.operations.add(key, 'discover', GET_NAME_LIST, '', kind + scope)
  if (isDomain) MmsState.remember(state.understood, operation, [`${domain}/`], MAX_REMEMBERED)
  return operation
}

function isByHandle(service: number): boolean {
  return service === FILE_READ || service === FILE_CLOSE || service === UPLOAD_SEGMENT || service === TERMINATE_UPLOAD
}

/** Files and uploads are named when they are opened, and numbered from then on. */
function handleOperation(ber: BerReader, service: number, state: MmsState): Operation {
  const isFile = service === FILE_READ || service === FILE_CLOSE
  const handle = `${isFile ? 'file' : 'upload'} ${ber.unsigned()}`
  const name = state.handles.get(handle) ?? handle
  const key = keyOfText(name, HANDLES + service)
  return state.operations.find(key) ?? state.operations.add(key, classOfService(service), service, '', name)
}

function keyOfText(text: string, seed: number): number {
  const bytes = new DataView(new ArrayBuffer(text.length * 2))
  for (let i = 0; i < text.length; i++) bytes.setUint16(i * 2, text.charCodeAt(i))
  return keyOfBytes(bytes, 0, bytes.byteLength, seed)
}
