/*
 * What a request of UDS acts on: data identifiers, routines, memory, files. The cursor stands at the service.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Points } from '../kit/observation.ts'
import { hasParts, SERVICE, SUPPRESS } from './uds-services.ts'

/** Identifiers of one request that are named, of which requests seldom have more. */
export const MAX_NAMED = 16
const MAX_PATH = 128
const NO_POINTS: readonly Points[] = []

/** ISO 14229-1:2020, annex C.1. */
export const IDENTIFIERS: Readonly<Record<number, string>> = {
  0xf180: 'boot software',
  0xf181: 'application software',
  0xf182: 'application data',
  0xf186: 'active session',
  0xf187: 'spare part number',
  0xf188: 'software number',
  0xf189: 'software version',
  0xf18a: 'supplier',
  0xf18b: 'manufacturing date',
  0xf18c: 'serial number',
  0xf190: 'VIN',
  0xf191: 'hardware number',
  0xf192: 'supplier hardware number',
  0xf193: 'supplier hardware version',
  0xf194: 'supplier software number',
  0xf195: 'supplier software version',
  0xf197: 'system name',
  0xf198: 'tester serial number',
  0xf199: 'programming date',
  0xf19d: 'installation date',
}

/** Annex F.1. */
const ROUTINES: Readonly<Record<number, string>> = {
  0xe200: 'execute SPL',
  0xe201: 'deploy loop',
  0xff00: 'erase memory',
  0xff01: 'check programming dependencies',
  0xff02: 'erase mirror memory DTCs',
}

const CONTROLS: readonly string[] = [
  'return control',
  'reset to default',
  'freeze current state',
  'short term adjustment',
]

/** Clause 15.6: modes of a file transfer. */
export const FILE_MODES: readonly string[] = ['', 'add', 'delete', 'replace', 'read', 'list', 'resume']

/** How many of the `length` bytes of a request tell what it acts on: what is written is not among them. */
export function keyLength(request: Cursor, service: number, length: number): number {
  switch (service) {
    case SERVICE.readByIdentifier:
    case SERVICE.readPeriodic:
    case SERVICE.readMemory:
    case SERVICE.download:
    case SERVICE.upload:
      return length
    case SERVICE.readScaling:
    case SERVICE.writeByIdentifier:
      return Math.min(length, 3)
    case SERVICE.define:
    case SERVICE.control:
    case SERVICE.routine:
    case 0x14:
      return Math.min(length, 4)
    case SERVICE.writeMemory:
      return length < 2 ? length : Math.min(length, 2 + lengthOfRange(request.peek(1)))
    case SERVICE.file:
      return length < 4 ? length : Math.min(length, 4 + request.peek16(2))
    default:
      return Math.min(length, hasParts(service) ? 2 : 1)
  }
}

/** 'DID 0xf190 (VIN)', 'memory 0x08000000+4096'; '' where nothing is named. Allocates: called once for each operation. */
export function targetOf(request: Cursor, service: number, length: number): string {
  switch (service) {
    case SERVICE.readByIdentifier:
      return identifiersOf(request, length).map(nameOf).join(', ')
    case SERVICE.readScaling:
    case SERVICE.writeByIdentifier:
      return length < 3 ? '' : nameOf(request.peek16(1))
    case SERVICE.control:
      return length < 4
        ? ''
        : `${nameOf(request.peek16(1))}: ${CONTROLS[request.peek(3)] ?? `control ${request.peek(3)}`}`
    case SERVICE.define:
      return length < 4 ? '' : nameOf(request.peek16(2))
    case SERVICE.routine:
      return length < 4 ? '' : routineText(request.peek16(2))
    case SERVICE.readMemory:
    case SERVICE.writeMemory:
      return rangeText(request, 1, length)
    case SERVICE.download:
    case SERVICE.upload:
      return rangeText(request, 2, length)
    case SERVICE.file:
      return fileText(request, length)
    case 0x14:
      return length < 4 ? '' : groupText(request.peek(1) * 0x1_0000 + request.peek16(2))
    default:
      return ''
  }
}

/** Data identifiers are points of their ECU. */
export function pointsOf(request: Cursor, service: number, length: number): readonly Points[] {
  if (service === SERVICE.readByIdentifier) return identifiersOf(request, length).map((did) => pointOf(did, false))
  const writes = service === SERVICE.writeByIdentifier || service === SERVICE.control
  return writes && length >= 3 ? [pointOf(request.peek16(1), true)] : NO_POINTS
}

/** The sub-function without the bit that asks for silence; 0 where there is none. */
export function partOf(request: Cursor, service: number, length: number): number {
  return hasParts(service) && length > 1 ? request.peek(1) & ~SUPPRESS : 0
}

function identifiersOf(request: Cursor, length: number): number[] {
  const count = Math.min(MAX_NAMED, (length - 1) >> 1)
  return Array.from({ length: count }, (_, i) => request.peek16(1 + i * 2))
}

function pointOf(did: number, writes: boolean): Points {
  return { name: didText(did), first: -1, count: 1, type: '', writes }
}

function nameOf(did: number): string {
  const name = IDENTIFIERS[did]
  return name === undefined ? didText(did) : `${didText(did)} (${name})`
}

function didText(did: number): string {
  return `DID 0x${did.toString(16).padStart(4, '0')}`
}

function routineText(routine: number): string {
  const name = ROUTINES[routine]
  const text = `routine 0x${routine.toString(16).padStart(4, '0')}`
  return name === undefined ? text : `${text} (${name})`
}

function groupText(group: number): string {
  return group === 0xff_ffff ? 'all groups' : `group 0x${group.toString(16).padStart(6, '0')}`
}

/** Annex H.1: the high half-byte is the length of the size, the low one that of the address. */
function lengthOfRange(format: number): number {
  return (format >> 4) + (format & 15)
}

function rangeText(request: Cursor, formatAt: number, length: number): string {
  if (length <= formatAt) return ''
  const format = request.peek(formatAt)
  const addressAt = formatAt + 1
  const sizeAt = addressAt + (format & 15)
  const end = addressAt + lengthOfRange(format)
  if (end > length || (format & 15) === 0) return ''
  let address = ''
  for (let at = addressAt; at < sizeAt; at++) address += request.peek(at).toString(16).padStart(2, '0')
  let size = 0
  for (let at = sizeAt; at < end; at++) size = size * 256 + request.peek(at)
  return `memory 0x${address}+${size}`
}

function fileText(request: Cursor, length: number): string {
  if (length < 4) return ''
  const { pos } = request
  request.pos = pos + 4
  const path = request.text(Math.min(MAX_PATH, length - 4, request.view.getUint16(pos + 2)))
  request.pos = pos
  return `${FILE_MODES[request.peek(1)] ?? `mode ${request.peek(1)}`} ${path}`.trim()
}
