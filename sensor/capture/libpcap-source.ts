/*
 * Live interfaces, by libpcap itself (pcap(3pcap)), called through `koffi`. libpcap's own pcap_dump() takes the packets into
 * memory, as records of a classic capture file in this machine's byte order: JavaScript is called for none of them, and
 * then goes through many at once.
 */
import { type C, type CFunction, loadC } from './c-library.ts'
import { explainOpen } from './explain-open.ts'
import { hasInterface } from './interface-counters.ts'
import { KernelCounters } from './kernel-counters.ts'
import { COMPILE, functionsOf, LIBPCAP, NO_NETMASK, PROGRAM_BYTES } from './libpcap.ts'
import type { KernelCounts, LiveOptions, LiveTap, Receive } from './live-tap.ts'

const ERROR_BYTES = 256
/** After this long the kernel hands on a block of frames that is not full. */
const BUFFER_TIMEOUT_MS = 50
/** PCAP_TSTAMP_PRECISION_NANO */
const NANOSECONDS = 1
const POLL_MS = 5
/** So long it reads on without letting signals and timers run. */
const BUSY_MS = 20
const READ_BYTES = 16 << 20
const RECORD_HEADER = 16
/** DLT_ numbers that are not the LINKTYPE_ of the same thing: DLT_RAW. */
const LINK_TYPES: Readonly<Record<number, number>> = { 12: 101 }

interface Opened {
  readonly name: string
  readonly handle: unknown
  readonly dumper: unknown
  readonly file: unknown
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly linkType: number
  readonly counters: KernelCounters
  readonly stats: Buffer
}

/** Interfaces opened by libpcap: it reads by a timer of its own, goes on after the link was down, and hears signals. */
export class LibpcapSource implements LiveTap {
  private readonly library: Library
  private readonly opened: readonly Opened[]
  private readonly mostAtOnce: number
  private readonly receive: Receive
  private gone = ''

  private constructor(library: Library, options: LiveOptions, receive: Receive) {
    this.library = library
    this.receive = receive
    this.opened = options.interfaces.map((name) => library.open(name, options))
    this.mostAtOnce = Math.floor(READ_BYTES / (options.snapLength + RECORD_HEADER)) - 1
  }

  /** Opens the interfaces; packets come from then on. @throws CaptureError in one line */
  static async open(options: LiveOptions, receive: Receive): Promise<LibpcapSource> {
    const source = new LibpcapSource(new Library(await loadC('--tap koffi')), options, receive)
    setInterval(() => source.poll(), POLL_MS)
    return source
  }

  poll(): string {
    const untilMs = performance.now() + BUSY_MS
    for (const [tap, opened] of this.opened.entries()) {
      while (this.read(opened, tap) && performance.now() < untilMs);
    }
    return this.gone
  }

  counts(): readonly KernelCounts[] {
    return this.opened.map(({ handle, stats, counters }) => {
      this.library.stats(handle, stats)
      return counters.update(stats.readUInt32LE(0), stats.readUInt32LE(4), stats.readUInt32LE(8))
    })
  }

  /** False when there is no more for now. */
  private read({ name, handle, dumper, file, bytes, view, linkType }: Opened, tap: number): boolean {
    const { library, receive } = this
    const count = library.read(handle, dumper, file, this.mostAtOnce)
    // An interface that is only down is an error for older versions of libpcap.
    if (count < 0 && !hasInterface(name)) this.gone = name
    let at = 0
    for (let left = count; left > 0; left--) {
      const length = view.getUint32(at + 8, true)
      // The kernel stamps nanoseconds; what is stored counts microseconds.
      const timeUs = view.getUint32(at, true) * 1e6 + Math.floor(view.getUint32(at + 4, true) / 1000)
      receive(bytes, length, view.getUint32(at + 12, true), timeUs, tap, linkType, at + RECORD_HEADER)
      at += RECORD_HEADER + length
    }
    return count > 0
  }
}

/** The functions of libpcap and of the C library that are called: none of them can send. */
class Library {
  private readonly c: C
  private readonly pcap: Readonly<Record<keyof typeof PCAP, CFunction>>
  private readonly libc: Readonly<Record<keyof typeof LIBC, CFunction>>
  private readonly dump: unknown

  constructor(c: C) {
    this.c = c
    this.libc = functionsOf(c, 'libc.so.6', LIBC)
    this.pcap = functionsOf(c, LIBPCAP, PCAP)
    this.dump = c.load(LIBPCAP).symbol('pcap_dump')
  }

  open(name: string, options: LiveOptions): Opened {
    const { pcap, libc } = this
    const error = Buffer.alloc(ERROR_BYTES)
    const handle = pcap.create(name, error)
    if (handle === null) throw explainOpen(name, options.filter, textOf(error))
    const require = (status: unknown) => {
      if ((status as number) < 0) throw explainOpen(name, options.filter, this.reasonOf(handle, status as number))
    }
    require(pcap.setSnapLength(handle, options.snapLength))
    require(pcap.setPromiscuous(handle, options.promiscuous ? 1 : 0))
    require(pcap.setTimeout(handle, BUFFER_TIMEOUT_MS))
    require(pcap.setBufferSize(handle, options.bufferBytes))
    // Where the kernel has none, it stays at microseconds and says so, which is no error.
    pcap.setPrecision(handle, NANOSECONDS)
    require(pcap.activate(handle))
    this.filter(handle, options.filter, require)
    require(pcap.setNonBlocking(handle, 1, error))
    const { pointer, view } = this.c.allocate(READ_BYTES)
    const file = libc.memoryFile(pointer, READ_BYTES, 'w')
    const dumper = pcap.dumpTo(handle, file)
    const link = pcap.dataLink(handle) as number
    const linkType = LINK_TYPES[link] ?? link
    const [bytes, words, stats] = [new Uint8Array(view), new DataView(view), Buffer.alloc(ERROR_BYTES)]
    return { name, handle, dumper, file, bytes, view: words, linkType, counters: new KernelCounters(), stats }
  }

  /** Takes what waits into the memory of `file`, from its beginning; returns how many packets, below 0 for an error. */
  read(handle: unknown, dumper: unknown, file: unknown, most: number): number {
    this.libc.rewind(file)
    const count = this.pcap.dispatch(handle, most, this.dump, dumper) as number
    if (count > 0) this.libc.flush(file)
    return count
  }

  stats(handle: unknown, into: Buffer): void {
    this.pcap.stats(handle, into)
  }

  private filter(handle: unknown, expression: string, require: (status: unknown) => void): void {
    if (expression === '') return
    const { pointer } = this.c.allocate(PROGRAM_BYTES)
    require(this.pcap.compile(handle, pointer, expression, 1, NO_NETMASK))
    require(this.pcap.setFilter(handle, pointer))
  }

  private reasonOf(handle: unknown, status: number): string {
    const { pcap } = this
    const said = String(pcap.lastError(handle))
    return said === '' ? String(pcap.statusText(status)) : `${pcap.statusText(status)}: ${said}`
  }
}

const PCAP = {
  ...COMPILE,
  create: 'void *pcap_create(const char *source, _Out_ uint8_t *errbuf)',
  setSnapLength: 'int pcap_set_snaplen(void *p, int snaplen)',
  setPromiscuous: 'int pcap_set_promisc(void *p, int promisc)',
  setTimeout: 'int pcap_set_timeout(void *p, int to_ms)',
  setBufferSize: 'int pcap_set_buffer_size(void *p, int buffer_size)',
  setPrecision: 'int pcap_set_tstamp_precision(void *p, int tstamp_precision)',
  activate: 'int pcap_activate(void *p)',
  setFilter: 'int pcap_setfilter(void *p, void *fp)',
  setNonBlocking: 'int pcap_setnonblock(void *p, int nonblock, _Out_ uint8_t *errbuf)',
  dataLink: 'int pcap_datalink(void *p)',
  dumpTo: 'void *pcap_dump_fopen(void *p, void *fp)',
  dispatch: 'int pcap_dispatch(void *p, int cnt, void *callback, void *user)',
  stats: 'int pcap_stats(void *p, _Out_ uint8_t *ps)',
  statusText: 'const char *pcap_statustostr(int error)',
} as const

const LIBC = {
  memoryFile: 'void *fmemopen(void *buf, size_t size, const char *mode)',
  rewind: 'void rewind(void *stream)',
  flush: 'int fflush(void *stream)',
} as const

/** Up to the zero byte that ends it. */
function textOf(bytes: Buffer): string {
  return bytes.toString('utf8', 0, Math.max(0, bytes.indexOf(0)))
}
