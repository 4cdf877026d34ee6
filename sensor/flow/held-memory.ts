/** Room for a segment of a usual Ethernet, whose payload is at most 1,460 bytes. */
export const BLOCK_BYTES = 1536
/** Blocks kept for the next segment that must wait: 1.5 MiB. */
export const MAX_FREE_BLOCKS = 1024

export interface HeldBlock {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/**
 * Memory for segments that wait, of all connections of a thread. Blocks are used again: to make one costs more than all
 * else that is done with a segment. Who gives a block back must have no view of it any more.
 */
export class HeldMemory {
  /** Bytes of all blocks that are in use. */
  bytes = 0
  private readonly free: HeldBlock[] = []

  /** A block of at least this many bytes. */
  take(length: number): HeldBlock {
    const block = (length <= BLOCK_BYTES ? this.free.pop() : undefined) ?? blockOf(Math.max(length, BLOCK_BYTES))
    this.bytes += block.bytes.length
    return block
  }

  give(block: HeldBlock): void {
    this.bytes -= block.bytes.length
    if (block.bytes.length === BLOCK_BYTES && this.free.length < MAX_FREE_BLOCKS) this.free.push(block)
  }
}

function blockOf(length: number): HeldBlock {
  const bytes = new Uint8Array(length)
  return { bytes, view: new DataView(bytes.buffer) }
}
