/** One row of the list that a careful analyst would write: all addresses of one device, and what it is. */
export interface AnalystRow {
  readonly addresses: readonly string[]
  /** '' where the traffic does not tell; 'a|b' where it does not tell them apart. */
  readonly role: string
  readonly why: string
}

const VISITOR = 'a visitor’s computer'

/** Among them captures of the ICS village of a conference: visitors attack devices behind a Check Point firewall. */
export const ANALYST_LISTS: Readonly<Record<string, readonly AnalystRow[]>> = {
  // A device of Belkin sends broadcasts back, with the broadcast address of the subnet as its source.
  'bacnet/controlthings-io__bacnet-services.cap': [
    row('gateway', 'routes to the stations of network 3', '00:e0:c9:00:10:a5', '192.168.0.24'),
    row('hmi|hmi-or-scada', 'reads and writes the objects behind it', '00:e0:4b:04:bd:fa', '192.168.0.50'),
    row('', 'says that it is a device', '00:c0:4f:a0:6b:b6', '192.168.0.16'),
    row('', 'asked once who is there', '00:b0:d0:e9:11:f6', '192.168.0.172'),
    row('', 'sends broadcasts back', '00:30:bd:c5:b2:b6'),
    row('', 'only broadcasts sent back were addressed to it', '192.168.0.1'),
  ],
  'mixed/idaholab__Modicon.pcap': [
    row('controller', 'Modicon Quantum, answers Modbus, web page of Schneider', '00:00:54:14:f2:4f', '10.50.1.52'),
    row('hmi|scada-server|hmi-or-scada', 'a virtual machine polls it', '00:50:56:b3:bd:bd', '10.50.1.10'),
    row('firewall|router', 'two ports of one firewall, both on the mirror', '00:1c:7f:39:de:5b', '00:1c:7f:39:de:5f'),
    row('it-client', 'an Apple computer: FTP and HTTP', 'c8:e0:eb:16:5b:bd', '10.200.1.174'),
    row('it-client', 'Mac OS X 10.9', '78:31:c1:cd:c4:62', '10.200.1.193'),
    row('it-client', 'Mac OS X 10.8', '14:10:9f:da:f8:4b', '10.200.1.86'),
    row('', 'a thousand ports tried', '28:cf:e9:16:0f:95', '10.200.1.252'),
    row('', VISITOR, '00:1f:3b:8f:20:6b', '10.200.1.232'),
  ],
  'mixed/idaholab__WinXP.pcap': [
    row('controller', 'MicroLogix 1100 (1763-LEC)', '00:0f:73:03:72:59', '10.50.1.54'),
    row('hmi|hmi-or-scada', 'OICU812-XP asks it for its state', '00:0c:29:5a:cf:2e', '10.200.1.18'),
    row('firewall|router', 'two ports of one firewall', '00:1c:7f:39:de:5b', '00:1c:7f:39:de:5f'),
    row('it-client', 'Mac OS X 10.10, E-PREZO-LAPTOP', '9c:f3:87:c1:4c:d6', '10.200.1.178'),
    row('it-client', 'Mac OS X 10.10', '28:cf:e9:16:0f:95', '10.200.1.252'),
    row('it-client', 'Mac OS X 10.9', 'b8:f6:b1:14:29:67', '10.200.1.184'),
    row('it-client', 'Mac OS X 10.9', '78:31:c1:cf:37:4a', '10.200.1.51'),
    row('it-client', 'SMB', '14:10:9f:da:f8:4b', '10.200.1.86'),
    row(
      'it-client',
      'Mac OS X 10.10, and a scanner beside it on the same card',
      '78:ca:39:b2:4f:40',
      '10.200.1.191',
      '10.200.1.45',
    ),
    row('', 'scans', '60:67:20:85:6d:58', '10.200.1.231'),
    row('', 'scans', '68:17:29:96:b5:9f', '10.200.1.162'),
    row('', 'a forged syslog message from DeLorean', 'fe:e1:60:0d:ff:ff', '10.200.1.17'),
    row('', 'the forged target of it', 'fe:e1:ba:dd:00:00'),
    row('', 'outside: asked for names, does not answer', '8.8.8.8'),
    row('', 'outside: a web server', '54.175.48.202'),
  ],
  'mixed/idaholab__BACnet_Host.pcap': [
    row('controller', 'BACnet device 1337, FL_1_S4', '78:a5:04:c9:b4:78', '10.200.1.15'),
    row('router', 'a Cisco router, the way out', '00:19:07:24:3c:ca'),
    row('', 'outside: a forged source of BVLC messages', '104.130.52.9'),
    row('hmi-or-scada', 'reads, and forges the public source', '3c:a9:f4:21:22:f8', '10.200.1.251'),
    row('hmi-or-scada', VISITOR, 'c8:e0:eb:16:5b:bd', '10.200.1.174'),
    row('hmi-or-scada', VISITOR, 'b8:f6:b1:14:29:67', '10.200.1.58'),
    row('hmi-or-scada', VISITOR, '78:31:c1:cd:c4:62', '10.200.1.54'),
    row('hmi-or-scada', VISITOR, '08:11:96:32:ec:98', '10.200.1.166'),
    row('hmi-or-scada', VISITOR, '80:19:34:16:15:1b', '10.200.1.233'),
    row('hmi-or-scada', 'and a virtual machine behind its card', 'c8:bc:c8:cd:1d:0f', '10.200.1.59', '10.200.1.77'),
    row('hmi-or-scada', VISITOR, 'e8:94:f6:27:b4:a6', '10.200.1.181'),
    row('hmi-or-scada', VISITOR, '6c:88:14:a3:30:b0', '10.200.1.40'),
    row('hmi-or-scada', VISITOR, '6c:40:08:b5:00:f8', '10.200.1.210'),
    row('hmi-or-scada', VISITOR, '14:10:9f:da:f8:4b', '10.200.1.86'),
    row('hmi-or-scada', VISITOR, '00:c0:ca:32:be:ab', '10.200.1.124'),
    row(
      'hmi-or-scada',
      'Windows and a virtual machine, and a scan',
      '24:77:03:78:ca:38',
      '10.200.1.110',
      '10.200.1.128',
      '10.200.1.168',
    ),
    row('hmi-or-scada', VISITOR, '00:c0:ca:50:3b:4f', '10.200.1.127'),
    row('hmi-or-scada', 'Windows and a virtual machine', '54:35:30:70:94:51', '10.200.1.169', '10.200.1.205'),
    row('hmi-or-scada', VISITOR, '00:1f:3b:8f:20:6b', '10.200.1.232'),
  ],
}

function row(role: string, why: string, ...addresses: readonly string[]): AnalystRow {
  return { addresses: [...addresses].sort(), role, why }
}
