/*
 * Types of ICMPv6 messages, by the registry of IANA. RFC 4443 clause 3 and 4, RFC 4861 clause 4 (neighbours),
 * RFC 2710 clause 3 and RFC 3810 clause 5 (listeners).
 */
import type { OperationClass } from '../kit/observation.ts'

export const TYPE = {
  echoRequest: 128,
  echoReply: 129,
  listenerQuery: 130,
  listenerReport: 131,
  listenerDone: 132,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
  redirect: 137,
  listenerReport2: 143,
} as const

interface MessageType {
  readonly name: string
  readonly class: OperationClass
  /** Bytes of its fixed part. */
  readonly least: number
}

/**
 * Errors and echoes find out whether a way works: diagnose. Who is there, who routes, who listens: discover, and joining
 * or leaving a group: session. Router renumbering (RFC 2894) changes the prefixes of a router: configure.
 */
const TYPES: Readonly<Record<number, MessageType>> = {
  1: { name: 'Destination Unreachable', class: 'diagnose', least: 8 },
  2: { name: 'Packet Too Big', class: 'diagnose', least: 8 },
  3: { name: 'Time Exceeded', class: 'diagnose', least: 8 },
  4: { name: 'Parameter Problem', class: 'diagnose', least: 8 },
  128: { name: 'Echo Request', class: 'diagnose', least: 8 },
  129: { name: 'Echo Reply', class: 'diagnose', least: 8 },
  130: { name: 'Multicast Listener Query', class: 'discover', least: 24 },
  131: { name: 'Multicast Listener Report', class: 'session', least: 24 },
  132: { name: 'Multicast Listener Done', class: 'session', least: 24 },
  133: { name: 'Router Solicitation', class: 'discover', least: 8 },
  134: { name: 'Router Advertisement', class: 'discover', least: 16 },
  135: { name: 'Neighbor Solicitation', class: 'discover', least: 24 },
  136: { name: 'Neighbor Advertisement', class: 'discover', least: 24 },
  137: { name: 'Redirect', class: 'discover', least: 40 },
  138: { name: 'Router Renumbering', class: 'configure', least: 8 },
  139: { name: 'Node Information Query', class: 'discover', least: 16 },
  140: { name: 'Node Information Response', class: 'discover', least: 16 },
  141: { name: 'Inverse Neighbor Discovery Solicitation', class: 'discover', least: 8 },
  142: { name: 'Inverse Neighbor Discovery Advertisement', class: 'discover', least: 8 },
  143: { name: 'Version 2 Multicast Listener Report', class: 'session', least: 8 },
  144: { name: 'Home Agent Address Discovery Request', class: 'discover', least: 8 },
  145: { name: 'Home Agent Address Discovery Reply', class: 'discover', least: 8 },
  146: { name: 'Mobile Prefix Solicitation', class: 'discover', least: 8 },
  147: { name: 'Mobile Prefix Advertisement', class: 'discover', least: 8 },
  148: { name: 'Certification Path Solicitation', class: 'authenticate', least: 8 },
  149: { name: 'Certification Path Advertisement', class: 'authenticate', least: 8 },
  151: { name: 'Multicast Router Advertisement', class: 'discover', least: 8 },
  152: { name: 'Multicast Router Solicitation', class: 'discover', least: 4 },
  153: { name: 'Multicast Router Termination', class: 'discover', least: 4 },
  155: { name: 'RPL Control Message', class: 'discover', least: 4 },
  157: { name: 'Duplicate Address Request', class: 'discover', least: 8 },
  158: { name: 'Duplicate Address Confirmation', class: 'discover', least: 8 },
  160: { name: 'Extended Echo Request', class: 'diagnose', least: 8 },
  161: { name: 'Extended Echo Reply', class: 'diagnose', least: 8 },
}

export function messageType(type: number): MessageType | undefined {
  return TYPES[type]
}

export function describeType(type: number): { function: string; name: string } {
  return { function: String(type), name: TYPES[type]?.name ?? `ICMPv6 type ${type}` }
}
