import { allocateBatch, type BatchMemory, PacketBatch } from '../capture/packet-batch.ts'

/** What the threads share of a pool. */
export interface PoolMemory {
  readonly readers: number
  readonly control: SharedArrayBuffer
  readonly batches: readonly BatchMemory[]
}

export const POOL_BATCHES = 64
export const BATCH_BYTES = 256 << 10
export const BATCH_PACKETS = 4096

/** Words of a batch: a bit for each reader that has still to read it, and the packets in it. */
const WORDS = 2
/** As many bits as a word has, but for its sign. */
export const MAX_READERS = 31

/** Memory for a pool, made once, by whoever starts the threads. Every one of its `readers` gets every batch. */
export function allocatePool(
  readers = 1,
  count = POOL_BATCHES,
  bytes = BATCH_BYTES,
  packets = BATCH_PACKETS,
): PoolMemory {
  return {
    readers,
    control: new SharedArrayBuffer((count * WORDS + readers + 1) * 4),
    batches: Array.from({ length: count }, () => allocateBatch(bytes, packets)),
  }
}

/**
 * One thread's side of a fixed ring of batches in shared memory. The tap fills them in turn and the readers go through
 * them in the same turn, so nothing but one word for each batch is ever contended, and no event loop is needed.
 */
export class BatchPool {
  private readonly words: Int32Array
  private readonly batches: readonly PacketBatch[]
  private readonly allReaders: number
  /** Where in `words` each reader's place in the ring is kept, so that who takes over from a dead one finds it. */
  private readonly placesAt: number
  private at = 0

  constructor({ readers, control, batches }: PoolMemory) {
    this.words = new Int32Array(control)
    this.batches = batches.map((batch) => new PacketBatch(0, 0, batch))
    this.allReaders = 2 ** readers - 1
    this.placesAt = batches.length * WORDS
  }

  /** The tap's: the batch to fill next, empty; undefined when the readers have not given it back within `waitMs`. */
  toFill(waitMs: number): PacketBatch | undefined {
    if (!this.wait((readers) => readers === 0, waitMs)) return undefined
    const batch = this.batches[this.at] as PacketBatch
    batch.clear()
    return batch
  }

  /** The tap's: hands on the batch that `toFill` gave; one without packets is a sign that messages wait for the readers. */
  handOn(): void {
    const word = this.at * WORDS
    Atomics.store(this.words, word + 1, (this.batches[this.at] as PacketBatch).count)
    Atomics.store(this.words, word, this.allReaders)
    Atomics.notify(this.words, word)
    this.at = (this.at + 1) % this.batches.length
  }

  /** For one reader, by its number: how it gets the batches. */
  reader(index: number): BatchReader {
    return new BatchReader(this, index)
  }

  /** A reader's: the batch that was filled next; undefined when none is within `waitMs`. */
  read(reader: number, waitMs: number): PacketBatch | undefined {
    this.at = Atomics.load(this.words, this.placesAt + reader)
    const bit = 1 << reader
    if (!this.wait((readers) => (readers & bit) !== 0, waitMs)) return undefined
    const batch = this.batches[this.at] as PacketBatch
    batch.count = Atomics.load(this.words, this.at * WORDS + 1)
    return batch
  }

  /** A reader's: gives back the batch that `read` gave. */
  giveBack(reader: number): void {
    const at = Atomics.load(this.words, this.placesAt + reader)
    const word = at * WORDS
    const bit = 1 << reader
    // First the place: who dies in between must not read the same batch again.
    Atomics.store(this.words, this.placesAt + reader, (at + 1) % this.batches.length)
    if (Atomics.and(this.words, word, ~bit) === bit) Atomics.notify(this.words, word)
  }

  /** Gives back the batch that a reader which has died was at, and all of which it may not have seen; returns its packets. */
  skip(reader: number): number {
    const word = Atomics.load(this.words, this.placesAt + reader) * WORDS
    if ((Atomics.load(this.words, word) & (1 << reader)) === 0) return 0
    this.giveBack(reader)
    return Atomics.load(this.words, word + 1)
  }

  /** Either's: nothing follows; `reason` is above 0, and the first one stays. */
  close(reason: number): void {
    Atomics.compareExchange(this.words, this.words.length - 1, 0, reason)
  }

  /** 0 while it is open. */
  get closed(): number {
    return Atomics.load(this.words, this.words.length - 1)
  }

  private wait(isReady: (readers: number) => boolean, waitMs: number): boolean {
    const word = this.at * WORDS
    let value = Atomics.load(this.words, word)
    if (isReady(value)) return true
    const endMs = performance.now() + waitMs
    for (let leftMs = waitMs; leftMs > 0; leftMs = endMs - performance.now()) {
      Atomics.wait(this.words, word, value, leftMs)
      value = Atomics.load(this.words, word)
      if (isReady(value)) return true
    }
    return false
  }
}

/** The pool as one of its readers has it. */
export class BatchReader {
  private readonly pool: BatchPool
  private readonly index: number

  constructor(pool: BatchPool, index: number) {
    this.pool = pool
    this.index = index
  }

  /** The batch that was filled next; undefined when none is within `waitMs`. */
  take(waitMs: number): PacketBatch | undefined {
    return this.pool.read(this.index, waitMs)
  }

  /** Gives back the batch that `take` gave. */
  giveBack(): void {
    this.pool.giveBack(this.index)
  }

  /** Either's: nothing follows. */
  close(reason: number): void {
    this.pool.close(reason)
  }

  get closed(): number {
    return this.pool.closed
  }
}
