/* MCS PDUs: T.125, 7, by the choice in the six high bits of their first byte; X.224 connects; what is in TLS. */
export const FUNCTION = {
  connect: 0x100,
  connectInitial: 0x101,
  disconnect: 0x102,
  tls: 0x103,
  fastPath: 0x104,
} as const

const MCS: Readonly<Record<number, string>> = {
  1: 'erectDomainRequest',
  8: 'disconnectProviderUltimatum',
  10: 'attachUserRequest',
  11: 'attachUserConfirm',
  14: 'channelJoinRequest',
  15: 'channelJoinConfirm',
  25: 'sendDataRequest',
  26: 'sendDataIndication',
}
/** Confirms, by the requests that they answer. */
const CONFIRMS: Readonly<Record<number, number>> = { 11: 10, 15: 14 }

const OTHERS: Readonly<Record<number, { function: string; name: string }>> = {
  [FUNCTION.connect]: { function: 'x224 connect', name: 'X.224 Connection Request' },
  [FUNCTION.connectInitial]: { function: 'mcs connect', name: 'MCS Connect Initial' },
  [FUNCTION.disconnect]: { function: 'x224 disconnect', name: 'X.224 Disconnect Request' },
  [FUNCTION.tls]: { function: 'tls', name: 'RDP within TLS' },
  [FUNCTION.fastPath]: { function: 'fast-path', name: 'RDP fast-path PDU' },
}

export function requestOfConfirm(choice: number): number | undefined {
  return CONFIRMS[choice]
}

export function isKnownMcs(choice: number): boolean {
  return MCS[choice] !== undefined
}

export function describeRdp(code: number): { function: string; name: string } {
  return (
    OTHERS[code] ?? { function: `mcs ${code}`, name: MCS[code] === undefined ? `MCS PDU ${code}` : `MCS ${MCS[code]}` }
  )
}
