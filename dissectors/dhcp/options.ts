/*
 * DHCP options. RFC 2132; RFC 4702 (client FQDN), RFC 8520 (MUD URL), RFC 5859 (TFTP servers). Keys, passwords and the
 * authentication of RFC 3118 are not read.
 */
import { Cursor } from '../kit/cursor.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import {
  type BroadbandDevice,
  broadbandDevice,
  clientIdentifier,
  placeAtRelay,
  userClass,
  vendorClassOf,
} from './identifying-options.ts'

const OPTION = {
  pad: 0,
  router: 3,
  dns: 6,
  hostName: 12,
  domain: 15,
  ntp: 42,
  messageType: 53,
  serverId: 54,
  parameters: 55,
  vendorClass: 60,
  clientId: 61,
  tftpServer: 66,
  bootFile: 67,
  userClass: 77,
  fqdn: 81,
  relayAgent: 82,
  vendorIdentifyingClass: 124,
  vendorIdentifyingOptions: 125,
  tftpAddresses: 150,
  mudUrl: 161,
  end: 255,
} as const
/** Addresses of one option that are named. */
const MAX_ADDRESSES = 4
/** TR-069, F.2: a device sends options 1 to 3 of itself, a gateway that serves it 4 to 6. */
const FIRST_OF_DEVICE = 1
const FIRST_OF_GATEWAY = 4
const NO_DEVICE: BroadbandDevice = { maker: '', serial: '', model: '' }
/** RFC 4702, 2.1: the name is in the form of DNS, not in ASCII. */
const WIRE_FORM = 0x04

/** What is used of a message's options. One object, reused: `read` overwrites it. */
export class Options {
  type = 0
  hostName = ''
  fqdn = ''
  vendorClass = ''
  fingerprint = ''
  mudUrl = ''
  serverId = ''
  routers = ''
  dns = ''
  ntp = ''
  domain = ''
  /** The port that a relay had the client's message by, and at which switch. */
  place = ''
  clientId = ''
  userClass = ''
  /** The enterprise number of the sender's maker, in decimal, and the class by it. */
  enterprise = ''
  enterpriseClass = ''
  /** The client, and the gateway that serves it. */
  device = NO_DEVICE
  gateway = NO_DEVICE
  tftp = ''
  bootFile = ''
  private readonly option = new Cursor(new DataView(new ArrayBuffer(0)))

  /** Reads all options at the cursor; false when one does not fit. */
  read(message: Cursor): boolean {
    this.forget()
    return this.readAll(message)
  }

  private forget(): void {
    this.type = 0
    this.hostName = this.fqdn = this.vendorClass = this.fingerprint = this.mudUrl = this.clientId = this.userClass = ''
    this.serverId = this.routers = this.dns = this.ntp = this.domain = this.tftp = this.bootFile = this.place = ''
    this.enterprise = this.enterpriseClass = ''
    this.device = this.gateway = NO_DEVICE
  }

  private readAll(message: Cursor): boolean {
    while (message.left > 0) {
      const code = message.u8()
      if (code === OPTION.end) return true
      if (code === OPTION.pad) continue
      const length = message.u8()
      if (message.short || length > message.left) return false
      this.one(code, this.option.reset(message.view, message.pos, message.pos + length))
      message.skip(length)
    }
    return true
  }

  private one(code: number, option: Cursor): void {
    switch (code) {
      case OPTION.messageType:
        this.type = option.u8()
        return
      case OPTION.hostName:
        this.hostName = option.text(option.left, 'utf8')
        return
      case OPTION.vendorClass:
        this.vendorClass = option.text(option.left, 'latin1')
        return
      case OPTION.parameters:
        this.fingerprint = listOf(option)
        return
      case OPTION.fqdn:
        this.fqdn = fqdn(option)
        return
      case OPTION.mudUrl:
        this.mudUrl = option.text(option.left)
        return
      case OPTION.clientId:
        this.clientId = clientIdentifier(option)
        return
      case OPTION.userClass:
        this.userClass = userClass(option)
        return
      case OPTION.relayAgent:
        this.place = placeAtRelay(option)
        return
      case OPTION.vendorIdentifyingClass:
      case OPTION.vendorIdentifyingOptions:
        this.ofMaker(code, option)
        return
      default:
        this.ofServer(code, option)
    }
  }

  private ofMaker(code: number, option: Cursor): void {
    if (code === OPTION.vendorIdentifyingClass) {
      const { enterprise, text } = vendorClassOf(option)
      this.enterprise = enterprise === 0 ? '' : String(enterprise)
      this.enterpriseClass = text
      return
    }
    const { pos } = option
    this.device = broadbandDevice(option, FIRST_OF_DEVICE)
    option.pos = pos
    this.gateway = broadbandDevice(option, FIRST_OF_GATEWAY)
  }

  private ofServer(code: number, option: Cursor): void {
    switch (code) {
      case OPTION.serverId:
        this.serverId = addresses(option)
        return
      case OPTION.router:
        this.routers = addresses(option)
        return
      case OPTION.dns:
        this.dns = addresses(option)
        return
      case OPTION.ntp:
        this.ntp = addresses(option)
        return
      case OPTION.domain:
        this.domain = option.text(option.left)
        return
      case OPTION.tftpServer:
        this.tftp = option.text(option.left)
        return
      case OPTION.tftpAddresses:
        this.tftp = addresses(option)
        return
      case OPTION.bootFile:
        this.bootFile = option.text(option.left)
        return
      default:
        return
    }
  }
}

function listOf(option: Cursor): string {
  const codes: number[] = []
  while (option.left > 0) codes.push(option.u8())
  return codes.join(',')
}

function addresses(option: Cursor): string {
  const all: string[] = []
  while (option.left >= 4 && all.length < MAX_ADDRESSES) all.push(ipv4Text(option))
  return all.join(', ')
}

function fqdn(option: Cursor): string {
  const flags = option.u8()
  option.skip(2)
  return flags & WIRE_FORM ? wireName(option) : option.text(option.left, 'utf8')
}

/** A name in the form of DNS (RFC 1035, 3.1), without compression; with a dot at its end when the root ends it. */
export function wireName(name: Cursor): string {
  const labels: string[] = []
  while (name.left > 0) {
    const length = name.u8()
    if (length === 0) return `${labels.join('.')}.`
    if (length > name.left) break
    labels.push(name.text(length, 'utf8'))
  }
  return labels.join('.')
}
