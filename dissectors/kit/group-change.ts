/*
 * Types of the records in which hosts report the groups they listen to: the same for IGMPv3 (RFC 3376 clause 4.2.12) and
 * MLDv2 (RFC 3810 clause 5.2.12).
 */
const MODE_IS_INCLUDE = 1
const CHANGE_TO_INCLUDE = 3
const ALLOW_NEW_SOURCES = 5
const BLOCK_OLD_SOURCES = 6

/** What a record does: including no source at all is leaving; the exclude modes (2 and 4) are joining. */
export function groupChange(recordType: number, sources: number): string {
  switch (recordType) {
    case MODE_IS_INCLUDE:
    case CHANGE_TO_INCLUDE:
      return sources === 0 ? 'leave' : 'join sources of'
    case ALLOW_NEW_SOURCES:
      return 'join sources of'
    case BLOCK_OLD_SOURCES:
      return 'leave sources of'
    default:
      return 'join'
  }
}
