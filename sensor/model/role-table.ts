import type { OperationClass } from '../../dissectors/kit/observation.ts'
import type { Condition } from './role-condition.ts'
import { NAMED } from './role-names.ts'
import { INDUSTRIAL, OF_CONTROLLERS, OFFICE, PROGRAMMED, SERVING, SUPERVISED, TELECONTROL } from './role-protocols.ts'
import type { RoleRule } from './role-rule.ts'
import type { RoleName } from './roles.ts'

/** Where a device tells what kind it is. */
const KIND = ['device-type', 'role']

/** Operations that only engineering software asks for. */
const ENGINEERING: readonly OperationClass[] = ['download', 'upload', 'mode', 'firmware', 'configure']
const VALUES: readonly OperationClass[] = ['read', 'write', 'control', 'publish', 'alarm']
const SUPERVISION: readonly OperationClass[] = [...VALUES, 'diagnose']
const ANY: readonly OperationClass[] = []
/** A client that asks this many who they are, and little else, looks around. */
const SCANNED_PEERS = 3
/** A client that asks several who they are, and touches few values of each, polls nobody. */
const IDENTIFIED_PEERS = 2
const CASUAL_ACCESSES = 20

/**
 * What a client of a broker publishes, and the network variables that a node updates, are values of its own: it may be a
 * sensor as well as a server.
 */
const POLLED = SUPERVISED.filter((protocol) => protocol !== 'mqtt' && protocol !== 'lontalk')
/** What somebody wants from others. */
const WANTED = SUPERVISION.filter((operationClass) => operationClass !== 'publish')

const ANSWERS_VALUES: Condition = { answers: VALUES, over: SUPERVISED }
const TAKES_PART_IN_CONTROL: Condition = { answers: ANY, over: INDUSTRIAL, evenUnheard: true }
const ASKS_IN_CONTROL: Condition = { asks: ANY, over: INDUSTRIAL, evenUnheard: true }
const SAYS = 'says {said}'

/** What the network itself is made of. */
const NETWORK: readonly RoleRule[] = [
  inferred('virtual-address', 'is {said}', { says: /^the virtual address/, as: ['redundancy'], by: ['ethernet'] }),
  inferred(
    'firewall',
    'its MAC, a maker of firewalls’ ({said}), carries IPs of others',
    { routes: true },
    { says: /check point|fortinet|palo alto|sonicwall|watchguard|innominate|sophos/i, as: ['vendor'] },
  ),
  inferred('switch', 'takes part in the spanning tree', { says: /^switch$/, as: KIND, by: ['stp'] }),
  stated(
    'switch',
    SAYS,
    { says: /\b(bridge|switch)\b(?! \(off\))/i, as: ['capability'], by: ['lldp', 'cdp', 'fdp'] },
    // The bridge of a telephone is the socket for the computer beside it.
    { not: { says: /\b(telephone|phone)\b(?! \(off\))/i, as: ['capability'], by: ['lldp', 'cdp'] } },
    { not: { says: /\brouter\b(?! \(off\))/i, as: ['capability'], by: ['lldp', 'cdp'] } },
    { not: TAKES_PART_IN_CONTROL },
  ),
  inferred('switch', 'announces itself by a protocol of switches ({said})', {
    says: /^switch$/,
    as: KIND,
    by: ['dtp', 'edp', 'loop', 'udld', 'vtp'],
  }),
  stated('router', SAYS, { says: /\brouter\b(?! \(off\))/i, as: ['capability'], by: ['lldp', 'cdp'] }),
  stated('router', 'says {said}, by a protocol of routers', { says: /^router$/, as: KIND }),
  inferred('router', 'its MAC carries IPs of others', { routes: true }),
  weak('router', SAYS, { says: /IGMP querier/, as: KIND }),
]

/** What takes part in control, by its conduct. */
const CONTROL: readonly RoleRule[] = [
  inferred('gateway', 'says that it passes messages on to others', { passesOn: true }),
  inferred(
    'gateway',
    'joins {parts} PMUs: a phasor data concentrator',
    { says: /PDC/, as: KIND },
    { parts: /^pmu/, atLeast: 2 },
  ),
  stated('ied', SAYS, { says: /PMU|PDC/, as: KIND, by: ['c37118'] }),
  inferred('safety-controller', 'answers {protocols}, which only safety controllers speak', {
    answers: ANY,
    over: ['tristation'],
  }),
  inferred('controller', 'is the master of a fieldbus ({protocols})', { asks: ANY, over: ['ethercat'] }),
  inferred(
    'controller',
    'connects to IO devices and sets their parameters ({protocols})',
    { asks: ['session'], over: ['profinet'] },
    { asks: ['configure'], over: ['profinet'] },
  ),
  inferred(
    'remote-io',
    'takes its parameters from an IO controller ({protocols})',
    { answers: ['session'], over: ['profinet'] },
    { answers: ['configure'], over: ['profinet'] },
  ),
  stated('remote-io', SAYS, {
    says: /^remote I\/O$|IO-(Multi)?device|IE Field Basic slave|generic I\/O module|General Purpose (Discrete|Analog) I\/O|Safety (Discrete|Analog) I\/O/i,
    as: KIND,
  }),
  inferred(
    'gateway',
    'answers for {parts} parts behind it',
    // Sparkplug nodes are clients of a broker as others are (Sparkplug 3.0, 2.1): they are not wired to it.
    {
      parts: /^(unit|outstation|station|ECU|H1 link|network|subnet|device|node|address|line)\b/,
      atLeast: 2,
      notOver: ['sparkplug'],
    },
    { not: { says: /./, as: ['logical-device'] } },
  ),
  inferred('ied', 'publishes {protocols}', { sends: ANY, over: ['goose', 'sv'] }),
  inferred('ied', 'answers IEC 61850 {protocols}', { answers: ANY, over: ['mms'] }),
  inferred('rtu', 'is an outstation of {protocols}', { answers: ANY, over: TELECONTROL }),
  inferred('rtu', 'reports by {protocols}', { streams: VALUES, over: TELECONTROL }),
  inferred('controller', 'answers {classes} over {protocols}', { answers: ENGINEERING, over: PROGRAMMED }),
  inferred('controller', 'answers {protocols}, which controllers speak', {
    answers: [...SUPERVISION, 'time'],
    over: OF_CONTROLLERS,
  }),
  inferred(
    'controller',
    'has an operating mode: {said}',
    { says: /./, as: ['mode', 'key-switch'], by: [...PROGRAMMED] },
    { not: ASKS_IN_CONTROL },
  ),
  weak(
    'remote-io',
    'says {said}: an interface of remote I/O or of a chassis',
    { says: /Communications Adapter/i, as: KIND },
    { not: { answers: SUPERVISION, over: ['cip'] } },
    // In the chassis of a controller it is the controller's card for a network.
    { not: { beside: /Programmable Logic Controller/i, as: KIND } },
  ),
  // It forms the network, and passes on what goes in and out of it (05-3474-22, 3.6.1).
  weak('gateway', SAYS, { says: /^Zigbee coordinator$|^PAN coordinator$/, as: KIND, by: ['wpan', 'zigbee'] }),
  // Sparkplug 3.0, 2.2: physical or logical gateway functions into the MQTT topic namespace.
  stated('gateway', SAYS, { says: /^Sparkplug edge node$/, as: KIND }),
  // ISO 13400-2, table 11: what passes diagnostic messages on to the buses of a vehicle.
  stated('gateway', SAYS, { says: /^DoIP gateway$/, as: KIND }),
  stated('engineering-workstation', SAYS, { says: /^DoIP external tester$/, as: KIND }),
  inferred('gateway', 'answers {protocols} for what is wired to it', { answers: ANY, over: ['hartip', 'knx'] }),
  inferred('instrument', 'measures, and answers {protocols}', {
    answers: ANY,
    over: ['atg', 'dlms', 'hislip', 'scpi'],
  }),
  inferred('controller', 'is a station of building automation ({protocols})', {
    answers: SUPERVISION,
    over: ['bacnet', 'lontalk'],
  }),
  inferred('controller', 'is a station of building automation ({protocols})', { answers: ANY, over: ['fox'] }),
  weak('controller', 'answers {protocols}', { answers: SUPERVISION, over: PROGRAMMED }),
  weak('message-broker', 'answers {protocols}', { answers: ANY, over: ['amqp', 'mqtt'] }),
  weak('scada-server', 'serves {protocols}', { answers: ANY, over: ['opcua'] }),
  inferred(
    'engineering-workstation',
    'asks for {classes} over {protocols}',
    { asks: ENGINEERING, over: PROGRAMMED },
    { not: ANSWERS_VALUES },
  ),
  // ISO/IEC 14908-1, annex B: network management, by which a tool commissions nodes and loads programs into them.
  weak(
    'engineering-workstation',
    'asks for {classes} over {protocols}',
    { asks: ENGINEERING, over: ['lontalk'] },
    { not: ANSWERS_VALUES },
  ),
  weak(
    'engineering-workstation',
    'sets names or addresses by {protocols}',
    { asks: ['configure'], over: ['profinet'] },
    // Who sets them has looked for stations before; who only writes records is the controller of a connection made earlier.
    { asks: ['discover'], over: ['profinet'] },
    { not: { asks: ['session'], over: ['profinet'] } },
  ),
  weak(
    'engineering-workstation',
    'asks who several are, and reads or writes few values ({count})',
    { asks: ['discover'], over: INDUSTRIAL, peers: IDENTIFIED_PEERS },
    { asks: VALUES, over: SUPERVISED, fewerThan: CASUAL_ACCESSES },
    { not: ANSWERS_VALUES },
  ),
  weak('scada-server', 'is the master of {peers} over {protocols}', {
    asks: ANY,
    over: [...TELECONTROL, 'mms'],
  }),
  weak('scada-server', 'takes the measurements of {peers} over {protocols}', {
    receives: ['publish'],
    over: ['c37118'],
  }),
  weak(
    'scada-server',
    'reads values of {peers}, on a server’s system',
    { asks: SUPERVISION, over: POLLED },
    { says: /server/i, as: ['os'] },
  ),
  weak(
    'engineering-workstation',
    'looks into {peers} over {protocols}, and reads no values',
    { asks: ['discover', 'diagnose'], over: OF_CONTROLLERS },
    { not: { asks: ['read', 'publish'], over: OF_CONTROLLERS } },
    { not: ANSWERS_VALUES },
  ),
  weak(
    'hmi-or-scada',
    '{classes} of {peers} over {protocols}',
    { asks: SUPERVISION, over: POLLED },
    { not: ANSWERS_VALUES },
  ),
  weak(
    'hmi-or-scada',
    '{classes} of {peers} over {protocols}',
    { asks: WANTED, over: ['lontalk'] },
    { not: ANSWERS_VALUES },
  ),
  weak('controller', 'sends network variables over {protocols}', { sends: ['publish'], over: ['lontalk'] }),
  weak('hmi-or-scada', 'keeps a session with {peers} over {protocols}', { asks: ['session'], over: ['opcua'] }),
  weak('controller', 'exchanges process data with {peers} over {protocols}', { receives: ['publish'], over: ['cip'] }),
  weak('remote-io', 'exchanges process data over {protocols}', { streams: ['publish'], over: ['cip'] }),
  // EPSG DS 301, 4.2.4: the managing node, which says what it is, polls; whoever else sends process data was polled.
  weak('remote-io', 'answers the polls of a managing node ({protocols})', { sends: ['publish'], over: ['powerlink'] }),
  weak('remote-io', 'is polled by a managing node ({protocols})', { streams: ['publish'], over: ['powerlink'] }),
  // CiA 301, 7.2.8: whoever starts and stops nodes; a tool may do it as well.
  weak('controller', SAYS, { says: /^CANopen master$/, as: ['role'], by: ['canopen'] }),
  // IEC 61375-2-3: applications of a train's devices; GFK-2224: controllers, and what exchanges data as they do.
  weak('controller', 'sends process data of its own by {protocols}', { sends: ['publish'], over: ['egd', 'trdp'] }),
  weak(
    'scanner',
    'only asks {peers} who they are',
    { asks: ['discover'], over: INDUSTRIAL, peers: SCANNED_PEERS },
    { not: ANSWERS_VALUES },
  ),
]

/** What serves or uses any network. */
const SERVICES: readonly RoleRule[] = [
  stated('domain-server', SAYS, { says: /domain controller|Kerberos KDC/i, as: [...KIND, 'capability'] }),
  stated('time-server', SAYS, { says: /PTP grandmaster/, as: KIND }),
  stated('dhcp-server', SAYS, { says: /(DHCP|DHCPv6|BOOTP) server/, as: KIND }),
  stated('dns-server', SAYS, { says: /^DNS server$/, as: KIND }),
  stated('time-server', SAYS, { says: /^time server$/, as: KIND }, { not: ASKS_IN_CONTROL }),
  weak('file-server', 'announces {said}', { says: /\bNT server\b|Unix server/, as: ['capability'] }),
  weak(
    'it-client',
    'runs {said}, and takes part in no control',
    { says: /Windows|Mac OS|macOS|Linux|Ubuntu|Android|iOS/i, as: ['os'] },
    { not: { answers: ANY, over: SERVING } },
    { not: ASKS_IN_CONTROL },
    { not: TAKES_PART_IN_CONTROL },
  ),
  weak(
    'it-client',
    'browses with {said}, and takes part in no control',
    {
      says: /Mozilla.*(Chrome|Firefox|Safari|MSIE|Trident|Edge?)|^(Google Chrome|Microsoft Edge|Chromium)\//,
      as: ['software', 'application'],
    },
    { not: ASKS_IN_CONTROL },
    { not: TAKES_PART_IN_CONTROL },
  ),
  weak(
    'it-client',
    'asks {protocols} alone, and takes part in no control',
    { asks: ANY, over: OFFICE },
    { not: ASKS_IN_CONTROL },
    { not: TAKES_PART_IN_CONTROL },
  ),
  weak(
    'it-client',
    'announces {said}, and takes part in no control',
    { says: /workstation/, as: ['capability', 'service'] },
    { not: ASKS_IN_CONTROL },
    { not: TAKES_PART_IN_CONTROL },
  ),
]

/**
 * The rules by which roles are inferred, to be read and amended by who knows plants. The first line whose conditions
 * all hold gives the role; further lines of other roles that hold are told beside it. What each role means for level and
 * zone stands in `roles.ts`, what makers call their devices in `role-names.ts`, what protocols mean in
 * `role-protocols.ts`, the words of conditions in `role-condition.ts`.
 */
export const ROLE_RULES: readonly RoleRule[] = [...NAMED, ...NETWORK, ...CONTROL, ...SERVICES]

function stated(role: RoleName, reason: string, ...when: readonly Condition[]): RoleRule {
  return { role, confidence: 'stated', reason, when }
}

function inferred(role: RoleName, reason: string, ...when: readonly Condition[]): RoleRule {
  return { role, confidence: 'inferred', reason, when }
}

function weak(role: RoleName, reason: string, ...when: readonly Condition[]): RoleRule {
  return { role, confidence: 'weak', reason, when }
}
