import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { RestOfMessage } from '../kit/rest-of-message.ts'
import type { Protection } from './client-identity.ts'

/** Calls that may await their reply: clients of NFS have up to some 128 in the air. */
const MAX_PENDING = 256
/** Files, and links, whose names are remembered. */
export const MAX_NAMES = 256

/** Names by number, as many as fit. */
export class Names {
  private readonly names = new Map<number, string>()

  get(key: number): string {
    return this.names.get(key) ?? ''
  }

  remember(key: number, name: string): void {
    if (name !== '' && (this.names.size < MAX_NAMES || this.names.has(key))) this.names.set(key, name)
  }
}

/** What is remembered of one dialogue. `files`: of the pair of hosts, since what is mounted in one is read in another. */
export class OncrpcState {
  readonly operations = new Operations()
  readonly pending = new Pending<Operation>(MAX_PENDING)
  /** Calls of RPCSEC_GSS that are protected, and how. */
  readonly guarded = new Pending<Operation>(MAX_PENDING)
  protection: Protection = 'plain'
  readonly said = new Map<number, number>()
  /** Of what is left of a fragment, by direction. */
  readonly rest = new RestOfMessage()
  /** Directions whose next fragment goes on with a record. */
  readonly goesOn = { 'to-server': false, 'to-client': false }
  /** By the key of a handle of NFS. */
  readonly files: Names
  /** By the number of a link of VXI-11. */
  readonly links = new Names()
  /** The link whose device was asked who it is; -1 for none. */
  askedLink = -1

  constructor(files: Names = new Names()) {
    this.files = files
  }
}
