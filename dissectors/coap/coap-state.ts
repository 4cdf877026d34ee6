import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { LinkReader } from './links.ts'

/** Requests that may await their answer; the oldest is forgotten first. */
const MAX_PENDING = 256
/** Resources that are observed in one dialogue (RFC 7641): past it the oldest is taken for no longer observed. */
export const MAX_OBSERVED = 64
/** Distinct paths of one dialogue; what more there are is one '…'. */
export const MAX_PATHS = 256

/** What the dialogues of two hosts know of each other: a device registers in one, and is asked in another. */
export interface CoapShared {
  isManaged: boolean
}

/** What is remembered of one dialogue. */
export class CoapState {
  readonly operations = new Operations()
  readonly pending = new Pending<Operation>(MAX_PENDING)
  /** By token, what a notification is of. */
  readonly observed = new Map<number, Operation>()
  readonly said = new SaidOnce()
  readonly links = new LinkReader()
  readonly shared: CoapShared
  paths = 0

  constructor(shared: CoapShared = { isManaged: false }) {
    this.shared = shared
  }

  observe(token: number, notification: Operation): void {
    if (this.observed.size >= MAX_OBSERVED && !this.observed.has(token)) {
      const oldest = this.observed.keys().next()
      if (!oldest.done) this.observed.delete(oldest.value)
    }
    this.observed.set(token, notification)
  }
}
