import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { classOfTag } from './operation-codes.ts'

/** Requests of one connection that may wait at the same time. */
export const MAX_PENDING = 64

/** What is remembered of one connection. */
export class LdapState {
  readonly operations = new Operations()
  readonly asked = new Pending<Operation>(MAX_PENDING)
  /** The account of the last bind. */
  account = ''
  isSealed = false

  on(tag: number, target: string): Operation {
    const key = target === '' ? tag : keyOfText(target, tag)
    return this.operations.find(key) ?? this.operations.add(key, classOfTag(tag, target), tag, '', target)
  }
}
