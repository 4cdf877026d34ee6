/** A filter as the kernel gets it, and why it is not the one that was given; `why` is '' when it is. */
export interface WidenedFilter {
  readonly filter: string
  readonly why: string
}

/**
 * A filter that sees tagged frames too. Live, the kernel has taken the outer VLAN tag out of the frame before the filter
 * runs, so that `F` alone finds frames with one tag, but none with two; and an interface may leave the first one in.
 * What follows the word `vlan` is read behind one more tag (pcap-filter(7)): who writes it has thought of tags himself.
 */
export function widenFilter(filter: string): WidenedFilter {
  const given = filter.trim()
  if (given === '') return { filter: '', why: '' }
  if (/\bvlan\b/.test(given)) return { filter: given, why: '' }
  return {
    filter: `(${given}) or (vlan and ((${given}) or (vlan and (${given}))))`,
    why: 'so that it is not blind to frames with VLAN tags; write "vlan" into it to have it as it is',
  }
}
