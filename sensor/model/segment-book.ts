import type { SegmentEntry } from './delta.ts'

/** Segments by tap and VLAN, in the order they were first seen; each is told once. */
export class SegmentBook {
  private readonly all: SegmentEntry[] = []
  private readonly keys = new Map<string, number>()
  private told = 0

  /** The number of a segment, given to it when it is first asked for. */
  numberOf(tap: string, vlan: string): number {
    const key = `${tap}\n${vlan}`
    const known = this.keys.get(key)
    if (known !== undefined) return known
    const id = this.all.length
    this.all.push({ id, tap, vlan })
    this.keys.set(key, id)
    return id
  }

  /** Those that are new since the last call. */
  take(): SegmentEntry[] {
    const entries = this.all.slice(this.told)
    this.told = this.all.length
    return entries
  }
}
