/** How a command ends: the contract with scripts, unit files and the supervisor of `sightline start`. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** Wrong usage or configuration: starting again as it is cannot help. */
  usage: 2,
  /** A capture interface sent, or something tried to: a person must act before it starts again. */
  sent: 3,
  /** What was observed differs from what is intended. */
  differs: 4,
  /** A capture interface is gone (EX_TEMPFAIL of sysexits.h): start again, it may come back. */
  again: 75,
  interrupted: 130,
} as const
