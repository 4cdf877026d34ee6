/*
 * Programs and their procedures: RFC 1833 (portmapper, rpcbind), RFC 1094, 1813 and 8881 (NFS, MOUNT), The Open Group C702
 * (NLM, NSM), VXI-11 revision 1.0, table B.1 and appendix B. Numbers of programs: IANA, "rpc".
 */
import type { OperationClass } from '../kit/observation.ts'

export const PROGRAM = {
  portmap: 100_000,
  nfs: 100_003,
  mount: 100_005,
  nlm: 100_021,
  nsm: 100_024,
  vxiCore: 0x06_07af,
  vxiAbort: 0x06_07b0,
  vxiInterrupt: 0x06_07b1,
} as const

interface Program {
  readonly name: string
  /** Names of procedures: from the first version on, or from that where they begin to be others. */
  readonly versions: readonly (readonly [from: number, procedures: readonly string[]])[]
  readonly classes: (procedure: string) => OperationClass
}

const PORTMAP = 'NULL SET UNSET GETPORT DUMP CALLIT'
const RPCBIND = 'NULL SET UNSET GETADDR DUMP CALLIT GETTIME UADDR2TADDR TADDR2UADDR'
const RPCBIND_4 =
  'NULL SET UNSET GETADDR DUMP BCAST GETTIME UADDR2TADDR TADDR2UADDR GETVERSADDR INDIRECT GETADDRLIST GETSTAT'
const NFS_2 =
  'NULL GETATTR SETATTR ROOT LOOKUP READLINK READ WRITECACHE WRITE CREATE REMOVE RENAME LINK SYMLINK MKDIR RMDIR READDIR STATFS'
const NFS_3 =
  'NULL GETATTR SETATTR LOOKUP ACCESS READLINK READ WRITE CREATE MKDIR SYMLINK MKNOD REMOVE RMDIR RENAME LINK READDIR READDIRPLUS FSSTAT FSINFO PATHCONF COMMIT'
const NLM =
  'NULL TEST LOCK CANCEL UNLOCK GRANTED TEST_MSG LOCK_MSG CANCEL_MSG UNLOCK_MSG GRANTED_MSG TEST_RES LOCK_RES CANCEL_RES UNLOCK_RES GRANTED_RES - - - - SHARE UNSHARE NM_LOCK FREE_ALL'
const VXI_CORE =
  'NULL - - - - - - - - - CREATE_LINK DEVICE_WRITE DEVICE_READ DEVICE_READSTB DEVICE_TRIGGER DEVICE_CLEAR DEVICE_REMOTE DEVICE_LOCAL DEVICE_LOCK DEVICE_UNLOCK DEVICE_ENABLE_SRQ - DEVICE_DOCMD DESTROY_LINK - CREATE_INTR_CHAN DESTROY_INTR_CHAN'

const PROGRAMS: ReadonlyMap<number, Program> = new Map([
  [
    PROGRAM.portmap,
    program(
      'Portmap',
      [
        [1, PORTMAP],
        [3, RPCBIND],
        [4, RPCBIND_4],
      ],
      { SET: 'configure', UNSET: 'configure' },
      'discover',
    ),
  ],
  [
    PROGRAM.nfs,
    program(
      'NFS',
      [
        [1, NFS_2],
        [3, NFS_3],
        [4, 'NULL COMPOUND'],
      ],
      {},
      'file',
    ),
  ],
  [
    PROGRAM.mount,
    program(
      'MOUNT',
      [[1, 'NULL MNT DUMP UMNT UMNTALL EXPORT EXPORTALL PATHCONF']],
      { EXPORT: 'discover', EXPORTALL: 'discover', DUMP: 'discover' },
      'session',
    ),
  ],
  [PROGRAM.nlm, program('NLM', [[1, NLM]], {}, 'file')],
  [PROGRAM.nsm, program('NSM', [[1, 'NULL STAT MON UNMON UNMON_ALL SIMU_CRASH NOTIFY']], {}, 'session')],
  [
    PROGRAM.vxiCore,
    program(
      'VXI-11 core',
      [[1, VXI_CORE]],
      {
        DEVICE_WRITE: 'write',
        DEVICE_READ: 'read',
        DEVICE_READSTB: 'read',
        DEVICE_TRIGGER: 'control',
        DEVICE_CLEAR: 'control',
        DEVICE_DOCMD: 'control',
        // Appendix B.6.9: the panel of the device is locked, and freed again.
        DEVICE_REMOTE: 'mode',
        DEVICE_LOCAL: 'mode',
        DEVICE_ENABLE_SRQ: 'configure',
      },
      'session',
    ),
  ],
  [PROGRAM.vxiAbort, program('VXI-11 abort', [[1, 'NULL DEVICE_ABORT']], {}, 'control')],
  [PROGRAM.vxiInterrupt, program('VXI-11 interrupt', [[1, `NULL${' -'.repeat(29)} DEVICE_INTR_SRQ`]], {}, 'alarm')],
])

/** Programs of which the name is known, and no more. */
const NAMES: Readonly<Record<number, string>> = {
  100001: 'rstat',
  100002: 'rusers',
  100004: 'NIS',
  100007: 'ypbind',
  100008: 'rwall',
  100011: 'rquota',
  100012: 'spray',
  100017: 'rex',
  100026: 'bootparam',
  100068: 'cmsd',
  100083: 'ToolTalk',
  100227: 'NFS ACL',
  100232: 'sadmind',
  150001: 'PC-NFS',
}

/** Numbers of one operation: program, version and procedure. */
const VERSIONS = 0x100
const PROCEDURES = 0x1000

export function codeOf(number: number, version: number, procedure: number): number {
  return (number * VERSIONS + Math.min(version, VERSIONS - 1)) * PROCEDURES + Math.min(procedure, PROCEDURES - 1)
}

export function programOf(code: number): number {
  return Math.floor(code / (VERSIONS * PROCEDURES))
}

/** 'NFS v3', 'program 0x20000001 v1'. */
export function programText(number: number, version: number): string {
  return `${programName(number) || `program ${number}`} v${version}`
}

export function programName(number: number): string {
  return PROGRAMS.get(number)?.name ?? NAMES[number] ?? ''
}

/** The procedure's name, which what it says is read by; '' where it is not known. */
export function procedureOf(number: number, version: number, procedure: number): string {
  let names: readonly string[] = []
  for (const [from, procedures] of PROGRAMS.get(number)?.versions ?? []) if (version >= from) names = procedures
  // RFC 5531, clause 12.1: by convention the same in every program.
  const name = procedure === 0 ? 'NULL' : (names[procedure] ?? '-')
  return name === '-' ? '' : name
}

export function classOfProcedure(number: number, procedure: string): OperationClass {
  if (procedure === 'NULL') return 'session'
  return (procedure !== '' && PROGRAMS.get(number)?.classes(procedure)) || 'unknown'
}

export function describeProcedure(code: number): { function: string; name: string } {
  const procedure = code % PROCEDURES
  const version = Math.floor(code / PROCEDURES) % VERSIONS
  const number = programOf(code)
  const name = procedureOf(number, version, procedure) || `procedure ${procedure}`
  return { function: `${number}/${version}/${procedure}`, name: `${programText(number, version)} ${name}` }
}

function program(
  name: string,
  versions: readonly (readonly [number, string])[],
  classes: Readonly<Record<string, OperationClass>>,
  others: OperationClass,
): Program {
  return {
    name,
    versions: versions.map(([from, procedures]): [number, string[]] => [from, procedures.split(' ')]),
    classes: (procedure) => classes[procedure] ?? others,
  }
}
