/*
 * Ports, their neighbours and the interface: IEC 61158-6-10, 5.2.13 (PDPortDataReal, PDInterfaceDataReal, CheckPeers).
 * Fields behind a text begin at a multiple of four from the start of their block.
 */

import { ipText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { BLOCK } from './block-types.ts'
import type { CallContext } from './call-context.ts'
import type { Facts } from './profinet-state.ts'
import { say } from './say-facts.ts'

/** Peers of one port that are told; a switch port has one. */
const MAX_PEERS = 8
const PEER_TAIL_LENGTH = 10

/** Says what a block tells of ports and neighbours. */
export function readInterface(type: number, start: number, block: Cursor, context: CallContext): void {
  if (type === BLOCK.interfaceDataReal) readOwn(start, block, context)
  else if (type === BLOCK.portDataReal) readPort(start, block, context)
  else readExpectedPeers(block, context)
}

function readOwn(start: number, block: Cursor, { callee, sink }: CallContext): void {
  const name = block.text(block.u8(), 'latin1')
  align(start, block)
  const mac = block.hex(6, ':')
  align(start, block)
  const ip = block.u32()
  const mask = block.u32()
  const gateway = block.u32()
  if (block.short) return
  const facts: Facts = { name, mac, ip: ipText(ip), 'subnet-mask': ipText(mask), gateway: ipText(gateway) }
  say(callee, '', 'Read PDInterfaceDataReal', facts, sink)
  if (ip !== 0) sink.observe({ kind: 'binding', mac, ip: ipText(ip) })
}

/** Padding, slot, subslot, the port's own id, its peers. */
function readPort(start: number, block: Cursor, { callee, sink }: CallContext): void {
  block.skip(6)
  const own = block.text(block.u8(), 'latin1')
  const peers = block.u8()
  if (block.short) return
  say(callee, '', 'Read PDPortDataReal', { capability: own }, sink)
  align(start, block)
  for (let i = 0; i < Math.min(peers, MAX_PEERS); i++) {
    const port = block.text(block.u8(), 'latin1')
    const chassis = block.text(block.u8(), 'latin1')
    align(start, block)
    block.skip(PEER_TAIL_LENGTH)
    if (block.short) return
    sink.observe({ kind: 'topology', relation: 'neighbour-of', of: callee, other: `${own} to ${chassis} ${port}` })
    align(start, block)
  }
}

/** CheckPeers: the neighbours that were engineered, which an alarm compares with those that are there. */
function readExpectedPeers(block: Cursor, { callee, sink }: CallContext): void {
  const peers = block.u8()
  for (let i = 0; i < Math.min(peers, MAX_PEERS); i++) {
    const port = block.text(block.u8(), 'latin1')
    const chassis = block.text(block.u8(), 'latin1')
    if (block.short) return
    sink.observe({ kind: 'topology', relation: 'neighbour-of', of: callee, other: `${chassis} ${port} (engineered)` })
  }
}

function align(start: number, block: Cursor): void {
  block.skip((4 - ((block.pos - start) % 4)) % 4)
}
