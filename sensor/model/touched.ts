import type { ActivityBook } from './activity-book.ts'
import type { Conversation, OperationRecord } from './conversation.ts'

/** The conversations and records that changed since the last delta, and those that the book of activity has yet to gather. */
export class Touched {
  readonly conversations: Conversation[] = []
  readonly records: OperationRecord[] = []
  private readonly activeConversations: Conversation[] = []
  private readonly activeRecords: OperationRecord[] = []

  conversation(conversation: Conversation): void {
    if (conversation.active) return
    conversation.active = true
    this.activeConversations.push(conversation)
    if (conversation.dirty) return
    conversation.dirty = true
    conversation.idle = 0
    this.conversations.push(conversation)
  }

  record(record: OperationRecord): void {
    record.active = true
    this.activeRecords.push(record)
    if (!record.dirty) this.records.push(record)
    record.dirty = true
    this.conversation(record.conversation)
  }

  /** Has the book of activity gather what was counted since the last time. */
  gather(activity: ActivityBook): void {
    activity.gather(this.activeConversations, this.activeRecords)
    this.activeConversations.length = 0
    this.activeRecords.length = 0
  }

  /** All of them were told. */
  clear(): void {
    this.conversations.length = 0
    this.records.length = 0
  }
}
