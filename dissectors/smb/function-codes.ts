import { describeRpc } from '../dcerpc/describe-rpc.ts'
import { PACKET } from './smb-header.ts'
import { describeSmb1 } from './smb1-commands.ts'
import { describeSmb2 } from './smb2-commands.ts'

/** Number spaces of `Operation.code`; the low byte is the command, the next one its subcommand. */
export const SPACE = { smb1: 0, smb2: 0x1_0000, session: 0x2_0000, sealed: 0x3_0000 } as const
/** Codes from here on are those of remote procedure calls through a pipe. */
export const PIPE_CODES = 0x1_0000_0000

export const ENCRYPTED = SPACE.sealed + 0xfd
export const COMPRESSED = SPACE.sealed + 0xfc

const SESSION_NAMES: Readonly<Record<number, string>> = {
  [PACKET.request]: 'NetBIOS session request',
  [PACKET.positive]: 'NetBIOS positive session response',
  [PACKET.negative]: 'NetBIOS negative session response',
  [PACKET.retarget]: 'NetBIOS retarget session response',
  [PACKET.keepAlive]: 'NetBIOS session keep alive',
}

export function describeSmb(code: number): { function: string; name: string } {
  if (code >= PIPE_CODES) return describeRpc(code - PIPE_CODES)
  const command = code & 0xff
  const detail = (code >> 8) & 0xff
  switch (code & 0xf_0000) {
    case SPACE.smb1:
      return describeSmb1(command, detail)
    case SPACE.smb2:
      return describeSmb2(command, detail)
    case SPACE.session: {
      const text = `nbss 0x${command.toString(16)}`
      return { function: text, name: SESSION_NAMES[command] ?? text }
    }
    default:
      return code === ENCRYPTED
        ? { function: 'smb2 encrypted', name: 'SMB2 encrypted message' }
        : { function: 'smb2 compressed', name: 'SMB2 compressed message' }
  }
}
