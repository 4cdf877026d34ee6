/*
 * What the arguments of a call name: a program that is looked for, a path, a file, a device. The cursor stands at the
 * arguments, and stays.
 */
import type { Cursor } from '../kit/cursor.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { OncrpcState } from './oncrpc-state.ts'
import { PROGRAM, programText } from './programs.ts'
import { skipOpaque, xdrText } from './rpc-header.ts'

const MAX_PATH = 256
const HANDLE_2 = 32
const PORTMAP_2 = 2
const NFS_2 = 2
const NFS_4 = 4
/** RFC 1094 and 1813: procedures whose arguments are a directory and a name in it. */
const NAMING = new Set(['LOOKUP', 'CREATE', 'REMOVE', 'MKDIR', 'RMDIR', 'SYMLINK', 'MKNOD', 'RENAME'])
/** RFC 1833: calls that the portmapper passes on. */
const INDIRECT = new Set(['CALLIT', 'BCAST', 'INDIRECT'])
const TRANSPORTS: Readonly<Record<number, string>> = { 6: ' over TCP', 17: ' over UDP' }

/** How many bytes of the arguments tell one operation from another: none of what is read, written or counted. */
export function keyLength(args: Cursor, program: number, version: number, procedure: string): number {
  const { pos, short } = args
  skipKey(args, program, version, procedure)
  const length = args.short ? 0 : args.pos - pos
  args.pos = pos
  args.short = short
  return length
}

function skipKey(args: Cursor, program: number, version: number, procedure: string): void {
  if (procedure === '' || procedure === 'NULL') return
  if (program === PROGRAM.portmap) {
    if (version > PORTMAP_2) {
      args.skip(8)
      skipOpaque(args)
    } else if (procedure !== 'DUMP') args.skip(12)
  } else if (program === PROGRAM.mount && (procedure === 'MNT' || procedure === 'UMNT')) skipOpaque(args)
  else if (program === PROGRAM.nfs && version < NFS_4) {
    skipHandle(args, version)
    if (NAMING.has(procedure)) skipOpaque(args)
  } else if (program === PROGRAM.vxiCore) {
    if (procedure !== 'CREATE_LINK') args.skip(4)
    else {
      args.skip(12)
      skipOpaque(args)
    }
  }
}

/** 'NFS v3 over TCP', '/recipes', 'batch3.csv', 'inst0'. Allocates: called once for each operation. */
export function targetOf(
  args: Cursor,
  program: number,
  version: number,
  procedure: string,
  state: OncrpcState,
): string {
  const { pos, short } = args
  const text = textOf(args, program, version, procedure, state)
  const isThere = !args.short
  args.pos = pos
  args.short = short
  return isThere ? text : ''
}

function textOf(args: Cursor, program: number, version: number, procedure: string, state: OncrpcState): string {
  if (program === PROGRAM.portmap) return portmapText(args, version, procedure)
  if (program === PROGRAM.mount) return procedure === 'MNT' || procedure === 'UMNT' ? xdrText(args, MAX_PATH) : ''
  if (program === PROGRAM.nfs && version < NFS_4 && procedure !== 'NULL')
    return fileText(args, version, procedure, state)
  if (program !== PROGRAM.vxiCore) return ''
  if (procedure !== 'CREATE_LINK') return procedure === 'NULL' ? '' : state.links.get(args.u32())
  args.skip(12)
  return xdrText(args, MAX_PATH)
}

function portmapText(args: Cursor, version: number, procedure: string): string {
  if (procedure === 'NULL' || procedure === 'GETTIME' || procedure === 'GETSTAT') return ''
  if (version <= PORTMAP_2 && procedure === 'DUMP') return ''
  if (version > PORTMAP_2 && (procedure === 'DUMP' || procedure.endsWith('ADDR2TADDR') || procedure === 'TADDR2UADDR'))
    return ''
  const program = programText(args.u32(), args.u32())
  // An indirect call has a procedure where others have a transport.
  if (INDIRECT.has(procedure)) return program
  if (version > PORTMAP_2) return `${program} over ${xdrText(args, MAX_PATH)}`
  return `${program}${TRANSPORTS[args.u32()] ?? ''}`
}

/** The name in the directory, or that by which the handle was found. */
function fileText(args: Cursor, version: number, procedure: string, state: OncrpcState): string {
  const key = handleKey(args, version)
  return NAMING.has(procedure) ? xdrText(args, MAX_PATH) : state.files.get(key)
}

/** The key of the handle at the cursor, which moves behind it. */
export function handleKey(bytes: Cursor, version: number): number {
  const from = bytes.pos + (version <= NFS_2 ? 0 : 4)
  skipHandle(bytes, version)
  return bytes.short ? -1 : keyOfBytes(bytes.view, from, bytes.pos, PROGRAM.nfs)
}

function skipHandle(bytes: Cursor, version: number): void {
  if (version <= NFS_2) bytes.skip(HANDLE_2)
  else skipOpaque(bytes)
}
