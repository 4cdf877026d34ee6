import { fromHex } from './dialogue.ts'

/* Frames of format class FT1.2: IEC 60870-5-1, 6.2.4.2. */

/** A frame of fixed length: control, link address. */
export function fixed(text: string): number[] {
  const user = [...fromHex(text)]
  return [0x10, ...user, sum(user), 0x16]
}

/** A frame of variable length: control, link address, ASDU. */
export function variable(text: string): number[] {
  const user = [...fromHex(text)]
  return [0x68, user.length, user.length, 0x68, ...user, sum(user), 0x16]
}

export function hexOf(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('hex')
}

function sum(bytes: readonly number[]): number {
  return bytes.reduce((total, byte) => total + byte, 0) & 0xff
}
