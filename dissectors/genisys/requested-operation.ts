/* What a message of the master asks, and the bytes of a station as points. */
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import type { GenisysFrame } from './frame.ts'
import { CONFIGURE, classOf, HEADER } from './headers.ts'

/** 5.1.1.2: addresses every station. */
export const EVERY_STATION = 0
/** 5.1.6: byte addresses from here on are no data; the first has the switches of the protocol itself. */
const CONFIGURATION = 0xe0
const CONTROL = 'control byte '
const INDICATION = 'indication byte '
/** Runs of bytes that a target names. */
const MAX_NAMED = 16
const BYTE = 'byte'

/** One for each header, station and list of byte addresses, whatever is written to them. */
export function operationOf(frame: GenisysFrame, operations: Operations): Operation {
  const { header, station, pairs, addresses } = frame
  const key =
    pairs === 0
      ? header * 0x100 + station
      : keyOfBytes(addresses, 0, pairs, header * 0x1_0000 + station * 0x100 + pairs)
  return operations.find(key) ?? operations.add(key, ...statedBy(frame))
}

/** An answer whose request was not seen: whatever it brings, it is one operation of its station. */
export function answerOf({ header, station }: GenisysFrame, operations: Operations): Operation {
  const key = header * 0x100 + station
  const module = moduleOf(station)
  return operations.find(key) ?? operations.add(key, classOf(header), header, module, module)
}

type Stated = Parameters<Operations['add']> extends [number, ...infer Rest] ? Rest : never

function statedBy(frame: GenisysFrame): Stated {
  const { header, station } = frame
  const runs = controlRuns(frame)
  const isConfiguration = runs.length > 0 && runs.every(({ first }) => first === CONFIGURATION)
  const code = isConfiguration ? header + CONFIGURE : header
  const where = station === EVERY_STATION ? 'every station' : moduleOf(station)
  const bytes = runs.slice(0, MAX_NAMED).map(({ first, count }) => (count === 1 ? `${first}` : `${first}+${count}`))
  const more = runs.length > MAX_NAMED ? ', …' : ''
  const target = bytes.length === 0 ? where : `${where} control ${bytes.join(', ')}${more}`
  return [classOf(code), code, moduleOf(station), target, runs.filter(({ first }) => first < CONFIGURATION)]
}

function moduleOf(station: number): string {
  return station === EVERY_STATION ? '' : `station ${station}`
}

/** The bytes that control data is for, those that follow one another as one run. */
function controlRuns(frame: GenisysFrame): Points[] {
  const runs: Points[] = []
  for (let pair = 0; pair < frame.pairs; pair++) {
    const address = frame.address(pair)
    const last = runs.at(-1)
    const follows = last !== undefined && address === last.first + last.count && address !== CONFIGURATION
    if (follows) runs[runs.length - 1] = { ...last, count: last.count + 1 }
    else runs.push({ name: CONTROL, first: address, count: 1, type: BYTE, writes: true })
  }
  return runs
}

/** Says the data of each byte of the station. */
export function sayBytes(frame: GenisysFrame, operation: Operation, sink: Sink): void {
  if (frame.pairs === 0 || frame.header === HEADER.checkback || !sink.wantsValues(operation)) return
  const name = frame.header === HEADER.indication ? INDICATION : CONTROL
  for (let pair = 0; pair < frame.pairs; pair++) {
    const address = frame.address(pair)
    if (address < CONFIGURATION) sink.value(operation, name, address, String(frame.data(pair)), BYTE)
  }
}
