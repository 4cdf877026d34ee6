import { readFileSync } from 'node:fs'
import { CliError } from './cli-error.ts'

/** Becomes another user, for good. What is open stays open, a capture socket too. */
export function dropPrivileges(user: string): void {
  const { initgroups, setgid, setuid } = process as NodeJS.Process & InitGroups
  if (initgroups === undefined || setgid === undefined || setuid === undefined) {
    throw new CliError('SIGHTLINE_USAGE', '--user: this system has no users to change to')
  }
  const group = groupOf(user)
  try {
    initgroups.call(process, user, group)
    setgid.call(process, group)
    setuid.call(process, user)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError('SIGHTLINE_USAGE', `--user ${user}: ${reason}; only root can become another user`)
  }
}

/** https://nodejs.org/docs/latest-v20.x/api/process.html#processinitgroupsuser-extragroup, which the types leave out. */
interface InitGroups {
  readonly initgroups?: (user: string, extraGroup: number) => void
}

function groupOf(user: string): number {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`))
  if (line === undefined) throw new CliError('SIGHTLINE_USAGE', `--user ${user}: there is no such user in /etc/passwd`)
  return Number(line.split(':')[3])
}
