/*
 * CC-Link IE Field Basic: cyclic data and node search in frames of SLMP, always binary. The master asks by a broadcast, so
 * that an answer is known by its form. BAP-C2010ENG-004 (cyclic data), BAP-C2006ENG-003 8.3.10 and 8.3.11 (node search).
 */
import { ipText, macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'

export const NODE_SEARCH = 0x0e30
export const IP_ADDRESS_SET = 0x0e31
export const CYCLIC_DATA = 0x0e70

const LAST_VERSION = 2
/** Of what a slave sends, from its version on. */
const CYCLIC = {
  status: 2,
  offset: 4,
  vendor: 20,
  model: 24,
  version: 28,
  state: 32,
  error: 34,
  address: 40,
  group: 44,
}
const CYCLIC_OFFSET = 40
const CYCLIC_HEAD = 48
/** Inputs of one station: 32 words and 64 bits. */
const STATION_INPUTS = 72
const MAX_STATIONS = 16
/** Of what the master sends. */
const MASTER = { state: 20, group: 36 }
const MASTER_HEAD = 52
/** Of the answer to a node search: up to the name of the host, and behind it. */
const FOUND = { mac: 11, addressSize: 17, address: 18, mask: 22, gateway: 26, nameSize: 30, name: 31 }
const FOUND_LENGTH = 51
const IPV4 = 4
/** In an order to take an address: whose, and which. */
const ORDERED = { mac: 11, address: 18, end: 22 }
const NOT_SET = 0xffff_ffff
/** Numbers of what is said, beside those of other commands. */
const SAID = { master: 0x1_0e70, slave: 0x2_0e70, found: 0x0e30 }
const MASTER_STATES = ['STOP', 'RUN', 'STOP by user']

/** The command that an answer can only be to, whoever asked; 0 for any other. `message` stands behind the end code. */
export function commandOfAnswer({ view, pos, left }: Cursor): number {
  if (isCyclic(view, pos, left)) return CYCLIC_DATA
  return isFound(view, pos, left) ? NODE_SEARCH : 0
}

function isCyclic(view: DataView, at: number, length: number): boolean {
  const inputs = length - CYCLIC_HEAD
  if (inputs < STATION_INPUTS || inputs % STATION_INPUTS !== 0 || inputs > MAX_STATIONS * STATION_INPUTS) return false
  const version = view.getUint16(at, true)
  if (version === 0 || version > LAST_VERSION) return false
  return view.getUint16(at + CYCLIC.offset, true) === CYCLIC_OFFSET && view.getUint16(at + CYCLIC.vendor + 2) === 0
}

function isFound(view: DataView, at: number, length: number): boolean {
  if (length < FOUND_LENGTH || length !== FOUND_LENGTH + view.getUint8(at + FOUND.nameSize)) return false
  return view.getUint8(at + 6) === IPV4 && view.getUint8(at + FOUND.addressSize) === IPV4
}

/** How many bytes of a request tell what it acts on. */
export function fieldBasicKeyLength(command: number, left: number): number {
  if (command === CYCLIC_DATA) return left < MASTER_HEAD ? 0 : MASTER.group + 1
  return command === IP_ADDRESS_SET && left >= ORDERED.end ? ORDERED.end : 0
}

/** What tells one request from another: the group, or who is to have which address. */
export function fieldBasicKeyStart(command: number): number {
  return command === CYCLIC_DATA ? MASTER.group : ORDERED.mac
}

export function fieldBasicTarget(command: number, { view, pos, left }: Cursor): string {
  if (fieldBasicKeyLength(command, left) === 0) return ''
  if (command === CYCLIC_DATA) return groupText(view.getUint8(pos + MASTER.group))
  return `${macAt(view, pos + ORDERED.mac)} to ${ipText(view.getUint32(pos + ORDERED.address, true))}`
}

/** Where an answer has its group, and the status that the slave gives. */
export function cyclicGroup({ view, pos }: Cursor): number {
  return view.getUint8(pos + CYCLIC.group)
}

export function cyclicStatus({ view, pos }: Cursor): number {
  return view.getUint16(pos + CYCLIC.status, true)
}

export function groupText(group: number): string {
  return `group ${group}`
}

export function sayMaster({ view, pos, left }: Cursor, said: Map<number, number>, sink: Sink): void {
  const at = pos + MASTER.state
  if (left < MASTER_HEAD || !isNews(said, SAID.master, view, at, at + 2)) return
  const mode = MASTER_STATES[view.getUint16(at, true)]
  sayFacts('client', '', 'Cyclic Data', { role: 'CC-Link IE Field Basic master', mode }, sink)
}

/** The station that an answer with cyclic data came from. */
export function saySlave({ view, pos }: Cursor, of: Side, said: Map<number, number>, sink: Sink): void {
  if (!isNews(said, SAID.slave, view, pos + CYCLIC.vendor, pos + CYCLIC.error + 2)) return
  const error = view.getUint16(pos + CYCLIC.error, true)
  const facts = {
    role: 'CC-Link IE Field Basic slave',
    ...makeOf(view, pos + CYCLIC.vendor, pos + CYCLIC.model, pos + CYCLIC.version),
    mode: (view.getUint16(pos + CYCLIC.state, true) & 1) === 1 ? 'RUN' : 'STOP',
    state: error === 0 ? 'no error' : `error 0x${hex(error, 4)}`,
  }
  sayFacts(of, '', 'Cyclic Data', facts, sink)
}

export function sayFound({ view, pos, left }: Cursor, of: Side, said: Map<number, number>, sink: Sink): void {
  if (!isFound(view, pos, left) || !isNews(said, SAID.found, view, pos + FOUND.mac, pos + left)) return
  const mac = macAt(view, pos + FOUND.mac)
  const ip = ipText(view.getUint32(pos + FOUND.address, true))
  const gateway = view.getUint32(pos + FOUND.gateway, true)
  const nameSize = view.getUint8(pos + FOUND.nameSize)
  const vendor = pos + FOUND.name + nameSize
  let name = ''
  for (let i = 0; i < nameSize; i++) name += String.fromCharCode(view.getUint8(pos + FOUND.name + i))
  const facts = {
    name: /^[\x20-\x7e]*$/.test(name) ? name : '',
    mac,
    ip,
    'subnet-mask': ipText(view.getUint32(pos + FOUND.mask, true)),
    gateway: gateway === NOT_SET || gateway === 0 ? '' : ipText(gateway),
    ...makeOf(view, vendor, vendor + 2, vendor + 6),
  }
  sayFacts(of, '', 'Node Search', facts, sink)
  sink.observe({ kind: 'binding', mac, ip })
}

function makeOf(view: DataView, vendor: number, model: number, version: number) {
  return {
    'vendor-id': `0x${hex(view.getUint16(vendor, true), 4)}`,
    'product-code': `0x${hex(view.getUint32(model, true), 8)}`,
    'device-revision': String(view.getUint16(version, true)),
  }
}

/** Addresses of both kinds have their last byte first. */
function macAt(view: DataView, at: number): string {
  return macText(view.getUint16(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true))
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
