/**
 * Prefixes of MAC addresses that hypervisors give to their machines: registered with the IEEE to their makers, but for
 * that of QEMU, which has the local bit. Sources: the IEEE registry (MA-L), and the manuals of the hypervisors (as of
 * November 2026).
 */
const HYPERVISORS: Readonly<Record<string, string>> = {
  '00:05:69': 'VMware',
  '00:0c:29': 'VMware',
  '00:1c:14': 'VMware',
  '00:50:56': 'VMware',
  '00:15:5d': 'Microsoft Hyper-V',
  '00:16:3e': 'Xen',
  '00:1c:42': 'Parallels',
  '08:00:27': 'VirtualBox',
  '52:54:00': 'QEMU/KVM',
  'bc:24:11': 'Proxmox VE',
}
const PREFIX_LENGTH = 8
const LOCAL_BIT = 2

/** The hypervisor that gave a MAC address; '' for that of a machine of its own; undefined where it does not tell. */
export function hypervisorOf(mac: string): string | undefined {
  const known = HYPERVISORS[mac.slice(0, PREFIX_LENGTH)]
  if (known !== undefined) return known
  return Number.parseInt(mac.slice(0, 2), 16) & LOCAL_BIT ? undefined : ''
}
