import { OPTION, OptionWalk } from './option-walk.ts'

const walk = new OptionWalk()

/** What the options of a message say. One object, reused for the next message: nothing is kept in it. */
export class MessageOptions {
  /** From the value of the first Uri-Path to the end of the last one: equal bytes are equal paths. */
  pathFrom = 0
  pathTo = 0
  proxyFrom = 0
  proxyTo = 0
  /** -1 where there is none. */
  observe = -1
  format = -1
  /** Number of the block that comes (of a response Block2, of a request Block1); 0 where there is none. */
  block = 0
  /** RFC 7959, 2.2: more blocks follow this one. */
  isMore = false
  /** Bytes of a block, or of those that one message over TCP has several of (RFC 8323, 6). */
  blockSize = 0
  isEncrypted = false
  payloadAt = 0
  isBad = false
  optionsAt = 0

  read(view: DataView, at: number, end: number): void {
    this.optionsAt = at
    this.pathFrom = this.pathTo = this.proxyFrom = this.proxyTo = this.block = 0
    this.observe = this.format = -1
    this.isEncrypted = this.isMore = false
    walk.begin(view, at, end)
    while (walk.next()) this.note()
    this.payloadAt = walk.payloadAt
    this.isBad = walk.isBad
  }

  private note(): void {
    const number: number = walk.number
    switch (number) {
      case OPTION.path:
        if (this.pathFrom === 0) this.pathFrom = walk.from
        this.pathTo = walk.to
        break
      case OPTION.proxy:
        this.proxyFrom = walk.from
        this.proxyTo = walk.to
        break
      case OPTION.observe:
        this.observe = walk.uint()
        break
      case OPTION.format:
        this.format = walk.uint()
        break
      case OPTION.block1:
      case OPTION.block2:
        this.block = Math.floor(walk.uint() / 16)
        this.isMore = (walk.uint() & 8) !== 0
        this.blockSize = 16 << Math.min(walk.uint() & 7, 6)
        break
      case OPTION.oscore:
        this.isEncrypted = true
    }
  }
}
