import { readFileSync } from 'node:fs'
import { CliError } from './cli-error.ts'

/** Becomes another user, for good. What is open stays open, a capture socket too. */
export function dropPrivileges(user: string): void {
  const { initgroups, setgid, setuid } = process as NodeJS.Process & InitGroups
  if (initgroups === undefined || setgid === undefined || setuid === undefined) {
    throw new CliError('SIGHTLINE_USAGE', '--user: this system has no users to change to')
  }
  const { uid, gid } = numbersOf(user)
  try {
    initgroups.call(process, user, gid)
    setgid.call(process, gid)
    setuid.call(process, uid)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError('SIGHTLINE_USAGE', `--user ${user}: ${reason}; only root can become another user`)
  }
}

/** https://nodejs.org/docs/latest-v20.x/api/process.html#processinitgroupsuser-extragroup, which the types leave out. */
interface InitGroups {
  readonly initgroups?: (user: string, extraGroup: number) => void
}

/** As whom a process runs. */
export interface UserNumbers {
  readonly uid: number
  readonly gid: number
}

/** @throws CliError when there is no such user */
export function numbersOf(user: string): UserNumbers {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`))
  if (line === undefined) throw new CliError('SIGHTLINE_USAGE', `--user ${user}: there is no such user in /etc/passwd`)
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

/** As whom what needs no root is started. @throws CliError when that cannot be */
export function numbersForParts(user: string): UserNumbers {
  const numbers = numbersOf(user)
  if (process.getuid?.() === 0) return numbers
  throw new CliError('SIGHTLINE_USAGE', `--user ${user}: only root can become another user`)
}
