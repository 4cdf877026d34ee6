import type { Frame } from './frame.ts'

/** Adds a VLAN id to those of the frame: two name its segment, further ones do not. */
export function noteVlan(frame: Frame, id: number): void {
  // Id 0 is a priority tag: the frame belongs to no VLAN (802.1Q table 9-2).
  if (id === 0) return
  if (frame.vlan === 0) frame.vlan = 1 + id
  else if (frame.vlan < 0x2000) frame.vlan += (1 + id) << 13
}
