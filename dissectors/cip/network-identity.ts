/*
 * What a device says of its network: TCP/IP Interface (Volume 2, section 5-4.3) and Ethernet Link (section 5-5.3).
 * Little-endian, IP addresses among them.
 */
import { ipText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { text } from './cip-strings.ts'
import type { Facts } from './device-identity.ts'

const TCP_STATUS_LENGTH = 12
const MAC_LENGTH = 6

/** Get_Attributes_All of TCP/IP Interface: status, capability, control, path of the link, configuration, host name. */
export function tcpIpFacts(data: Cursor): Facts {
  const facts: Facts = {}
  data.skip(TCP_STATUS_LENGTH)
  data.skip(data.u16le() * 2)
  if (data.short) return facts
  addConfiguration(facts, data)
  addHostName(facts, data)
  return facts
}

/** One attribute of TCP/IP Interface; false when its length is not known. */
export function tcpIpAttribute(facts: Facts, data: Cursor, attribute: number): boolean {
  switch (attribute) {
    case 1:
    case 2:
    case 3:
      data.skip(4)
      return true
    case 4:
      data.skip(data.u16le() * 2)
      return true
    case 5:
      addConfiguration(facts, data)
      return true
    case 6:
      addHostName(facts, data)
      return true
    default:
      return false
  }
}

/** Attribute 5: address, mask, gateway, two name servers, domain. */
function addConfiguration(facts: Facts, data: Cursor): void {
  const address = data.u32le()
  data.skip(4)
  const gateway = data.u32le()
  data.skip(8)
  if (data.short) return
  if (address !== 0) facts.ip = ipText(address)
  if (gateway !== 0) facts.gateway = ipText(gateway)
  const domain = paddedText(data)
  if (domain !== '') facts.domain = domain
}

function addHostName(facts: Facts, data: Cursor): void {
  const name = paddedText(data)
  if (name !== '') facts.name = name
}

/** Section 5-4.3.2.5: in this object strings are padded to an even length. */
function paddedText(data: Cursor): string {
  const start = data.pos
  const value = text(data)
  if (((data.pos - start) & 1) === 1 && data.left > 0) data.skip(1)
  return value
}

/** Get_Attributes_All of Ethernet Link: speed, flags, MAC. */
export function linkFacts(data: Cursor): Facts {
  const facts: Facts = {}
  data.skip(8)
  linkAttribute(facts, data, 3)
  return facts
}

/** One attribute of Ethernet Link; false when its length is not known. */
export function linkAttribute(facts: Facts, data: Cursor, attribute: number): boolean {
  switch (attribute) {
    case 1:
    case 2:
      data.skip(4)
      return true
    case 3: {
      const mac = data.hex(MAC_LENGTH, ':')
      if (mac !== '') facts.mac = mac
      return true
    }
    default:
      return false
  }
}
