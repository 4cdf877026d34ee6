import { typeIdOf, VARIABLE } from '../iec104/type-ids.ts'

/**
 * Octets of the fields that -101 leaves to the plant: link address (6.2), cause (7.2.3), common address (7.2.4), object
 * address (7.2.5). Nothing on the line says them: the objects must fill the ASDU exactly.
 */
export interface FieldSizes {
  readonly link: number
  readonly cause: number
  readonly station: number
  readonly object: number
}

const SEQUENCE = 0x80
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
  ].map(([cause = 1, station = 1, object = 2]) => ({ link, cause, station, object })),
)

/**
 * The sizes by which the user data `[from, to)` of a frame are an ASDU; `link` when it is known, else -1. Where several
 * do, those by which the common address does not begin with 0: a second octet of the cause, the originator, mostly is 0.
 */
export function sizesThatFit(view: DataView, from: number, to: number, link: number): FieldSizes | undefined {
  let second: FieldSizes | undefined
  for (const sizes of ALL) {
    if (second !== undefined && second.link !== sizes.link) break
    if ((link >= 0 && sizes.link !== link) || !fits(view, from, to, sizes)) continue
    if (view.getUint8(from + sizes.link + 2 + sizes.cause) !== 0) return sizes
    second ??= sizes
  }
  return second
}

export function fits(view: DataView, from: number, to: number, { link, cause, station, object }: FieldSizes): boolean {
  const at = from + link
  const objectsAt = at + 2 + cause + station
  if (objectsAt > to) return false
  const type = view.getUint8(at)
  const { size, class: operationClass } = typeIdOf(type)
  const structure = view.getUint8(at + 1)
  const why = view.getUint8(at + 2) & CAUSE
  const count = structure & NUMBER
  if (operationClass === 'unknown' || size === VARIABLE || why === 0 || why > MAX_CAUSE || count === 0) return false
  const length = structure & SEQUENCE ? object + count * size : count * (object + size)
  return to - objectsAt === length && (!isOfStation(type) || isZero(view, objectsAt, object))
}

/** 7.2.5: what is about a station as a whole has the object address 0, which tells the sizes of the fields before it. */
export function isOfStation(type: number): boolean {
  return type === END_OF_INITIALIZATION || (type >= INTERROGATION && type <= LAST_OF_STATION && type !== READ)
}

function isZero(view: DataView, at: number, octets: number): boolean {
  for (let i = 0; i < octets; i++) if (view.getUint8(at + i) !== 0) return false
  return true
}
