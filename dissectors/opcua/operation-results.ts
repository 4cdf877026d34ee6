/*
 * What a service answers for each thing that it was to change: the service succeeds although all of them are refused.
 * Little-endian. OPC 10000-4 clause 5.3 (results), 5.8 (node management), 5.11.4 (Write), 5.11.5
 * (HistoryUpdate), 5.12.2 (Call).
 */
import type { Cursor } from '../kit/cursor.ts'
import { arrayLength, BAD, skipDiagnosticInfo, skipNodeId, skipVariant } from './built-in-types.ts'
import { skipResponseHeader } from './service-identity.ts'
import { ADD_NODES, ADD_REFERENCES, CALL, DELETE_NODES, DELETE_REFERENCES, HISTORY_UPDATE, WRITE } from './services.ts'

/**
 * The first Bad result in the response of a service that changes something, whose header begins at the cursor; 0 when
 * there is none, and for any other service. Moves the cursor.
 */
export function refusalOf(service: number, body: Cursor): number {
  switch (service) {
    case WRITE:
    case ADD_REFERENCES:
    case DELETE_NODES:
    case DELETE_REFERENCES:
      skipResponseHeader(body)
      return badOfCodes(body)
    case ADD_NODES:
    case CALL:
    case HISTORY_UPDATE:
      skipResponseHeader(body)
      return badOfStructures(service, body)
    default:
      return 0
  }
}

/** The first Bad one in an array of StatusCode. */
function badOfCodes(body: Cursor): number {
  let bad = 0
  for (let left = arrayLength(body); left > 0 && !body.short; left--) {
    const code = body.u32le()
    if (bad === 0 && code >= BAD) bad = code
  }
  return bad
}

/** An array of structures that begin with a StatusCode. */
function badOfStructures(service: number, body: Cursor): number {
  let bad = 0
  for (let left = arrayLength(body); left > 0 && !body.short; left--) {
    const code = body.u32le()
    const inner = service === ADD_NODES ? addedNode(body) : badOfParts(service, body)
    if (bad === 0) bad = code >= BAD ? code : inner
  }
  return bad
}

/** An AddNodesResult: the id that the node was given. */
function addedNode(body: Cursor): number {
  skipNodeId(body)
  return 0
}

/** CallMethodResult: results of the arguments, and what the method returns; HistoryUpdateResult: results of the values. */
function badOfParts(service: number, body: Cursor): number {
  const bad = badOfCodes(body)
  for (let left = arrayLength(body); left > 0 && !body.short; left--) skipDiagnosticInfo(body)
  if (service !== CALL) return bad
  for (let left = arrayLength(body); left > 0 && !body.short; left--) skipVariant(body)
  return bad
}
