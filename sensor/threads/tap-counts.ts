/** Counters that the tap writes and the analysis reads, in shared memory: 64-bit floats, which no reader sees half written. */
export class TapCounts {
  readonly memory: SharedArrayBuffer
  private readonly words: Float64Array

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory
    this.words = new Float64Array(memory)
  }

  static for(taps: number): TapCounts {
    return new TapCounts(new SharedArrayBuffer((1 + taps * 2) * 8))
  }

  /** Times that the tap found no empty batch. */
  get poolWaits(): number {
    return this.words[0] as number
  }

  addPoolWait(): void {
    this.words[0] = this.poolWaits + 1
  }

  kernelDrops(tap: number): number {
    return this.words[1 + tap * 2] as number
  }

  interfaceDrops(tap: number): number {
    return this.words[2 + tap * 2] as number
  }

  setDrops(tap: number, byKernel: number, byInterface: number): void {
    this.words[1 + tap * 2] = byKernel
    this.words[2 + tap * 2] = byInterface
  }
}
