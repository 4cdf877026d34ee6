import { ALL_STATIONS, type BusFrame, type BusJudge } from '../../dissectors/kit/bus-judge.ts'
import {
  baseIdentifier,
  CAN_HEADER_BYTES,
  CAN_LENGTH_AT,
  isFlexible,
  isRemote,
} from '../../dissectors/kit/can-frame.ts'
import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { busNamed } from '../decode/buses.ts'
import { decodeFrame } from '../decode/decode-frame.ts'
import { type Frame, NETWORK_BUS, NETWORK_NONE, STATUS } from '../decode/frame.ts'
import type { Mutable } from '../model/mutable.ts'
import type { Moment } from './moment.ts'

/** Frames of all buses that wait until it is known what they are. */
export const MAX_HELD_FRAMES = 4096
/** How long they do: past it what comes is counted, and mapped once the bus has shown itself. */
export const MAX_HELD_US = 10_000_000

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

/** A protocol that may be found on a bus: the numbers of its stations, and of its payloads. */
interface Candidate {
  readonly bus: number
  readonly port: number
  readonly judge: BusJudge
}

/** What is known of the bus of one segment. */
class CanBus {
  /** Frames may still wait. */
  holds = true
  held = NONE
  private readonly candidates: readonly Candidate[]
  private readonly heard: Mutable<BusFrame> = { ...NOTHING_HEARD }
  private readonly stations = { source: ALL_STATIONS, target: ALL_STATIONS }

  constructor(dissectors: readonly Dissector[]) {
    this.candidates = dissectors.flatMap((dissector) => candidateOf(dissector))
  }

  get isKnown(): boolean {
    return this.candidates.some(({ judge }) => judge.isFound)
  }

  note(frame: Frame): void {
    const { view, payloadStart } = frame
    const heard = this.hear(frame)
    if (heard.isRemote || heard.length !== view.getUint8(payloadStart + CAN_LENGTH_AT)) return
    for (const { judge } of this.candidates) judge.note(heard)
  }

  /** Gives a frame its stations; where there are none to be known, it says so. */
  map(frame: Frame): void {
    const { stations } = this
    const heard = this.hear(frame)
    const found = this.candidates.find(({ judge }) => judge.isFound && judge.place(heard, stations))
    if (found === undefined) {
      frame.network = NETWORK_NONE
      frame.status = STATUS['link-payload-unknown']
      return
    }
    frame.network = NETWORK_BUS
    frame.bus = found.bus
    frame.sourceStation = stations.source
    frame.targetStation = stations.target
    frame.sourcePort = found.port
    frame.targetPort = found.port
  }

  private hear({ view, payloadStart, payloadEnd }: Frame): BusFrame {
    const { heard } = this
    heard.identifier = baseIdentifier(view, payloadStart)
    heard.view = view
    heard.at = payloadStart + CAN_HEADER_BYTES
    heard.length = payloadEnd - heard.at
    heard.isRemote = isRemote(view, payloadStart)
    heard.isFlexible = isFlexible(view, payloadStart)
    return heard
  }
}

const NOTHING_HEARD: BusFrame = {
  identifier: 0,
  view: new DataView(new ArrayBuffer(0)),
  at: 0,
  length: 0,
  isRemote: false,
  isFlexible: false,
}

function candidateOf({ name, carriers, judgeBus }: Dissector): Candidate[] {
  const carrier = carriers.find((each) => each.over === 'can')
  const port = carrier?.over === 'can' ? carrier.payloads[0] : undefined
  return judgeBus === undefined || port === undefined ? [] : [{ bus: busNamed(name), port, judge: judgeBus() }]
}

/**
 * The buses of CAN whose identifiers have 11 bits: no frame says which protocol it is of, nor who sends it, so each bus is judged
 * as a whole. Until it has shown itself, its first frames wait; then each is followed with the moment at which it came.
 */
export class CanBuses {
  private readonly buses = new Map<number, CanBus>()
  private readonly dissectors: readonly Dissector[]
  private readonly frame: Frame
  private readonly info: Moment
  private readonly follow: Follow
  private heldFrames = 0

  /** `frame`: where frames are decoded. */
  constructor(dissectors: readonly Dissector[], frame: Frame, info: Moment, follow: Follow) {
    this.dissectors = dissectors.filter(({ judgeBus }) => judgeBus !== undefined)
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
    const bus = new CanBus(this.dissectors)
    this.buses.set(segment, bus)
    return bus
  }
}
