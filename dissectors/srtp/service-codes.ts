/*
 * Service request codes. GE has published none; these are those of the public decoders named in srtp.ts. Store and Load
 * are taken as these take them: Store reads out of the controller, Load writes into it.
 */
import type { OperationClass } from '../kit/observation.ts'

/** The exchange that opens a connection has no service code. */
export const INIT = 0x100
/** An answer whose request was not seen: answers do not repeat the service. */
export const UNKNOWN_ANSWER = 0x101

type Meaning = readonly [name: string, operationClass: OperationClass]

const SERVICES: Readonly<Record<number, Meaning>> = {
  0x00: ['PLC Short Status', 'diagnose'],
  0x01: ['PLC Long Status', 'diagnose'],
  0x02: ['PLC Memory Usage', 'diagnose'],
  0x03: ['Return Control Program Names', 'discover'],
  0x04: ['Read System Memory', 'read'],
  0x05: ['Read Task Memory', 'read'],
  0x06: ['Read Program Block Memory', 'read'],
  0x07: ['Write System Memory', 'write'],
  0x08: ['Write Task Memory', 'write'],
  0x09: ['Write Program Block Memory', 'write'],
  0x0a: ['Define Symbol', 'session'],
  0x0b: ['Delete Symbol', 'session'],
  0x0c: ['Read System Memory by Symbol', 'read'],
  0x0d: ['Read Task Memory by Symbol', 'read'],
  0x0e: ['Read Program Block Memory by Symbol', 'read'],
  0x0f: ['Write System Memory by Symbol', 'write'],
  0x10: ['Write Task Memory by Symbol', 'write'],
  0x11: ['Write Program Block Memory by Symbol', 'write'],
  0x12: ['Resolve System Memory Name', 'read'],
  0x13: ['Resolve Task Memory Name', 'read'],
  0x14: ['Resolve Program Block Memory Name', 'read'],
  // Datagrams are named lists of memory, made to be read at once.
  0x15: ['Establish Datagram', 'session'],
  0x16: ['Update Datagram', 'read'],
  0x17: ['Cancel Datagram', 'session'],
  0x18: ['Format Disk', 'file'],
  0x19: ['Open File', 'file'],
  0x1a: ['Close File', 'file'],
  0x1b: ['Create File', 'file'],
  0x1c: ['Unlink File', 'file'],
  0x1d: ['Read File', 'file'],
  0x1e: ['Write File', 'file'],
  0x1f: ['Seek File', 'file'],
  0x20: ['Programmer Logon', 'authenticate'],
  0x21: ['Change PLC CPU Privilege Level', 'authenticate'],
  0x22: ['Set PLC CPU Controller ID', 'configure'],
  0x23: ['Set PLC State', 'mode'],
  0x24: ['Set PLC Time/Date', 'time'],
  0x25: ['Return PLC Time/Date', 'read'],
  0x26: ['Return Program Block Sizes', 'diagnose'],
  0x27: ['Return Program Block List', 'diagnose'],
  0x28: ['Store Program Block', 'upload'],
  // Lets the logic run sweep by sweep.
  0x29: ['Sequence Control', 'mode'],
  0x2a: ['Program Block Program Store', 'upload'],
  0x2b: ['Program Block Load', 'download'],
  0x2c: ['Program Block Program Load', 'download'],
  0x2d: ['Verify Program Block', 'diagnose'],
  0x2e: ['Delete Program Block', 'download'],
  0x2f: ['Change Program Block Size', 'download'],
  0x30: ['Declare Interrupt', 'configure'],
  0x31: ['Clear Configuration', 'configure'],
  0x32: ['Autoconfigure I/O', 'configure'],
  0x33: ['Replace I/O Module', 'configure'],
  0x34: ['Verify Configuration Block', 'diagnose'],
  // Clears the logic, too.
  0x35: ['Clear All PLC Memory', 'download'],
  0x36: ['Clear Reference Memory', 'write'],
  0x37: ['Clear Logic Memory', 'download'],
  0x38: ['Return Fault Table', 'diagnose'],
  // A controller that a fault has stopped can run again without it.
  0x39: ['Clear Fault Table', 'control'],
  0x3a: ['Create Configuration Parameter Task', 'configure'],
  0x3b: ['Delete Configuration Parameter Task', 'configure'],
  0x3c: ['Return Configuration Sizes', 'diagnose'],
  0x3d: ['Store Block', 'upload'],
  0x3e: ['Load Block', 'download'],
  0x3f: ['Program Store', 'upload'],
  0x40: ['Program Load', 'download'],
  0x41: ['Program Change', 'download'],
  0x42: ['Verify Program', 'diagnose'],
  0x43: ['Return Controller Type and ID Information', 'discover'],
  0x44: ['Toggle Force System Memory', 'control'],
  0x45: ['Access EEPROM', 'download'],
  0x46: ['Manage Block', 'download'],
  0x47: ['Lock/Unlock OEM', 'configure'],
  0x48: ['Write Datagram', 'write'],
  0x49: ['Access FA Card', 'file'],
  0x4a: ['Read Configuration Parameter', 'upload'],
  0x4b: ['Write Slot Configuration', 'configure'],
  0x4c: ['Rename Task', 'configure'],
  0x4d: ['Return Functions Supported', 'discover'],
  0x4e: ['Store Subrequest', 'session'],
  0x4f: ['Session Control', 'session'],
  0x50: ['Return Subrequest List', 'diagnose'],
  0x51: ['Extra Piggyback Data', 'diagnose'],
  0x52: ['Store OS Extension', 'upload'],
  0x53: ['Load OS Extension', 'firmware'],
  0x54: ['Delete OS Extension', 'firmware'],
  0x55: ['Delete Subrequest', 'session'],
  0x56: ['Share PLC Data', 'configure'],
  0x57: ['Toggle Force Program Block Memory', 'control'],
  0x58: ['SFC Event Queue Service', 'diagnose'],
  0x59: ['Interrogate I/O', 'diagnose'],
  0x5a: ['Program Store Extended', 'upload'],
  0x5b: ['Program Load Extended', 'download'],
  0x5c: ['Program Verify Extended', 'diagnose'],
  0x5d: ['Activate Debugger', 'control'],
  0x5e: ['Configuration Change Control', 'configure'],
  0x5f: ['Remote Server Register', 'configure'],
  0x60: ['Clear Selected Fault', 'control'],
  0x61: ['Return PLC Features Supported', 'discover'],
}

export function isKnownService(service: number): boolean {
  return service in SERVICES
}

export function classOfService(service: number): OperationClass {
  return service === INIT ? 'session' : (SERVICES[service]?.[1] ?? 'unknown')
}

export function describeCode(code: number): { function: string; name: string } {
  if (code === INIT) return { function: 'init', name: 'Initialise connection' }
  if (code === UNKNOWN_ANSWER) return { function: 'answer', name: 'Answer to a request that was not seen' }
  const text = `0x${code.toString(16).padStart(2, '0')}`
  return { function: text, name: SERVICES[code]?.[0] ?? `Service ${text}` }
}
