/* A pcapng file of two interfaces: what a recorder writes at a tap that has an output for each direction. */
import type { BuiltFrame } from './packet.ts'
import { bytesOf, u16le, u32le } from './packet.ts'
import { enhanced, interfaceBlock, nameOption, section } from './pcapng.ts'

const ETHERNET = 1

/** Each frame goes to interface 0 or 1 as `interfaceOf` says. */
export function twoInterfaces(frames: readonly BuiltFrame[], interfaceOf: (frame: BuiltFrame) => number): Uint8Array {
  const interfaces = ['tapA', 'tapB'].map((name) => interfaceBlock(ETHERNET, nameOption(name)))
  const packets = frames.map((frame) => enhanced(interfaceOf(frame), BigInt(frame.timeUs), frame.bytes))
  return bytesOf(section(u32le, u16le), ...interfaces, ...packets)
}
