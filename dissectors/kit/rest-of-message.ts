import type { ContentOf, Direction } from './dissector.ts'

/**
 * What is still to come of a message of which only the beginning is looked at: rows and statements of any length pass as
 * content, and are not held.
 */
export class RestOfMessage {
  private toServer = 0
  private toClient = 0

  expect(direction: Direction, bytes: number): void {
    if (direction === 'to-server') this.toServer = bytes
    else this.toClient = bytes
  }

  /** How many bytes there are, told once. */
  take(direction: Direction): number {
    const bytes = direction === 'to-server' ? this.toServer : this.toClient
    this.expect(direction, 0)
    return bytes
  }
}

/** The content of a protocol that has no other: the rest of its messages, which nobody reads. */
export const PASSED_REST: ContentOf<{ readonly rest: RestOfMessage }> = {
  next: ({ rest }, direction) => rest.take(direction),
  look: () => 0,
  dissect: () => {},
}
