/** A filter as the kernel gets it, and why it is not the one that was given; `why` is '' when it is. */
export interface WidenedFilter {
  readonly filter: string
  readonly why: string
}

/**
 * A filter that sees tagged frames too. Live, the kernel has taken the outer VLAN tag out of the frame before the
 * filter runs; inner tags, and tags that an interface leaves in, hide the frame from `F`, and `vlan and (F)` finds it.
 * After `vlan` all that follows is read behind a tag (pcap-filter(7)): who writes it has thought of tags himself.
 */
export function widenFilter(filter: string): WidenedFilter {
  const given = filter.trim()
  if (given === '') return { filter: '', why: '' }
  if (/\bvlan\b/.test(given)) return { filter: given, why: '' }
  return {
    filter: `(${given}) or (vlan and (${given}))`,
    why: 'so that it sees frames with a VLAN tag too, which it would be blind to; write "vlan" into it to have it as it is',
  }
}
