/** IEC 61158-6-10, 5.2.6.2 (AlarmType). */
const NAMES: Readonly<Record<number, string>> = {
  0x01: 'Diagnosis',
  0x02: 'Process',
  0x03: 'Pull',
  0x04: 'Plug',
  0x05: 'Status',
  0x06: 'Update',
  0x07: 'Redundancy',
  0x08: 'Controlled by supervisor',
  0x09: 'Released',
  0x0a: 'Plug wrong submodule',
  0x0b: 'Return of submodule',
  0x0c: 'Diagnosis disappears',
  0x0d: 'Multicast communication mismatch',
  0x0e: 'Port data change',
  0x0f: 'Sync data changed',
  0x10: 'Isochronous mode problem',
  0x11: 'Network component problem',
  0x12: 'Time data changed',
  0x13: 'Dynamic Frame Packing problem',
  0x14: 'MRPD problem',
  0x15: 'Multiple interface mismatch',
  0x1e: 'Upload and retrieval',
  0x1f: 'Pull module',
}

/** What an alarm is about. */
export function alarmName(type: number): string {
  return NAMES[type] ?? `alarm type ${type}`
}
