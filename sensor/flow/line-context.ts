import type { Direction } from '../../dissectors/kit/dissector.ts'
import type { Identifier } from '../identify/identifier.ts'
import type { Inventory } from '../model/inventory.ts'
import { HeldBudget } from './tcp-connection.ts'

/** What every dialogue of one line shares: where it reports to, and the message being dissected. */
export class LineContext {
  readonly identifier: Identifier
  readonly inventory: Inventory
  readonly budget = new HeldBudget()
  /** Number of the frame that completed the message being dissected. */
  frame = 0
  /** Counted over the life of the line, for the summary of a replay. */
  messages = 0
  malformed = 0
  undecoded = 0
  faults = 0
  readonly info = {
    timeUs: 0,
    direction: 'to-server' as Direction,
    afterGap: false,
    sourceMac: 0,
    targetMac: 0,
  }

  constructor(identifier: Identifier, inventory: Inventory) {
    this.identifier = identifier
    this.inventory = inventory
  }

  /** Says where what is dissected next stands. */
  place(direction: Direction, afterGap: boolean, timeUs: number, frame: number): void {
    this.info.timeUs = timeUs
    this.info.direction = direction
    this.info.afterGap = afterGap
    this.frame = frame
  }
}
