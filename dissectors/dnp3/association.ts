import type { Operation } from '../kit/observation.ts'
import { Reassembly } from './reassembly.ts'
import { RecentPolls } from './recent-polls.ts'

/** Pairs of master and outstation remembered in one dialogue; past it the oldest is forgotten. */
export const MAX_ASSOCIATIONS = 64
/** IEEE 1815-2012, 9.2.4.1.4: 65533 to 65535 address all outstations, 65532 whoever hears it. */
const SELF_ADDRESS = 0xfffc
const NOT_ASKED = -1

/** The file that an outstation has open for its master, and the one the master asked it to open. */
export interface OpenFile {
  handle: number
  name: string
  nameKey: number
  asked: string
}

/** What is remembered of one master and one outstation. */
export class Association {
  /** 'outstation 4'; '' when the address names no single one. */
  readonly module: string
  /** 'outstation 4', 'all outstations', 'the outstation here'. */
  readonly words: string
  readonly master: number
  readonly outstation: number
  readonly fromMaster = new Reassembly()
  readonly fromOutstation = new Reassembly()
  readonly file: OpenFile = { handle: 0, name: '', nameKey: 0, asked: '' }
  /** Attributes said, by variation: a hash of the value. At most those of `attributes.ts`. */
  readonly attributes = new Map<number, number>()
  /** The link function that awaits its answer, asked by the master and by the outstation. */
  linkAskedByMaster: Operation | undefined = undefined
  linkAskedByOutstation: Operation | undefined = undefined
  authenticationAsked: Operation | undefined = undefined
  authenticationSequence = NOT_ASKED
  /** The reads that this master repeats. */
  readonly polls = new RecentPolls()
  /** The values of the last fragment of an answer were said. */
  saysValues = false
  masterSaid = false
  outstationSaid = false
  /** Indications last said; -1 before any. */
  indications = -1
  timeSourceSaid = false
  /** The session last said: user and result. */
  session = -1
  private asked: Operation | undefined = undefined
  private sequence = NOT_ASKED
  private answering: Operation | undefined = undefined
  private answeringSequence = NOT_ASKED

  constructor(master: number, outstation: number) {
    this.master = master
    this.outstation = outstation
    this.module = outstation >= SELF_ADDRESS ? '' : `outstation ${outstation}`
    this.words = outstation > SELF_ADDRESS ? 'all outstations' : this.module || 'the outstation here'
  }

  ask(operation: Operation, sequence: number): void {
    this.asked = operation
    this.sequence = sequence
  }

  /**
   * The request that a response belongs to: 4.2.2.4, the first fragment repeats its sequence number and later ones
   * count on. A response that is sent again belongs to the same.
   */
  answered(sequence: number, isFirst: boolean): Operation | undefined {
    if (!isFirst) return this.answering
    if (this.asked !== undefined && this.sequence === sequence) {
      this.answering = this.asked
      this.answeringSequence = sequence
      this.asked = undefined
    } else if (this.answeringSequence !== sequence) {
      this.answering = undefined
      this.answeringSequence = NOT_ASKED
    }
    return this.answering
  }
}

/** The associations of one dialogue: one line or gateway can serve many outstations. */
export class Associations {
  private readonly known = new Map<number, Association>()
  private last: Association | undefined = undefined

  of(master: number, outstation: number): Association {
    const { last } = this
    if (last !== undefined && last.outstation === outstation && last.master === master) return last
    const key = outstation * 0x1_0000 + master
    let found = this.known.get(key)
    if (found === undefined) {
      if (this.known.size >= MAX_ASSOCIATIONS) {
        const oldest = this.known.keys().next()
        if (!oldest.done) this.known.delete(oldest.value)
      }
      found = new Association(master, outstation)
      this.known.set(key, found)
    }
    this.last = found
    return found
  }
}
