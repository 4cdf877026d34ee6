import {
  ETHERTYPE_ARP,
  ETHERTYPE_BACKBONE,
  ETHERTYPE_ETHERCAT,
  ETHERTYPE_GOOSE,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_LLDP,
  ETHERTYPE_MACSEC,
  ETHERTYPE_MPLS,
  ETHERTYPE_PPPOE_DISCOVERY,
  ETHERTYPE_PPPOE_SESSION,
  ETHERTYPE_PROFINET,
  ETHERTYPE_PROVIDER_BRIDGE,
  ETHERTYPE_PRP,
  ETHERTYPE_PTP,
  ETHERTYPE_QINQ_OLD,
  ETHERTYPE_SAMPLED_VALUES,
  ETHERTYPE_VLAN,
} from './ether-types.ts'

const HEADER_BYTES = 14
const MAX_LENGTH_FIELD = 1500
/** Service access points in use in pairs: spanning tree, SNAP, OSI, NetWare, NetBIOS. */
const LLC_PAIRS: readonly number[] = [0x4242, 0xaaaa, 0xfefe, 0xe0e0, 0xf0f0]

/** Whether an Ethernet header with a type or length in use lies here: evidence where nothing says what follows. */
export function isLikelyEthernet(view: DataView, at: number, end: number): boolean {
  if (end - at < HEADER_BYTES) return false
  const type = view.getUint16(at + 12)
  if (type > MAX_LENGTH_FIELD) return isInUse(type)
  const from = at + HEADER_BYTES
  return type >= 3 && type <= end - from && LLC_PAIRS.includes(view.getUint16(from))
}

function isInUse(type: number): boolean {
  switch (type) {
    case ETHERTYPE_IPV4:
    case ETHERTYPE_ARP:
    case ETHERTYPE_VLAN:
    case ETHERTYPE_IPV6:
    case ETHERTYPE_MPLS:
    case ETHERTYPE_PPPOE_DISCOVERY:
    case ETHERTYPE_PPPOE_SESSION:
    case ETHERTYPE_PROFINET:
    case ETHERTYPE_ETHERCAT:
    case ETHERTYPE_PROVIDER_BRIDGE:
    case ETHERTYPE_GOOSE:
    case ETHERTYPE_SAMPLED_VALUES:
    case ETHERTYPE_LLDP:
    case ETHERTYPE_MACSEC:
    case ETHERTYPE_BACKBONE:
    case ETHERTYPE_PTP:
    case ETHERTYPE_PRP:
    case ETHERTYPE_QINQ_OLD:
      return true
    default:
      return false
  }
}
