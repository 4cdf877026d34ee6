import { ipText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { CONTROL, DEVICE, IP, OPTION, optionName, resetName, roleNames } from './dcp-options.ts'
import { hex16 } from './function-codes.ts'
import type { Facts } from './profinet-state.ts'
import { addVendor } from './say-facts.ts'

/** A NameOfStation has at most 240 bytes (IEC 61158-6-10, 4.3.1.4.15.2). */
const MAX_TEXT = 240
const IP_PARAMETER_LENGTH = 12
const EMPTY_IP = 0

/** Reads the value of a block into facts; answers with the IP address that it sets, 0 when none. */
export function readDcpValue(facts: Facts, option: number, suboption: number, value: Cursor): number {
  if (option === OPTION.ip) return readIp(facts, suboption, value)
  if (option === OPTION.device) readDevice(facts, suboption, value)
  return EMPTY_IP
}

/** What a request asks for, in words: 'NameOfStation pump-1', 'IP parameter 10.0.0.5/255.255.255.0'. */
export function dcpValueText(option: number, suboption: number, qualifier: number, value: Cursor): string {
  const name = optionName(option, suboption)
  if (option === OPTION.control)
    return suboption === CONTROL.resetToFactory ? `${name} (${resetName(qualifier)})` : name
  const facts: Facts = {}
  readDcpValue(facts, option, suboption, value)
  if (option === OPTION.ip && facts.ip !== undefined) return `${name} ${facts.ip}/${facts['subnet-mask']}`
  const [text] = Object.values(facts)
  return text === undefined ? name : `${name} ${text}`
}

function readIp(facts: Facts, suboption: number, value: Cursor): number {
  if (suboption === IP.mac) facts.mac = value.hex(6, ':')
  if (suboption !== IP.parameter && suboption !== IP.suite) return EMPTY_IP
  if (value.left < IP_PARAMETER_LENGTH) return EMPTY_IP
  const ip = value.u32()
  const mask = value.u32()
  const gateway = value.u32()
  facts.ip = ipText(ip)
  facts['subnet-mask'] = ipText(mask)
  facts.gateway = ipText(gateway)
  return ip
}

function readDevice(facts: Facts, suboption: number, value: Cursor): void {
  switch (suboption) {
    case DEVICE.type:
      readType(facts, text(value))
      break
    case DEVICE.name:
      facts.name = text(value)
      break
    case DEVICE.id:
      addVendor(facts, value.u16())
      facts['device-id'] = hex16(value.u16())
      break
    case DEVICE.role:
      facts.role = roleNames(value.u8())
      break
    case DEVICE.alias:
      facts.description = text(value)
      break
    case DEVICE.gateway:
      facts.gateway = ipText(value.u32())
      break
    default:
      readCapability(facts, suboption, value)
  }
}

/** DeviceVendorValue: the maker's own name of the device, 'ET200SP', so its product too. */
function readType(facts: Facts, type: string): void {
  facts['device-type'] = type
  if (type !== '') facts.product = type
}

function readCapability(facts: Facts, suboption: number, value: Cursor): void {
  let capability = ''
  if (suboption === DEVICE.instance) capability = `instance ${value.u8()}.${value.u8()}`
  else if (suboption === DEVICE.oem) capability = `OEM device ${hex16(value.u16())} ${hex16(value.u16())}`
  else if (suboption === DEVICE.rsi) capability = `RSI properties ${hex16(value.u16())}`
  if (capability === '') return
  facts.capability = facts.capability === undefined ? capability : `${facts.capability}, ${capability}`
}

function text(value: Cursor): string {
  return value.text(Math.min(value.left, MAX_TEXT), 'latin1').trimEnd()
}
