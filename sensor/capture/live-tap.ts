/** What to capture, and how. */
export interface LiveOptions {
  readonly interfaces: readonly string[]
  /** Of each interface the name of the network that it brings; interfaces with one name bring parts of one. */
  readonly networks: readonly string[]
  /** As the kernel gets it; '' for everything. */
  readonly filter: string
  readonly snapLength: number
  /** Of the ring in the kernel, for each interface. */
  readonly bufferBytes: number
  readonly promiscuous: boolean
}

/** Takes one packet, which lies in `bytes` from `from` (0) on and is overwritten by the next one. */
export type Receive = (
  bytes: Uint8Array,
  length: number,
  wireLength: number,
  timeUs: number,
  tap: number,
  linkType: number,
  from?: number,
) => void

/** What the kernel counted for one interface since it was opened. */
export interface KernelCounts {
  received: number
  /** The ring was full. */
  dropped: number
  droppedByInterface: number
}

/** Open interfaces, whose packets come by the `Receive` that they were opened with. */
export interface LiveTap {
  /** Reads what waits; returns the name of an interface that is gone, or ''. */
  poll(): string
  /** What the kernel counted, one for each interface; also from within `Receive`. */
  counts(): readonly KernelCounts[]
}
