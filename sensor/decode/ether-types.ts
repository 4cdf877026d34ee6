/** EtherTypes the decoder knows the inside of, by the registry of IEEE. */
export const ETHERTYPE_IPV4 = 0x0800
export const ETHERTYPE_ARP = 0x0806
export const ETHERTYPE_BRIDGED = 0x6558
export const ETHERTYPE_VLAN = 0x8100
export const ETHERTYPE_IPV6 = 0x86dd
export const ETHERTYPE_PPP = 0x880b
export const ETHERTYPE_MPLS = 0x8847
export const ETHERTYPE_MPLS_UPSTREAM = 0x8848
export const ETHERTYPE_PPPOE_DISCOVERY = 0x8863
export const ETHERTYPE_PPPOE_SESSION = 0x8864
export const ETHERTYPE_JUMBO_LLC = 0x8870
export const ETHERTYPE_PROFINET = 0x8892
export const ETHERTYPE_ETHERCAT = 0x88a4
export const ETHERTYPE_PROVIDER_BRIDGE = 0x88a8
export const ETHERTYPE_GOOSE = 0x88b8
export const ETHERTYPE_SAMPLED_VALUES = 0x88ba
export const ETHERTYPE_LLDP = 0x88cc
export const ETHERTYPE_MACSEC = 0x88e5
export const ETHERTYPE_BACKBONE = 0x88e7
export const ETHERTYPE_PTP = 0x88f7
export const ETHERTYPE_PRP = 0x88fb
export const ETHERTYPE_FABRICPATH = 0x8903
export const ETHERTYPE_CISCO_METADATA = 0x8909
export const ETHERTYPE_VNTAG = 0x8926
export const ETHERTYPE_HSR = 0x892f
export const ETHERTYPE_NSH = 0x894f
/** Tag types in use before 802.1ad. */
export const ETHERTYPE_QINQ_OLD = 0x9100
export const ETHERTYPE_QINQ_OLDER = 0x9200
/** Marvell's "Ethertype DSA", as the Linux kernel sets it. */
export const ETHERTYPE_EDSA = 0xdada
/** Type fields from here on are EtherTypes, below a length (IEEE 802.3 clause 3.2.6). */
export const LEAST_ETHERTYPE = 0x600
