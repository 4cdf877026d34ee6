/*
 * What the options of DHCPv6 tell. RFC 8415: section 11 (DUIDs), 21.4 to 21.6 (leases), 21.13 (status), 21.18 (interface
 * id); RFC 4704 (client FQDN), RFC 4649 (remote id), RFC 6939 (link-layer address of a client, by its relay).
 */
import { placeText, textOrHex } from '../dhcp/identifying-options.ts'
import { wireName } from '../dhcp/options.ts'
import { Cursor } from '../kit/cursor.ts'
import { ipv6Text } from '../kit/ip-text.ts'
import type { Fact } from '../kit/observation.ts'

export const OPTION = {
  clientId: 1,
  serverId: 2,
  lease: 3,
  temporaryLease: 4,
  address: 5,
  requested: 6,
  relayed: 9,
  status: 13,
  vendorClass: 16,
  interfaceId: 18,
  remoteId: 37,
  fqdn: 39,
  linkLayerAddress: 79,
} as const
export const MAX_OPTIONS = 128
const HEADER_LENGTH = 4
const LINK_LAYER_TIME = 1
const LINK_LAYER = 3
const ETHERNET = 1
/** Identifier of the association and two times, or the identifier alone; then options. */
const LEASE_HEADER = 12
const TEMPORARY_HEADER = 4
/** The address, how long it is preferred and how long valid; then options. */
const ADDRESS_LENGTH = 16
const VALID_AT = 20
const ADDRESS_HEADER = 24
/** Addresses of one message that are told of. */
export const MAX_ADDRESSES = 8

const option = new Cursor(new DataView(new ArrayBuffer(0)))

/** Reads one option; `from` and `to` are its content. */
type ReadOption = (code: number, view: DataView, from: number, to: number) => void

/** Reads the options in `view[from, end)`. Returns where one does not fit, else -1. */
export function eachOption(view: DataView, from: number, end: number, read: ReadOption): number {
  let at = from
  for (let count = 0; at + HEADER_LENGTH <= end && count < MAX_OPTIONS; count++) {
    const next = at + HEADER_LENGTH + view.getUint16(at + 2)
    if (next > end) return at
    read(view.getUint16(at), view, at + HEADER_LENGTH, next)
    at = next
  }
  return at < end && at + HEADER_LENGTH > end ? at : -1
}

/** What the options of one message tell. One object, reused. */
export class Options {
  facts: Partial<Record<Fact, string>> = {}
  /** By the identifier of the client; '' when that was not made of a MAC address. */
  clientMac = ''
  /** What a server lets the client have. */
  readonly addresses: string[] = []
  private own: number = OPTION.clientId

  /** `own` is the identifier of who says the message. Returns where an option does not fit, else -1. */
  read(view: DataView, from: number, end: number, own: number): number {
    this.facts = {}
    this.clientMac = ''
    this.addresses.length = 0
    this.own = own
    return eachOption(view, from, end, this.one)
  }

  private readonly one: ReadOption = (code, view, from, to) => {
    option.reset(view, from, to)
    switch (code) {
      case OPTION.clientId:
      case OPTION.serverId:
        this.identifier(code, macOfDuid(option))
        return
      case OPTION.lease:
        eachOption(view, from + LEASE_HEADER, to, this.leased)
        return
      case OPTION.temporaryLease:
        eachOption(view, from + TEMPORARY_HEADER, to, this.leased)
        return
      case OPTION.requested:
        this.facts.fingerprint = listOf(option)
        return
      case OPTION.vendorClass:
        this.facts['vendor-id'] = String(option.u32())
        this.facts['vendor-class'] = option.text(option.u16(), 'utf8')
        return
      case OPTION.fqdn:
        option.skip(1)
        this.facts.name = wireName(option)
        return
      default:
        return
    }
  }

  private identifier(code: number, mac: string): void {
    if (code === OPTION.clientId) this.clientMac = mac
    if (code === this.own && mac !== '') this.facts.mac = mac
  }

  /** 18.3: what is valid no more, or has a status of its own, is not the client's. */
  private readonly leased: ReadOption = (code, view, from, to) => {
    const isAddress = code === OPTION.address && to - from >= ADDRESS_HEADER && this.addresses.length < MAX_ADDRESSES
    if (!isAddress || view.getUint32(from + VALID_AT) === 0 || isRefused(view, from + ADDRESS_HEADER, to)) return
    this.addresses.push(ipv6Text(option.reset(view, from, from + ADDRESS_LENGTH)))
  }
}

function isRefused(view: DataView, from: number, to: number): boolean {
  let status = 0
  eachOption(view, from, to, (code, _, at, end) => {
    if (code === OPTION.status && end - at >= 2) status = view.getUint16(at)
  })
  return status !== 0
}

/** What a relay adds of the client: the port it hangs on, and its MAC address. */
export function relayFacts(view: DataView, from: number, end: number): Partial<Record<Fact, string>> {
  let port = ''
  let remote = ''
  let mac = ''
  eachOption(view, from, end, (code, _, at, to) => {
    option.reset(view, at, to)
    if (code === OPTION.interfaceId) port = textOrHex(option, option.left)
    else if (code === OPTION.remoteId) {
      // The enterprise that gives the id its meaning.
      option.skip(4)
      remote = textOrHex(option, option.left)
    } else if (code === OPTION.linkLayerAddress && option.u16() === ETHERNET && option.left === 6) {
      mac = option.hex(6, ':')
    }
  })
  const place = placeText(port, remote)
  return { ...(place !== '' && { 'port-id': place }), ...(mac !== '' && { mac }) }
}

function listOf(codes: Cursor): string {
  const list: number[] = []
  while (codes.left >= 2) list.push(codes.u16())
  return list.join(',')
}

/** Section 11.2 and 11.4: of an interface of the host, which need not be this one. */
function macOfDuid(duid: Cursor): string {
  const kind = duid.u16()
  if ((kind !== LINK_LAYER && kind !== LINK_LAYER_TIME) || duid.u16() !== ETHERNET) return ''
  if (kind === LINK_LAYER_TIME) duid.skip(4)
  return duid.left === 6 ? duid.hex(6, ':') : ''
}
