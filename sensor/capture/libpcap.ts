import type { C, CFunction } from './c-library.ts'
import { CaptureError } from './errors.ts'

export const LIBPCAP = 'libpcap.so.0.8'
/** PCAP_NETMASK_UNKNOWN */
export const NO_NETMASK = 0xffffffff

/** What compiles a filter: `fp` is a struct bpf_program, a number and a pointer. */
export const COMPILE = {
  compile: 'int pcap_compile(void *p, void *fp, const char *str, int optimize, uint32_t netmask)',
  lastError: 'const char *pcap_geterr(void *p)',
} as const
export const PROGRAM_BYTES = 16

/** The functions of a C library that these prototypes name. @throws CaptureError in one line, when it is not there */
export function functionsOf<Name extends string>(
  c: C,
  library: string,
  prototypes: Readonly<Record<Name, string>>,
): Record<Name, CFunction> {
  try {
    const loaded = c.load(library)
    const found = Object.entries<string>(prototypes).map(([name, prototype]) => [name, loaded.func(prototype)])
    return Object.fromEntries(found) as Record<Name, CFunction>
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error)
    const text = `--tap koffi needs ${library}: run "apt-get install libpcap0.8", or capture with --tap pcap (${reason})`
    throw new CaptureError('SIGHTLINE_CAPTURE_NO_LIBPCAP', text)
  }
}
