/*
 * I/O memory addresses as the manuals write them: CIO 0.05, D100, W3.00, E0_100. Omron W342, section 5-2-2 (CS/CJ mode)
 * and W227, section 2-6 (C and CV mode).
 */

/** How an address of an area is written. */
export interface Area {
  readonly prefix: string
  /** Single bits of words, as opposed to words, flags or present values. */
  readonly isBit: boolean
}

/** Bit 6 of an area code asks for the forced status as well. */
export const FORCED = 0x40
/** From here on a timer area numbers counters. */
const FIRST_COUNTER = 0x8000
/** The same in C and CV mode (W227, section 2-6). */
const FIRST_COUNTER_CV = 0x0800

/** Status of what is forced, in C and CV mode; words with it, in both. */
const FORCED_AREAS: ReadonlySet<number> = new Set([5, 133, 192, 240, 241, 242, 243])

const AREAS: Readonly<Record<number, Area>> = {
  0: bits('CIO '),
  2: bits('D'),
  3: words('transition '),
  4: words('step '),
  5: bits('forced '),
  6: words('TK'),
  7: bits('flag '),
  10: bits('EM'),
  27: words('action '),
  48: bits('CIO '),
  49: bits('W'),
  50: bits('H'),
  51: bits('A'),
  70: words('TK status '),
  128: words('CIO '),
  130: words('D'),
  132: words('step timer '),
  133: words('forced '),
  152: words('EM'),
  156: words('IR'),
  176: words('CIO '),
  177: words('W'),
  178: words('H'),
  179: words('A'),
  188: words('DR'),
  192: words('CIO '),
  220: words('IR'),
  221: words('interrupt '),
  240: words('CIO '),
  241: words('W'),
  242: words('H'),
  243: words('A'),
}

/** What an area has from an address on, numbered from 0 there. */
interface Part {
  readonly from: number
  readonly prefix: string
}

const AUXILIARY_CV: Part = { from: 0x0b00, prefix: 'A' }

/** Index and data registers in CS/CJ mode (W342, 5-2-2); the auxiliary area and data registers in CV mode (W227, 2-6). */
const PARTS: Readonly<Record<number, Part>> = {
  0: AUXILIARY_CV,
  64: AUXILIARY_CV,
  128: AUXILIARY_CV,
  156: { from: 3, prefix: 'DR' },
  188: { from: 0x0200, prefix: 'DR' },
  192: AUXILIARY_CV,
  220: { from: 0x0100, prefix: 'IR' },
}

/** 'D100+10', 'CIO 0.05', 'T12+1': `count` items from an address on; an area that no manual names in hexadecimal. */
export function itemText(area: number, address: number, bit: number, count: number): string {
  const known = areaOf(area)
  if (known === undefined) {
    const timer = timerText(area, address)
    return timer === '' ? `area 0x${area.toString(16).padStart(2, '0')} ${address}+${count}` : `${timer}+${count}`
  }
  const word = wordOf(area, known, address)
  if (!known.isBit) return `${word}+${count}`
  const text = `${word}.${String(bit).padStart(2, '0')}`
  return count === 1 ? text : `${text}+${count}`
}

/** 'D100', 'CIO 12', in the part of the area that has this address. */
export function wordOf(area: number, known: Area, address: number): string {
  const part = PARTS[area]
  return part !== undefined && address >= part.from ? part.prefix + (address - part.from) : known.prefix + address
}

/** An area whose items are values alone, without their forced status; undefined for timers and counters, too. */
export function areaOfValues(area: number): Area | undefined {
  return FORCED_AREAS.has(area) ? undefined : (AREAS[area] ?? bankOf(area))
}

/** Bytes of one item: a flag or a bit has one, index registers four, all others two. */
export function itemLength(area: number): number {
  if (area === 0xdc) return 4
  // Completion and transition flags, and all areas of bits, lie below the areas of words (W342, 5-2-2).
  return area < 0x60 || (area >= 0x70 && area < 0x80) || (area >= 0xe0 && area < 0xf0) ? 1 : 2
}

function areaOf(area: number): Area | undefined {
  const known = AREAS[area] ?? bankOf(area)
  return known ?? ((area & FORCED) !== 0 ? AREAS[area & ~FORCED] : undefined)
}

/** Banks of extended memory: 0 to F in two places, 10 to 18 behind (W342, 5-2-2), and those of CV mode. */
function bankOf(area: number): Area | undefined {
  if (area >= 0x20 && area <= 0x2f) return bits(`E${hex(area - 0x20)}_`)
  if (area >= 0xa0 && area <= 0xaf) return words(`E${hex(area - 0xa0)}_`)
  if (area >= 0xe0 && area <= 0xe8) return bits(`E${hex(area - 0xe0 + 0x10)}_`)
  if (area >= 0x60 && area <= 0x68) return words(`E${hex(area - 0x60 + 0x10)}_`)
  return area >= 0x90 && area <= 0x97 ? words(`E${area - 0x90}_`) : undefined
}

/** Timers and counters: the completion flag, or the present value; '' for all other areas. */
export function timerText(area: number, address: number): string {
  switch (area & ~FORCED & ~0x80) {
    case 9:
      return address < FIRST_COUNTER ? `T${address}` : `C${address - FIRST_COUNTER}`
    case 1:
      return address < FIRST_COUNTER_CV ? `T${address}` : `C${address - FIRST_COUNTER_CV}`
    default:
      return ''
  }
}

function hex(value: number): string {
  return value.toString(16).toUpperCase()
}

function bits(prefix: string): Area {
  return { prefix, isBit: true }
}

function words(prefix: string): Area {
  return { prefix, isBit: false }
}
