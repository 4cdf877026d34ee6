/** As much of a claim as it takes to see whether it contradicts another. */
export interface Stated {
  readonly attribute: string
  readonly value: string
  readonly protocol: string
}

/**
 * Attributes of which a device has several, or which change as it works: an address or a neighbour on every port, a way
 * to sign in for every service. Several values of any other attribute contradict each other.
 */
const MANY_VALUED: ReadonlySet<string> = new Set([
  'app-id',
  'application',
  'banner',
  'capability',
  'certificate-issuer',
  'certificate-subject',
  'certificate-validity',
  'clear-text-credentials',
  'configuration-revision',
  'contact',
  'control-block',
  'dataset',
  'description',
  'device-type',
  'domain',
  'fingerprint',
  'gateway',
  'ip',
  'key-switch',
  'logical-device',
  'mac',
  'mode',
  'neighbour',
  'network-address',
  'originator',
  'port-description',
  'port-id',
  'project',
  'publication-id',
  'redundancy',
  'role',
  'service',
  'session-security',
  'software',
  'state',
  'time-source',
  'title',
  'url',
  'user',
  'uuid',
  'vlan',
])

/** The same of one protocol: an address has as many names in DNS and in certificates as it serves, a host as many clients. */
const MANY_VALUED_IN: Readonly<Record<string, readonly string[]>> = {
  name: ['dns', 'tls'],
  'device-id': ['mqtt'],
}

/** Numbers that each protocol gives out by itself. */
const NUMBERED_BY_PROTOCOL: ReadonlySet<string> = new Set([
  'device-id',
  'device-revision',
  'product-code',
  'protocol-revision',
  'vendor-id',
])

/** What devices say before anybody has set a value: packed text of zeros (HART), fillers, nothing. */
export function isBlank({ value }: Stated): boolean {
  return /^[@?*_.\s-]*$/.test(value)
}

/** Whether one value of this attribute, by this protocol, excludes another. */
export function isSingleValued({ attribute, protocol }: Stated): boolean {
  return !MANY_VALUED.has(attribute) && MANY_VALUED_IN[attribute]?.includes(protocol) !== true
}

/** Of two statements about one part: whether both cannot be true. */
export function contradict(a: Stated, b: Stated): boolean {
  if (a.value === b.value) return false
  if (a.protocol !== b.protocol && NUMBERED_BY_PROTOCOL.has(a.attribute)) return false
  const isSame = SAME[a.attribute] ?? sameText
  return !isSame(a.value.toLowerCase(), b.value.toLowerCase())
}

/** What two values, in lower case, that are written differently can have in common. */
const SAME: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  name: sameHost,
  os: sameFamily,
  firmware: sameVersion,
  hardware: sameVersion,
}

function sameText(a: string, b: string): boolean {
  return a === b
}

/** A host's name with and without its domain (RFC 1034, 3.1), and with the dot of the root. */
function sameHost(a: string, b: string): boolean {
  return isMoreOf(a.replace(/\.$/, ''), b.replace(/\.$/, ''))
}

/** V2.2 and V2.2.0; with and without the letter. */
function sameVersion(a: string, b: string): boolean {
  return isMoreOf(a.replace(/^v/, ''), b.replace(/^v/, ''))
}

/** Whether one is the other, or goes on where that ends. */
function isMoreOf(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
}

/** Every protocol words systems and their versions in its own way: only families can be told apart. */
const FAMILIES: readonly RegExp[] = [
  /\bwin/,
  /linux|ubuntu|debian|android/,
  /mac os|macos|darwin|ios/,
  /vxworks/,
  /qnx/,
]

function sameFamily(a: string, b: string): boolean {
  const one = FAMILIES.findIndex((family) => family.test(a))
  const other = FAMILIES.findIndex((family) => family.test(b))
  return one < 0 || other < 0 || one === other
}
