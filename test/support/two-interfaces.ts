/* A pcapng file of two interfaces: what a recorder writes at a tap that has an output for each direction. */
import type { BuiltFrame } from './packet.ts'
import { bytesOf, u16le, u32le } from './packet.ts'

const ETHERNET = 1
const LONGEST_NAME = 4

/** Each frame goes to interface 0 or 1 as `interfaceOf` says. */
export function twoInterfaces(
  frames: readonly BuiltFrame[],
  interfaceOf: (frame: BuiltFrame) => number,
  names: readonly [string, string] = ['tapA', 'tapB'],
): Uint8Array {
  const section = block(
    0x0a0d0d0a,
    bytesOf(u32le(0x1a2b3c4d), u16le(1), u16le(0), u32le(0xffffffff), u32le(0xffffffff)),
  )
  const interfaces = names.map((name) => {
    const text = new Uint8Array(LONGEST_NAME)
    text.set(Buffer.from(name, 'latin1'))
    return block(1, bytesOf(u16le(ETHERNET), u16le(0), u32le(0), u16le(2), u16le(name.length), text, u32le(0)))
  })
  const packets = frames.map((frame) => {
    const { timeUs, bytes } = frame
    const time = [u32le(Math.floor(timeUs / 2 ** 32)), u32le(timeUs % 2 ** 32)]
    const lengths = [u32le(bytes.length), u32le(bytes.length)]
    return block(6, bytesOf(u32le(interfaceOf(frame)), ...time, ...lengths, bytes))
  })
  return bytesOf(section, ...interfaces, ...packets)
}

function block(type: number, body: Uint8Array): Uint8Array {
  const padding = new Uint8Array((4 - (body.length % 4)) % 4)
  const length = u32le(12 + body.length + padding.length)
  return bytesOf(u32le(type), length, body, padding, length)
}
