/** IEC 61158-6-10, 5.2.1.1 (BlockType): those that are read here. */
export const BLOCK = {
  writeRequest: 0x0008,
  readRequest: 0x0009,
  realIdentification: 0x0013,
  im0: 0x0020,
  im1: 0x0021,
  im2: 0x0022,
  im3: 0x0023,
  ar: 0x0101,
  prmEnd: 0x0110,
  plugPrmEnd: 0x0111,
  applicationReady: 0x0112,
  plugApplicationReady: 0x0113,
  release: 0x0114,
  readyForCompanion: 0x0116,
  readyForRtClass3: 0x0117,
  prmBegin: 0x0118,
  portDataCheck: 0x0200,
  checkPeers: 0x020a,
  portDataReal: 0x020f,
  interfaceDataReal: 0x0240,
  multiple: 0x0400,
  containerContent: 0x0401,
  writeResponse: 0x8008,
  readResponse: 0x8009,
  arResponse: 0x8101,
  arServer: 0x8106,
  moduleDiff: 0x8104,
} as const

/** The same block in an answer. */
export const ANSWERED = 0x8000

const CONTROLS: Readonly<Record<number, string>> = {
  0x0110: 'PrmEnd',
  0x0111: 'PlugPrmEnd',
  0x0112: 'ApplicationReady',
  0x0113: 'PlugApplicationReady',
  0x0116: 'ReadyForCompanion',
  0x0117: 'ReadyForRT_CLASS_3',
  0x0118: 'PrmBegin',
}
/** 5.2.4.1 (ARType). */
const AR_TYPES: Readonly<Record<number, string>> = {
  0x0001: 'IOCARSingle',
  0x0006: 'IOSAR',
  0x0010: 'IOCARSingle with RT_CLASS_3',
  0x0020: 'IOCARSR',
}

/** 'PrmEnd': what a control block announces; '' for another block. */
export function controlName(blockType: number): string {
  return CONTROLS[blockType & ~ANSWERED] ?? ''
}

/** 'IOCARSingle', the controller's; 'IOSAR', a supervisor's. */
export function arTypeName(arType: number): string {
  return AR_TYPES[arType] ?? `AR type ${arType}`
}
