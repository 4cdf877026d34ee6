/* What endpoints are: devices of the Home Automation profile (053520) and of Zigbee 3.0 (Zigbee device types). */

const PROFILES: Readonly<Record<number, string>> = {
  0x0101: 'Industrial Plant Monitoring',
  0x0104: 'Home Automation',
  0x0105: 'Commercial Building Automation',
  0x0107: 'Telecom Applications',
  0x0108: 'Health Care',
  0x0109: 'Smart Energy',
  0xa1e0: 'Green Power',
  0xc05e: 'Light Link',
}
const HOME_AUTOMATION = 0x0104
const DEVICES: Readonly<Record<number, string>> = {
  0x0000: 'On/Off Switch',
  0x0001: 'Level Control Switch',
  0x0002: 'On/Off Output',
  0x0003: 'Level Controllable Output',
  0x0005: 'Configuration Tool',
  0x0006: 'Remote Control',
  0x0007: 'Combined Interface',
  0x0008: 'Range Extender',
  0x0009: 'Mains Power Outlet',
  0x000a: 'Door Lock',
  0x000b: 'Door Lock Controller',
  0x000c: 'Simple Sensor',
  0x0051: 'Smart Plug',
  0x0053: 'Meter Interface',
  0x0100: 'On/Off Light',
  0x0101: 'Dimmable Light',
  0x0102: 'Color Dimmable Light',
  0x0103: 'On/Off Light Switch',
  0x0104: 'Dimmer Switch',
  0x0106: 'Light Sensor',
  0x0107: 'Occupancy Sensor',
  0x010c: 'Color Temperature Light',
  0x0202: 'Window Covering Device',
  0x0300: 'Heating/Cooling Unit',
  0x0301: 'Thermostat',
  0x0302: 'Temperature Sensor',
  0x0303: 'Pump',
  0x0304: 'Pump Controller',
  0x0305: 'Pressure Sensor',
  0x0306: 'Flow Sensor',
  0x0400: 'IAS Control and Indicating Equipment',
  0x0402: 'IAS Zone',
  0x0403: 'IAS Warning Device',
}

export function deviceName(profile: number, device: number): string {
  const name = profile === HOME_AUTOMATION ? DEVICES[device] : undefined
  return `${PROFILES[profile] ?? `profile 0x${hex(profile)}`} ${name ?? `device 0x${hex(device)}`}`
}

function hex(number: number): string {
  return number.toString(16).padStart(4, '0')
}
