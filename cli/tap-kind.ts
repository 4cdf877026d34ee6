/** By which package the interfaces are opened. */
export const TAPS = ['pcap', 'koffi'] as const
export type TapKind = (typeof TAPS)[number]
