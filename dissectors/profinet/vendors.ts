/*
 * Vendor ids of PROFINET, which PI assigns (Man_ID_Table). These are the makers of the devices in public captures and
 * GSDML files, found by their MAC address or their VendorName; an id that is not here is shown as a number alone.
 */
const VENDORS: Readonly<Record<number, string>> = {
  0x002a: 'Siemens AG',
  0x0080: 'Danfoss',
  0x00b0: 'Phoenix Contact',
  0x010a: 'SEW-Eurodrive',
  0x010c: 'HMS Industrial Networks',
  0x011d: 'WAGO',
  0x011e: 'Hilscher',
  0x012f: 'Murrelektronik',
  0x014d: 'Festo',
  0x015a: 'GE Intelligent Platforms',
  0x0231: 'Renesas',
  0x0493: 'RT-Labs',
}

/** The maker that a vendor id belongs to; '' when it is not known here. */
export function vendorName(vendorId: number): string {
  return VENDORS[vendorId] ?? ''
}
