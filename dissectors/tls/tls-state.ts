import { Operations } from '../kit/operations.ts'
import type { HandshakeOver } from './fingerprints.ts'
import { HandshakeAssembly } from './handshake-assembly.ts'

/** What is known of one side's messages. */
interface SpeakingSide {
  readonly assembly: HandshakeAssembly
  /** It sent ChangeCipherSpec: up to TLS 1.2 its handshake is encrypted from there on. */
  changed: boolean
}

/** One dialogue of TLS or DTLS, or the handshake within QUIC. */
export interface TlsState {
  readonly operations: Operations
  readonly over: HandshakeOver
  readonly client: SpeakingSide
  readonly server: SpeakingSide
  /** The suite that the server chose; -1 while none was seen. */
  cipher: number
  /** TLS 1.3 was chosen, where ChangeCipherSpec means nothing. */
  isLaterVersion: boolean
  clientFingerprint: string
  serverFingerprint: string
  sessionSaid: boolean
}

export function newTlsState(over: HandshakeOver, operations = new Operations()): TlsState {
  return {
    operations,
    over,
    client: { assembly: new HandshakeAssembly(), changed: false },
    server: { assembly: new HandshakeAssembly(), changed: false },
    cipher: -1,
    isLaterVersion: false,
    clientFingerprint: '',
    serverFingerprint: '',
    sessionSaid: false,
  }
}
