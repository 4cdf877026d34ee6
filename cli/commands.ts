import type { Command } from 'commander'

/** A command as the list of all shows it. */
interface Entry {
  readonly name: string
  readonly description: string
  /** Loads what it needs, and gives what defines its options and what it does. */
  readonly load: () => Promise<(command: Command) => void>
}

export const COMMANDS: readonly Entry[] = [
  {
    name: 'start',
    description: 'replay or capture into the store and serve what it shows, as two processes under one supervisor',
    load: async () => (await import('./start.ts')).startCommand,
  },
  {
    name: 'capture',
    description: 'capture live from interfaces at a mirror port or tap; it never sends',
    load: async () => (await import('./capture.ts')).captureCommand,
  },
  {
    name: 'replay',
    description: 'read capture files (pcap, pcapng, also gzip or zstd) into the map, in capture time',
    load: async () => (await import('./replay.ts')).replayCommand,
  },
  {
    name: 'serve',
    description: 'serve the API over what was observed; reads only',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'export',
    description: 'write what was observed, one row per fact, to standard output or a file',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'intended',
    description: 'what should be there, and who may talk to whom: import lists, to compare with what was observed',
    load: async () => (await import('./intended.ts')).intendedCommand,
  },
  {
    name: 'compare',
    description: 'compare what was observed with what is intended: unexpected, missing, different',
    load: async () => (await import('./compare.ts')).compareCommand,
  },
  {
    name: 'doctor',
    description: 'say whether a mirror port is good, by captures of it or live, and what to change on the switch',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'harden',
    description: 'print the commands that keep the kernel itself from sending on an interface, or do them',
    load: async () => (await import('./harden.ts')).hardenCommand,
  },
  {
    name: 'check-config',
    description: 'check the configuration, and print it as it is in force, with the origin of each value',
    load: async () => (await import('./check-config.ts')).checkConfigCommand,
  },
]
