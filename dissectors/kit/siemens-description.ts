import type { Fact } from './observation.ts'

/**
 * How Siemens devices describe themselves in one line, in sysDescr and in LLDP: 'Siemens, SIMATIC NET, SCALANCE XC208,
 * 6GK5 208-0BA00-2AC2, HW: Version 3, FW: Version V04.01.00, VPL6012345' (manuals of SCALANCE X, SNMP variables).
 */
const LINE =
  /^Siemens, *([^,]+), *([^,]+), *([0-9][A-Z0-9]{3} ?[A-Z0-9]{3}-[-A-Z0-9 ]+?) *, *HW: *(?:Version *)?([^,]+), *FW: *(?:Version *)?([^,]+?)(?:, *([^,]+?))? *$/

/** What such a line says; undefined for any other text. */
export function siemensFacts(text: string): Partial<Record<Fact, string>> | undefined {
  const found = LINE.exec(text)
  if (found === null) return undefined
  const [, family = '', model = '', order = '', hardware = '', firmware = '', serial = ''] = found
  const facts = { vendor: 'Siemens', product: family, model, 'order-number': order, hardware, firmware }
  return serial === '' ? facts : { ...facts, serial }
}
