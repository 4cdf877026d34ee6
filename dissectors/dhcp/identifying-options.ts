/*
 * Options by which a client, its relay or its maker identify it. RFC 2132, 9.14 and RFC 4361 (client identifier), RFC 3004
 * (user class), RFC 3925 (vendor-identifying options), RFC 3046 (relay agent information), Broadband Forum TR-069 annex F
 * (a gateway and the devices behind it).
 */
import type { Cursor } from '../kit/cursor.ts'

const TYPE = { text: 0, ethernet: 1, nodeSpecific: 255 } as const
const MAC_LENGTH = 6
const IAID_LENGTH = 4
const BROADBAND_FORUM = 3561
const RELAY = { circuit: 1, remote: 2 } as const
/** Ids that are told are no longer: they are names, not contents. */
const MAX_ID = 64

/** What a vendor-identifying class says (RFC 3925, 3): the enterprise of the first one, and its text. */
export interface VendorClass {
  enterprise: number
  text: string
}

/** Of TR-069, annex F.2: who made a device or the gateway before it, its class and its serial number. */
export interface BroadbandDevice {
  maker: string
  serial: string
  model: string
}

/** What a client calls itself to servers; mostly its MAC address, which then tells nothing more. */
export function clientIdentifier(option: Cursor): string {
  if (option.left < 2) return ''
  const type = option.u8()
  const length = Math.min(option.left, MAX_ID)
  switch (type) {
    case TYPE.text:
      return textOrHex(option, length)
    case TYPE.ethernet:
      return option.hex(length, ':')
    case TYPE.nodeSpecific:
      // RFC 4361, 6.1: which interface of the host, then the host's DUID.
      option.skip(IAID_LENGTH)
      return option.short ? '' : `DUID ${option.hex(Math.min(option.left, MAX_ID))}`
    default:
      return option.hex(length)
  }
}

export function vendorClassOf(option: Cursor): VendorClass {
  const enterprise = option.u32()
  const length = option.u8()
  if (option.short || length > option.left) return { enterprise: 0, text: '' }
  // RFC 3925, 3: items of a length each; many send the text alone.
  const isItem = length > 1 && option.peek(0) === length - 1
  if (isItem) option.skip(1)
  const textLength = isItem ? length - 1 : length
  return { enterprise, text: isText(option, textLength) ? option.text(textLength) : '' }
}

/**
 * RFC 3925, 4: options of a maker, of which those of the Broadband Forum identify. A device sends 1 to 3 of itself, a
 * gateway that serves it 4 to 6 of itself (TR-069, F.2.1 and F.2.2); `first` is 1 or 4.
 */
export function broadbandDevice(option: Cursor, first: number): BroadbandDevice {
  const texts = ['', '', '']
  while (option.left > 5) {
    const enterprise = option.u32()
    const end = Math.min(option.pos + 1 + option.u8(), option.end)
    while (option.pos + 2 <= end) {
      const code = option.u8()
      const length = option.u8()
      if (option.pos + length > end) return { maker: '', serial: '', model: '' }
      const at = code - first
      const isNamed = enterprise === BROADBAND_FORUM && at >= 0 && at < texts.length
      if (isNamed && isText(option, length)) texts[at] = option.text(length)
      else option.skip(length)
    }
    if (option.pos !== end) break
  }
  const [maker = '', serial = '', model = ''] = texts
  return { maker, serial, model }
}

/** RFC 3004, 4: items of a length each; Windows and iPXE send the text alone. */
export function userClass(option: Cursor): string {
  if (option.left < 2) return ''
  const { pos, left } = option
  const items: string[] = []
  while (option.left > 0) {
    const length = option.u8()
    if (length === 0 || length > option.left || !isText(option, length)) break
    items.push(option.text(length))
  }
  if (option.left === 0 && items.length > 0) return items.join(', ')
  option.pos = pos
  return isText(option, left) ? option.text(left) : ''
}

/** RFC 3046, 2.0 and 3: the port of the relay that the client hangs on, and who the relay, or the modem behind it, is. */
export function placeAtRelay(option: Cursor): string {
  let circuit = ''
  let remote = ''
  while (option.left >= 2) {
    const code = option.u8()
    const length = option.u8()
    if (length > option.left) return ''
    if (code === RELAY.circuit) circuit = textOrHex(option, length)
    else if (code === RELAY.remote) remote = remoteId(option, length)
    else option.skip(length)
  }
  return placeText(circuit, remote)
}

/** A port, and whose it is. */
export function placeText(port: string, relay: string): string {
  if (relay === '') return port
  return port === '' ? `at ${relay}` : `${port} at ${relay}`
}

/** Switches put their MAC address there, alone or behind a kind of zero (a kind of one is text) and its length. */
function remoteId(option: Cursor, length: number): string {
  const kind = option.peek(0)
  const hasKind = length > 2 && kind <= 1 && option.peek(1) === length - 2
  if (hasKind) option.skip(2)
  const left = hasKind ? length - 2 : length
  return left === MAC_LENGTH && !isText(option, left) ? option.hex(left, ':') : textOrHex(option, left)
}

/** An id as text, where it is one. */
export function textOrHex(option: Cursor, length: number): string {
  return isText(option, length) ? option.text(length) : option.hex(length)
}

function isText(option: Cursor, length: number): boolean {
  for (let i = 0; i < length; i++) if (option.peek(i) < 0x20 || option.peek(i) > 0x7e) return false
  return length > 0
}
