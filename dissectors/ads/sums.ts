/*
 * Sum commands: a Read Write whose parts are accesses of their own. Beckhoff Information System, "Specification of the ADS
 * services", and TcAdsDef.h: 0xF080 read, 0xF081 write, 0xF082 read and write, 0xF083 and 0xF084 read with lengths.
 * The offset is the number of parts; each is a group, an offset and a length, of 0xF082 two; what is written stands behind.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { OperationClass } from '../kit/observation.ts'
import { accessText, type Hop, handleText, nameAt } from './access-text.ts'
import type { AdsState, SumResults } from './ads-state.ts'
import { FIELD, u32At } from './ams-header.ts'
import { COMMAND } from './commands.ts'
import { handleKey } from './handles.ts'
import { classOfAccess, GROUP, isNamed, SYSTEM_PORT } from './index-groups.ts'

/** Parts of a sum command that are named. */
export const MAX_PARTS_NAMED = 4
/** Parts of one sum whose handles get names; Beckhoff advises to send no more than these. */
export const MAX_PARTS_ASKED = 500
/** Bytes of parts and names by which sums are told apart. */
export const MAX_BYTES_KEYED = 16_384
const PARTS_AT = FIELD.data + 16
/** In an answer, behind its result and its length. */
const RESULTS_AT = FIELD.data + 8

export function isSum(group: number, port: number): boolean {
  return port !== SYSTEM_PORT && group >= GROUP.sumRead && group <= GROUP.sumReadEx2
}

/** Bytes of the parts, and of what is written where that tells what is meant: names, handles that are released. */
export function sumKeyLength(message: Cursor, group: number, port: number): number {
  const first = u32At(message, PARTS_AT)
  const isTold = group === GROUP.sumReadWrite ? isNamed(first, port) : first === GROUP.releaseHandle
  const length = isTold ? Math.max(0, message.left - PARTS_AT) : partsOf(message, group) * stepOf(group)
  return Math.min(length, MAX_BYTES_KEYED)
}

/** Of the symbols that parts name by handle: a handle that is given out again is another target. */
export function sumSeed(message: Cursor, group: number, hop: number, state: AdsState): number {
  const { symbols } = state
  if (symbols.size === 0) return 0
  let seed = 0
  const step = stepOf(group)
  const end = PARTS_AT + partsOf(message, group) * step
  for (let part = PARTS_AT, written = end; part < end; part += step) {
    const access = u32At(message, part)
    const handle = access === GROUP.releaseHandle ? u32At(message, written) : u32At(message, part + 4)
    if (access === GROUP.valueByHandle || access === GROUP.releaseHandle) {
      seed = Math.imul(seed ^ (symbols.get(handleKey(handle, hop))?.seed ?? 0), 0x9e3779b1)
    }
    written += writtenLength(message, group, part)
  }
  return seed
}

/** The worst that one of its parts does. */
export function classOfSum(message: Cursor, group: number, port: number): OperationClass {
  const count = partsOf(message, group)
  const step = stepOf(group)
  if (group !== GROUP.sumWrite && group !== GROUP.sumReadWrite) return 'read'
  const command = group === GROUP.sumWrite ? COMMAND.write : COMMAND.readWrite
  let worst: OperationClass = count === 0 ? 'write' : 'session'
  for (let i = 0; i < count; i++) {
    const of = classOfAccess(command, u32At(message, PARTS_AT + i * step), port)
    if (of === 'write') return of
    if (of !== 'session') worst = of
  }
  return worst
}

/** What the answer to a sum that writes has first: a code for each part, and in 0xF082 the length of what it brings. */
export function resultsOfSum(message: Cursor): SumResults | undefined {
  const group = u32At(message, FIELD.data)
  if (group !== GROUP.sumWrite && group !== GROUP.sumReadWrite) return undefined
  return { count: partsOf(message, group), step: group === GROUP.sumWrite ? 4 : 8 }
}

/** The code of the first part that was refused: the result of a sum is good when all of its parts are refused. */
export function statusOfParts(message: Cursor, { count, step }: SumResults): number {
  const end = Math.min(RESULTS_AT + Math.min(count * step, u32At(message, RESULTS_AT - 4)), message.left)
  for (let at = RESULTS_AT; at < end; at += step) {
    const code = u32At(message, at)
    if (code !== 0) return code
  }
  return 0
}

/** 'MAIN.a, MAIN.b', the first of them. */
export function sumText(message: Cursor, group: number, hop: Hop, state: AdsState): string {
  const texts: string[] = []
  const count = partsOf(message, group)
  const step = stepOf(group)
  let written = PARTS_AT + count * step
  for (let i = 0; i < count; i++) {
    if (i === MAX_PARTS_NAMED) return `${texts.join(', ')}, …`
    const part = PARTS_AT + i * step
    texts.push(partText(message, group, part, written, hop, state))
    written += writtenLength(message, group, part)
  }
  return texts.join(', ')
}

/** The names that handles are asked for by, and '' for a part that asks for none; undefined when none does. */
export function namesAskedFor(message: Cursor, group: number): readonly string[] | undefined {
  if (group !== GROUP.sumReadWrite) return undefined
  const count = partsOf(message, group)
  if (count > MAX_PARTS_ASKED) return undefined
  const names: string[] = []
  let written = PARTS_AT + count * stepOf(group)
  for (let i = 0; i < count; i++) {
    const part = PARTS_AT + i * stepOf(group)
    const length = writtenLength(message, group, part)
    names.push(u32At(message, part) === GROUP.handleByName ? nameAt(message, written, length) : '')
    written += length
  }
  return names.some((name) => name !== '') ? names : undefined
}

/** Handles that a sum releases are of nothing any more. */
export function forgetReleasedParts(message: Cursor, hop: number, state: AdsState): void {
  const { symbols } = state
  if (symbols.size === 0 || u32At(message, PARTS_AT) !== GROUP.releaseHandle) return
  const count = partsOf(message, GROUP.sumWrite)
  let written = PARTS_AT + count * stepOf(GROUP.sumWrite)
  for (let i = 0; i < count; i++) {
    const part = PARTS_AT + i * stepOf(GROUP.sumWrite)
    if (u32At(message, part) === GROUP.releaseHandle) symbols.delete(handleKey(u32At(message, written), hop))
    written += writtenLength(message, GROUP.sumWrite, part)
  }
}

function partText(message: Cursor, group: number, part: number, written: number, hop: Hop, state: AdsState): string {
  const access = u32At(message, part)
  if (group === GROUP.sumReadWrite && isNamed(access, hop.port))
    return nameAt(message, written, u32At(message, part + 12))
  if (group === GROUP.sumWrite && access === GROUP.releaseHandle) {
    return handleText(u32At(message, written), hop.hop, state)
  }
  return accessText(access, u32At(message, part + 4), u32At(message, part + 8), hop, state)
}

/** As many as it says, and as are there. */
function partsOf(message: Cursor, group: number): number {
  const there = Math.floor(Math.max(0, message.left - PARTS_AT) / stepOf(group))
  return Math.min(u32At(message, FIELD.data + 4), there)
}

function stepOf(group: number): number {
  return group === GROUP.sumReadWrite ? 16 : 12
}

function writtenLength(message: Cursor, group: number, part: number): number {
  if (group === GROUP.sumReadWrite) return u32At(message, part + 12)
  return group === GROUP.sumWrite ? u32At(message, part + 8) : 0
}
