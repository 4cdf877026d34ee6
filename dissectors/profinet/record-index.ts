import type { OperationClass } from '../kit/observation.ts'
import { hex16 } from './function-codes.ts'

/** IEC 61158-6-10, 5.2.2.8 (Index): those of one subslot, slot, AR, API or device that are met in plants. */
const NAMES: Readonly<Record<number, string>> = {
  0x801e: 'SubstituteValues',
  0x8020: 'PDIRSubframeData',
  0x8027: 'PDPortDataRealExtended',
  0x8028: 'RecordInputDataObjectElement',
  0x8029: 'RecordOutputDataObjectElement',
  0x802a: 'PDPortDataReal',
  0x802b: 'PDPortDataCheck',
  0x802c: 'PDIRData',
  0x802d: 'PDSyncData',
  0x802f: 'PDPortDataAdjust',
  0x8030: 'IsochronousModeData',
  0x8031: 'PDTimeData',
  0x8050: 'PDInterfaceMrpDataReal',
  0x8051: 'PDInterfaceMrpDataCheck',
  0x8052: 'PDInterfaceMrpDataAdjust',
  0x8053: 'PDPortMrpDataAdjust',
  0x8054: 'PDPortMrpDataReal',
  0x8060: 'PDPortFODataReal',
  0x8061: 'PDPortFODataCheck',
  0x8062: 'PDPortFODataAdjust',
  0x8070: 'PDNCDataCheck',
  0x8071: 'PDInterfaceAdjust',
  0x8072: 'PDPortStatistic',
  0x8080: 'PDInterfaceDataReal',
  0x8090: 'PDInterfaceFSUDataAdjust',
  0x80b0: 'CombinedObjectContainer',
  0xb02e: 'PROFIDrive parameter access (local)',
  0xb02f: 'PROFIDrive parameter access (global)',
  0xe002: 'ModuleDiffBlock',
  0xe040: 'MultipleWrite',
  0xe041: 'ApplicationReadyBlock',
  0xe050: 'ARFSUDataAdjust',
  0xf020: 'ARData',
  0xf80c: 'Diagnosis of the device',
  0xf820: 'APIData',
  0xf830: 'LogBookData',
  0xf831: 'PDevData',
  0xf840: 'I&M0FilterData',
  0xf841: 'PDRealData',
  0xf842: 'PDExpectedData',
  0xf850: 'AutoConfiguration',
  0xfbff: 'Trigger index of RPC connection monitoring',
}
/** The same records for a subslot (0x8000), a slot (0xC000), an AR (0xE000) and an API (0xF000). */
const SHARED: Readonly<Record<number, string>> = {
  0x000: 'ExpectedIdentificationData',
  0x001: 'RealIdentificationData',
  0x00a: 'Diagnosis in channel coding',
  0x00b: 'Diagnosis in all codings',
  0x00c: 'Diagnosis, Maintenance, Qualified and Status',
  0x010: 'Maintenance required in channel coding',
  0x011: 'Maintenance demanded in channel coding',
  0x012: 'Maintenance required in all codings',
  0x013: 'Maintenance demanded in all codings',
}
const SHARED_BASES = [0x8000, 0xc000, 0xe000, 0xf000]
/** An API has no expectation of its own, so its first record is the second of the others. */
const REAL_OF_API = 0xf000
const FIRST_IM = 0xaff0
const LAST_IM = 0xafff
const IM0_FILTER = 0xf840
/** Holds records of other places, each with its own header. */
export const MULTIPLE_WRITE = 0xe040
const PROFIDRIVE_LOCAL = 0xb02e
const PROFIDRIVE_GLOBAL = 0xb02f
const DIAGNOSIS = [0xf80c, 0xf830, 0x8072]

/** 'PDPortDataReal', or 'index 0x0005' for a record of the device's own. */
export function indexName(index: number): string {
  if (index >= FIRST_IM && index <= LAST_IM) return `I&M${index - FIRST_IM}`
  return sharedName(index) ?? NAMES[index] ?? `index ${hex16(index)}`
}

/** Records that say what a device is are discovery, those that say how it is are diagnosis. */
export function readClass(index: number): OperationClass {
  if ((index >= FIRST_IM && index <= LAST_IM) || index === IM0_FILTER) return 'discover'
  const shared = sharedName(index)
  if (shared === undefined) return DIAGNOSIS.includes(index) ? 'diagnose' : 'read'
  return (index & 0xfff) < 0x00a ? 'discover' : 'diagnose'
}

/** A record is a parameter; only the drive profile writes values through one (PROFIDrive, 6.2.3). */
export function writeClass(index: number): OperationClass {
  return index === PROFIDRIVE_LOCAL || index === PROFIDRIVE_GLOBAL ? 'write' : 'configure'
}

function sharedName(index: number): string | undefined {
  if (index === REAL_OF_API) return SHARED[1]
  return SHARED_BASES.includes(index & 0xf000) ? SHARED[index & 0xfff] : undefined
}
