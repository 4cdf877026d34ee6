/*
 * What the results of a reply tell: services and their ports, paths that are exported, handles of files, devices. The cursor
 * stands at the results.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { handleKey } from './call-target.ts'
import { sayDevice } from './device-identity.ts'
import type { OncrpcState } from './oncrpc-state.ts'
import { PROGRAM, programName, programText } from './programs.ts'
import { xdrText } from './rpc-header.ts'

/** Entries of a list that are told. */
export const MAX_LISTED = 64
const MAX_PATH = 256
const SAID_LIST = 0x100
const TCP = 6
const UDP = 17
const NFS_2 = 2
const NFS_4 = 4

/** The status of the program itself, where its results begin with one: 0 when all is well. */
export function statusOf(results: Cursor, program: number, version: number, procedure: string): number {
  if (procedure === '' || procedure === 'NULL' || results.left < 4) return 0
  const isNfs = program === PROGRAM.nfs && procedure !== 'ROOT' && procedure !== 'WRITECACHE' && version <= NFS_4
  const hasStatus = isNfs || (program === PROGRAM.mount && procedure === 'MNT') || program === PROGRAM.vxiCore
  return hasStatus || program === PROGRAM.vxiAbort ? results.view.getUint32(results.pos) : 0
}

export interface Asked {
  program: number
  version: number
  procedure: string
  operation: Operation
}

export function readResults(results: Cursor, asked: Asked, state: OncrpcState, sink: Sink): void {
  const { program, version, procedure, operation } = asked
  if (program === PROGRAM.portmap) readPortmap(results, version, procedure, operation, state, sink)
  else if (program === PROGRAM.mount) readMount(results, version, procedure, operation, state, sink)
  else if (program === PROGRAM.nfs && procedure === 'LOOKUP' && version < NFS_4) {
    results.skip(4)
    const key = handleKey(results, version)
    if (key >= 0) state.files.remember(key, operation.target)
  } else if (program === PROGRAM.vxiCore) readVxi(results, procedure, operation, state, sink)
}

function readPortmap(
  results: Cursor,
  version: number,
  procedure: string,
  { target }: Operation,
  state: OncrpcState,
  sink: Sink,
): void {
  if (procedure === 'GETPORT' && results.left >= 4) {
    const port = results.u32()
    if (port === 0 || port > 0xffff || target === '') return
    expect(target.endsWith('UDP') ? 'udp' : 'tcp', port, sink)
  } else if (procedure === 'GETADDR') {
    const port = portOfAddress(xdrText(results, MAX_PATH))
    if (port > 0) expect(/over udp/.test(target) ? 'udp' : 'tcp', port, sink)
  } else if (procedure === 'DUMP' && isNewList(results, SAID_LIST, state)) dump(results, version, sink)
}

/** RFC 1833, clause 2.1 and 2.2.1: a list of programs, version by version and transport by transport. */
function dump(results: Cursor, version: number, sink: Sink): void {
  const said = new Set<string>()
  for (let i = 0; i < MAX_LISTED * 4 && results.u32() === 1 && !results.short; i++) {
    const number = results.u32()
    const program = programText(number, results.u32())
    const transport = version > 2 ? xdrText(results, MAX_PATH) : results.u32()
    const port = version > 2 ? portOfAddress(xdrText(results, MAX_PATH)) : results.u32()
    if (version > 2) xdrText(results, MAX_PATH)
    const isTcp = transport === TCP || transport === 'tcp'
    const isUdp = transport === UDP || transport === 'udp'
    if (results.short || port === 0 || !(isTcp || isUdp)) continue
    said.add(`${program} ${isTcp ? 'TCP' : 'UDP'} ${port}`)
    if (programName(number) !== '' && number !== PROGRAM.portmap) expect(isTcp ? 'tcp' : 'udp', port, sink)
  }
  for (const service of [...said].slice(0, MAX_LISTED)) sayFacts('server', '', 'Portmap DUMP', { service }, sink)
}

function readMount(
  results: Cursor,
  version: number,
  procedure: string,
  { target }: Operation,
  state: OncrpcState,
  sink: Sink,
): void {
  if (procedure === 'MNT') {
    results.skip(4)
    const key = handleKey(results, version < 3 ? NFS_2 : version)
    if (key >= 0) state.files.remember(key, target)
  } else if (procedure === 'EXPORT' && isNewList(results, SAID_LIST + 1, state)) exports(results, sink)
}

/** RFC 1813, clause 5.2.5: each directory with those who may mount it. */
function exports(results: Cursor, sink: Sink): void {
  for (let i = 0; i < MAX_LISTED && results.u32() === 1; i++) {
    const path = xdrText(results, MAX_PATH)
    for (let group = 0; group < MAX_LISTED && results.u32() === 1; group++) xdrText(results, MAX_PATH)
    if (results.short) return
    sayFacts('server', '', 'MOUNT EXPORT', { service: `NFS export ${path}` }, sink)
  }
}

function readVxi(results: Cursor, procedure: string, { target }: Operation, state: OncrpcState, sink: Sink): void {
  results.skip(4)
  if (procedure === 'CREATE_LINK') {
    const link = results.u32()
    const abortPort = results.u32()
    if (results.short) return
    state.links.remember(link, target)
    if (abortPort > 0 && abortPort <= 0xffff) expect('tcp', abortPort, sink)
  } else if (procedure === 'DEVICE_READ') {
    results.skip(4)
    sayDevice(results, target, state, sink)
  }
}

function expect(over: 'tcp' | 'udp', port: number, sink: Sink): void {
  sink.observe({ kind: 'expectation', of: 'server', over, port, protocol: 'oncrpc' })
}

function isNewList({ view, pos, end }: Cursor, under: number, { said }: OncrpcState): boolean {
  return isNews(said, under, view, pos, end)
}

/** RFC 5665, clause 5.2.3.3: '10.0.0.1.8.1', whose last two numbers are the port; 0 where it is none. */
function portOfAddress(address: string): number {
  const found = /\.(\d{1,3})\.(\d{1,3})$/.exec(address)
  return found === null ? 0 : Number(found[1]) * 256 + Number(found[2])
}
