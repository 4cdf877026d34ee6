import { loadC } from './c-library.ts'
import { COMPILE, functionsOf, LIBPCAP, NO_NETMASK, PROGRAM_BYTES } from './libpcap.ts'
import { widenFilter } from './widen-filter.ts'

/** DLT_EN10MB: Ethernet, as mirror ports have it. */
const ETHERNET = 1
const MAX_SNAP = 65_535

/**
 * What is wrong with a filter, as libpcap says it, without an interface; '' when nothing is. It compiles what a capture
 * would. @throws CaptureError where there is no libpcap to ask
 */
export async function checkFilter(filter: string): Promise<string> {
  const { filter: given } = widenFilter(filter)
  if (given === '') return ''
  const c = await loadC('checking a filter')
  const pcap = functionsOf(c, LIBPCAP, { ...COMPILE, ...WITHOUT_INTERFACE })
  const handle = pcap.openDead(ETHERNET, MAX_SNAP)
  const { pointer } = c.allocate(PROGRAM_BYTES)
  const status = pcap.compile(handle, pointer, given, 1, NO_NETMASK) as number
  const reason = status < 0 ? String(pcap.lastError(handle)) : ''
  if (status >= 0) pcap.freeCode(pointer)
  pcap.close(handle)
  return reason
}

const WITHOUT_INTERFACE = {
  openDead: 'void *pcap_open_dead(int linktype, int snaplen)',
  freeCode: 'void pcap_freecode(void *fp)',
  close: 'void pcap_close(void *p)',
} as const
