/** Implementations of DDS by the vendor number that the OMG gives them (https://www.dds-foundation.org/dds-rtps-vendor-and-product-ids/). */
const VENDORS: Readonly<Record<number, string>> = {
  0x0101: 'RTI Connext DDS',
  0x0102: 'ADLink OpenSplice DDS',
  0x0103: 'OCI OpenDDS',
  0x0104: 'MilSoft DDS',
  0x0105: 'Kongsberg InterCOM DDS',
  0x0106: 'TwinOaks CoreDX DDS',
  0x010a: 'RTI Connext DDS Micro',
  0x010b: 'ADLink Vortex Cafe',
  0x010d: 'ADLink Vortex Lite',
  0x010e: 'Technicolor Qeo',
  0x010f: 'eProsima Fast DDS',
  0x0110: 'Eclipse Cyclone DDS',
  0x0111: 'GurumNetworks GurumDDS',
  0x0112: 'Atostek RustDDS',
  0x0113: 'ZRDDS',
  0x0114: 'S2E Dust DDS',
}

export function vendorName(vendor: number): string {
  return VENDORS[vendor] ?? ''
}
