import type { Operation } from '../kit/observation.ts'

/** Of what tells who a node is: names and versions are not longer. */
export const MAX_GATHERED = 128
const NONE = new DataView(new ArrayBuffer(0))

/** Who sends segments of a block just now, which have no command of their own (CiA 301, 7.2.4.3.9 and 7.2.4.3.13). */
export const BLOCK = { none: 0, fromClient: 1, fromServer: 2 } as const

/** The transfer that a node and its client are at: one at a time. */
export class SdoTransfer {
  /** What was asked; undefined between transfers, and where the beginning was not seen. */
  operation: Operation | undefined = undefined
  /** It is over with its first answer. */
  isExpedited = false
  /** How many segments the client takes at a time, of a block upload. */
  firstBlockSize = 0
  block: number = BLOCK.none
  /** Of a block of segments: how many it may have, and the last one that was seen. */
  private blockSize = 0
  private sequence = 0
  private sawLast = false
  /** The bytes of an object that was read in segments. */
  index = 0
  subindex = 0
  view = NONE
  gathered = 0
  /** All bytes so far were seen, and there was room for them. */
  isWhole = false

  begin(operation: Operation): void {
    this.operation = operation
    this.isExpedited = false
    this.block = BLOCK.none
    this.gathered = 0
    this.isWhole = false
  }

  end(): void {
    this.operation = undefined
    this.block = BLOCK.none
    this.isWhole = false
  }

  /** What follows is the value of this object, and to be kept. */
  gather(index: number, subindex: number): void {
    this.index = index
    this.subindex = subindex
    if (this.view === NONE) this.view = new DataView(new ArrayBuffer(MAX_GATHERED))
    this.gathered = 0
    this.isWhole = true
  }

  add(from: DataView, at: number, length: number): void {
    if (!this.isWhole) return
    if (this.gathered + length > MAX_GATHERED) this.isWhole = false
    else for (let i = 0; i < length; i++) this.view.setUint8(this.gathered++, from.getUint8(at + i))
  }

  beginBlock(sender: number, size: number): void {
    this.block = sender
    this.blockSize = size
    this.sequence = 0
    this.sawLast = false
  }

  /** A segment of the block by its number: false of one that came before, or whose forerunner did not. */
  takeSegment(number: number, isLast: boolean): boolean {
    const isNext = number === this.sequence + 1
    if (isNext) this.sequence = number
    else this.isWhole = this.isWhole && number <= this.sequence
    if (isLast) this.sawLast = true
    return isNext
  }

  /** Whether the block is over, so that who sent it waits to hear how much has come. */
  get isBlockOver(): boolean {
    return this.sawLast || this.sequence >= this.blockSize
  }

  /** The other side has so many segments of the block: the next one begins after it, or the transfer ends. */
  acknowledge(sequence: number, size: number): void {
    const isAll = this.sawLast && sequence === this.sequence
    // What was lost on the way comes again, under new numbers.
    if (sequence !== this.sequence) this.isWhole = false
    if (isAll) this.block = BLOCK.none
    else this.beginBlock(this.block, size)
  }
}
