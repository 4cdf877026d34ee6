/** Operating systems whose name packagers put into the comments or the version: 'OpenSSH_9.2p1 Debian-2+deb12u3'. */
const SYSTEMS = [
  'Ubuntu',
  'Debian',
  'Raspbian',
  'FreeBSD',
  'NetBSD',
  'OpenBSD',
  'Windows',
  'Cisco',
  'ROSSSH',
  'VxWorks',
  'QNX',
]

/** The operating system that an identification string hints at; '' when it does not. */
export function systemOf(software: string, comments: string): string {
  const text = `${software} ${comments}`
  const found = SYSTEMS.find((system) => text.includes(system))
  if (found === undefined) return ''
  if (found === 'ROSSSH') return 'RouterOS'
  return found === 'Cisco' ? 'Cisco IOS' : found
}
