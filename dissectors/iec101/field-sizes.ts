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

/** The sizes by which the user data `[from, to)` of a frame are an ASDU; `link` when it is known, else -1. */
export function sizesThatFit(view: DataView, from: number, to: number, link: number): FieldSizes | undefined {
  return ALL.find((sizes) => (link < 0 || sizes.link === link) && fits(view, from, to, sizes))
}

export function fits(view: DataView, from: number, to: number, { link, cause, station, object }: FieldSizes): boolean {
  const at = from + link
  const objectsAt = at + 2 + cause + station
  if (objectsAt > to) return false
  const { size, class: operationClass } = typeIdOf(view.getUint8(at))
  const structure = view.getUint8(at + 1)
  const why = view.getUint8(at + 2) & CAUSE
  const count = structure & NUMBER
  if (operationClass === 'unknown' || size === VARIABLE || why === 0 || why > MAX_CAUSE || count === 0) return false
  const length = structure & SEQUENCE ? object + count * size : count * (object + size)
  return to - objectsAt === length
}
