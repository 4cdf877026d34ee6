import { BusEvidence } from '../../dissectors/canopen/bus-evidence.ts'
import { DiagnosisEvidence } from '../../dissectors/isotp/bus-evidence.ts'
import { isDiagnostic } from '../../dissectors/isotp/identifiers.ts'
import { baseIdentifier, CAN_HEADER_BYTES, isClassic, isRemote } from '../decode/can.ts'
import { mapCanopen, mapDiagnosis, mapGuarding } from '../decode/can-stations.ts'
import { decodeFrame } from '../decode/decode-frame.ts'
import { type Frame, NETWORK_NONE, STATUS } from '../decode/frame.ts'
import type { Moment } from './moment.ts'

/** Frames of all buses that wait until it is known what they are. */
export const MAX_HELD_FRAMES = 4096
/** How long they do: past it what comes is counted, and mapped once the bus has shown itself. */
export const MAX_HELD_US = 10_000_000
const LENGTH_AT = 4

/** A frame that waits, as it was captured. */
interface HeldFrame {
  readonly view: DataView
  readonly wireLength: number
  readonly tap: number
  readonly linkType: number
  readonly timeUs: number
  readonly frame: number
}

/** What becomes of a frame, once it has stations or was found to have none. */
type Follow = (view: DataView, start: number, end: number, wireLength: number, tap: number, linkType: number) => void

const NONE: HeldFrame[] = []

/** What is known of the bus of one segment. */
class CanBus {
  /** Frames may still wait. */
  holds = true
  held = NONE
  private readonly canopen = new BusEvidence()
  private readonly diagnosis = new DiagnosisEvidence()
  private readonly isNode = (node: number) => this.canopen.isProven(node)

  get isKnown(): boolean {
    return this.canopen.isCanopen || this.diagnosis.isDiagnosed
  }

  note({ view, payloadStart, payloadEnd }: Frame): void {
    const identifier = baseIdentifier(view, payloadStart)
    const at = payloadStart + CAN_HEADER_BYTES
    const length = view.getUint8(payloadStart + LENGTH_AT)
    if (payloadEnd - at !== length || isRemote(view, payloadStart)) return
    this.diagnosis.note(identifier, view, at, length)
    if (isClassic(view, payloadStart)) this.canopen.note(identifier, view, at, length)
  }

  /** Gives a frame its stations; where there are none to be known, it says so. */
  map(frame: Frame): void {
    frame.network = NETWORK_NONE
    if (!this.hasStations(frame)) frame.status = STATUS['link-payload-unknown']
  }

  private hasStations(frame: Frame): boolean {
    const { view, payloadStart } = frame
    const identifier = baseIdentifier(view, payloadStart)
    const isOfCanopen = this.canopen.isCanopen && isClassic(view, payloadStart)
    if (isRemote(view, payloadStart)) return isOfCanopen && mapGuarding(identifier, frame)
    if (isOfCanopen && mapCanopen(identifier, frame, this.isNode)) return true
    if (!this.diagnosis.isDiagnosed || !isDiagnostic(identifier)) return false
    mapDiagnosis(identifier, frame)
    return true
  }
}

/**
 * The buses of CAN whose identifiers have 11 bits: no frame says which protocol it is of, nor who sends it, so each bus is judged
 * as a whole. Until it has shown itself, its first frames wait; then each is followed with the moment at which it came.
 */
export class CanBuses {
  private readonly buses = new Map<number, CanBus>()
  private readonly frame: Frame
  private readonly info: Moment
  private readonly follow: Follow
  private heldFrames = 0

  /** `frame`: where frames are decoded. */
  constructor(frame: Frame, info: Moment, follow: Follow) {
    this.frame = frame
    this.info = info
    this.follow = follow
  }

  /** Takes the frame just decoded, which is of this segment. */
  take(
    segment: number,
    view: DataView,
    start: number,
    end: number,
    wireLength: number,
    tap: number,
    linkType: number,
  ): void {
    const { frame } = this
    const { timeUs, frame: number } = this.info
    const bus = this.of(segment)
    bus.note(frame)
    if (bus.holds && this.isDue(bus, timeUs)) {
      this.release(bus)
      decodeFrame(view, start, end, linkType, frame)
    }
    if (!bus.holds) {
      bus.map(frame)
      this.follow(view, start, end, wireLength, tap, linkType)
      return
    }
    const copy = new Uint8Array(view.buffer, view.byteOffset + start, end - start).slice()
    if (bus.held === NONE) bus.held = []
    bus.held.push({ view: new DataView(copy.buffer), wireLength, tap, linkType, timeUs, frame: number })
    this.heldFrames++
  }

  /** No more frames will come of this capture: nothing waits any longer. */
  releaseAll(): void {
    for (const bus of this.buses.values()) this.release(bus)
  }

  /** Another capture has other buses. */
  forget(): void {
    this.buses.clear()
  }

  /** Whether nothing needs to wait any longer. */
  private isDue(bus: CanBus, timeUs: number): boolean {
    const [oldest] = bus.held
    const isLate = oldest !== undefined && timeUs - oldest.timeUs > MAX_HELD_US
    return bus.isKnown || isLate || this.heldFrames >= MAX_HELD_FRAMES
  }

  private release(bus: CanBus): void {
    const { info, frame } = this
    const { held } = bus
    const { timeUs, frame: number } = info
    bus.held = NONE
    bus.holds = false
    this.heldFrames -= held.length
    for (const { view, wireLength, tap, linkType, ...came } of held) {
      info.timeUs = came.timeUs
      info.frame = came.frame
      decodeFrame(view, 0, view.byteLength, linkType, frame)
      bus.map(frame)
      this.follow(view, 0, view.byteLength, wireLength, tap, linkType)
    }
    info.timeUs = timeUs
    info.frame = number
  }

  private of(segment: number): CanBus {
    const known = this.buses.get(segment)
    if (known !== undefined) return known
    const bus = new CanBus()
    this.buses.set(segment, bus)
    return bus
  }
}
