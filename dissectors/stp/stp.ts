/*
 * Spanning tree: STP, RSTP and MSTP, and Cisco's per-VLAN spanning tree. Big-endian.
 * IEEE 802.1D-2004 clause 9 (BPDUs) and 7.12.3 (LLC 0x42); IEEE 802.1Q-2018 clause 14 (MSTP). PVST+ puts the same BPDU
 * behind a SNAP header of Cisco (00-00-0C, 0x010B) and the VLAN in a TLV behind it.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import {
  AT,
  BPDU,
  bpduLength,
  bridgeAt,
  bridgeMac,
  bridgeText,
  hasTopologyChange,
  isFromRoot,
  isOfRegion,
  MST_VERSION,
  portRole,
  portText,
  RAPID_LENGTH,
  regionName,
} from './bpdu.ts'

const MAX_MESSAGE = 1500
/** Both service access points, unnumbered information. */
const LLC = 0x424203
const LLC_LENGTH = 3
/** SNAP of Cisco, and its protocol PVST+. */
const SNAP = 0xaaaa0300
const PVST = 0x000c010b
const SNAP_LENGTH = 8
/** The VLAN of PVST+: type 0, length 2, the number, behind the BPDU and a byte of padding where it is a configuration. */
const VLAN_TLV = 0x00000002
const VLAN_TLV_LENGTH = 6
const LAST_VLAN = 4095
/** Beside the types of BPDUs: one that tells of a topology change by its flag. */
const CHANGE_FLAG = 0x100
/** And those whose type is that of a rapid one, by version, where what it adds is there (802.1Q-2018, 14.4 and 14.5). */
const MULTIPLE = 0x200
const SHORTEST_PATH = 0x400
const UNKNOWN_TYPE = 0x7f
const NAMES: Readonly<Record<number, string>> = {
  [BPDU.configuration]: 'Configuration BPDU',
  [BPDU.rapid]: 'RST BPDU',
  [BPDU.rapid + MULTIPLE]: 'MST BPDU',
  [BPDU.rapid + SHORTEST_PATH]: 'SPT BPDU',
  [BPDU.change]: 'Topology Change Notification BPDU',
  [UNKNOWN_TYPE]: 'unknown BPDU',
}

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const stp = defineDissector<State>({
  name: 'stp',
  title: 'Spanning tree (STP, RSTP, MSTP, PVST+)',
  carriers: [
    { over: 'llc', saps: [0x42] },
    { over: 'snap', protocols: [0x010b] },
  ],
  depth: {
    decodes: 'configuration, rapid and multiple spanning tree BPDUs, topology changes, VLANs of PVST+',
    identity: 'bridge and root, port and its role, region of MSTP',
    missing: 'the instances of MSTP, shortest path bridging',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    const { pos } = bytes
    const header = headerLength(bytes)
    if (header < 0) return 'no'
    bytes.pos = pos + header
    return bpduLength(bytes) > 0 ? 'yes' : 'no'
  },

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const header = headerLength(message)
    if (header > 0) message.pos = pos + header
    const length = header < 0 ? -1 : bpduLength(message)
    sink.operation('event', operationOf(message, length, header, state), 0)
    if (length < 0) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: Math.min(end - pos, Math.max(0, header)) })
      return
    }
    if (length < RAPID_LENGTH - 1) return
    const bpdu = message.pos
    // Up to the port: not the age, which grows on its way.
    if (!isNews(state.said, vlanOf(message, header), view, bpdu + AT.flags, bpdu + AT.age)) return
    sayBridge(message, header, info, sink)
  },

  describe: (code) => ({
    function: `0x${(code & 0xff).toString(16).padStart(2, '0')}${code & CHANGE_FLAG ? ' change' : ''}`,
    name: `${NAMES[code & ~CHANGE_FLAG] ?? ''}${code & CHANGE_FLAG ? ', topology change' : ''}`,
  }),
})

/** The bytes before the BPDU; -1 when it is no header of spanning tree. */
function headerLength(bytes: Cursor): number {
  const { view, pos, left } = bytes
  if (left >= LLC_LENGTH && view.getUint16(pos) * 256 + view.getUint8(pos + 2) === LLC) return LLC_LENGTH
  if (left < SNAP_LENGTH || view.getUint32(pos) !== SNAP || view.getUint32(pos + 4) !== PVST) return -1
  return SNAP_LENGTH
}

/** The VLAN that PVST+ speaks of; 0 where there is none. The cursor is at the BPDU. */
function vlanOf(bytes: Cursor, header: number): number {
  if (header !== SNAP_LENGTH) return 0
  const at = bytes.pos + RAPID_LENGTH
  if (at + VLAN_TLV_LENGTH > bytes.end || bytes.view.getUint32(at) !== VLAN_TLV) return 0
  const vlan = bytes.view.getUint16(at + 4)
  return vlan <= LAST_VLAN ? vlan : 0
}

/**
 * Bridges tell each other who they are, and who is the root: discover. A topology change makes every bridge forget where
 * its stations are (802.1D clause 17.11), and frames are flooded meanwhile: alarm.
 */
function operationOf(message: Cursor, length: number, header: number, state: State): Operation {
  const { view, pos } = message
  const { operations } = state
  if (length < 0) {
    return operations.find(UNKNOWN_TYPE) ?? operations.add(UNKNOWN_TYPE, 'unknown', UNKNOWN_TYPE, '', '')
  }
  const type = message.peek(AT.type)
  if (type === BPDU.change) return operations.find(type) ?? operations.add(type, 'alarm', type, '', '')
  const isChange = hasTopologyChange(message)
  const code = type + variantOf(message) + (isChange ? CHANGE_FLAG : 0)
  const vlan = vlanOf(message, header)
  const key = keyOfBytes(view, pos + AT.root, pos + AT.cost, code * (LAST_VLAN + 1) + vlan)
  const known = operations.find(key)
  if (known !== undefined) return known
  const target = `${vlan === 0 ? '' : `VLAN ${vlan} `}root ${bridgeText(view, pos + AT.root)}`
  return operations.add(key, isChange ? 'alarm' : 'discover', code, '', target)
}

function variantOf(message: Cursor): number {
  if (message.peek(AT.type) !== BPDU.rapid || !isOfRegion(message)) return 0
  return message.peek(AT.version) > MST_VERSION ? SHORTEST_PATH : MULTIPLE
}

function sayBridge(message: Cursor, header: number, info: MessageInfo, sink: Sink): void {
  const { view, pos } = message
  const vlan = vlanOf(message, header)
  const tree = vlan === 0 ? 'spanning tree' : `spanning tree of VLAN ${vlan}`
  const bridge = pos + bridgeAt(message)
  const self = `bridge ${bridgeText(view, bridge)}`
  const isRoot = isFromRoot(view, pos + AT.root, bridge)
  const role = portRole(message)
  const facts = {
    role: 'switch',
    mac: bridgeMac(view, bridge),
    'port-id': portText(message),
    redundancy: isRoot
      ? `${self}, root of the ${tree}`
      : `${self} of the ${tree}, root ${bridgeText(view, pos + AT.root)}`,
    state: role === '' ? '' : `${portText(message)} is ${role}`,
    domain: regionName(message),
  }
  sayFacts(senderOf(info), '', vlan === 0 ? 'BPDU' : 'PVST+ BPDU', facts, sink)
}
