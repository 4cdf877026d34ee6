/** What of a capture somebody should look at, but for what was seen for the first time: events, as they begin. */
export const ANALYST_EVENTS: Readonly<Record<string, readonly string[]>> = {
  'enip/iti__EIP-IPAddressChangeAttempt.pcap': [
    'low identity-change: Host 00:e0:62:60:35:d0 changed its IP address: 192.168.10.136 to 192.168.10.131',
    'medium identity-change: PLC 00:00:bc:3e:eb:e4 changed its IP address: 192.168.10.125 to 192.168.10.120',
  ],
  'enip/iti__EIP-FirmwareChange.pcap': [
    'high production-change: Engineering station 192.168.10.105 restarted PLC 192.168.10.120',
    'high production-change: Engineering station 192.168.10.105 tried to write firmware to PLC 192.168.10.120',
    'high production-change: Engineering station 192.168.10.105 wrote firmware to PLC 192.168.10.120 (cip Transfer)',
    'high production-change: Engineering station 192.168.10.105 wrote firmware to PLC 192.168.10.120 (cip Update)',
  ],
  'melsec/iti__melsoft_UDP_unclean_1.pcap': [
    'high address-conflict: 192.168.3.101 is held by 2 devices at the same time: c8:5b:76:8b:4c:69, 84:7b:eb:0d:bd:b7',
    'high address-conflict: 192.168.3.250 is held by 2 devices at the same time: c8:5b:76:8b:4c:69, 10:4b:46:28:0b:fa',
    'high production-change: Engineering station 192.168.3.101 stopped PLC 192.168.3.250',
    'low production-change: Engineering station 192.168.3.101 wrote to PLC 192.168.3.250',
    'medium identity-change: PLC 10:4b:46:28:0b:fa changed its IP address: 192.168.3.250 to 192.168.0.250',
  ],
  // Of strangers who tried a Modbus port with other protocols, none was answered by them.
  'modbus/zeek__modbus-and-non-modbus-p502.pcap': [
    'high public-route: Host 192.168.10.111 was reached from 5 addresses outside of the plant',
    'high public-route: Host 192.168.10.113 was reached from 1 address outside of the plant',
    'low production-change: HMI or SCADA 10.0.0.9 wrote to PLC 10.0.0.3, unit 10 (modbus Write Single Coil)',
    'low production-change: HMI or SCADA 10.0.0.9 wrote to PLC 10.0.0.3, unit 10 (modbus Write Single Register)',
  ],
}
