/*
 * Who opens a session: RFC 4271 clause 4.2, RFC 9072 (many parameters), RFC 5492 (capabilities), RFC 6793 (AS numbers of four
 * bytes). Names and versions are drafts that routers speak: draft-walton-bgp-hostname-capability,
 * draft-ietf-idr-software-version-capability.
 */
import { ipText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { familyOf, familyText } from './families.ts'

/** RFC 9072: in place of the length of the parameters, and of the type of a first one. */
const EXTENDED = 255
const CAPABILITIES = 2
/** Whoever has an AS number of four bytes tells it in a capability (RFC 6793 clause 3). */
const CAPABILITY = { families: 1, fourByteAs: 65, hostName: 73, software: 75 } as const
const NAMES: Readonly<Record<number, string>> = {
  2: 'route refresh',
  5: 'extended next hop',
  6: 'extended messages',
  9: 'roles',
  64: 'graceful restart',
  65: 'four-byte AS numbers',
  67: 'dynamic capabilities',
  69: 'additional paths',
  70: 'enhanced route refresh',
  71: 'long-lived graceful restart',
}
/** Capabilities that are read of one message. */
export const MAX_CAPABILITIES = 64

/** What an OPEN says of its sender. One object, reused. */
export class BgpOpen {
  as = 0
  id = ''
  name = ''
  software = ''
  /** Those that have a name, in the order in which they come. */
  capabilities: string[] = []
  isWhole = false
  private count = 0

  /** Reads what follows the header; the cursor is used up. */
  read(body: Cursor): void {
    this.name = this.software = ''
    this.capabilities = []
    this.count = 0
    body.skip(1)
    this.as = body.u16()
    body.skip(2)
    this.id = ipText(body.u32())
    const length = body.u8()
    const isExtended = length === EXTENDED && body.left > 2 && body.peek(0) === EXTENDED
    if (isExtended) body.skip(1)
    const parameters = isExtended ? body.u16() : length
    this.isWhole = !body.short && parameters === body.left && this.readParameters(body, isExtended)
  }

  private readParameters(body: Cursor, isExtended: boolean): boolean {
    const { end } = body
    while (body.left > 0) {
      const type = body.u8()
      const length = isExtended ? body.u16() : body.u8()
      if (body.short || !body.narrow(length)) return false
      const after = body.end
      if (type === CAPABILITIES && !this.readCapabilities(body)) return false
      body.pos = after
      body.end = end
    }
    return true
  }

  private readCapabilities(body: Cursor): boolean {
    const { end } = body
    while (body.left > 0 && this.count++ < MAX_CAPABILITIES) {
      const code = body.u8()
      const length = body.u8()
      if (body.short || !body.narrow(length)) return false
      const after = body.end
      this.take(code, body)
      body.pos = after
      body.end = end
    }
    return true
  }

  private take(code: number, value: Cursor): void {
    if (code === CAPABILITY.families && value.left === 4) this.takeFamily(value)
    else if (code === CAPABILITY.hostName) this.name = hostName(value)
    else if (code === CAPABILITY.software) this.software = counted(value)
    const name = NAMES[code]
    if (name !== undefined) this.addCapability(name)
    if (code === CAPABILITY.fourByteAs && value.left === 4) this.as = value.u32()
  }

  /** Address family, a reserved byte, the subsequent one. */
  private takeFamily(value: Cursor): void {
    this.addCapability(familyText(familyOf(value.peek16(0), value.peek(3))))
  }

  private addCapability(name: string): void {
    if (!this.capabilities.includes(name)) this.capabilities.push(name)
  }
}

/** The host, and its domain where it says one. */
function hostName(value: Cursor): string {
  const host = counted(value)
  const domain = counted(value)
  return domain === '' || host === '' ? host : `${host}.${domain}`
}

function counted(value: Cursor): string {
  if (value.left === 0) return ''
  const length = value.u8()
  return value.text(Math.min(length, value.left), 'utf8')
}
