/*
 * Commands. SLMP Reference Manual SH-080956ENG, 5.1; MELSEC Communication Protocol Reference Manual SH-080008, 3.1 and,
 * for 1E frames, 18.1. MELSOFT, which has no public manual: the numbers that it shares with the above, and those that
 * the public dissector of Nozomi Networks (Black Hat MEA 2023) names; what only captures show is marked as observed.
 */
import type { OperationClass } from '../kit/observation.ts'

/** Number spaces: commands of 3E and 4E frames, of 1E frames, of MELSOFT, and of its connection datagrams. */
export const A1_SPACE = 0x1_0000
export const MELSOFT_SPACE = 0x2_0000
export const CONNECT_SPACE = 0x3_0000
/** 3E answers do not repeat their command: one whose request was not seen has none. */
export const UNKNOWN_ANSWER = 0x4_0000

type Meaning = readonly [name: string, operationClass: OperationClass]

const COMMANDS: Readonly<Record<number, Meaning>> = {
  0x0101: ['Read Type Name', 'discover'],
  0x0201: ['Read File Information', 'file'],
  0x0202: ['Read File Information with Header', 'file'],
  0x0203: ['Search File', 'file'],
  0x0204: ['Search File Number', 'file'],
  0x0205: ['Search File by Number', 'file'],
  0x0206: ['Read File', 'file'],
  0x0401: ['Device Read', 'read'],
  0x0403: ['Device Read Random', 'read'],
  0x0406: ['Device Read Block', 'read'],
  0x041a: ['Array Label Read', 'read'],
  0x041c: ['Label Read Random', 'read'],
  0x0601: ['Extend Unit Read', 'read'],
  0x0613: ['Memory Read', 'read'],
  0x0619: ['Self Test', 'diagnose'],
  0x0630: ['Read User Frame Registration', 'diagnose'],
  0x0801: ['Entry Monitor Device', 'read'],
  0x0802: ['Execute Monitor', 'read'],
  0x0e30: ['Node Search', 'discover'],
  0x0e31: ['IP Address Set', 'configure'],
  0x0e28: ['Device Identification Get', 'discover'],
  0x0e32: ['Device Information Compare', 'discover'],
  0x0e33: ['Parameter Get', 'upload'],
  0x0e34: ['Parameter Set', 'configure'],
  0x0e35: ['Parameter Set Start', 'configure'],
  0x0e36: ['Parameter Set End', 'configure'],
  0x0e3a: ['Parameter Set Cancel', 'configure'],
  0x0e44: ['Status Read', 'diagnose'],
  0x0e45: ['Communication Setting Get', 'discover'],
  0x0e53: ['Status Read 2', 'diagnose'],
  // CC-Link IE Field Basic carries its cyclic data in SLMP frames (BAP-C2010ENG-001).
  0x0e70: ['CC-Link IE Field Basic Cyclic Data', 'publish'],
  0x1001: ['Remote Run', 'mode'],
  0x1002: ['Remote Stop', 'mode'],
  0x1003: ['Remote Pause', 'mode'],
  // Clears latched devices, which only a stopped controller does.
  0x1005: ['Remote Latch Clear', 'mode'],
  0x1006: ['Remote Reset', 'mode'],
  0x1202: ['Create File', 'file'],
  0x1203: ['Write File', 'file'],
  0x1204: ['Change File State', 'file'],
  0x1205: ['Delete File', 'file'],
  0x1206: ['Copy File', 'file'],
  0x1401: ['Device Write', 'write'],
  0x1402: ['Device Write Random', 'write'],
  0x1406: ['Device Write Block', 'write'],
  0x141a: ['Array Label Write', 'write'],
  0x141b: ['Label Write Random', 'write'],
  0x1601: ['Extend Unit Write', 'write'],
  0x1610: ['Write User Frame', 'configure'],
  0x1613: ['Memory Write', 'write'],
  // Turns the error indicator off and clears the error information.
  0x1617: ['Clear Error', 'control'],
  0x1619: ['Self Test', 'diagnose'],
  0x1630: ['Remote Password Unlock', 'authenticate'],
  0x1631: ['Remote Password Lock', 'authenticate'],
  0x1808: ['Search File Information', 'file'],
  0x1810: ['Read Directory', 'file'],
  0x1811: ['Search Directory', 'file'],
  0x1820: ['New File', 'file'],
  0x1822: ['Delete File', 'file'],
  0x1824: ['Copy File', 'file'],
  0x1825: ['Change File State', 'file'],
  0x1826: ['Change File Date', 'file'],
  0x1827: ['Open File', 'file'],
  0x1828: ['Read File', 'file'],
  0x1829: ['Write File', 'file'],
  0x182a: ['Close File', 'file'],
  0x2101: ['On-Demand Data', 'publish'],
}

const A1_COMMANDS: Readonly<Record<number, Meaning>> = {
  0: ['Batch Read in Bit Units', 'read'],
  1: ['Batch Read in Word Units', 'read'],
  2: ['Batch Write in Bit Units', 'write'],
  3: ['Batch Write in Word Units', 'write'],
  4: ['Test in Bit Units', 'write'],
  5: ['Test in Word Units', 'write'],
  6: ['Monitor Registration in Bit Units', 'read'],
  7: ['Monitor Registration in Word Units', 'read'],
  8: ['Monitor in Bit Units', 'read'],
  9: ['Monitor in Word Units', 'read'],
  14: ['Special Function Module Buffer Memory Read', 'read'],
  15: ['Special Function Module Buffer Memory Write', 'write'],
  19: ['Remote Run', 'mode'],
  20: ['Remote Stop', 'mode'],
  21: ['Read PC Type', 'discover'],
  22: ['Loopback Test', 'diagnose'],
  23: ['Extension File Register Read', 'read'],
  24: ['Extension File Register Write', 'write'],
}

const MELSOFT_COMMANDS: Readonly<Record<number, Meaning>> = {
  0x0101: ['Read CPU Type', 'discover'],
  0x0121: ['Open Initial', 'discover'],
  0x0131: ['Username Login', 'authenticate'],
  0x0132: ['Password Login', 'authenticate'],
  0x0133: ['Read User Information A', 'authenticate'],
  0x0134: ['Read User Information B', 'authenticate'],
  0x0150: ['Safety Run Mode Read', 'diagnose'],
  0x1001: ['Remote Run', 'mode'],
  0x1002: ['Remote Stop', 'mode'],
  0x1003: ['Remote Pause', 'mode'],
  0x1005: ['Remote Latch Clear', 'mode'],
  0x1006: ['Remote Reset', 'mode'],
  0x1120: ['Safety Run Mode Change', 'mode'],
  0x1133: ['User Information Registration', 'configure'],
  0x1859: ['File List Read', 'file'],
  0x185f: ['File Information Read', 'file'],
  0x1867: ['File Open', 'file'],
  0x1868: ['File Read', 'file'],
  0x1869: ['File Write', 'file'],
  0x186a: ['File Close', 'file'],
  // Not named anywhere. What public captures of GX Works3 with an FX5U show of them (melsoft_UDP_clean_2 and _unclean_1
  // of the ITI collection): four bytes each way behind every Open Initial; addresses and counts asked, blocks of that
  // size answered; and a program change, from the names of the files it touches over their content to its ending.
  0x01a0: ['Session Challenge (observed)', 'session'],
  0x0b2a: ['Area Read (observed)', 'read'],
  0x0b2b: ['Area Size Read (observed)', 'read'],
  0x0b16: ['Program Block Write (observed)', 'download'],
  0x1730: ['Program Change Begin (observed)', 'download'],
  0x1731: ['Program Change Step (observed)', 'download'],
  0x1734: ['Folder Read (observed)', 'file'],
}

/** Whether a manual gives this command of 3E and 4E frames a meaning. */
export function isKnownCommand(command: number): boolean {
  return command in COMMANDS
}

export function isKnownA1Command(command: number): boolean {
  return command in A1_COMMANDS
}

export function classOfCode(code: number): OperationClass {
  return meaningOf(code)?.[1] ?? 'unknown'
}

export function describeCode(code: number): { function: string; name: string } {
  const low = code & 0xffff
  const meaning = meaningOf(code)
  const fallback = (text: string) => ({ function: text, name: meaning?.[0] ?? `Command ${text}` })
  switch (code - low) {
    case 0:
      return fallback(`0x${hex(low, 4)}`)
    case A1_SPACE:
      return fallback(`1e 0x${hex(low, 2)}`)
    case MELSOFT_SPACE:
      return { ...fallback(`melsoft 0x${hex(low, 4)}`), name: `MELSOFT ${meaning?.[0] ?? `0x${hex(low, 4)}`}` }
    case UNKNOWN_ANSWER:
      return { function: 'answer', name: 'Answer to a request that was not seen' }
    default:
      return { function: `melsoft connect 0x${hex(low, 2)}`, name: 'MELSOFT direct connection' }
  }
}

function meaningOf(code: number): Meaning | undefined {
  const low = code & 0xffff
  switch (code - low) {
    case 0:
      return COMMANDS[low]
    case A1_SPACE:
      return A1_COMMANDS[low]
    case MELSOFT_SPACE:
      return MELSOFT_COMMANDS[low] ?? melsoftFamily(low)
    case CONNECT_SPACE:
      return ['', 'discover']
    default:
      return undefined
  }
}

/** The high byte is the family, as in 3E frames: 04 reads devices, 14 writes them, 18 is about files. */
function melsoftFamily(command: number): Meaning | undefined {
  const text = `0x${hex(command, 4)}`
  switch (command >> 8) {
    case 0x04:
      return [`Read ${text}`, 'read']
    case 0x14:
      return [`Write ${text}`, 'write']
    case 0x18:
      return [`File command ${text}`, 'file']
    default:
      return undefined
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
