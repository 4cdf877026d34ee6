import type { Identifier } from '../identify/identifier.ts'
import type { Witness } from '../model/delta.ts'
import type { Inventory } from '../model/inventory.ts'
import { Askers } from './askers.ts'
import { HeldMemory } from './held-memory.ts'
import { Moment } from './moment.ts'
import { SharedStates } from './shared-states.ts'

/** What every dialogue of one line shares: where it reports to, and the message being dissected. */
export class LineContext {
  readonly identifier: Identifier
  readonly inventory: Inventory
  readonly held = new HeldMemory()
  readonly info = new Moment()
  /** Counted over the life of the line, for the summary of a replay. */
  messages = 0
  malformed = 0
  undecoded = 0
  faults = 0

  /** Who asks over UDP, for answers that come from another port. */
  readonly askers = new Askers()
  readonly shared = new SharedStates()

  private lastWitness: Witness = { capture: 0, frame: 0, timeUs: 0 }

  constructor(identifier: Identifier, inventory: Inventory) {
    this.identifier = identifier
    this.inventory = inventory
  }

  /** The frame at hand: one object for all that is learnt from it. */
  witness(): Witness {
    const { lastWitness, inventory, info } = this
    const { capture } = inventory
    const { frame, timeUs } = info
    if (lastWitness.frame === frame && lastWitness.capture === capture && lastWitness.timeUs === timeUs) {
      return lastWitness
    }
    this.lastWitness = { capture, frame, timeUs }
    return this.lastWitness
  }
}
