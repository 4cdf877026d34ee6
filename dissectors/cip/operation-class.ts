/*
 * What a CIP service does to production. The same number means different things in different objects: 0x4e closes a
 * connection in class 0x06 and writes a tag elsewhere. Clauses as in service-names.ts.
 */
import type { OperationClass } from '../kit/observation.ts'
import { NO_CLASS, TAG } from './service-codes.ts'

type Rules = Readonly<Record<number, OperationClass>>

const SYMBOL: Rules = { 76: 'read', 77: 'write', 78: 'write', 82: 'read', 83: 'write', 85: 'discover' }
/** Reading all instances of a class is how a programming tool reads a project out of a Logix controller. */
const INSTANCES: Rules = { 75: 'upload' }
/** Creating, deleting and writing the objects that a program is made of is how it is downloaded and edited. */
const PROGRAM: Rules = { 8: 'download', 9: 'download', 75: 'upload', 79: 'upload', 80: 'download', 81: 'download' }
/** Volume 8, chapter 5: credentials and certificates of a device. */
const SECURITY: Rules = { 75: 'configure', 76: 'configure', 77: 'configure', 78: 'configure' }
const STARTS: Rules = { 5: 'mode', 6: 'mode', 7: 'mode' }

const OF_CLASS: Readonly<Record<number, Rules>> = {
  // Identity, Volume 1, section 5A-2.4: Reset restarts the device, or returns it to its factory settings.
  1: STARTS,
  // Connection Manager, section 3-5.5: its services make and end transports; some only look.
  6: { 78: 'session', 82: 'session', 84: 'session', 86: 'diagnose', 87: 'diagnose', 90: 'diagnose', 91: 'session' },
  // S-Device Supervisor: Reset, Start and Stop change the state of the whole device.
  48: STARTS,
  // File, section 5A-42: what is written into a device this way is its firmware or its EDS.
  55: {
    75: 'file',
    76: 'firmware',
    77: 'file',
    78: 'firmware',
    79: 'file',
    80: 'firmware',
    81: 'firmware',
  },
  // Safety Supervisor, Volume 5, section 5-3.
  57: {
    ...STARTS,
    76: 'control',
    78: 'diagnose',
    79: 'configure',
    80: 'configure',
    81: 'authenticate',
    82: 'configure',
    83: 'mode',
    84: 'mode',
    85: 'authenticate',
    86: 'configure',
    87: 'configure',
    88: 'configure',
    89: 'configure',
  },
  // Modbus, Volume 7: what passes through unread counts as a write.
  68: { 75: 'read', 76: 'read', 77: 'read', 78: 'read', 79: 'write', 80: 'write', 81: 'write' },
  // Device Level Ring, Volume 2, section 5-6.4.
  71: { 75: 'diagnose', 76: 'diagnose', 77: 'configure', 78: 'diagnose' },
  93: SECURITY,
  94: SECURITY,
  95: SECURITY,
  104: { ...PROGRAM, 77: 'control', 78: 'control' },
  105: { ...PROGRAM, 77: 'control', 78: 'control' },
  106: PROGRAM,
  107: { ...SYMBOL, 8: 'download', 9: 'download', 75: 'upload' },
  108: { 8: 'download', 9: 'download', 75: 'upload', 76: 'discover' },
  109: PROGRAM,
  110: PROGRAM,
  112: PROGRAM,
  // The lists by which a programming tool watches values: it makes, resets and reads them while it is online.
  114: { 5: 'read', 8: 'read', 9: 'read', 76: 'read' },
  // Locking a controller keeps every other tool from changing it.
  116: { 75: 'configure', 76: 'configure' },
  140: INSTANCES,
  141: INSTANCES,
  // The controller itself: program, run and test modes.
  142: { ...STARTS, 92: 'authenticate' },
  // Non-volatile storage: the firmware of Rockwell modules.
  161: { 75: 'firmware', 77: 'firmware', 81: 'firmware' },
  172: { 8: 'download', 9: 'download', 75: 'upload' },
  176: INSTANCES,
  177: INSTANCES,
  178: INSTANCES,
  0x032b: INSTANCES,
  0x032d: INSTANCES,
  0x0331: INSTANCES,
  0x0332: INSTANCES,
  0x0338: INSTANCES,
  // Connection Configuration, section 5A-15.
  243: {
    75: 'session',
    76: 'configure',
    77: 'configure',
    78: 'configure',
    79: 'configure',
    80: 'diagnose',
    81: 'configure',
    82: 'configure',
  },
  // Ethernet Link, Volume 2, section 5-5.4: reads the counters and sets them to zero.
  246: { 76: 'diagnose' },
  [TAG]: SYMBOL,
}

/** The class of a service in an object class; of a packet of services its own, for what it carries is counted by itself. */
export function operationClass(service: number, classId: number): OperationClass {
  const own = OF_CLASS[classId]?.[service]
  if (own !== undefined) return own
  switch (service) {
    case 0x01:
    case 0x03:
    case 0x0e:
    case 0x18:
    case 0x1d:
      return isAboutDevice(classId) ? 'discover' : 'read'
    case 0x02:
    case 0x04:
    case 0x10:
    case 0x19:
      return settingClass(classId)
    // Where the object is not known, the worst that it can be.
    case 0x05:
    case 0x06:
    case 0x07:
      return classId === NO_CLASS ? 'mode' : service === 0x05 ? 'configure' : 'control'
    case 0x08:
    case 0x09:
    case 0x0d:
    case 0x15:
    case 0x16:
    case 0x1a:
    case 0x1b:
      return 'configure'
    case 0x0a:
    case 0x14:
    case 0x17:
      return 'session'
    case 0x11:
      return 'discover'
    case 0x1c:
      return 'time'
    default:
      return 'unknown'
  }
}

/** Identity, Message Router, Port, TCP/IP Interface, Ethernet Link, Symbol, Template: read to learn what is there. */
function isAboutDevice(classId: number): boolean {
  return (
    classId === 0x01 || classId === 0x02 || classId === 0x6b || classId === 0x6c || (classId >= 0xf4 && classId <= 0xf6)
  )
}

function settingClass(classId: number): OperationClass {
  switch (classId) {
    // Assembly, points and groups, AC/DC drive: the values of the process.
    case 0x04:
    case 0x08:
    case 0x09:
    case 0x0a:
    case 0x0b:
    case 0x1d:
    case 0x1e:
    case 0x1f:
    case 0x20:
    case 0x21:
    case 0x22:
    case 0x29:
    case 0x2a:
    case TAG:
      return 'write'
    // Time Sync; the wall clock of a Logix controller.
    case 0x43:
    case 0x8b:
      return 'time'
    default:
      return 'configure'
  }
}
