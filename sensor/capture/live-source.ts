import { CaptureError } from './errors.ts'
import { explainOpen } from './explain-open.ts'
import { KernelCounters } from './kernel-counters.ts'
import type { KernelCounts, LiveOptions, LiveTap, Receive } from './live-tap.ts'

/** Of `pcap` 3.1.0, what we use. Its own types leave out `session`, `buf` and `header`. */
interface Pcap {
  warningHandler: (text: string) => void
  createSession(device: string, options: object): Session
}

interface Session {
  readonly link_type: string
  /** One for every packet, overwritten. */
  readonly buf: Buffer
  readonly header: Buffer
  readonly session: { dispatch(buf: Buffer, header: Buffer): number }
  stats(): { readonly ps_recv: number; readonly ps_drop: number; readonly ps_ifdrop: number }
  on(event: 'packet', listener: () => void): void
}

interface Opened {
  readonly name: string
  readonly session: Session
  readonly counters: KernelCounters
}

/** At 0 or less libpcap gives up the ring for one of 160 frames; at 1000, its default, frames come a second late. */
const BUFFER_TIMEOUT_MS = 50
const GONE = -1
const LINK_TYPES: Readonly<Record<string, number>> = {
  LINKTYPE_NULL: 0,
  LINKTYPE_ETHERNET: 1,
  LINKTYPE_RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  LINKTYPE_IEEE802_11_RADIO: 127,
}

/**
 * Live interfaces, by `pcap`, which must be loaded in the main thread of a process of its own, opens each interface
 * once in the life of that process, and ends with it: closing waits for a packet that may never come.
 */
export class LiveSource implements LiveTap {
  private readonly opened: Opened[]

  private constructor(opened: Opened[]) {
    this.opened = opened
  }

  /** Opens the interfaces; packets come from then on. @throws CaptureError in one line */
  static async open(options: LiveOptions, receive: Receive): Promise<LiveSource> {
    const pcap = await load()
    return new LiveSource(options.interfaces.map((name, tap) => open(pcap, name, tap, options, receive)))
  }

  /**
   * Reads what waits, as libuv should have done: it forgets a socket whose interface went down, without a word.
   * Returns the name of an interface that is gone, or ''.
   */
  poll(): string {
    let gone = ''
    for (const { name, session } of this.opened) {
      if (session.session.dispatch(session.buf, session.header) === GONE) gone ||= name
    }
    return gone
  }

  /** What the kernel counted, one for each interface; also from within `receive`. */
  counts(): readonly KernelCounts[] {
    return this.opened.map(({ session, counters }) => {
      const { ps_recv, ps_drop, ps_ifdrop } = session.stats()
      return counters.update(ps_recv, ps_drop, ps_ifdrop)
    })
  }
}

async function load(): Promise<Pcap> {
  try {
    return ((await import('pcap')) as unknown as { default: Pcap }).default
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error)
    const text = `live capture needs the npm package "pcap": run "apt-get install libpcap-dev g++ make && npm install pcap", or take --tap koffi (${reason})`
    throw new CaptureError('SIGHTLINE_CAPTURE_NO_PCAP', text)
  }
}

function open(pcap: Pcap, name: string, tap: number, options: LiveOptions, receive: Receive): Opened {
  // It warns that the interface has no address, which is how a sensor's interface must be.
  pcap.warningHandler = () => undefined
  let session: Session
  try {
    session = pcap.createSession(name, {
      filter: options.filter,
      snap_length: options.snapLength,
      buffer_size: options.bufferBytes,
      buffer_timeout: BUFFER_TIMEOUT_MS,
      promiscuous: options.promiscuous,
    })
  } catch (error) {
    throw explainOpen(name, options.filter, error instanceof Error ? error.message : String(error))
  }
  const linkType = linkTypeOf(session.link_type)
  const { buf } = session
  const header = new DataView(session.header.buffer, session.header.byteOffset, session.header.byteLength)
  session.on('packet', () => {
    // Seconds, microseconds, bytes kept, bytes on the wire: in the machine's order, little-endian wherever Node.js runs.
    const timeUs = header.getUint32(0, true) * 1e6 + header.getUint32(4, true)
    receive(buf, header.getUint32(8, true), header.getUint32(12, true), timeUs, tap, linkType)
  })
  return { name, session, counters: new KernelCounters() }
}

function linkTypeOf(name: string): number {
  // 'Unknown linktype 276': the number is a DLT_, which from 10 on is the LINKTYPE_ but for a few that Linux never gives.
  return LINK_TYPES[name] ?? Number(/\d+$/.exec(name)?.[0] ?? 1)
}
