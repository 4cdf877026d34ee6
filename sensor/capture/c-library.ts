import { CaptureError } from './errors.ts'

/** A function of a C library. */
export type CFunction = (...values: unknown[]) => unknown

/** A C library of this machine, by `koffi`. */
export interface CLibrary {
  /** By its prototype in C. */
  func(prototype: string): CFunction
  /** The address of a symbol. */
  symbol(name: string): unknown
}

/** Memory outside JavaScript, which no collector moves, and a view of it. */
export interface CMemory {
  readonly pointer: unknown
  readonly view: ArrayBuffer
}

interface Koffi {
  load(name: string): CLibrary
  alloc(type: string, length: number): unknown
  view(pointer: unknown, length: number): ArrayBuffer
  address(pointer: unknown): bigint
  errno(): number
}

/** Calls into C libraries. */
export interface C {
  load(name: string): CLibrary
  allocate(length: number): CMemory
  addressOf(pointer: unknown): bigint
  /** What the last call left in `errno`. */
  errno(): number
}

/** @throws CaptureError in one line, when there is no `koffi` */
export async function loadC(what: string): Promise<C> {
  let koffi: Koffi
  try {
    koffi = ((await import('koffi')) as unknown as { default: Koffi }).default
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error)
    const text = `${what} needs the npm package "koffi", which has no build for this machine or is not installed (${reason})`
    throw new CaptureError('SIGHTLINE_CAPTURE_NO_KOFFI', text)
  }
  return {
    load: (name) => koffi.load(name),
    allocate: (length) => {
      const pointer = koffi.alloc('uint8_t', length)
      return { pointer, view: koffi.view(pointer, length) }
    },
    addressOf: (pointer) => koffi.address(pointer),
    errno: () => koffi.errno(),
  }
}
