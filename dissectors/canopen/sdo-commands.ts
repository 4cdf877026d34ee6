/* First bytes of an SDO. CiA 301 V4.2.0, 7.2.4.3: the upper three bits are the command, of a client or of a server. */

/** Of the client, and of the server that answers. */
export const CLIENT = {
  downloadSegment: 0,
  download: 1,
  upload: 2,
  uploadSegment: 3,
  abort: 4,
  blockUpload: 5,
  blockDownload: 6,
} as const
export const SERVER = {
  uploadSegment: 0,
  downloadSegment: 1,
  upload: 2,
  download: 3,
  abort: 4,
  blockDownload: 5,
  blockUpload: 6,
} as const
export const SDO_LENGTH = 8
export const ABORT = 0x80
const EXPEDITED = 0x02
const SIZE_INDICATED = 0x01
/** Of blocks: the lower bits say which part of a transfer it is. */
const BLOCK_PART = 0x03

export function commandOf(first: number): number {
  return first >> 5
}

export function isExpedited(first: number): boolean {
  return (first & EXPEDITED) !== 0
}

/** How many bytes an expedited transfer has; all four where it does not say. */
export function expeditedLength(first: number): number {
  return (first & SIZE_INDICATED) === 0 ? 4 : 4 - ((first >> 2) & 3)
}

export function blockPart(first: number): number {
  return first & BLOCK_PART
}

/** Whether a client begins a transfer by this byte, with all bits as they must be. */
export function isInitiate(first: number): boolean {
  switch (commandOf(first)) {
    case CLIENT.download:
      return isSized(first)
    case CLIENT.upload:
      return first === 0x40
    case CLIENT.blockUpload:
      return (first & 0x1b) === 0
    case CLIENT.blockDownload:
      return (first & 0x19) === 0
    default:
      return false
  }
}

/** Whether a server answers the beginning of a transfer by this byte: `initiate` is the one of the client. */
export function isInitiateAnswer(initiate: number, first: number): boolean {
  switch (commandOf(initiate)) {
    case CLIENT.download:
      return first === 0x60
    case CLIENT.upload:
      return commandOf(first) === SERVER.upload && isSized(first)
    case CLIENT.blockUpload:
      // What is too short for blocks comes as if it had been asked for without.
      return commandOf(first) === SERVER.blockUpload ? (first & 0x19) === 0 : isInitiateAnswer(0x40, first)
    default:
      return (first & 0xfb) === 0xa0
  }
}

/** Data that is here, or how much will come: bit 4 is none, and what is not there has no size (7.2.4.3.3). */
function isSized(first: number): boolean {
  const part = first & 0x1f
  if (isExpedited(first)) return part < 0x10 && (part < 0x04 || (part & SIZE_INDICATED) !== 0)
  return part === SIZE_INDICATED
}

/** Table 22: the codes of an abort. Devices have more of their own, within the same classes. */
export function isAbortCode(code: number): boolean {
  const group = code >>> 16
  return group === 0x0503 || group === 0x0504 || (group >= 0x0601 && group <= 0x060a) || group === 0x0800
}
