import { resolveEvents } from '../sensor/model/events/resolve-events.ts'
import { resolveAssets } from '../sensor/model/resolve-assets.ts'
import type { ObservedWriter } from '../storage/observed/writer.ts'

/** A conclusion takes at most one part in so many of the time: what it rests on grows with all that is stored. */
export const WORK_PER_CONCLUSION = 10
/** But who looks at the store while it is filled does not wait longer for what came first. */
export const MAX_BATCH_MS = 10_000

/**
 * Files stored by one transaction. Each of them is in it whole or not at all; which assets and events everything stored
 * amounts to is found once for all of them, so the store is never without that.
 */
export class StoredBatch {
  private readonly writer: ObservedWriter
  private readonly startUpUs: number | undefined
  private isOpen = false
  private beganMs = 0
  private conclusionMs = 0
  private waiting: (() => void)[] = []

  constructor(writer: ObservedWriter, startUpUs: number | undefined) {
    this.writer = writer
    this.startUpUs = startUpUs
  }

  beginFile(): void {
    if (!this.isOpen) {
      this.writer.begin()
      this.isOpen = true
      this.beganMs = performance.now()
    }
    this.writer.beginPart()
  }

  keepFile(): void {
    this.writer.keepPart()
  }

  dropFile(): void {
    this.writer.dropPart()
    if (this.writer.isInTransaction) return
    // The store failed, and took the files before this one with it.
    this.isOpen = false
    this.waiting = []
  }

  /** Called once all files so far are stored. */
  afterwards(tell: () => void): void {
    if (this.isOpen) this.waiting.push(tell)
    else tell()
  }

  get isDue(): boolean {
    const passedMs = performance.now() - this.beganMs
    return this.isOpen && passedMs >= Math.min(MAX_BATCH_MS, this.conclusionMs * WORK_PER_CONCLUSION)
  }

  /** Finds anew which assets and which events all that is stored amounts to, and commits it. */
  commit(): void {
    if (!this.isOpen) return
    const { writer } = this
    const began = performance.now()
    try {
      const evidence = writer.evidence()
      const assets = resolveAssets(evidence)
      writer.assign(assets)
      writer.tell(resolveEvents(evidence, assets, this.startUpUs))
      writer.commit()
    } catch (error) {
      writer.rollback()
      throw error
    } finally {
      this.isOpen = false
    }
    this.conclusionMs = performance.now() - began
    const { waiting } = this
    this.waiting = []
    for (const tell of waiting) tell()
  }
}
