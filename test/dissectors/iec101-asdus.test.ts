import { expect, test } from 'vitest'
import { iec101 } from '../../dissectors/iec101/iec101.ts'
import { iec104 } from '../../dissectors/iec104/iec104.ts'
import { asdu, CAUSE, Iec104Side, ioa } from '../../fixtures/generate/iec104-apdu.ts'
import { Dialogue } from '../support/dialogue.ts'
import { hexOf, variable } from '../support/link-frame.ts'

/** Octets of cause, common address and object address. */
type Sizes = readonly [cause: number, station: number, object: number]

const SIZES: readonly Sizes[] = [
  [1, 1, 1],
  [1, 1, 2],
  [1, 2, 3],
  [2, 1, 2],
  [2, 2, 3],
]
const ASDUS: readonly (readonly [what: string, type: number, cause: number, object: number, element: string])[] = [
  ['single-point information', 1, CAUSE.spontaneous, 5, '01'],
  ['a measured value with time', 36, CAUSE.spontaneous, 5, '0000803f00 00001e0c1b0b1a'],
  ['a value that is invalid', 13, CAUSE.spontaneous, 5, '0000803f80'],
  ['a double command', 46, CAUSE.con, 6, '02'],
  ['a command that selects', 45, CAUSE.con, 6, '81'],
  ['a command that is refused', 45, CAUSE.con | 0x40, 6, '01'],
  ['a command that is taken back', 45, CAUSE.deact, 6, '01'],
  ['a command that is a test', 45, CAUSE.act | 0x80, 6, '01'],
  ['a command to an unknown object', 45, CAUSE.unknownObject | 0x40, 6, '01'],
  ['a set-point', 50, CAUSE.con, 7, '00004842 00'],
  ['a parameter', 112, CAUSE.con, 8, '00004842 01'],
  ['an interrogation', 100, CAUSE.act, 0, '15'],
  ['a freeze of counters', 101, CAUSE.act, 0, '45'],
  ['a read', 102, CAUSE.request, 9, ''],
  ['the clock', 103, CAUSE.act, 0, '00001e0c1b0b1a'],
  ['a reset of the process', 105, CAUSE.act, 0, '01'],
  ['the end of initialization', 70, CAUSE.initialized, 0, '02'],
  ['a file that is called', 122, CAUSE.file, 3, '0200 00 01'],
  ['a segment of a file', 125, CAUSE.file, 3, '0200 01 02 0102'],
]
const ASKED: readonly number[] = [CAUSE.act, CAUSE.act | 0x80, CAUSE.deact, CAUSE.request]

/** A number in hexadecimal, little-endian. */
function le(value: number, octets: number): string {
  return hexOf(Array.from({ length: octets }, (_, at) => (value >>> (8 * at)) & 0xff))
}

/** From or to station 3 behind link 3. */
function overLine(sizes: Sizes, control: string, type: number, cause: number, objects: [number, string][]): string {
  const [causeOctets, stationOctets, objectOctets] = sizes
  const header = [le(type, 1), le(objects.length, 1), le(cause, causeOctets), le(3, stationOctets)].join('')
  const body = objects.map(([address, element]) => le(address, objectOctets) + element).join('')
  return hexOf(variable(`${control} 03 ${header} ${body}`))
}

for (const sizes of SIZES) {
  test.each(ASDUS)(`by sizes ${sizes.join(', ')} %s says what it says over -104`, (_, type, cause, object, element) => {
    const line = new Dialogue(iec101)
    const reference = new Dialogue(iec104)
    const [client, station] = [new Iec104Side(), new Iec104Side()]
    line.samples = true
    reference.samples = true
    // Two objects, each with its address, tell the sizes.
    const report = overLine(sizes, '08', 1, 20, [
      [1, '00'],
      [9, '00'],
    ])
    line.toClient(report)
    reference.toClient(station.information(asdu({ type: 1, cause: 20, structure: 2 }, ioa(1), '00', ioa(9), '00')))
    if (ASKED.includes(cause)) {
      line.toServer(overLine(sizes, '53', type, cause, [[object, element]]))
      reference.toServer(client.information(asdu({ type, cause }, ioa(object), element)))
    } else {
      line.toClient(overLine(sizes, '08', type, cause, [[object, element]]))
      reference.toClient(station.information(asdu({ type, cause }, ioa(object), element)))
    }
    expect(line.heard).toEqual(reference.heard)
    expect(line.operations.map(({ points }) => points)).toEqual(reference.operations.map(({ points }) => points))
    expect(line.values).toEqual(reference.values)
    const said = line.observed('identity').filter(({ message }) => message !== 'link address')
    expect(JSON.stringify(said).replaceAll('IEC 101', 'IEC 104')).toBe(JSON.stringify(reference.observed('identity')))
    expect(line.observed('malformed')).toEqual([])
  })
}
