/** How a command ends: the contract with scripts, unit files and the supervisor of `sightline start`. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** Wrong usage or configuration: starting again as it is cannot help. */
  usage: 2,
  interrupted: 130,
} as const
