/* The header of the application support sublayer: ZigBee 05-3474-22, 2.2.5. Little-endian. */
import type { Cursor } from '../kit/cursor.ts'

export const APS_DATA = 0
export const APS_COMMAND = 1
export const APS_ACK = 2

const BROADCAST = 2
const GROUP = 3
/** Acknowledges a command, and has no endpoints. */
const OF_COMMAND = 0x10
const SECURED = 0x20
const EXTENDED = 0x80
const FRAGMENTED = 0x03
const FIRST_PART = 1
export const NO_GROUP = -1

/** What it says. One object, reused for every frame. */
export class ApsHeader {
  type = 0
  isSecured = false
  /** A part of a longer message, but for the first one. */
  isLaterPart = false
  isPart = false
  isBroadcast = false
  group = NO_GROUP
  targetEndpoint = 0
  sourceEndpoint = 0
  cluster = 0
  profile = 0

  /** Reads the header at the cursor, which then is behind it; false of one that is cut short. */
  read(bytes: Cursor): boolean {
    const control = bytes.u8()
    const delivery = (control >>> 2) & 0x03
    this.type = control & 0x03
    this.isSecured = (control & SECURED) !== 0
    this.isBroadcast = delivery === BROADCAST
    this.group = NO_GROUP
    this.isPart = false
    this.isLaterPart = false
    if (this.type === APS_DATA || (this.type === APS_ACK && (control & OF_COMMAND) === 0)) {
      if (delivery === GROUP) this.group = bytes.u16le()
      else this.targetEndpoint = bytes.u8()
      this.cluster = bytes.u16le()
      this.profile = bytes.u16le()
      this.sourceEndpoint = bytes.u8()
    }
    bytes.skip(1)
    if ((control & EXTENDED) !== 0) this.extension(bytes)
    return !bytes.short
  }

  private extension(bytes: Cursor): void {
    const part = bytes.u8() & FRAGMENTED
    this.isPart = part !== 0
    this.isLaterPart = part > FIRST_PART
    if (this.isPart) bytes.skip(this.type === APS_ACK ? 2 : 1)
  }
}

const ZDP = 0
const FIRST_PRIVATE = 0xbf00
const LIGHT_LINK = 0xc05e

export function isZdp({ profile, targetEndpoint, sourceEndpoint }: ApsHeader): boolean {
  return profile === ZDP && (targetEndpoint === 0 || sourceEndpoint === 0)
}

/** A maker's own profile need not speak the cluster library. */
export function isPrivate({ profile }: ApsHeader): boolean {
  return profile >= FIRST_PRIVATE && profile !== LIGHT_LINK
}
