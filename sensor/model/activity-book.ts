import { OPERATION_CLASSES, type OperationClass } from '../../dissectors/kit/observation.ts'
import type { Conversation, OperationRecord } from './conversation.ts'
import type { ActivityEntry } from './delta.ts'
import type { Mutable } from './mutable.ts'

export const MINUTE_US = 60_000_000

const CLASS_NUMBER = new Map<OperationClass, number>(OPERATION_CLASSES.map((name, at) => [name, at + 1]))
/** Of what a conversation carried in all, understood or not. */
const ALL = 0
const NUMBERS = OPERATION_CLASSES.length + 1

/**
 * What each conversation did in a minute of capture time. Nothing is done for a message: what the records and
 * conversations have counted is gathered at every delta, and whenever a minute is over.
 */
export class ActivityBook {
  private minuteUs = 0
  private readonly current = new Map<number, Mutable<ActivityEntry>>()
  private done: ActivityEntry[] = []

  /** Adds what was counted since the last call to the minute that goes on. */
  gather(conversations: readonly Conversation[], records: readonly OperationRecord[]): void {
    for (const record of records) {
      record.active = false
      const messages = record.requests + record.responses + record.messages
      const more = messages - record.gathered
      record.gathered = messages
      if (more > 0) this.entry(record.conversation.id, record.operation.class).messages += more
    }
    for (const conversation of conversations) {
      conversation.active = false
      const packets = conversation.packetsToServer + conversation.packetsToClient
      const bytes = conversation.bytesToServer + conversation.bytesToClient
      if (packets > conversation.gatheredPackets) {
        const entry = this.entry(conversation.id, '')
        entry.packets += packets - conversation.gatheredPackets
        entry.bytes += bytes - conversation.gatheredBytes
      }
      conversation.gatheredPackets = packets
      conversation.gatheredBytes = bytes
    }
  }

  /** What follows belongs to the minute of this time. */
  turn(timeUs: number): void {
    for (const entry of this.current.values()) this.done.push(entry)
    this.current.clear()
    this.minuteUs = Math.floor(timeUs / MINUTE_US) * MINUTE_US
  }

  /** The minutes that are over. */
  take(): ActivityEntry[] {
    const { done } = this
    this.done = []
    return done
  }

  private entry(conversation: number, operationClass: OperationClass | ''): Mutable<ActivityEntry> {
    const number = operationClass === '' ? ALL : (CLASS_NUMBER.get(operationClass) as number)
    const key = conversation * NUMBERS + number
    let entry = this.current.get(key)
    if (entry === undefined) {
      entry = { conversation, class: operationClass, minuteUs: this.minuteUs, messages: 0, packets: 0, bytes: 0 }
      this.current.set(key, entry)
    }
    return entry
  }
}
