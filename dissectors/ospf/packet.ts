/* The header that all packets of OSPF begin with: RFC 2328 appendix A.3.1 (version 2), RFC 5340 appendix A.3.1 (version 3). */
import type { Cursor } from '../kit/cursor.ts'

export const TYPE = { hello: 1, description: 2, request: 3, update: 4, acknowledgement: 5 } as const
const HEADER_2 = 24
const HEADER_3 = 16
const AT = { type: 1, length: 2, router: 4, area: 8, authentication: 14, instance: 14, zero: 15 } as const
/** RFC 2328 appendix D; 3: RFC 7474. Any other one is not known to protect anything. */
const SIMPLE_PASSWORD = 1
const CRYPTOGRAPHIC = 2
const EXTENDED = 3
/** RFC 7166 clause 2.1: of the options of a hello or a description, that a digest follows. */
const AUTHENTICATION_TRAILER = 0x400
const OPTIONS_OF: Readonly<Record<number, number>> = { [TYPE.hello]: 5, [TYPE.description]: 1 }

/** One packet as its header shows it. One object, reused. */
export class OspfPacket {
  version = 0
  type = 0
  router = 0
  area = 0
  /** Several can share a link in version 3. */
  instance = 0
  /** Offset in the view of what follows the header, and where the packet ends by its own length. */
  bodyAt = 0
  end = 0
  hasPassword = false
  isProtected = false
  /** Why it cannot be read; '' when it can. */
  defect: '' | 'truncated' | 'bad-length' | 'bad-value' = ''

  /** Reads the header at the cursor, which stays. */
  read({ view, pos, left }: Cursor): void {
    this.version = left > 0 ? view.getUint8(pos) : 0
    this.type = left > AT.type ? view.getUint8(pos + AT.type) : 0
    this.area = left >= AT.area + 4 ? view.getUint32(pos + AT.area) : 0
    this.router = left >= AT.router + 4 ? view.getUint32(pos + AT.router) : 0
    this.hasPassword = false
    this.isProtected = false
    this.instance = 0
    const header = headerLength(this.version)
    this.bodyAt = pos + header
    this.defect = header === 0 ? 'bad-value' : left < header ? 'truncated' : ''
    if (this.defect !== '') return
    const length = view.getUint16(pos + AT.length)
    this.end = pos + length
    if (length < header || length > left) this.defect = 'bad-length'
    else if (this.version === 2) this.readAuthentication(view.getUint16(pos + AT.authentication))
    else this.readOptions(view, pos)
  }

  private readAuthentication(kind: number): void {
    this.hasPassword = kind === SIMPLE_PASSWORD
    this.isProtected = kind === CRYPTOGRAPHIC || kind === EXTENDED
  }

  private readOptions(view: DataView, pos: number): void {
    this.instance = view.getUint8(pos + AT.instance)
    const at = this.bodyAt + (OPTIONS_OF[this.type] ?? -1)
    if (at < this.bodyAt || at + 3 > this.end) return
    this.isProtected = (view.getUint16(at + 1) & AUTHENTICATION_TRAILER) !== 0
  }
}

export function headerLength(version: number): number {
  return version === 2 ? HEADER_2 : version === 3 ? HEADER_3 : 0
}

/** A version and a type that exist, and a length that they can have; what lies behind may not have been captured. */
export function isPacket(bytes: Cursor): boolean {
  const { view, pos, left } = bytes
  const header = headerLength(left > 0 ? view.getUint8(pos) : 0)
  if (header === 0 || left < header) return false
  const type = view.getUint8(pos + AT.type)
  const isKnown = type >= TYPE.hello && type <= TYPE.acknowledgement
  const isClean = header === HEADER_2 || view.getUint8(pos + AT.zero) === 0
  return isKnown && isClean && view.getUint16(pos + AT.length) >= header
}
