/*
 * Vendor ids of EtherCAT, which the EtherCAT Technology Group assigns: makers of slaves whose ids public sources and
 * captures show. An id that is not here is shown as a number alone. As of November 2026.
 */
const VENDORS: Readonly<Record<number, string>> = {
  0x0000_0002: 'Beckhoff',
  0x0000_001b: 'HMS Industrial Networks',
  0x0000_0044: 'Hilscher',
  0x0000_00ab: 'Copley Controls',
  0x0000_00fb: 'maxon',
  0x0000_0569: 'KUNBUS',
}

/** The maker that a vendor id belongs to; '' when it is not known here. */
export function vendorName(vendorId: number): string {
  return VENDORS[vendorId] ?? ''
}
