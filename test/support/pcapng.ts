/* The blocks of a pcapng file, for tests: draft-ietf-opsawg-pcapng. */
import { bytesOf, u16le, u32le } from './packet.ts'

/** A number in one byte order. */
export type Order = (value: number) => number[]

export function block(type: number, order: Order, body: Uint8Array): Uint8Array {
  const padded = bytesOf(body, new Uint8Array((4 - (body.length % 4)) % 4))
  const length = order(padded.length + 12)
  return bytesOf(order(type), length, padded, length)
}

export function section(order: Order, short: Order): Uint8Array {
  return block(0x0a0d0d0a, order, bytesOf(order(0x1a2b3c4d), short(1), short(0), order(0xffffffff), order(0xffffffff)))
}

export function option(code: number, value: Uint8Array): Uint8Array {
  return bytesOf(u16le(code), u16le(value.length), value, new Uint8Array((4 - (value.length % 4)) % 4))
}

export const nameOption = (name: string) => option(2, Uint8Array.from(Buffer.from(name)))

export function interfaceBlock(linkType: number, ...options: Uint8Array[]): Uint8Array {
  return block(
    1,
    u32le,
    bytesOf(u16le(linkType), u16le(0), u32le(96), ...options, ...(options.length > 0 ? [u32le(0)] : [])),
  )
}

export function enhanced(id: number, ticks: bigint, payload: Uint8Array, wireLength = payload.length): Uint8Array {
  const [high, low] = [Number(ticks >> 32n), Number(ticks & 0xffffffffn)]
  return block(6, u32le, bytesOf(u32le(id), u32le(high), u32le(low), u32le(payload.length), u32le(wireLength), payload))
}
