/*
 * Which modules are in a device: IEC 61158-6-10, 5.2.4.23 (ModuleDiffBlock), 5.2.3.7 (RealIdentificationData).
 */
import type { Cursor } from '../kit/cursor.ts'
import { BLOCK } from './block-types.ts'
import type { CallContext } from './call-context.ts'
import { hex32 } from './function-codes.ts'
import { moduleOf } from './place-text.ts'
import type { Facts } from './profinet-state.ts'
import { say, senderOf } from './say-facts.ts'

/** Modules told of one message; the largest devices have some 250 slots. */
const MAX_MODULES = 64
/** ModuleState. */
const STATES = ['no module', 'wrong module', 'proper module', 'substitute']
/** Subslot and ident number, and in a difference the state. */
const REAL_LENGTH = 6
const DIFFERENCE_LENGTH = 8

/** Says which module is in which slot. */
export function readModules(type: number, block: Cursor, context: CallContext): void {
  const isDifference = type === BLOCK.moduleDiff
  const message = isDifference ? 'ModuleDiffBlock' : 'Read RealIdentificationData'
  // A difference is told by the device, in its answer to a Connect or in its own ApplicationReady.
  const of = isDifference ? senderOf(context.info) : context.callee
  let told = 0
  for (let apis = block.u16(); apis > 0 && !block.short; apis--) {
    block.skip(4)
    for (let slots = block.u16(); slots > 0 && !block.short; slots--) {
      const slot = block.u16()
      const ident = block.u32()
      const state = isDifference ? block.u16() : -1
      const submodules = block.u16()
      block.skip(submodules * (isDifference ? DIFFERENCE_LENGTH : REAL_LENGTH))
      if (block.short || told++ >= MAX_MODULES) return
      if (slot === 0) continue
      const facts: Facts = { 'product-code': hex32(ident) }
      if (state >= 0) facts.state = STATES[state] ?? `module state ${state}`
      say(of, moduleOf(slot), message, facts, context.sink)
    }
  }
}
