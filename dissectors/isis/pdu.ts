/* Headers of IS-IS: ISO/IEC 10589 clauses 9.5 to 9.13; hello between two routers: 9.7. */
import type { Cursor } from '../kit/cursor.ts'

export const TYPE = {
  lan1: 15,
  lan2: 16,
  pair: 17,
  lsp1: 18,
  lsp2: 20,
  csnp1: 24,
  csnp2: 25,
  psnp1: 26,
  psnp2: 27,
} as const
/** LLC: both service access points of ISO's network layer, unnumbered information. */
const LLC = 0xfefe03
export const LLC_LENGTH = 3
const DISCRIMINATOR = 0x83
const COMMON_LENGTH = 8
/** From the discriminator. */
const AT = { header: 1, version: 2, idLength: 3, type: 4, second: 5, reserved: 6 } as const
const TYPE_BITS = 0x1f
/** ISO/IEC 10589 clause 9.5: 0 stands for six bytes, which is what everybody has. */
const SIX_BYTES = [0, 6]

/** How long the header of a type is, and where in it the length of the PDU and the system that sends it stand. */
interface Shape {
  readonly header: number
  readonly lengthAt: number
  readonly systemAt: number
}
const LAN: Shape = { header: 27, lengthAt: 17, systemAt: 9 }
const LSP: Shape = { header: 27, lengthAt: 8, systemAt: 12 }
const CSNP: Shape = { header: 33, lengthAt: 8, systemAt: 10 }
const PSNP: Shape = { header: 17, lengthAt: 8, systemAt: 10 }
const SHAPES: Readonly<Record<number, Shape>> = {
  [TYPE.lan1]: LAN,
  [TYPE.lan2]: LAN,
  [TYPE.pair]: { header: 20, lengthAt: 17, systemAt: 9 },
  [TYPE.lsp1]: LSP,
  [TYPE.lsp2]: LSP,
  [TYPE.csnp1]: CSNP,
  [TYPE.csnp2]: CSNP,
  [TYPE.psnp1]: PSNP,
  [TYPE.psnp2]: PSNP,
}
/** Of a hello on a LAN, who is designated, with a number of its own; of an LSP, what is not its id. */
const DESIGNATED_AT = 20
const LIFETIME_AT = 10
export const LSP_ID_AT = 12
const BITS_AT = 26
const OVERLOADED = 0x04

/** One PDU as its header shows it. One object, reused. */
export class IsisPdu {
  type = 0
  /** Where in the view the discriminator stands, what follows the header, and where the PDU ends. */
  at = 0
  tlvsAt = 0
  end = 0
  /** Whose PDU it is, 48 bits: of an LSP who it tells of, who need not be who sends it. */
  system = 0
  /** '' when it can be read; a type that is not known is undecoded. */
  defect: '' | 'truncated' | 'bad-length' | 'bad-value' = ''
  isKnown = false

  /** Reads the header at the cursor, which stays. */
  read(bytes: Cursor): void {
    const { view, pos, left } = bytes
    this.at = pos + LLC_LENGTH
    this.type = left > LLC_LENGTH + AT.type ? view.getUint8(this.at + AT.type) & TYPE_BITS : 0
    const shape = SHAPES[this.type]
    this.isKnown = shape !== undefined
    this.system = 0
    this.defect = left < LLC_LENGTH + COMMON_LENGTH ? 'truncated' : isCommon(bytes) ? '' : 'bad-value'
    if (this.defect === '' && shape !== undefined) this.readShape(shape, view, bytes.end)
  }

  private readShape({ header, lengthAt, systemAt }: Shape, view: DataView, last: number): void {
    const { at } = this
    this.tlvsAt = at + header
    if (this.tlvsAt > last) {
      this.defect = 'truncated'
      return
    }
    this.end = at + view.getUint16(at + lengthAt)
    this.system = view.getUint16(at + systemAt) * 0x1_0000_0000 + view.getUint32(at + systemAt + 2)
    const isLong = view.getUint8(at + AT.header) === header && this.end >= this.tlvsAt && this.end <= last
    if (!isLong) this.defect = 'bad-length'
  }

  get isHello(): boolean {
    return this.type >= TYPE.lan1 && this.type <= TYPE.pair
  }

  get isLsp(): boolean {
    return this.type === TYPE.lsp1 || this.type === TYPE.lsp2
  }

  get level(): number {
    return this.type === TYPE.lan1 || this.type === TYPE.lsp1 ? 1 : 2
  }

  /** ISO/IEC 10589 clause 7.3.16.4: without a lifetime, it is taken out of what everybody knows. */
  isPurge(view: DataView): boolean {
    return this.isLsp && view.getUint16(this.at + LIFETIME_AT) === 0
  }

  /** Whether an LSP tells of its router itself, not of a LAN for which that speaks. */
  isOfRouter(view: DataView): boolean {
    return view.getUint8(this.at + LSP_ID_AT + 6) === 0
  }

  isOverloaded(view: DataView): boolean {
    return (view.getUint8(this.at + BITS_AT) & OVERLOADED) !== 0
  }

  /** Whether the router that says hello on a LAN is the one that speaks for it. */
  isDesignated(view: DataView): boolean {
    if (this.type === TYPE.pair || this.system === 0) return false
    const at = this.at + DESIGNATED_AT
    return view.getUint16(at) * 0x1_0000_0000 + view.getUint32(at + 2) === this.system
  }
}

/** LLC, the discriminator, versions that exist, a reserved byte that is zero. */
function isCommon({ view, pos }: Cursor): boolean {
  const at = pos + LLC_LENGTH
  if (view.getUint16(pos) * 0x100 + view.getUint8(pos + 2) !== LLC || view.getUint8(at) !== DISCRIMINATOR) return false
  const areVersions = view.getUint8(at + AT.version) === 1 && view.getUint8(at + AT.second) === 1
  return areVersions && SIX_BYTES.includes(view.getUint8(at + AT.idLength)) && view.getUint8(at + AT.reserved) === 0
}

/** A PDU whose type exists, with the header of that type; its end may not have been captured. */
export function isPdu(bytes: Cursor): boolean {
  if (bytes.left < LLC_LENGTH + COMMON_LENGTH || !isCommon(bytes)) return false
  const shape = SHAPES[bytes.peek(LLC_LENGTH + AT.type) & TYPE_BITS]
  return shape !== undefined && bytes.peek(LLC_LENGTH + AT.header) === shape.header
}
