import type { ModuleEntry } from './delta.ts'
import type { Mutable } from './mutable.ts'

/** The parts behind an address that answered, and those that it says it passes messages on to. */
export class ModuleBook {
  private readonly modules = new Map<string, Mutable<ModuleEntry>>()

  note(
    address: number,
    protocol: string,
    module: string,
    answers: number,
    behindGateway: boolean,
    firstUs: number,
    lastUs: number,
  ): void {
    const key = `${address} ${protocol} ${module}`
    const known = this.modules.get(key)
    if (known === undefined) {
      this.modules.set(key, { address, protocol, module, answers, behindGateway, firstUs, lastUs })
      return
    }
    known.answers += answers
    if (behindGateway) known.behindGateway = true
    known.firstUs = Math.min(known.firstUs, firstUs)
    known.lastUs = Math.max(known.lastUs, lastUs)
  }

  /** What was noted since the last call. */
  take(): ModuleEntry[] {
    const entries = [...this.modules.values()]
    this.modules.clear()
    return entries
  }
}
