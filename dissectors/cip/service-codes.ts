/*
 * The number under which an operation of CIP is reported. It packs service, class and attribute;
 * what has no class of its own has a number above the 32 bits of classes.
 */
const CLASS_UNIT = 0x100
/** 2^42: above every class, pseudo-classes among them. */
const ATTRIBUTE_UNIT = 0x400_0000_0000
/** Attributes beyond 2^11 - 2 are not told apart in the number; their target still does. */
const MAX_ATTRIBUTE = 0x7fe

export const NO_CLASS = -1
/** A tag is addressed by a symbol, not by a class. */
export const TAG = 0x1_0000_0000
/** PCCC commands: PCCC + command * 512 + function + 1. */
const PCCC = 0x1_0001_0000
export const PCCC_COMMAND = 0x200
const PCCC_END = 0x1_0003_0000
const IO = 0x1_0100_0000

/** The class of a code, which says what its service means. */
export function classOfCode(code: number): number {
  const withoutAttribute = code < ATTRIBUTE_UNIT ? code : code % ATTRIBUTE_UNIT
  return Math.floor(withoutAttribute / CLASS_UNIT) - 1
}

export function serviceOfCode(code: number): number {
  return code % CLASS_UNIT
}

/** The attribute a code names; -1 when none. */
export function attributeOfCode(code: number): number {
  return Math.floor(code / ATTRIBUTE_UNIT) - 1
}

export function codeOfService(service: number, classId: number, attribute: number): number {
  const named = attribute >= 0 && attribute <= MAX_ATTRIBUTE ? attribute + 1 : 0
  return named * ATTRIBUTE_UNIT + (classId + 1) * CLASS_UNIT + service
}

/** `fnc`: -1 for a command that has no function code, or an answer that does not repeat it. */
export function codeOfPccc(command: number, fnc: number): number {
  return codeOfService(EXECUTE_PCCC, PCCC + command * PCCC_COMMAND + fnc + 1, -1)
}

export const EXECUTE_PCCC = 0x4b
/** Appendix B of Volume 2: the port of class 0 and 1 connections. */
export const IO_PORT = 2222
export const IO_CODE = codeOfService(0, IO, -1)

/** The PCCC command that a pseudo-class stands for, times 512, plus its function and one; -1 for other classes. */
export function pcccOfClass(classId: number): number {
  return classId >= PCCC && classId < PCCC_END ? classId - PCCC : -1
}
