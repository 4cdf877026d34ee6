/*
 * Private enterprise numbers of makers that are met in plants: IANA, "Private Enterprise Numbers". The rest is
 * shown by its number.
 */
const ENTERPRISES: Readonly<Record<number, string>> = {
  2: 'IBM',
  9: 'Cisco',
  11: 'Hewlett-Packard',
  43: '3Com',
  95: 'Rockwell Automation',
  171: 'D-Link',
  207: 'Allied Telesis',
  232: 'Compaq',
  236: 'Samsung Electronics',
  248: 'Hirschmann',
  253: 'Xerox',
  311: 'Microsoft',
  318: 'American Power Conversion',
  343: 'Intel',
  368: 'Axis Communications',
  534: 'Eaton',
  674: 'Dell',
  890: 'ZyXEL',
  1248: 'Seiko Epson',
  1347: 'Kyocera',
  1588: 'Brocade',
  1602: 'Canon',
  1991: 'Brocade',
  2011: 'Huawei',
  2435: 'Brother Industries',
  2606: 'Rittal',
  2636: 'Juniper Networks',
  3181: 'MICROSENS',
  3808: 'Cyber Power Systems',
  3833: 'Schneider Electric',
  4196: 'Siemens',
  4329: 'Siemens',
  4346: 'Phoenix Contact',
  4526: 'Netgear',
  6527: 'Nokia',
  6876: 'VMware',
  8072: 'net-snmp',
  8691: 'Moxa',
  11863: 'TP-Link',
  12356: 'Fortinet',
  13400: 'Vertiv',
  13576: 'WAGO',
  13742: 'Raritan',
  14988: 'MikroTik',
  15004: 'RuggedCom',
  16177: 'Westermo',
  24681: 'QNAP',
  25506: 'H3C',
  28507: 'Gude',
  30065: 'Arista Networks',
  31823: 'Schweitzer Engineering Laboratories',
  39165: 'Hikvision',
  41112: 'Ubiquiti',
}

/** Makes of programs, not of devices: a device that names itself so keeps its maker to itself. */
export const NET_SNMP = 8072

export function enterpriseName(number: number): string {
  return ENTERPRISES[number] ?? ''
}
