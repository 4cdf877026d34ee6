import type { Command } from 'commander'

/** The flag of `withJoinOption`. */
export interface JoinFlags {
  readonly joinInterfaces?: boolean
}

/** The argument that says it, for a child process. */
export const JOIN_INTERFACES = '--join-interfaces'

/** Adds the option of commands that read capture files. */
export function withJoinOption(command: Command): Command {
  const text = 'take the interfaces of a file for one network: the outputs of a tap, or mirrors of the same VLANs'
  return command.option(JOIN_INTERFACES, text)
}
