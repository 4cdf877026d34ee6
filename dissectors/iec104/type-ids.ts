import type { OperationClass } from '../kit/observation.ts'

/** No fixed length: a file segment says its own, and the security types are cut into segments of their own. */
export const VARIABLE = -1

export interface TypeId {
  /** The standard's label. */
  readonly label: string
  readonly name: string
  /** Octets of one information object without its address (IEC 60870-5-101, 7.2.6 and 7.3). */
  readonly size: number
  readonly class: OperationClass
}

/** IEC 60870-5-101, 7.2.1.1, IEC 60870-5-104, table 8, and the security types of IEC 60870-5-7. */
const types: Readonly<Record<number, TypeId>> = {
  1: monitored('M_SP_NA_1', 'single-point information', 1),
  2: monitored('M_SP_TA_1', 'single-point information with time tag', 4),
  3: monitored('M_DP_NA_1', 'double-point information', 1),
  4: monitored('M_DP_TA_1', 'double-point information with time tag', 4),
  5: monitored('M_ST_NA_1', 'step position information', 2),
  6: monitored('M_ST_TA_1', 'step position information with time tag', 5),
  7: monitored('M_BO_NA_1', 'bitstring of 32 bit', 5),
  8: monitored('M_BO_TA_1', 'bitstring of 32 bit with time tag', 8),
  9: monitored('M_ME_NA_1', 'measured value, normalized', 3),
  10: monitored('M_ME_TA_1', 'measured value, normalized, with time tag', 6),
  11: monitored('M_ME_NB_1', 'measured value, scaled', 3),
  12: monitored('M_ME_TB_1', 'measured value, scaled, with time tag', 6),
  13: monitored('M_ME_NC_1', 'measured value, short floating point', 5),
  14: monitored('M_ME_TC_1', 'measured value, short floating point, with time tag', 8),
  15: monitored('M_IT_NA_1', 'integrated totals', 5),
  16: monitored('M_IT_TA_1', 'integrated totals with time tag', 8),
  17: monitored('M_EP_TA_1', 'event of protection equipment with time tag', 6),
  18: monitored('M_EP_TB_1', 'packed start events of protection equipment with time tag', 7),
  19: monitored('M_EP_TC_1', 'packed output circuit information with time tag', 7),
  20: monitored('M_PS_NA_1', 'packed single-point information with status change detection', 5),
  21: monitored('M_ME_ND_1', 'measured value, normalized, without quality', 2),
  30: monitored('M_SP_TB_1', 'single-point information with time tag CP56Time2a', 8),
  31: monitored('M_DP_TB_1', 'double-point information with time tag CP56Time2a', 8),
  32: monitored('M_ST_TB_1', 'step position information with time tag CP56Time2a', 9),
  33: monitored('M_BO_TB_1', 'bitstring of 32 bit with time tag CP56Time2a', 12),
  34: monitored('M_ME_TD_1', 'measured value, normalized, with time tag CP56Time2a', 10),
  35: monitored('M_ME_TE_1', 'measured value, scaled, with time tag CP56Time2a', 10),
  36: monitored('M_ME_TF_1', 'measured value, short floating point, with time tag CP56Time2a', 12),
  37: monitored('M_IT_TB_1', 'integrated totals with time tag CP56Time2a', 12),
  38: monitored('M_EP_TD_1', 'event of protection equipment with time tag CP56Time2a', 10),
  39: monitored('M_EP_TE_1', 'packed start events of protection equipment with time tag CP56Time2a', 11),
  40: monitored('M_EP_TF_1', 'packed output circuit information with time tag CP56Time2a', 11),
  41: secured('S_IT_TC_1', 'integrated totals of security statistics with time tag CP56Time2a'),
  45: command('C_SC_NA_1', 'single command', 1),
  46: command('C_DC_NA_1', 'double command', 1),
  47: command('C_RC_NA_1', 'regulating step command', 1),
  48: command('C_SE_NA_1', 'set-point command, normalized', 3),
  49: command('C_SE_NB_1', 'set-point command, scaled', 3),
  50: command('C_SE_NC_1', 'set-point command, short floating point', 5),
  51: command('C_BO_NA_1', 'bitstring of 32 bit command', 4),
  58: command('C_SC_TA_1', 'single command with time tag CP56Time2a', 8),
  59: command('C_DC_TA_1', 'double command with time tag CP56Time2a', 8),
  60: command('C_RC_TA_1', 'regulating step command with time tag CP56Time2a', 8),
  61: command('C_SE_TA_1', 'set-point command, normalized, with time tag CP56Time2a', 10),
  62: command('C_SE_TB_1', 'set-point command, scaled, with time tag CP56Time2a', 10),
  63: command('C_SE_TC_1', 'set-point command, short floating point, with time tag CP56Time2a', 12),
  64: command('C_BO_TA_1', 'bitstring of 32 bit command with time tag CP56Time2a', 11),
  // -101, 7.4.4: tells that the station has started again.
  70: monitored('M_EI_NA_1', 'end of initialization', 1),
  81: secured('S_CH_NA_1', 'authentication challenge'),
  82: secured('S_RP_NA_1', 'authentication reply'),
  83: secured('S_AR_NA_1', 'aggressive mode authentication request'),
  84: secured('S_KR_NA_1', 'session key status request'),
  85: secured('S_KS_NA_1', 'session key status'),
  86: secured('S_KC_NA_1', 'session key change'),
  87: secured('S_ER_NA_1', 'authentication error'),
  90: secured('S_US_NA_1', 'user status change'),
  91: secured('S_UQ_NA_1', 'update key change request'),
  92: secured('S_UR_NA_1', 'update key change reply'),
  93: secured('S_UK_NA_1', 'update key change, symmetric'),
  94: secured('S_UA_NA_1', 'update key change, asymmetric'),
  95: secured('S_UC_NA_1', 'update key change confirmation'),
  100: { label: 'C_IC_NA_1', name: 'interrogation command', size: 1, class: 'read' },
  // -101, 7.4.8: with a freeze or reset in its qualifier it changes counters, see `asdu-target.ts`.
  101: { label: 'C_CI_NA_1', name: 'counter interrogation command', size: 1, class: 'read' },
  102: { label: 'C_RD_NA_1', name: 'read command', size: 0, class: 'read' },
  103: { label: 'C_CS_NA_1', name: 'clock synchronization command', size: 7, class: 'time' },
  104: { label: 'C_TS_NA_1', name: 'test command', size: 2, class: 'diagnose' },
  105: { label: 'C_RP_NA_1', name: 'reset process command', size: 1, class: 'mode' },
  // -101, 7.4.10: measures the delay that the clock synchronization then allows for.
  106: { label: 'C_CD_NA_1', name: 'delay acquisition command', size: 2, class: 'time' },
  107: { label: 'C_TS_TA_1', name: 'test command with time tag CP56Time2a', size: 9, class: 'diagnose' },
  110: { label: 'P_ME_NA_1', name: 'parameter of measured value, normalized', size: 3, class: 'configure' },
  111: { label: 'P_ME_NB_1', name: 'parameter of measured value, scaled', size: 3, class: 'configure' },
  112: { label: 'P_ME_NC_1', name: 'parameter of measured value, short floating point', size: 5, class: 'configure' },
  113: { label: 'P_AC_NA_1', name: 'parameter activation', size: 1, class: 'configure' },
  120: file('F_FR_NA_1', 'file ready', 6),
  121: file('F_SR_NA_1', 'section ready', 7),
  122: file('F_SC_NA_1', 'call directory, select file, call file, call section', 4),
  123: file('F_LS_NA_1', 'last section, last segment', 5),
  124: file('F_AF_NA_1', 'ack file, ack section', 4),
  125: file('F_SG_NA_1', 'segment', VARIABLE),
  126: file('F_DR_TA_1', 'directory', 13),
  127: file('F_SC_NB_1', 'query log', 16),
}

const UNKNOWN: TypeId = { label: '', name: 'Reserved', size: VARIABLE, class: 'unknown' }
const NUMBER_SPACE = 256
const table: readonly TypeId[] = Array.from({ length: NUMBER_SPACE }, (_, id) => types[id] ?? UNKNOWN)

/** What the standard says of a type identification; class 'unknown' when it says nothing. */
export function typeIdOf(id: number): TypeId {
  return table[id & 0xff] as TypeId
}

function monitored(label: string, name: string, size: number): TypeId {
  return { label, name, size, class: 'publish' }
}

function command(label: string, name: string, size: number): TypeId {
  return { label, name, size, class: 'control' }
}

function secured(label: string, name: string): TypeId {
  return { label, name, size: VARIABLE, class: 'authenticate' }
}

function file(label: string, name: string, size: number): TypeId {
  return { label, name, size, class: 'file' }
}
