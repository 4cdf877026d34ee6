import { keyOfBytes, Operations } from '../kit/operations.ts'

/** Writers whose topic is remembered, of one pair of hosts; further ones go by their number. */
export const MAX_TOPICS = 4096
const PREFIX_LENGTH = 12

/** Which topic a writer publishes, as it was announced (9.6.3.2, SEDP). */
export class Topics {
  private readonly names = new Map<number, string>()

  /** A number for a writer, of whose GUID the first part lies at `prefix`. */
  keyOf(view: DataView, prefix: number, writer: number): number {
    return keyOfBytes(view, prefix, prefix + PREFIX_LENGTH, writer)
  }

  /** '' when it was not announced. */
  find(writer: number): string {
    return this.names.get(writer) ?? ''
  }

  note(writer: number, topic: string): void {
    if (topic !== '' && (this.names.has(writer) || this.names.size < MAX_TOPICS)) this.names.set(writer, topic)
  }
}

/** What one dialogue remembers. */
export interface RtpsState {
  readonly operations: Operations
  readonly topics: Topics
  readonly said: Map<number, number>
}

export function newRtpsState(topics: Topics): RtpsState {
  return { operations: new Operations(), topics, said: new Map() }
}
