import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { SaidOnce } from '../kit/said-once.ts'
import type { BuildInfoItem } from './build-info.ts'
import { ChunkAssembly } from './chunk-assembly.ts'
import type { NodePoints } from './node-points.ts'
import { Watched } from './notifications.ts'
import { Target } from './target.ts'
import type { WrittenValues } from './written-values.ts'

/** Requests of one connection that await their answer: clients keep many Publish requests waiting. */
export const MAX_PENDING = 256
/** Requests whose answers tell more than a status: reads of build information, activations of sessions, writes. */
export const MAX_PENDING_DETAILS = 16

/**
 * How the services of a secure channel are protected (OPC 10000-4 clause 7.20, MessageSecurityMode). 'plain': readable,
 * but whether it is signed is not known, because the connection was joined after its channel was opened.
 */
export type Protection = 'unknown' | 'plain' | 'none' | 'signed' | 'encrypted'

/** What one OPC UA connection remembers; each part has its own bound. */
export interface OpcuaState {
  readonly operations: Operations
  readonly pending: Pending<Operation>
  readonly target: Target
  readonly toServer: ChunkAssembly
  readonly toClient: ChunkAssembly
  readonly said: SaidOnce
  /** Reads of build information by request id. */
  readonly buildInfoReads: Pending<readonly BuildInfoItem[]>
  /** Read operations that ask for build information. */
  readonly buildInfoOperations: Set<Operation>
  /** Reads of which not every node is a point, or one of them twice. */
  readonly readLayouts: Map<Operation, NodePoints>
  /** Values of writes that await their answer by request id. */
  readonly writes: Pending<WrittenValues>
  /** User names of sessions being activated by request id. */
  readonly activations: Pending<string>
  /** What the items of its subscriptions are. */
  readonly watched: Watched
  /** SecurityPolicyUri of the secure channel; '' before one was seen. */
  policy: string
  protection: Protection
  /** Bytes of signature behind each chunk of this policy. */
  signatureLength: number
  /** Security of the channel as last reported. */
  reported: Protection
  /** Where NodesToRead begins in the Read request being dissected. */
  readFrom: number
  /** The last Hello. */
  hello: Operation | undefined
  /** A Hello, or an OpenSecureChannel request, awaits its answer. */
  helloPending: boolean
  openPending: boolean
}

export function newOpcuaState(): OpcuaState {
  return {
    operations: new Operations(),
    pending: new Pending(MAX_PENDING),
    target: new Target(),
    toServer: new ChunkAssembly(),
    toClient: new ChunkAssembly(),
    said: new SaidOnce(),
    buildInfoReads: new Pending(MAX_PENDING_DETAILS),
    buildInfoOperations: new Set(),
    readLayouts: new Map(),
    writes: new Pending(MAX_PENDING_DETAILS),
    activations: new Pending(MAX_PENDING_DETAILS),
    watched: new Watched(),
    policy: '',
    protection: 'unknown',
    signatureLength: 0,
    reported: 'unknown',
    readFrom: 0,
    hello: undefined,
    helloPending: false,
    openPending: false,
  }
}
