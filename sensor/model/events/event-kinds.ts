import type { OperationClass } from '../../../dissectors/kit/observation.ts'
import type { Severity } from './event-entry.ts'

/**
 * The table of events, for an expert to read and amend: how severe each kind is when nothing speaks for more or less,
 * which technique of ATT&CK for ICS (https://attack.mitre.org/matrices/ics/, version 17) it may be, and what to ask
 * next. {client} and {server} stand for the two parties.
 */
export const EVENT_KINDS = {
  'production-change': {
    severity: 'low',
    technique: '',
    question: 'Was this change ordered, by whom, and does the record of changes have it?',
  },
  'identity-change': {
    severity: 'medium',
    technique: '',
    question: 'Was {client} updated, exchanged or switched over by somebody who should?',
  },
  'address-conflict': {
    severity: 'high',
    technique: 'T0830',
    question: 'Which of the two devices should have the address, and where is the other one plugged in?',
  },
  'second-dhcp-server': {
    severity: 'high',
    technique: 'T0830',
    question: 'Is {client} meant to hand out addresses here? Find the port it is plugged into.',
  },
  'second-time-server': {
    severity: 'medium',
    technique: 'T0830',
    question: 'Is {client} meant to give the time? Compare its time with that of the known source.',
  },
  'second-router': {
    severity: 'high',
    technique: 'T0830',
    question: 'Is {client} meant to be a router here? Find the port it is plugged into; hosts may send by it already.',
  },
  'new-asset': {
    severity: 'low',
    technique: 'T0864',
    question: 'What is {client}, who connected it, and where is it plugged in?',
  },
  'new-conversation': {
    severity: 'low',
    technique: '',
    question: 'What is {client} for that it now needs {server}?',
  },
  'new-operation': {
    severity: 'low',
    technique: '',
    question: 'What changed on {client} that it now asks this of {server}?',
  },
  'new-writer': {
    severity: 'medium',
    technique: 'T0855',
    question: 'Is {client} meant to set this on {server}, and do those who set or read it until now know?',
  },
  'public-route': {
    severity: 'medium',
    technique: 'T0883',
    question: 'Is {client} meant to reach, or to be reached from, outside of the plant, and through which firewall?',
  },
  'remote-access': {
    severity: 'medium',
    technique: 'T0886',
    question: 'Who was working on {server} from {client}, and is there an order for it?',
  },
  'clear-text-credentials': {
    severity: 'medium',
    technique: 'T0842',
    question: 'Can {server} be set to a protected way of signing in, and were its passwords changed since?',
  },
  scan: {
    severity: 'high',
    technique: 'T0846',
    question: 'Is somebody testing the network from {client}, and was the plant told? If not, take it off the network.',
  },
  sweep: {
    severity: 'medium',
    technique: 'T0861',
    question: 'Is {client} reading out {server} for a person, or by itself?',
  },
  'malformed-flood': {
    severity: 'medium',
    technique: 'T0814',
    question: 'Is this a faulty device, a wrong setting, or somebody who tries what {server} does with it?',
  },
  'gone-silent': {
    severity: 'medium',
    technique: 'T0815',
    question: 'Does {server} still run, is {client} still up, and does an operator miss values?',
  },
  'mirror-outage': {
    severity: 'medium',
    technique: '',
    question: 'Who changed the mirror port or the sensor, and what happened in the plant meanwhile?',
  },
  'sensor-sent': {
    severity: 'high',
    technique: '',
    question: 'What on the sensor itself sent this, and which steps of "sightline harden" are not in force there?',
  },
  'assets-merged': {
    severity: 'info',
    technique: '',
    question: 'Is {client} one device with all of these addresses? The reasons are with the asset ("why").',
  },
  'asset-split': {
    severity: 'info',
    technique: '',
    question: 'Are {client} and {server} two devices, or was one exchanged for the other?',
  },
  'start-up': {
    severity: 'info',
    technique: '',
    question: 'Look through the assets and conversations once: what of it should not be there?',
  },
} as const satisfies Readonly<
  Record<string, { readonly severity: Severity; readonly technique: string; readonly question: string }>
>

export type EventKind = keyof typeof EVENT_KINDS

/** What an operation class can do to production, and the technique it may be. */
export const CLASS_TECHNIQUES: Readonly<
  Record<OperationClass, { readonly severity: Severity; readonly technique: string }>
> = {
  session: { severity: 'low', technique: '' },
  discover: { severity: 'low', technique: 'T0888' },
  diagnose: { severity: 'low', technique: 'T0888' },
  read: { severity: 'low', technique: 'T0801' },
  publish: { severity: 'low', technique: '' },
  alarm: { severity: 'low', technique: '' },
  authenticate: { severity: 'low', technique: 'T0859' },
  time: { severity: 'low', technique: '' },
  file: { severity: 'medium', technique: 'T0867' },
  upload: { severity: 'medium', technique: 'T0845' },
  write: { severity: 'low', technique: 'T0855' },
  control: { severity: 'medium', technique: 'T0855' },
  configure: { severity: 'medium', technique: 'T0836' },
  download: { severity: 'high', technique: 'T0843' },
  mode: { severity: 'high', technique: 'T0858' },
  firmware: { severity: 'high', technique: 'T0857' },
  unknown: { severity: 'low', technique: '' },
}

/** What a device says of itself whose change is told, and how it is told apart from having several. */
export const WATCHED_ATTRIBUTES: Readonly<Record<string, WatchedAttribute>> = {
  // One at a time: another value is a change, also when the first one comes back later.
  mode: { severity: 'high', technique: 'T0858', isState: true },
  'key-switch': { severity: 'high', technique: 'T0858', isState: true },
  // For good: another value is a change when it comes after the last time of the first one.
  firmware: { severity: 'high', technique: 'T0857', isState: false },
  serial: { severity: 'medium', technique: '', isState: false },
  'order-number': { severity: 'medium', technique: '', isState: false },
  model: { severity: 'medium', technique: '', isState: false },
  'configuration-revision': { severity: 'medium', technique: 'T0836', isState: false },
  name: { severity: 'medium', technique: 'T0849', isState: false },
}

export interface WatchedAttribute {
  readonly severity: Severity
  readonly technique: string
  readonly isState: boolean
}

/** Protocols in which a device has one name: in the others one address may answer to many. */
export const ONE_NAME_PROTOCOLS: ReadonlySet<string> = new Set([
  'bacnet',
  'cdp',
  'cip',
  'dhcp',
  'enip',
  'lldp',
  'profinet',
  's7comm',
  'snmp',
])

/** How somebody works on a machine from afar: protocols by name, and TCP ports where the protocol was not identified. */
export const REMOTE_ACCESS_PROTOCOLS: ReadonlySet<string> = new Set([
  'anydesk',
  'rdp',
  'rfb',
  'rlogin',
  'ssh',
  'teamviewer',
  'telnet',
  'vnc',
  'winrm',
])
export const REMOTE_ACCESS_PORTS: Readonly<Record<number, string>> = {
  22: 'ssh',
  23: 'telnet',
  3389: 'rdp',
  4899: 'radmin',
  5500: 'vnc',
  5631: 'pcanywhere',
  5800: 'vnc',
  5900: 'vnc',
  5901: 'vnc',
  5938: 'teamviewer',
  5985: 'winrm',
  5986: 'winrm',
  6568: 'anydesk',
}

/**
 * By which a machine is reached from outside although it is the one that calls: programs that meet in the middle, and
 * tunnels. By protocol, and by port where the protocol was not identified.
 */
export const WAYS_IN_PROTOCOLS: Readonly<Record<string, string>> = {
  anydesk: 'anydesk',
  esp: 'ipsec',
  ike: 'ipsec',
  teamviewer: 'teamviewer',
  wireguard: 'wireguard',
}
export const WAYS_IN_PORTS: Readonly<Record<string, string>> = {
  'tcp 1194': 'openvpn',
  'tcp 1723': 'pptp',
  'tcp 5938': 'teamviewer',
  'tcp 6568': 'anydesk',
  'udp 1194': 'openvpn',
  'udp 1701': 'l2tp',
  'udp 5938': 'teamviewer',
}

/** Protocols that give the time. */
export const TIME_PROTOCOLS: ReadonlySet<string> = new Set(['ntp', 'sntp', 'ptp'])

/** What every host does by itself: a new one of these conversations is nobody's business. */
export const CHATTER_PROTOCOLS: ReadonlySet<string> = new Set([
  'arp',
  'browser',
  'cdp',
  'dhcp',
  'dhcpv6',
  'icmp',
  'icmpv6',
  'igmp',
  'lacp',
  'lldp',
  'llmnr',
  'mdns',
  'mrp',
  'nbdgm',
  'nbns',
  'ndp',
  'netbios',
  'ssdp',
  'stp',
  'wsd',
])

export const TECHNIQUE_NAMES: Readonly<Record<string, string>> = {
  T0801: 'Monitor Process State',
  T0814: 'Denial of Service',
  T0815: 'Denial of View',
  T0822: 'External Remote Services',
  T0830: 'Adversary-in-the-Middle',
  T0836: 'Modify Parameter',
  T0842: 'Network Sniffing',
  T0843: 'Program Download',
  T0845: 'Program Upload',
  T0846: 'Remote System Discovery',
  T0848: 'Rogue Master',
  T0849: 'Masquerading',
  T0855: 'Unauthorized Command Message',
  T0857: 'System Firmware',
  T0858: 'Change Operating Mode',
  T0859: 'Valid Accounts',
  T0861: 'Point & Tag Identification',
  T0864: 'Transient Cyber Asset',
  T0867: 'Lateral Tool Transfer',
  T0883: 'Internet Accessible Device',
  T0886: 'Remote Services',
  T0888: 'Remote System Information Discovery',
}
