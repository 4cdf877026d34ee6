import { hex16 } from './function-codes.ts'

/** Subslots from here on are interfaces and ports (IEC 61158-6-10, 5.2.3.6). */
const FIRST_INTERFACE = 0x8000

/** 'slot 2 subslot 1': where a record, an alarm or a submodule belongs. */
export function placeText(slot: number, subslot: number): string {
  return `slot ${slot} subslot ${subslot < FIRST_INTERFACE ? subslot : hex16(subslot)}`
}

/** The module behind the host: slot 0 is the host itself, which its interface and ports are part of. */
export function moduleOf(slot: number): string {
  return slot === 0 ? '' : `slot ${slot}`
}
