import { fits as fillsAsdu } from '../iec104/asdu.ts'
import { type AsduLayout, asduLayout, littleEndian, stationOf } from '../iec104/asdu-layout.ts'
import { typeIdOf } from '../iec104/type-ids.ts'
import { VARIABLE_HEADER } from './link-frame.ts'

/**
 * Octets of the link address (6.2), and of the fields of the ASDU that -101 leaves to the plant. Nothing on the line says
 * them: the objects must fill the ASDU exactly.
 */
export interface FieldSizes {
  readonly link: number
  readonly layout: AsduLayout
}

const NUMBER = 0x7f
const CAUSE = 0x3f
const MAX_CAUSE = 47
const END_OF_INITIALIZATION = 70
const INTERROGATION = 100
const READ = 102
const LAST_OF_STATION = 107
/** All that the standard allows, the usual ones first. */
const ALL: readonly FieldSizes[] = [1, 2, 0].flatMap((link) =>
  [
    [1, 1, 2],
    [2, 2, 3],
    [1, 2, 2],
    [1, 2, 3],
    [2, 2, 2],
    [1, 1, 1],
    [1, 1, 3],
    [2, 1, 2],
    [2, 1, 1],
    [2, 1, 3],
    [1, 2, 1],
    [2, 2, 1],
  ].map(([cause = 1, station = 1, object = 2]) => ({
    link,
    layout: asduLayout(VARIABLE_HEADER + 1 + link, cause, station, object),
  })),
)

/** The usual ones. */
export const DEFAULT_SIZES = ALL[0] as FieldSizes

/**
 * The sizes by which the user data `[from, to)` of a frame are an ASDU; `link` when it is known, else -1. Where several
 * do, those that give the likeliest common address.
 */
export function sizesThatFit(view: DataView, from: number, to: number, link: number): FieldSizes | undefined {
  let best: FieldSizes | undefined
  let likeliest = -1
  for (const sizes of ALL) {
    if (best !== undefined && best.link !== sizes.link) break
    if ((link >= 0 && sizes.link !== link) || !fits(view, from, to, sizes)) continue
    const likelihood = likelihoodOf(view, from, sizes)
    if (likelihood <= likeliest) continue
    best = sizes
    likeliest = likelihood
  }
  return best
}

/** Stations mostly have one number for both addresses; a 0 before it is the originator, the second octet of a cause. */
function likelihoodOf(view: DataView, from: number, { link, layout }: FieldSizes): number {
  if (link > 0 && stationOf(view, from + link, layout) === littleEndian(view, from, link)) return 2
  return view.getUint8(from + link + layout.stationAt) !== 0 ? 1 : 0
}

export function fits(view: DataView, from: number, to: number, { link, layout }: FieldSizes): boolean {
  const at = from + link
  if (at + layout.objectsAt > to) return false
  const type = view.getUint8(at)
  const { class: operationClass } = typeIdOf(type)
  const why = view.getUint8(at + 2) & CAUSE
  const count = view.getUint8(at + 1) & NUMBER
  if (operationClass === 'unknown' || isSecured(type) || why === 0 || why > MAX_CAUSE || count === 0) return false
  return fillsAsdu(view, at, to, layout) && !isMisplaced(view, at, to, layout)
}

/** No length tells a security type (IEC 60870-5-7), whatever the sizes are. */
export function isSecured(type: number): boolean {
  return typeIdOf(type).class === 'authenticate'
}

/** Whether the ASDU is about a station, but has the address of an object. */
export function isMisplaced(view: DataView, at: number, to: number, { object, objectsAt }: AsduLayout): boolean {
  if (!isOfStation(view.getUint8(at)) || at + objectsAt + object > to) return false
  return littleEndian(view, at + objectsAt, object) !== 0
}

/** 7.2.5: what is about a station as a whole has the object address 0, which tells the sizes of the fields before it. */
export function isOfStation(type: number): boolean {
  return type === END_OF_INITIALIZATION || (type >= INTERROGATION && type <= LAST_OF_STATION && type !== READ)
}
