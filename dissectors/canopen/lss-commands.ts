/*
 * LSS, by which a master gives nodes their number: CiA 305 V3.0, 4.4. Of eight bytes each; a request and its answer begin
 * with the command. Testers of cars use the same two identifiers, so every byte that is reserved is looked at.
 */
import type { OperationClass } from '../kit/observation.ts'

export const LSS_LENGTH = 8

interface LssCommand {
  readonly name: string
  readonly class: OperationClass
  /** How many bytes mean something; the rest is 0. */
  readonly used: number
  /** What is not answered by everyone that hears it. */
  readonly role: 'request' | 'order' | 'answer'
}

const COMMANDS: Readonly<Record<number, LssCommand>> = {
  0x04: { name: 'Switch state global', class: 'session', used: 2, role: 'order' },
  0x11: { name: 'Configure node-ID', class: 'configure', used: 3, role: 'request' },
  0x13: { name: 'Configure bit timing', class: 'configure', used: 3, role: 'request' },
  0x15: { name: 'Activate bit timing', class: 'configure', used: 3, role: 'order' },
  0x17: { name: 'Store configuration', class: 'configure', used: 3, role: 'request' },
  0x40: { name: 'Switch state selective, vendor', class: 'session', used: 5, role: 'order' },
  0x41: { name: 'Switch state selective, product', class: 'session', used: 5, role: 'order' },
  0x42: { name: 'Switch state selective, revision', class: 'session', used: 5, role: 'order' },
  0x43: { name: 'Switch state selective, serial', class: 'session', used: 5, role: 'order' },
  0x44: { name: 'Selected', class: 'session', used: 1, role: 'answer' },
  0x46: { name: 'Identify remote, vendor', class: 'discover', used: 5, role: 'order' },
  0x47: { name: 'Identify remote, product', class: 'discover', used: 5, role: 'order' },
  0x48: { name: 'Identify remote, lowest revision', class: 'discover', used: 5, role: 'order' },
  0x49: { name: 'Identify remote, highest revision', class: 'discover', used: 5, role: 'order' },
  0x4a: { name: 'Identify remote, lowest serial', class: 'discover', used: 5, role: 'order' },
  0x4b: { name: 'Identify remote, highest serial', class: 'discover', used: 5, role: 'order' },
  0x4c: { name: 'Identify not configured', class: 'discover', used: 1, role: 'order' },
  0x4f: { name: 'Identified', class: 'discover', used: 1, role: 'answer' },
  0x50: { name: 'Identified as not configured', class: 'discover', used: 1, role: 'answer' },
  0x51: { name: 'Fastscan', class: 'discover', used: 8, role: 'order' },
  0x5a: { name: 'Inquire vendor', class: 'discover', used: 5, role: 'request' },
  0x5b: { name: 'Inquire product', class: 'discover', used: 5, role: 'request' },
  0x5c: { name: 'Inquire revision', class: 'discover', used: 5, role: 'request' },
  0x5d: { name: 'Inquire serial', class: 'discover', used: 5, role: 'request' },
  0x5e: { name: 'Inquire node-ID', class: 'discover', used: 2, role: 'request' },
}
/** From here on no first byte is one of ISO 15765-2 as well. */
const BEYOND_TRANSPORT = 0x40
/** Commands that nodes answer by another one. */
const ANSWERS: Readonly<Record<number, number>> = { 0x43: 0x44, 0x4b: 0x4f, 0x4c: 0x50, 0x51: 0x4f }
/** From here on a node repeats the command with what was asked. */
const FIRST_INQUIRY = 0x5a

export function lssCommand(command: number): LssCommand | undefined {
  return COMMANDS[command]
}

/** Whether eight bytes are a message of LSS, of a master or a node. */
export function isLss(view: DataView, at: number): boolean {
  const command = COMMANDS[view.getUint8(at)]
  if (command === undefined) return false
  for (let i = command.used; i < LSS_LENGTH; i++) if (view.getUint8(at + i) !== 0) return false
  return true
}

export function isLssRequest(view: DataView, at: number): boolean {
  return isLss(view, at) && COMMANDS[view.getUint8(at)]?.role !== 'answer'
}

/** Whether a node answers by these bytes what it was asked by the command, beyond all doubt. */
export function isLssExchange(asked: number, view: DataView, at: number): boolean {
  if (asked < BEYOND_TRANSPORT || !isLss(view, at)) return false
  return view.getUint8(at) === (ANSWERS[asked] ?? (asked >= FIRST_INQUIRY ? asked : -1))
}

/** The error of an answer to what is configured; 0 of every other. */
export function lssError(view: DataView, at: number): number {
  return view.getUint8(at) >= BEYOND_TRANSPORT ? 0 : view.getUint8(at + 1)
}
