import type { PacketBatch } from '../capture/packet-batch.ts'

/** The places of the packets of a batch in the order of their times; undefined when that is how they lie. */
export function timeOrder({ timeUs, count }: PacketBatch): Uint32Array | undefined {
  let isInOrder = true
  for (let i = 1; i < count && isInOrder; i++) isInOrder = (timeUs[i - 1] as number) <= (timeUs[i] as number)
  if (isInOrder) return undefined
  const places = Uint32Array.from({ length: count }, (_, i) => i)
  return places.sort((a, b) => (timeUs[a] as number) - (timeUs[b] as number) || a - b)
}
