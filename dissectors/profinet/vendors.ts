/*
 * Vendor ids of PROFINET, which PI assigns. Here are only those that a public capture shows together with a MAC address
 * of the same maker, or a public GSDML file with its VendorName or product; any other id is shown as a number alone. As of
 * November 2026.
 */
const VENDORS: Readonly<Record<number, string>> = {
  0x002a: 'Siemens AG',
  0x0080: 'Danfoss',
  0x00b0: 'Phoenix Contact',
  0x010c: 'HMS Industrial Networks',
  0x011d: 'WAGO',
  0x012f: 'Murrelektronik',
  0x014d: 'Festo',
  0x015a: 'GE Intelligent Platforms',
  0x0493: 'RT-Labs',
}

/** The maker that a vendor id belongs to; '' when it is not known here. */
export function vendorName(vendorId: number): string {
  return VENDORS[vendorId] ?? ''
}
