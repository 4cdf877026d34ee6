import { arp } from './arp/arp.ts'
import type { Dissector } from './kit/dissector.ts'
import { modbus } from './modbus/modbus.ts'
import { modbusRtu } from './modbus-rtu/modbus-rtu.ts'
import { opcua } from './opcua/opcua.ts'

/** Every protocol the sensor knows, in the order they are probed. Add yours here. */
export const dissectors: readonly Dissector[] = [arp, modbus, modbusRtu, opcua]
