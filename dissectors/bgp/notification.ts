/*
 * Errors that end a session: RFC 4271 clauses 4.5 and 6, RFC 4486 (Cease), RFC 5492 (capabilities), RFC 6608 (states), RFC 7313
 * (refresh), RFC 8538 (hard reset), RFC 9234 (roles), RFC 9384 (BFD).
 */
const ERRORS: readonly string[] = [
  '',
  'Message Header Error',
  'OPEN Message Error',
  'UPDATE Message Error',
  'Hold Timer Expired',
  'Finite State Machine Error',
  'Cease',
  'ROUTE-REFRESH Message Error',
  'Send Hold Timer Expired',
]
const DETAILS: readonly (readonly string[])[] = [
  [],
  ['', 'Connection Not Synchronized', 'Bad Message Length', 'Bad Message Type'],
  [
    '',
    'Unsupported Version Number',
    'Bad Peer AS',
    'Bad BGP Identifier',
    'Unsupported Optional Parameter',
    'Authentication Failure',
    'Unacceptable Hold Time',
    'Unsupported Capability',
    '',
    '',
    '',
    'Role Mismatch',
  ],
  [
    '',
    'Malformed Attribute List',
    'Unrecognized Well-known Attribute',
    'Missing Well-known Attribute',
    'Attribute Flags Error',
    'Attribute Length Error',
    'Invalid ORIGIN Attribute',
    'AS Routing Loop',
    'Invalid NEXT_HOP Attribute',
    'Optional Attribute Error',
    'Invalid Network Field',
    'Malformed AS_PATH',
  ],
  [],
  ['', 'Unexpected Message in OpenSent', 'Unexpected Message in OpenConfirm', 'Unexpected Message in Established'],
  [
    '',
    'Maximum Number of Prefixes Reached',
    'Administrative Shutdown',
    'Peer De-configured',
    'Administrative Reset',
    'Connection Rejected',
    'Other Configuration Change',
    'Connection Collision Resolution',
    'Out of Resources',
    'Hard Reset',
    'BFD Down',
  ],
  ['', 'Invalid Message Length'],
]
const CEASE = 6
const COLLISION = 7
const HARD_RESET = 9

/** 'Cease: Administrative Shutdown'. */
export function errorText(code: number, subcode: number): string {
  const error = ERRORS[code] || `error ${code}`
  if (subcode === 0) return error
  return `${error}: ${DETAILS[code]?.[subcode] || `subcode ${subcode}`}`
}

/** Two routers have opened two connections to each other, and need one (RFC 4271 clause 6.8): nothing is wrong. */
export function isCollision(code: number, subcode: number): boolean {
  return code === CEASE && subcode === COLLISION
}

/** One that graceful restart must not bridge; the error that it is about comes as its data (RFC 8538 clause 3.1). */
export function isHardReset(code: number, subcode: number): boolean {
  return code === CEASE && subcode === HARD_RESET
}
