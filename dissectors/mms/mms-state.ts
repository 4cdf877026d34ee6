import type { Direction } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { TsduAssembler } from '../kit/tpkt.ts'

/** Requests of one side that await their answer; the parameter "maximum services outstanding" is 5 to 10 in practice. */
export const MAX_PENDING = 64
/** Open files and uploads whose names are remembered. */
export const MAX_HANDLES = 32
/** Logical devices told of, requests whose values are understood, and type descriptions kept, each. */
export const MAX_REMEMBERED = 64

/** What one MMS dialogue remembers; each part has its own bound. */
export class MmsState {
  readonly operations = new Operations()
  /** Names in a request whose answer tells of the device, by the request's operation. */
  readonly understood = new Map<Operation, readonly string[]>()
  /** The leaves of objects whose type was asked for, by the object's name. */
  readonly types = new Map<string, readonly string[]>()
  /** Names of open files (by 'file 3') and of uploads in progress (by 'upload 3'). */
  readonly handles = new Map<string, string>()
  readonly saidDevices = new Set<string>()
  /** What identity was said of last, by message. */
  readonly saidFacts = new Map<string, string>()
  private readonly fromClient = new TsduAssembler()
  private readonly fromServer = new TsduAssembler()
  private readonly askedByClient = new Pending<Operation>(MAX_PENDING)
  private readonly askedByServer = new Pending<Operation>(MAX_PENDING)

  /** The fragments that travel this way. */
  assembler(direction: Direction): TsduAssembler {
    return direction === 'to-server' ? this.fromClient : this.fromServer
  }

  /** Requests that travelled this way. Either side may ask: TASE.2 does so over one association. */
  asked(direction: Direction): Pending<Operation> {
    return direction === 'to-server' ? this.askedByClient : this.askedByServer
  }

  /** Keeps a value, and forgets the oldest when there are too many. */
  static remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): void {
    if (map.size >= limit && !map.has(key)) {
      const oldest = map.keys().next()
      if (!oldest.done) map.delete(oldest.value)
    }
    map.set(key, value)
  }
}
