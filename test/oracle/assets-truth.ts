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
  // A laboratory of substation relays by GE and MiCOM. One server has two network cards, each a row until it says so.
  'mixed/controlthings-io__GOOSE_and_MMS.pcapng': [
    row('ied', 'P543: four GOOSE publications', '00:02:84:9f:ff:ff', '192.168.4.106'),
    row('ied', 'UR L90: answers MMS, says GE Multilin', '00:a0:f4:00:00:00', '192.168.4.89'),
    row('ied', 'C266: GOOSE', '80:b3:2a:98:07:df', '192.168.4.206'),
    row('ied', '859 motor relay: GOOSE', '90:9a:77:55:b5:b4'),
    row('time-server', 'the PTP grandmaster, by GNSS', 'f8:02:78:10:4a:b6'),
    row('switch', 'its bridge sends path delays, its port the spanning tree', 'f8:02:78:12:88:80', 'f8:02:78:12:88:94'),
    row('scada-server|hmi-or-scada', 'reads the L90; a server of Windows', '00:0c:29:c3:65:e0', '192.168.4.215'),
    row('file-server|scada-server', 'MC4', '00:0c:29:e2:0b:b5', '192.168.4.2'),
    row('file-server|scada-server', 'MC4, the other card', '00:0c:29:e2:0b:c9', '192.168.100.55'),
    row('it-client', 'Chrome on Windows', '00:e0:4c:36:15:59', '192.168.100.2'),
    row('', 'asks a group for the time, in vain', 'dc:37:52:01:bf:bb', '192.168.4.104'),
    row('', 'a card of a team (Intel ANS)', '00:0b:ab:c9:2f:a1'),
    row('', 'looks for 10.18.185.2', '00:50:56:a4:17:21', '10.18.185.1'),
    row('', 'looks for 192.168.4.205', '00:50:56:a4:c0:a6', '192.168.4.204'),
    row('', 'looks for 192.168.4.247', '00:50:56:a4:ad:4a', '192.168.4.220'),
  ],
  // RSLinx gives a ControlLogix and a DirectLOGIC other addresses by BOOTP.
  'enip/iti__EIP-IPAddressChangeAttempt.pcap': [
    row('controller', 'a 1756 chassis, moved', '00:00:bc:3e:eb:e4', '192.168.10.120', '192.168.10.125'),
    row('', 'KoyoDL405, moved', '00:e0:62:60:35:d0', '192.168.10.131', '192.168.10.136'),
    row('engineering-workstation|hmi-or-scada', 'browses chassis, serves BOOTP', '00:1d:09:99:b2:2c', '192.168.10.105'),
    row('switch', 'Ns5gt, a CE500', '00:1e:f6:73:59:81', '192.168.10.253'),
    row('', 'a switch of D-Link, whose own address is a public one', '00:21:91:06:f1:66', '208.73.217.142'),
    row('file-server', 'WIN2K3LAB021', '00:0c:29:19:9e:8e', '192.168.10.21'),
    row('file-server', 'WIN2K3LAB022', '00:0c:29:e8:32:7a', '192.168.10.22'),
    row('file-server', 'WIN2K3LAB024', '00:0c:29:f7:85:99', '192.168.10.24'),
    row('', 'looks for the controller', '00:0c:29:40:8c:b1', '192.168.10.23'),
    row('', 'looks for the controllers every second', '00:15:17:68:39:f4', '192.168.10.1'),
    row('', 'an encrypted stream goes out of it', '00:80:a3:8c:33:62', '192.168.10.106'),
    row('', 'and in here: a mirror of one side', '00:1e:4f:10:e3:bb', '192.168.10.200'),
  ],
  'enip/iti__EIP-FirmwareChange.pcap': [
    row('controller', 'takes new firmware', '00:00:bc:3e:eb:e4', '192.168.10.120'),
    row('engineering-workstation', 'writes it, and serves BOOTP', '00:1d:09:99:b2:2c', '192.168.10.105'),
    row('switch', 'Ns5gt', '00:1e:f6:73:59:81', '192.168.10.253'),
    row('', 'a switch of D-Link', '00:21:91:06:f1:66', '208.73.217.142'),
    row('file-server', 'WIN2K3LAB022', '00:0c:29:e8:32:7a', '192.168.10.22'),
    row('', 'looks for the controller', '00:15:17:68:39:f5', '192.168.10.10'),
  ],
  'profinet/cisagov__profinet_io_cm_mixed_1.pcap': [
    row('controller', 'plcxbkontr74b7', '00:1c:06:0b:26:ed', '192.168.1.11'),
    row('remote-io', 'Festo', '00:0e:f0:48:9e:05', '192.168.1.20'),
    row('controller', 'pc-worx-rt-basic', '00:a0:45:6d:d3:43', '192.168.1.3', 'fe80::4001:ff:fe00:1'),
    row('it-client', 'KW-VLIPC, its Windows', '00:a0:45:6d:d3:44', '192.168.1.1', 'fe80::14ea:3851:8243:3893'),
    row('remote-io', 'VersaMax, and its port', '00:09:91:43:e0:67', '00:09:91:43:e0:68', '192.168.1.2'),
    row('switch', 'SCALANCE X208, and two ports', '00:0e:8c:ef:75:c5', '00:0e:8c:ef:75:c9', '00:0e:8c:ef:75:cd'),
    row('it-client', 'LT-US-DSWANSON', 'e4:11:5b:5a:d9:73', '169.254.216.43', 'fe80::8132:2f4e:e1e2:d82b'),
    row('', 'Turck: tries whether 192.168.1.254 is free', '00:07:46:00:b0:c8'),
  ],
  // A third computer states the addresses of both by ARP, and is neither.
  'melsec/iti__melsoft_UDP_unclean_1.pcap': [
    row('controller', 'FX5U, moved', '10:4b:46:28:0b:fa', '192.168.0.250', '192.168.3.250'),
    row('engineering-workstation', 'VIPLAV', '84:7b:eb:0d:bd:b7', '192.168.3.101', 'fe80::ec6d:b7df:a126:d9b0'),
    row('', 'gets in between', 'c8:5b:76:8b:4c:69', '192.168.3.55', 'fe80::9780:e95b:6018:48cd'),
  ],
  // Both sides of a router between BACnet/IP and MS/TP; its two ports have nothing in common that shows.
  'bacnet/controlthings-io__BACnetIP-MSTP-Mix.cap': [
    row('gateway', 'routes to network 26001', '00:e0:c9:00:10:a5', '192.168.0.24'),
    row('gateway', 'its station of MS/TP, routes to network 26003', 'mstp-1'),
    row('controller', 'ATmega168 Device', 'mstp-114'),
    row('hmi-or-scada', 'reads its properties', '00:0c:6e:b0:3c:15', '192.168.0.103'),
    row('', 'looks for 192.168.0.1', '00:19:79:9a:07:99', '192.168.0.102'),
  ],
  'synchrophasor/controlthings-io__C37.118_2PMUsInSync_TCP.pcap': [
    row('ied', 'Blue PMU', '00:30:a7:00:0d:3a', '192.168.0.241'),
    row('ied|gateway', 'a PDC with one PMU', '00:a0:f4:01:a3:48', '192.168.0.60'),
    row('scada-server', 'takes the measurements of both', '00:09:6b:93:7b:83', '192.168.0.20'),
    row('it-client', 'TSTWINXP-12', '00:0c:29:2e:99:47', '192.168.0.40'),
    row('', 'answers a search of test sets', '00:50:c2:78:b5:30', '192.168.0.35'),
  ],
  // The publisher is far away; the firewalls are multicast routers.
  'goose/controlthings-io__Routable-GOOSE.pcap': [
    row('ied', 'routable GOOSE', '192.168.15.89'),
    row('firewall|router', 'passes it on', '08:5b:0e:ae:65:3b', '10.10.10.2'),
    row('firewall|router', 'its neighbour', '90:6c:ac:6b:98:35', '10.10.10.1'),
  ],
}

function row(role: string, why: string, ...addresses: readonly string[]): AnalystRow {
  return { addresses: [...addresses].sort(), role, why }
}
