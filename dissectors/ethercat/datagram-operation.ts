import type { Operation, OperationClass } from '../kit/observation.ts'
import { COMMAND, type Datagram, LAST_COMMAND } from './datagram.ts'
import type { EthercatState } from './ethercat-state.ts'
import { codeOf, hex, SPACE } from './function-codes.ts'
import { moduleOfSlave, slaveText } from './placed-slaves.ts'
import { REGISTER, registerClass, registerName, stateName } from './registers.ts'

/** 33 bits: a logical address, or one bit for a place in the line, 16 for the slave and 16 for its register. */
const ADDRESSES = 0x2_0000_0000
const LENGTHS = 0x800
/** Beyond the keys of datagrams and mailboxes. */
const UNKNOWN_KEYS = 0x1f_8000_0000_0000
const VALUES = 0x20
/** A value that no control word has in memory, where there is none. */
const MAILBOX = 1
/** ETG.1000.4, 6.4: bits 8 to 10 of the SII control word ask for a read, a write, a reload. */
const SII_READ = 1
const SII_WRITE = 2
const SII_RELOAD = 4
/** The last place in the line, which no segment has. */
const UNKNOWN_SLAVE = 0x1_ffff

/** The operation of a datagram: command, slave, address and length, and where it is a command too, the value. */
export function datagramOperation(
  view: DataView,
  datagram: Datagram,
  slave: number,
  hasMailbox: boolean,
  state: EthercatState,
): Operation {
  const value = hasMailbox ? MAILBOX : controlValue(view, datagram)
  const subject = slave < 0 ? (datagram.isBroadcast ? 0 : UNKNOWN_SLAVE) : slave
  const address = datagram.isLogical ? datagram.logicalAddress : subject * 0x1_0000 + datagram.offset
  const { command } = datagram
  // Nothing tells what the address of an unknown command is.
  if (command > LAST_COMMAND) return unknownOperation(datagram, state)
  const key = ((command * ADDRESSES + address) * LENGTHS + datagram.length) * VALUES + value
  return state.operations.find(key) ?? add(key, datagram, slave, value, state)
}

function unknownOperation(datagram: Datagram, state: EthercatState): Operation {
  const code = codeOf(SPACE.command, datagram.command)
  const key = UNKNOWN_KEYS + datagram.command
  return state.operations.find(key) ?? state.operations.add(key, 'unknown', code, '', '')
}

function add(key: number, datagram: Datagram, slave: number, value: number, state: EthercatState): Operation {
  const code = codeOf(SPACE.command, datagram.command)
  const name = slaveText(slave)
  const what = subjectText(datagram, value)
  const target = name === '' ? what : `${name} ${what}`
  return state.operations.add(key, classOf(datagram, value), code, moduleOfSlave(slave, state), target)
}

/** What a write to one of the two control words asks for; 0 for all else. */
function controlValue(view: DataView, datagram: Datagram): number {
  if (!datagram.writes || datagram.isLogical || datagram.length < 2) return 0
  if (datagram.offset === REGISTER.alControl) return view.getUint8(datagram.start) & 0x1f
  if (datagram.offset === REGISTER.eepromControl) return view.getUint8(datagram.start + 1) & 0x7
  return 0
}

function subjectText(datagram: Datagram, value: number): string {
  const { command, offset, length } = datagram
  if (command === COMMAND.nop) return ''
  if (datagram.isLogical) return `logical ${hex(datagram.logicalAddress, 8)}+${length}`
  const all = datagram.isBroadcast ? 'all slaves ' : ''
  const name = registerName(offset)
  if (offset === REGISTER.alControl && datagram.writes)
    return `${all}${name} ${stateName(value, 'acknowledging an error')}`
  if (offset === REGISTER.eepromControl && datagram.writes) return `${all}${name} ${siiCommand(value)}`
  if (offset < REGISTER.memory) return `${all}${name}`
  return value === MAILBOX ? `mailbox ${hex(offset, 4)}+${length}` : `${all}${name}+${length}`
}

function siiCommand(value: number): string {
  if (value === SII_WRITE) return 'write'
  if (value === SII_READ) return 'read'
  return value === SII_RELOAD ? 'reload' : 'control'
}

function classOf(datagram: Datagram, value: number): OperationClass {
  const { command, offset } = datagram
  if (command === COMMAND.nop) return 'diagnose'
  // ETG.1000.4, 5.4.4: the logical image is the process data, exchanged each cycle.
  if (datagram.isLogical) return 'publish'
  // What a slave controller starts with, and says that it is, stands in its SII (ETG.2010).
  if (offset === REGISTER.eepromControl && datagram.writes) {
    if ((value & SII_WRITE) !== 0) return 'firmware'
    if ((value & SII_RELOAD) !== 0) return 'configure'
  }
  // What a mailbox asks for is an operation of its own: this one does no more than take it there.
  if (offset >= REGISTER.memory && value === MAILBOX) return 'session'
  return registerClass(offset, datagram.writes)
}
