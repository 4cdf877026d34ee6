/** All a dissector can say. One vocabulary for every protocol: nothing downstream knows a protocol by name. */
export type Observation =
  | Identity
  | Binding
  | Topology
  | Session
  | Credential
  | Expectation
  | Malformed
  | Undecoded
  | Irregular

export type Side = 'client' | 'server'

/** In order of consequence to production. */
export const OPERATION_CLASSES = [
  'session',
  'discover',
  'diagnose',
  'read',
  'publish',
  'alarm',
  'authenticate',
  'time',
  'file',
  'upload',
  'write',
  'control',
  'configure',
  'download',
  'mode',
  'firmware',
  'unknown',
] as const
export type OperationClass = (typeof OPERATION_CLASSES)[number]

/** 'event' is a one-way publication: a cyclic value, a report, a broadcast. 'order' is a request that is never answered. */
export type OperationRole = 'request' | 'response' | 'event' | 'order'

/**
 * What a message does. One object per distinct operation of a dialogue, made once by `Operations` and reported
 * again for each message, so that cyclic traffic allocates nothing.
 */
export interface Operation {
  readonly class: OperationClass
  /** The dissector's own number for a function; where a protocol has several number spaces it packs them. */
  readonly code: number
  /** The part behind the server that was addressed, 'unit 3', 'outstation 4'; '' for the host itself. */
  readonly module: string
  /** What it acted on, in the protocol's words: 'unit 3 holding 100+10', 'DB5.DBX0.0'. '' when nothing. */
  readonly target: string
  /** The place of this operation in its dialogue's table; -1 when the table was full. Given by `Operations`. */
  readonly slot: number
  /** What it reads, writes or publishes; empty where that is no point of the process. Stated once, when it is made. */
  readonly points: readonly Points[]
}

/** A run of numbered points (registers, objects), or one point that has a name of its own (a tag). */
export interface Points {
  /** What stands before the index: 'holding ', 'ioa ', 'DB5.DBB'; of a point that has no index, its whole name. */
  readonly name: string
  /** -1 when the name is all. */
  readonly first: number
  readonly count: number
  /** In the protocol's words: 'word', 'REAL', 'measured value, scaled'; '' when not known. */
  readonly type: string
  readonly writes: boolean
}

/** Attributes of an asset. A dissector states them; which to believe is decided later. */
export type Fact =
  | 'vendor'
  | 'vendor-id'
  | 'product'
  | 'product-code'
  | 'model'
  | 'order-number'
  | 'serial'
  | 'memory-card'
  | 'firmware'
  | 'hardware'
  | 'software'
  // OPC UA BuildInfo: which build of the software, and when it was made.
  | 'build-number'
  | 'build-date'
  | 'installation-date'
  | 'name'
  | 'description'
  | 'location'
  | 'contact'
  | 'url'
  | 'device-type'
  | 'device-id'
  | 'role'
  | 'mode'
  | 'key-switch'
  | 'state'
  | 'project'
  | 'os'
  | 'user'
  | 'domain'
  | 'application'
  | 'certificate-subject'
  | 'certificate-issuer'
  | 'certificate-validity'
  | 'capability'
  | 'network-address'
  | 'mac'
  | 'ip'
  | 'gateway'
  | 'subnet-mask'
  | 'time-source'
  | 'fingerprint'
  // IEC 61850: what a device publishes, and under which name.
  | 'logical-device'
  | 'control-block'
  | 'dataset'
  | 'publication-id'
  | 'app-id'
  | 'configuration-revision'
  // HART: the revision of the standard a device speaks, and that of its own command set.
  | 'protocol-revision'
  | 'device-revision'
  // LLDP: what a device calls itself and the port that the message left by.
  | 'chassis-id'
  | 'port-id'
  | 'port-description'
  | 'vlan'
  // DHCP: what kind of host a client says it is.
  | 'vendor-class'
  // Name services and discovery: a service that a host says it offers, and the UUID it is known by.
  | 'service'
  | 'uuid'
  // What a server says of itself before anybody has signed in, and the title of its page.
  | 'banner'
  | 'title'
  // The part a device has in a pair, ring or group: 'VRRP group 5 master', 'DLR ring supervisor', 'PRP node'.
  | 'redundancy'
  // CIP: who opens connections by way of this host: a module of its chassis, or a driver. It is no device's own number.
  | 'originator'

export interface Identity {
  readonly kind: 'identity'
  readonly of: Side
  /** An address ('10.0.0.5', '00:11:22:33:44:55') when the statement is about a third party; '' for `of` itself. */
  readonly about: string
  /** '' for the host itself; 'unit 3', 'rack 0 slot 2' for a device behind it. */
  readonly module: string
  /** The message that said it, in the protocol's words: 'Read Device Identification'. */
  readonly message: string
  readonly facts: Readonly<Partial<Record<Fact, string>>>
}

/** A message bound a MAC address to an IP address. */
export interface Binding {
  readonly kind: 'binding'
  readonly mac: string
  /** '' for the address that the message itself came from. */
  readonly ip: string
}

export interface Topology {
  readonly kind: 'topology'
  /**
   * 'gateway-for': the server passes messages on to `other`, a module; 'neighbour-of': a port or system next to the sender;
   * 'takes-time-from': `of` sets its clock by `other`.
   */
  readonly relation: 'gateway-for' | 'neighbour-of' | 'takes-time-from'
  readonly of: Side
  /** For 'takes-time-from': '' for the other side of the conversation. */
  readonly other: string
}

export interface Session {
  readonly kind: 'session'
  readonly state: 'opened' | 'refused' | 'closed'
  readonly security: 'none' | 'signed' | 'encrypted' | 'unknown'
  /** An account name, never a secret. */
  readonly user: string
}

/**
 * Somebody proved who they are. The account and the method, never the secret: not a password, a community name, a key,
 * nor a hash or response that could be tried offline.
 */
export interface Credential {
  readonly kind: 'credential'
  /** Whose account it is. */
  readonly of: Side
  /** In the protocol's words: 'HTTP Basic', 'FTP PASS', 'SNMPv2c community', 'NTLMSSP'. */
  readonly method: string
  /** '' where the method has no account, or it was not seen. */
  readonly account: string
  /** Whether a listener could use what was sent: 'clear' it can be read, 'protected' it cannot. */
  readonly protection: 'clear' | 'protected'
}

/**
 * A flow that is about to start: the way CIP, FTP or RPC announce a port. `of` listens there. A protocol that no dissector
 * has the name of is content of another connection, the files of FTP: it is named, and passed over.
 */
export interface Expectation {
  readonly kind: 'expectation'
  readonly of: Side
  readonly over: 'tcp' | 'udp'
  readonly port: number
  readonly protocol: string
}

export interface Malformed {
  readonly kind: 'malformed'
  readonly reason: 'truncated' | 'bad-length' | 'bad-value' | 'bad-checksum'
  /** Bytes from the start of the message to where it went wrong. */
  readonly offset: number
}

/**
 * A whole, well-formed message whose content was not understood: observed of each such message, so that their bytes are
 * counted. What comes with every message of an encrypted session is one constant object.
 */
export interface Undecoded {
  readonly kind: 'undecoded'
  readonly reason: 'encrypted' | 'unknown-function' | 'unsupported'
  readonly code: number
}

/** A message that is in order by itself, but not what should have come: told once, when it begins. */
export interface Irregular {
  readonly kind: 'irregular'
  readonly reason: 'sequence-gap' | 'sequence-back' | 'test' | 'simulation' | 'needs-commissioning' | 'timed-out'
  /** Of what: 'CTRL/LLN0$GO$gcb01'. */
  readonly detail: string
}
