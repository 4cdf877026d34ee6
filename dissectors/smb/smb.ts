/*
 * SMB 1 to 3, over TCP port 445 and, behind the NetBIOS session service, over TCP port 139. Little-endian, but for the
 * session header.
 * MS-CIFS and MS-SMB (SMB 1), 2.2; MS-SMB2 (SMB 2 and 3), 2.2; RFC 1002, 4.3 (session service); MS-NLMP, RFC 4178 (sign-in).
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { COMPRESSED, describeSmb, ENCRYPTED } from './function-codes.ts'
import { dissectSessionPacket } from './session-service.ts'
import {
  MAX_SMB_MESSAGE,
  PACKET,
  PROTOCOL,
  probeSmb,
  SESSION_HEADER_LENGTH,
  smbDirection,
  smbLength,
} from './smb-header.ts'
import { SmbState } from './smb-state.ts'
import { dissectSmb1 } from './smb1.ts'
import { dissectSmb2 } from './smb2.ts'

export const smb = defineDissector<SmbState>({
  name: 'smb',
  title: 'SMB',
  carriers: [{ over: 'tcp', ports: [445, 139] }],
  depth: {
    decodes: 'all commands of SMB 1 to 3, compounds, shares, files, sign-in by NTLM and Kerberos, calls through pipes',
    identity: 'names, domain and system of both sides from NTLM and SMB 1; server GUID; NetBIOS session names',
    missing:
      'encrypted and compressed messages (counted); raw reads of SMB 1; SMB over QUIC or RDMA; mailslots (UDP 138)',
  },
  maxMessage: MAX_SMB_MESSAGE,

  probe: probeSmb,

  directionOf: smbDirection,

  messageLength: smbLength,

  newState: () => new SmbState(),

  dissect(message: Cursor, info: MessageInfo, state: SmbState, sink: Sink): void {
    const { pos, end, view } = message
    if (message.left < SESSION_HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (view.getUint8(pos) !== PACKET.message) {
      dissectSessionPacket(message, info, state, sink)
      return
    }
    message.skip(SESSION_HEADER_LENGTH)
    const mark = pos + SESSION_HEADER_LENGTH + 4 <= end ? view.getUint32(pos + SESSION_HEADER_LENGTH) : 0
    if (mark === PROTOCOL.smb2) dissectSmb2(message, info, state, sink)
    else if (mark === PROTOCOL.smb1) dissectSmb1(message, info, state, sink)
    else sealed(mark, state, sink)
  },

  mayHide: true,

  describe: describeSmb,
})

/** MS-SMB2, 2.2.41 and 2.2.42: nothing of what is inside is known. */
function sealed(mark: number, state: SmbState, sink: Sink): void {
  const code = mark === PROTOCOL.encrypted ? ENCRYPTED : COMPRESSED
  sink.operation('event', state.plain(code, 'unknown'), 0)
  sink.observe({ kind: 'undecoded', reason: code === ENCRYPTED ? 'encrypted' : 'unsupported', code })
  if (code !== ENCRYPTED || state.isEncrypted) return
  state.isEncrypted = true
  sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
}
