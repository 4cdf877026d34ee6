/** What people call a segment: 'untagged', 'vlan 10', 'vlan 10.20 on eth1'. */
export function segmentName(tap: string, vlan: string): string {
  const name = vlan === '' ? 'untagged' : `vlan ${vlan}`
  return tap === '' ? name : `${name} on ${tap}`
}
