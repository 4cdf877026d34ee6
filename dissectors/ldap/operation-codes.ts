/* LDAP operations by their tags: RFC 4511, 4.2 to 4.13; result codes: appendix A. */
import type { OperationClass } from '../kit/observation.ts'

export const OPERATION = {
  bind: 0x60,
  bindResponse: 0x61,
  unbind: 0x42,
  search: 0x63,
  searchEntry: 0x64,
  searchReference: 0x73,
  searchDone: 0x65,
  modify: 0x66,
  modifyResponse: 0x67,
  add: 0x68,
  addResponse: 0x69,
  delete: 0x4a,
  deleteResponse: 0x6b,
  modifyDn: 0x6c,
  modifyDnResponse: 0x6d,
  compare: 0x6e,
  compareResponse: 0x6f,
  abandon: 0x50,
  extended: 0x77,
  extendedResponse: 0x78,
  intermediate: 0x79,
} as const
/** Codes beyond those of tags: a message in a layer of security. */
export const SEALED = 0x100

/** Number of the tag, name, and what it does: a directory is configuration. */
const NAMES: Readonly<Record<number, readonly [string, OperationClass]>> = {
  [OPERATION.bind]: ['bindRequest', 'authenticate'],
  [OPERATION.bindResponse]: ['bindResponse', 'authenticate'],
  [OPERATION.unbind]: ['unbindRequest', 'session'],
  [OPERATION.search]: ['searchRequest', 'read'],
  [OPERATION.searchEntry]: ['searchResEntry', 'read'],
  [OPERATION.searchReference]: ['searchResRef', 'read'],
  [OPERATION.searchDone]: ['searchResDone', 'read'],
  [OPERATION.modify]: ['modifyRequest', 'configure'],
  [OPERATION.modifyResponse]: ['modifyResponse', 'configure'],
  [OPERATION.add]: ['addRequest', 'configure'],
  [OPERATION.addResponse]: ['addResponse', 'configure'],
  [OPERATION.delete]: ['delRequest', 'configure'],
  [OPERATION.deleteResponse]: ['delResponse', 'configure'],
  [OPERATION.modifyDn]: ['modDNRequest', 'configure'],
  [OPERATION.modifyDnResponse]: ['modDNResponse', 'configure'],
  [OPERATION.compare]: ['compareRequest', 'read'],
  [OPERATION.compareResponse]: ['compareResponse', 'read'],
  [OPERATION.abandon]: ['abandonRequest', 'session'],
  [OPERATION.extended]: ['extendedReq', 'session'],
  [OPERATION.extendedResponse]: ['extendedResp', 'session'],
  [OPERATION.intermediate]: ['intermediateResponse', 'session'],
}
const REQUEST_OF: Readonly<Record<number, number>> = {
  [OPERATION.bindResponse]: OPERATION.bind,
  [OPERATION.searchDone]: OPERATION.search,
  [OPERATION.modifyResponse]: OPERATION.modify,
  [OPERATION.addResponse]: OPERATION.add,
  [OPERATION.deleteResponse]: OPERATION.delete,
  [OPERATION.modifyDnResponse]: OPERATION.modifyDn,
  [OPERATION.compareResponse]: OPERATION.compare,
  [OPERATION.extendedResponse]: OPERATION.extended,
}

/** RFC 3062: the one extended operation that changes the directory, by its name. */
export const PASSWORD_MODIFY = 'Password Modify'

export function classOfTag(tag: number, target: string): OperationClass {
  if (tag === OPERATION.extended && target === PASSWORD_MODIFY) return 'configure'
  return NAMES[tag]?.[1] ?? 'unknown'
}

/** The request that a response answers; undefined for what is one-way: entries, references, unbind, abandon. */
export function requestOf(tag: number): number | undefined {
  return REQUEST_OF[tag]
}

export function describeLdap(code: number): { function: string; name: string } {
  if (code === SEALED) return { function: 'sealed', name: 'LDAP in a layer of security' }
  // The number of the application tag, as the standard writes it.
  return { function: String(code & 0x1f), name: NAMES[code]?.[0] ?? `operation ${code & 0x1f}` }
}
