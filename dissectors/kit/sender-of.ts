import type { MessageInfo } from './dissector.ts'
import type { Side } from './observation.ts'

/** The side that a message came from. */
export function senderOf(info: MessageInfo): Side {
  return info.direction === 'to-server' ? 'client' : 'server'
}

/** A number of the side, for keys of what each side has said. */
export function sideNumber(of: Side): number {
  return of === 'client' ? 0 : 1
}
