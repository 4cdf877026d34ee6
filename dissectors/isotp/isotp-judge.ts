/*
 * Whether a bus of identifiers of 11 bits has a tester that asks ECUs by ISO 15765-4: an ECU answers by its own identifier the
 * very service that it, or all, were asked for.
 */
import { ANSWER_BIT, isUds, NEGATIVE } from '../doip/uds-services.ts'
import { ALL_STATIONS, type BusFrame, type BusJudge, type Stations } from '../kit/bus-judge.ts'
import { Cursor } from '../kit/cursor.ts'
import { ecuOf, isDiagnostic, isFromEcu } from './identifiers.ts'
import { serviceAt, singleLength } from './transport-frames.ts'

const NOTHING = -1
const ECUS = 8
/** No frame says which tester asks. */
const TESTER = 0

export class IsotpJudge implements BusJudge {
  isFound = false
  /** By ECU, 0 for all: the service that was asked for last. */
  private readonly asked = new Int16Array(ECUS + 1).fill(NOTHING)
  private readonly data = new Cursor(new DataView(new ArrayBuffer(0)))

  place({ identifier, isRemote }: BusFrame, stations: Stations): boolean {
    if (isRemote || !isDiagnostic(identifier)) return false
    const ecu = ecuOf(identifier)
    stations.source = isFromEcu(identifier) ? ecu : TESTER
    stations.target = isFromEcu(identifier) ? TESTER : ecu === 0 ? ALL_STATIONS : ecu
    return true
  }

  note({ identifier, view, at, length }: BusFrame): void {
    if (this.isFound || !isDiagnostic(identifier)) return
    const data = this.data.reset(view, at, at + length)
    const service = serviceOf(data)
    if (service === NOTHING) return
    const ecu = ecuOf(identifier)
    if (!isFromEcu(identifier)) this.asked[ecu] = (service & ANSWER_BIT) === 0 ? service : NOTHING
    else this.isFound = this.answers(ecu, service, data)
  }

  private answers(ecu: number, first: number, data: Cursor): boolean {
    const service = first === NEGATIVE ? data.peek(serviceAt(data) + 1) : first - ANSWER_BIT
    return service === this.asked[ecu] || service === this.asked[0]
  }
}

/** The first byte of a service that is whole, or begins with this frame. */
function serviceOf(data: Cursor): number {
  const at = serviceAt(data)
  if (at < 0 || data.left <= at) return NOTHING
  const isWhole = at === 1 || data.peek(0) === 0
  if (isWhole && singleLength(data) === 0) return NOTHING
  const service = data.peek(at)
  return isUds(service) ? service : NOTHING
}
