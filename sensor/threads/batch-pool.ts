import { allocateBatch, type BatchMemory, PacketBatch } from '../capture/packet-batch.ts'

/** What two threads share of a pool. */
export interface PoolMemory {
  readonly control: SharedArrayBuffer
  readonly batches: readonly BatchMemory[]
}

export const POOL_BATCHES = 64
export const BATCH_BYTES = 256 << 10
export const BATCH_PACKETS = 4096

/** Who may touch a batch. */
const OF_TAP = 0
const OF_ANALYSIS = 1
/** Words of a batch: its owner, and the packets in it. */
const WORDS = 2

/** Memory for a pool, made once, by whoever starts both threads. */
export function allocatePool(count = POOL_BATCHES, bytes = BATCH_BYTES, packets = BATCH_PACKETS): PoolMemory {
  return {
    control: new SharedArrayBuffer((count * WORDS + 1) * 4),
    batches: Array.from({ length: count }, () => allocateBatch(bytes, packets)),
  }
}

/**
 * One thread's side of a fixed ring of batches in shared memory. The tap fills them in turn and the analysis empties
 * them in the same turn, so nothing but one word for each batch is ever contended, and no event loop is needed.
 */
export class BatchPool {
  private readonly words: Int32Array
  private readonly batches: readonly PacketBatch[]
  private at = 0

  constructor(memory: PoolMemory) {
    this.words = new Int32Array(memory.control)
    this.batches = memory.batches.map((batch) => new PacketBatch(0, 0, batch))
  }

  /** The tap's: the batch to fill next, empty; undefined when the analysis has not given it back within `waitMs`. */
  toFill(waitMs: number): PacketBatch | undefined {
    if (!this.wait(OF_ANALYSIS, waitMs)) return undefined
    const batch = this.batches[this.at] as PacketBatch
    batch.clear()
    return batch
  }

  /** The tap's: hands on the batch that `toFill` gave. */
  handOn(): void {
    const count = (this.batches[this.at] as PacketBatch).count
    Atomics.store(this.words, this.at * WORDS + 1, count)
    this.pass(OF_ANALYSIS)
  }

  /** The analysis': the batch that was filled next; undefined when none is within `waitMs`. */
  toAnalyse(waitMs: number): PacketBatch | undefined {
    if (!this.wait(OF_TAP, waitMs)) return undefined
    const batch = this.batches[this.at] as PacketBatch
    batch.count = Atomics.load(this.words, this.at * WORDS + 1)
    return batch
  }

  /** The analysis': gives back the batch that `toAnalyse` gave. */
  giveBack(): void {
    this.pass(OF_TAP)
  }

  /** Either's: nothing follows; `reason` is above 0, and the first one stays. */
  close(reason: number): void {
    Atomics.compareExchange(this.words, this.words.length - 1, 0, reason)
  }

  /** 0 while it is open. */
  get closed(): number {
    return Atomics.load(this.words, this.words.length - 1)
  }

  private wait(whileOwner: number, waitMs: number): boolean {
    const word = this.at * WORDS
    if (Atomics.load(this.words, word) !== whileOwner) return true
    if (waitMs > 0) Atomics.wait(this.words, word, whileOwner, waitMs)
    return Atomics.load(this.words, word) !== whileOwner
  }

  private pass(owner: number): void {
    const word = this.at * WORDS
    Atomics.store(this.words, word, owner)
    Atomics.notify(this.words, word)
    this.at = (this.at + 1) % this.batches.length
  }
}
