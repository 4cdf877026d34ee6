import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { CaptureError } from './errors.ts'
import { readInterfaceFlags } from './interface-counters.ts'
import { lifelineBy } from './lifeline.ts'

/** One command that keeps the kernel itself from sending on an interface. */
export interface HardeningStep {
  readonly why: string
  readonly command: readonly string[]
  /** For its standard input. */
  readonly input: string
}

/** Whether the steps are in force. */
export interface Hardening {
  /** What is not, in words; empty when all is. */
  readonly lacking: readonly string[]
  /** Frames that something tried to send and the kernel dropped; null when there is no such counter, or no right to read it. */
  readonly refusedPackets: number | null
  /** False when the rule that drops is there or not, and this process may not know. */
  readonly isCounterReadable: boolean
}

/** include/uapi/linux/if.h */
const IFF_NOARP = 0x80
const IFF_MULTICAST = 0x1000
const SECONDS = 5
const UNREADABLE = 'the nftables egress drop cannot be read here'

/** The steps, in their order. */
export function hardeningSteps(name: string): HardeningStep[] {
  const step = (why: string, command: readonly string[], input = '') => ({ why, command, input })
  const steps = [
    step('the kernel drops whatever is to leave here, and counts it', ['nft', '-f', '-'], dropTable(name)),
    step('no address: nothing has a reason to speak from here', ['ip', 'address', 'flush', 'dev', name]),
    step(
      'no ARP, no multicast joins, no address of its own making; every frame is taken in',
      words(`ip link set dev ${name} arp off multicast off addrgenmode none promisc on`),
    ),
    step('up, without a word', ['ip', 'link', 'set', 'dev', name, 'up']),
  ]
  if (!existsSync(ipv6Switch(name))) return steps
  const noIpv6 = step('no IPv6: no neighbour discovery, no router solicitation', [
    'sysctl',
    '-w',
    `net/ipv6/conf/${name}/disable_ipv6=1`,
  ])
  return [noIpv6, ...steps]
}

/** Does the steps. @throws CaptureError with the first that fails, and before all when they would cut this machine off */
export function applyHardening(name: string): void {
  const lifeline = lifelineBy(name)
  if (lifeline !== '') {
    const text = `${name} is left as it is, because ${lifeline}: hardening would cut it off; name an interface that is there for nothing but the mirror port`
    throw new CaptureError('SIGHTLINE_CAPTURE_CANNOT_HARDEN', text)
  }
  for (const { command, input } of hardeningSteps(name)) {
    try {
      run(command, input)
    } catch (error) {
      const text = `${command.join(' ')}: ${reasonOf(error)}; "sightline harden" needs root, and the packages iproute2, procps and nftables`
      throw new CaptureError('SIGHTLINE_CAPTURE_CANNOT_HARDEN', text)
    }
  }
}

/** Looks whether an interface is hardened, changing nothing. */
export function inspectHardening(name: string): Hardening {
  const lacking: string[] = []
  const flags = readInterfaceFlags(name) ?? 0
  if (readText(ipv6Switch(name)) === '0') lacking.push('IPv6 is on')
  if ((flags & IFF_NOARP) === 0) lacking.push('ARP is on')
  if ((flags & IFF_MULTICAST) !== 0) lacking.push('multicast is on')
  if (networkInterfaces()[name] !== undefined) lacking.push('it has an address')
  const refused = readRefused(name)
  if (typeof refused === 'number') return { lacking, refusedPackets: refused, isCounterReadable: true }
  lacking.push(refused)
  return { lacking, refusedPackets: null, isCounterReadable: refused !== UNREADABLE }
}

/** The commands as a person would type them. */
export function hardeningScript(name: string): string {
  const lines = hardeningSteps(name).map(({ why, command, input }) => {
    const here = input === '' ? '' : ` <<'END'\n${input}END`
    return `# ${why}\n${command.join(' ')}${here}\n`
  })
  return lines.join('')
}

/** Deleting it first makes the same script right the second time too. nft wants the line break before each brace. */
function dropTable(name: string): string {
  const table = `netdev ${tableOf(name)}`
  return `add table ${table}
delete table ${table}
table ${table} {
  chain egress {
    type filter hook egress device "${name}" priority 0; policy drop;
    counter drop
  }
}
`
}

/** Names of tables are letters, digits and underscores (nft(8)). */
function tableOf(name: string): string {
  return `sightline_${name.replaceAll(/[^A-Za-z0-9]/g, (char) => `_${char.charCodeAt(0).toString(16)}_`)}`
}

/** What the counter of the drop rule says, or why it says nothing. */
function readRefused(name: string): number | string {
  let listed: string
  try {
    listed = run(['nft', 'list', 'table', 'netdev', tableOf(name)], '')
  } catch (error) {
    const reason = reasonOf(error)
    const isHidden = /not permitted|ENOENT/.test(reason)
    return isHidden ? UNREADABLE : 'no nftables egress drop'
  }
  // As text: the JSON of nft 1.0.6 leaves out which device the chain is of, and that of one that is gone stays.
  const device = /hook egress devices? ([^;]*?) priority/.exec(listed)?.[1] ?? ''
  if (!device.split(/[^\w.@-]+/).includes(name)) return 'the nftables egress drop is of an interface that is gone'
  const counted = /counter packets (\d+) bytes \d+ drop/.exec(listed)?.[1]
  return counted === undefined ? 'no nftables egress drop' : Number(counted)
}

function run(command: readonly string[], input: string): string {
  const [program = '', ...rest] = command
  return execFileSync(program, rest, { input, encoding: 'utf8', stdio: 'pipe', timeout: SECONDS * 1000 })
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Null where the program is not there to say anything.
  const said = 'stderr' in error ? String(error.stderr ?? '').trim() : ''
  return (said === '' ? error.message : said).split('\n')[0] as string
}

function ipv6Switch(name: string): string {
  return `/proc/sys/net/ipv6/conf/${name}/disable_ipv6`
}

function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}

function words(text: string): string[] {
  return text.split(' ')
}
