import type { Frame } from '../decode/frame.ts'
import { tunnelText } from '../decode/tunnels.ts'
import type { Conversation } from '../model/conversation.ts'
import type { Inventory } from '../model/inventory.ts'

/** Tunnels told apart of one flow; frames of further ones are counted together. */
export const MAX_TUNNELS_OF_FLOW = 8
const ALL_OTHERS = -1

interface Passage {
  readonly tunnel: number
  readonly id: number
  readonly text: string
  /** Since they were last reported. */
  frames: number
}

/** What the frames of flows came in, of which only the inside is mapped: the witness of how a conversation was seen. */
export class FlowTunnels {
  private readonly passages = new Map<number, Passage[]>()

  /** Counts a frame that came in something. */
  note(flow: number, { tunnel, tunnelId, mirror, mirrorId }: Frame): void {
    if (tunnel !== 0) this.count(flow, tunnel, tunnelId)
    // What a mirror sends through another tunnel is told by both.
    if (mirror !== 0 && (mirror !== tunnel || mirrorId !== tunnelId)) this.count(flow, mirror, mirrorId)
  }

  /** Brings what was counted into the flow's conversation. */
  report(flow: number, conversation: Conversation, inventory: Inventory): void {
    if (this.passages.size === 0) return
    for (const passage of this.passages.get(flow) ?? []) {
      inventory.cover(conversation, 'frames-tunnelled', passage.text, passage.frames)
      passage.frames = 0
    }
  }

  forget(flow: number): void {
    if (this.passages.size > 0) this.passages.delete(flow)
  }

  private count(flow: number, tunnel: number, id: number): void {
    const known = this.passages.get(flow)
    const passages = known ?? []
    if (known === undefined) this.passages.set(flow, passages)
    for (const passage of passages) {
      const isSame = passage.tunnel === tunnel && passage.id === id
      if (!isSame && passage.tunnel !== ALL_OTHERS) continue
      passage.frames++
      return
    }
    const isRoom = passages.length < MAX_TUNNELS_OF_FLOW
    passages.push(
      isRoom
        ? { tunnel, id, text: tunnelText(tunnel, id), frames: 1 }
        : { tunnel: ALL_OTHERS, id: 0, text: '…', frames: 1 },
    )
  }
}
