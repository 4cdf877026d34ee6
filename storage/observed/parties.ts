/** SQL for the parties of a conversation `v`: its client `c` and server `s`, with their segments and assets. */
export const PARTIES = `
JOIN addresses c ON c.key = v.client JOIN segments cg ON cg.key = c.segment LEFT JOIN assets ca ON ca.key = c.asset
JOIN addresses s ON s.key = v.server JOIN segments sg ON sg.key = s.segment LEFT JOIN assets sa ON sa.key = s.asset`

export const PARTY_COLUMNS = `coalesce(ca.id, '') AS client, c.value AS clientAddress,
  coalesce(sa.id, '') AS server, s.value AS serverAddress, v.protocol, v.transport, v.port AS serverPort`

/** The natural key of a conversation as text that does not depend on when it was stored. */
export const PARTY_ORDER = 'cg.tap, cg.vlan, c.value, sg.tap, sg.vlan, s.value, v.protocol, v.transport, v.port'

export type PartyColumns = {
  /** The asset's id; '' for a group address, and for an address that is not assigned yet. */
  readonly client: string
  readonly clientAddress: string
  readonly server: string
  readonly serverAddress: string
  readonly protocol: string
  readonly transport: string
  /** Server port, IP protocol number or EtherType, as the transport says. */
  readonly serverPort: number
}
