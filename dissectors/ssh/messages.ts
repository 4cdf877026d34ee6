/* Message numbers of the transport layer: RFC 4250, 4.1.2; RFC 8308 (7); of a key exchange: RFC 4253, RFC 4419, RFC 5656. */
export const MESSAGE = { debug: 4, extInfo: 7, kexInit: 20, newKeys: 21 } as const
/** Code of the line that a side begins with, beyond message numbers. */
export const IDENTIFICATION = 0x100

const NAMES: Readonly<Record<number, string>> = {
  1: 'SSH_MSG_DISCONNECT',
  2: 'SSH_MSG_IGNORE',
  3: 'SSH_MSG_UNIMPLEMENTED',
  4: 'SSH_MSG_DEBUG',
  7: 'SSH_MSG_EXT_INFO',
  20: 'SSH_MSG_KEXINIT',
  21: 'SSH_MSG_NEWKEYS',
}

export function describeSsh(code: number): { function: string; name: string } {
  if (code === IDENTIFICATION) return { function: 'identification', name: 'identification string' }
  return { function: String(code), name: NAMES[code] ?? `key exchange message ${code}` }
}
