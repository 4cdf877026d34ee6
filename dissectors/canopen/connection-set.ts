/*
 * What identifiers of 11 bits stand for. CiA 301 V4.2.0, 7.3.3 (predefined connection set), 7.3.5 (identifiers that nothing
 * else may have); CiA 305 V3.0 (LSS); CiA 302-2 (flying NMT master).
 */

export const KIND = {
  none: 0,
  nmt: 1,
  sync: 2,
  emergency: 3,
  time: 4,
  pdo: 5,
  sdoAnswer: 6,
  sdoRequest: 7,
  errorControl: 8,
  lssAnswer: 9,
  lssRequest: 10,
} as const

export const MAX_NODE = 127
/** The function code lies above the number of the node. */
const NODE_BITS = 7
const EMERGENCY = 1
const TIME = 0x100
const FIRST_PDO = 3
const LAST_PDO = 10
const SDO_ANSWER = 11
const SDO_REQUEST = 12
const ERROR_CONTROL = 14
const LSS_ANSWER = 0x7e4
const LSS_REQUEST = 0x7e5
const FIRST_FLYING_MASTER = 0x071
const LAST_FLYING_MASTER = 0x076
const FLYING_MASTER_RESTART = 0x6e0

export function nodeOf(identifier: number): number {
  return identifier & MAX_NODE
}

/** 3 is the first PDO that a node sends, 4 the first one that it receives, and so on to 10. */
export function functionCodeOf(identifier: number): number {
  return identifier >> NODE_BITS
}

/** What an identifier stands for; KIND.none of one that is free, reserved or none. */
export function kindOf(identifier: number): number {
  const code = functionCodeOf(identifier)
  if (nodeOf(identifier) === 0) {
    if (identifier === 0) return KIND.nmt
    if (code === EMERGENCY) return KIND.sync
    return identifier === TIME ? KIND.time : KIND.none
  }
  if (code >= FIRST_PDO && code <= LAST_PDO) return KIND.pdo
  switch (code) {
    case EMERGENCY:
      return KIND.emergency
    case SDO_ANSWER:
      return KIND.sdoAnswer
    case SDO_REQUEST:
      return KIND.sdoRequest
    case ERROR_CONTROL:
      return KIND.errorControl
    default:
      return kindOfLss(identifier)
  }
}

function kindOfLss(identifier: number): number {
  if (identifier === LSS_ANSWER) return KIND.lssAnswer
  return identifier === LSS_REQUEST ? KIND.lssRequest : KIND.none
}

/** Whether a PDO is one that the node of its identifier sends. */
export function isTransmitPdo(identifier: number): boolean {
  return functionCodeOf(identifier) % 2 === FIRST_PDO % 2
}

/** Whether a frame of this kind can have so many bytes of data: most kinds have a length of their own. */
export function hasLength(kind: number, length: number): boolean {
  switch (kind) {
    case KIND.nmt:
      return length === 2
    case KIND.sync:
      return length <= 1
    case KIND.time:
      return length === 6
    case KIND.pdo:
      return length <= 8
    case KIND.errorControl:
      return length === 1
    case KIND.none:
      return false
    default:
      return length === 8
  }
}

/** Whether no device of CANopen may use an identifier, whatever it is configured to. */
export function isRestricted(identifier: number): boolean {
  if (identifier < 0x080) return identifier > 0 && !isFlyingMaster(identifier)
  if (identifier <= 0x180) return identifier > TIME
  if (identifier < FLYING_MASTER_RESTART) return false
  if (identifier < 0x780) return identifier > FLYING_MASTER_RESTART && identifier <= 0x700
  return kindOfLss(identifier) === KIND.none
}

function isFlyingMaster(identifier: number): boolean {
  return identifier >= FIRST_FLYING_MASTER && identifier <= LAST_FLYING_MASTER
}
