/*
 * What the first packets of a connection say: the hellos of TLS, with the name that the client asks for. RFC 9001, clause 5.2:
 * the keys come from the connection ID of the first Initial; after a Retry from the one that it gave.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operations } from '../kit/operations.ts'
import { dissectHandshake } from '../tls/handshake.ts'
import { newTlsState, type TlsState } from '../tls/tls-state.ts'
import { CryptoStream } from './crypto-stream.ts'
import { type InitialKeys, initialKeys, openPacket } from './initial-keys.ts'
import type { LongHeader } from './long-header.ts'

/** Initials of one side that are opened; a hello takes one or two. */
export const MAX_INITIALS = 8
const NO_ID = new Uint8Array(0)

/** Of one connection. */
export class FirstPackets {
  private readonly tls: TlsState
  private keys: InitialKeys | undefined = undefined
  private client = new CryptoStream()
  private server = new CryptoStream()
  private left = { 'to-server': MAX_INITIALS, 'to-client': MAX_INITIALS }

  constructor(operations: Operations) {
    this.tls = newTlsState('q', operations)
  }

  /** A connection begins, or is begun anew with the connection ID that a Retry gave: its handshake does so, too. */
  private begin(keys: InitialKeys): void {
    this.keys = keys
    this.client = new CryptoStream()
    this.server = new CryptoStream()
    this.tls.client.assembly.forget()
    this.tls.server.assembly.forget()
    this.left = { 'to-server': MAX_INITIALS, 'to-client': MAX_INITIALS }
  }

  /** Reads an Initial, whose header was read; false where it cannot be opened. */
  read(message: Cursor, header: LongHeader, info: MessageInfo, sink: Sink): boolean {
    const { direction } = info
    if (this.left[direction] === 0) return false
    this.left[direction]--
    const frames = this.open(message, header, direction)
    if (frames === undefined) return false
    const isToServer = direction === 'to-server'
    const { assembly } = isToServer ? this.tls.client : this.tls.server
    ;(isToServer ? this.client : this.server).read(frames, (bytes) => assembly.add(bytes))
    while (assembly.next()) dissectHandshake(assembly.type, assembly.body, info, this.tls, sink)
    return true
  }

  private open(message: Cursor, header: LongHeader, direction: Direction): Uint8Array | undefined {
    const at = header.payloadAt - message.pos
    if (direction === 'to-client') {
      return this.keys === undefined ? undefined : openPacket(this.keys.server, packetOf(message, header), at)
    }
    const known = this.keys === undefined ? undefined : openPacket(this.keys.client, packetOf(message, header), at)
    if (known !== undefined) return known
    const keys = initialKeys(header.version, targetOf(message, header))
    const frames = openPacket(keys.client, packetOf(message, header), at)
    if (frames !== undefined) this.begin(keys)
    return frames
  }
}

/** Whether an Initial is a client's own first one: its keys come from the connection ID that it is sent to. */
export function isOfClient(message: Cursor, header: LongHeader): boolean {
  const { client } = initialKeys(header.version, targetOf(message, header))
  return openPacket(client, packetOf(message, header), header.payloadAt - message.pos) !== undefined
}

/** A copy, which is changed when it is opened. */
function packetOf({ view, pos }: Cursor, { end }: LongHeader): Uint8Array {
  return copyOf(view, pos, end)
}

function targetOf({ view, pos }: Cursor, { targetLength }: LongHeader): Uint8Array {
  return targetLength === 0 ? NO_ID : copyOf(view, pos + 6, pos + 6 + targetLength)
}

function copyOf(view: DataView, from: number, to: number): Uint8Array {
  return Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset + from, to - from))
}
