/**
 * What a careful reader names in real captures, from identity strings and from what each does. 'a|b': the traffic does
 * not tell them apart. Written from the packets, not from our answers. `rest`: nothing more can be said of the others,
 * and a role for one of them is a false one.
 */
export const ROLES_TRUTH: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // IM151-8 CPU; STEP 7 on an ASUS computer.
  's7comm/controlthings-io__s7comm_downloading_block_db1.pcap': {
    '192.168.1.40': 'controller',
    '192.168.1.10': 'engineering-workstation',
  },
  's7comm/controlthings-io__s7comm_program_blocklist_onlineview.pcap': {
    '192.168.1.40': 'controller',
    '192.168.1.10': 'engineering-workstation',
  },
  's7comm/controlthings-io__s7comm_reading_plc_status.pcap': {
    '192.168.1.40': 'controller',
    '192.168.1.10': 'engineering-workstation',
  },
  's7comm/controlthings-io__s7comm_reading_setting_plc_time.pcap': {
    '192.168.1.40': 'controller',
    '192.168.1.10': 'engineering-workstation',
  },
  's7comm/controlthings-io__s7comm_varservice_libnodavedemo.pcap': {
    '192.168.1.40': 'controller',
    '192.168.1.10': 'hmi|hmi-or-scada',
  },
  // A third computer passes packets of the panel on: a man in the middle, which is a router by its conduct.
  's7comm/iti__s7comm_clean.pcap': {
    '192.168.0.2': 'controller',
    '192.168.0.21': 'hmi|hmi-or-scada',
    'b0:83:fe:75:35:74': 'router',
  },
  's7comm/iti__snap7_s300_everything.pcapng': {
    '134.217.61.211': 'controller',
    '134.217.61.131': 'engineering-workstation',
  },
  's7comm/iti__snap7_s300_stop.pcapng': {
    '134.249.61.163': 'controller',
    '134.249.62.206': 'engineering-workstation',
  },
  's7comm/iti__step7_s300_AuthPassword.pcapng': {
    '134.249.61.163': 'controller',
    '134.249.62.230': 'engineering-workstation',
  },
  's7comm/iti__step7_s300_copyRamToRom.pcapng': {
    '134.249.61.163': 'controller',
    '134.249.62.230': 'engineering-workstation',
  },
  's7comm/iti__step7_s300_download.pcapng': {
    '134.249.61.182': 'controller',
    // A tunnel: the packets of the controller have passed one router.
    '00:ff:e7:0f:40:8d': 'router',
    '134.249.53.130': 'engineering-workstation',
  },
  's7comm/iti__step7_s300_readDiagData.pcapng': {
    '134.249.61.182': 'controller',
    '134.249.62.202': 'engineering-workstation',
  },
  's7comm/iti__step7_s300_readVarTab.pcapng': {
    '134.249.61.182': 'controller',
    '134.249.62.202': 'engineering-workstation',
  },
  's7comm/iti__step7_s300_rwVarTab.pcapng': {
    '134.249.61.182': 'controller',
    '134.249.62.202': 'engineering-workstation',
  },
  's7comm/iti__step7_s300_stop.pcapng': {
    '134.249.61.163': 'controller',
    '134.249.62.199': 'engineering-workstation',
  },
  's7comm/iti__tia_s300_downloadHwConfig.pcapng': {
    '134.217.61.211': 'controller',
    '134.217.61.131': 'engineering-workstation',
  },
  's7comm/iti__tia_s300_goOnline.pcapng': {
    '134.217.61.211': 'controller',
    '134.217.61.131': 'engineering-workstation',
  },
  's7comm/iti__tia_s300_flashLed.pcapng': {
    '134.217.61.211': 'controller',
    '134.217.61.131': 'engineering-workstation',
  },
  's7comm/iti__wincc_s300_setup-alarm-read-write.pcapng': {
    '134.249.61.182': 'controller',
    // A tunnel: the packets of the controller have passed one router.
    '00:ff:e7:0f:40:8d': 'router',
    '134.249.53.130': 'hmi|scada-server|hmi-or-scada',
  },
  's7comm/iti__wincc_s300_setup-alarm-read.pcapng': {
    '134.249.61.182': 'controller',
    // A tunnel: the packets of the controller have passed one router.
    '00:ff:e7:0f:40:8d': 'router',
    '134.249.53.130': 'hmi|scada-server|hmi-or-scada',
  },
  's7commplus/controlthings-io__S7-1200-Uploading-OB1-TIAV12.pcap': {
    '192.168.1.191': 'controller',
    '192.168.1.10': 'engineering-workstation',
  },
  's7commplus/controlthings-io__S7-1511_db2_var1_HMI.pcap': {
    '192.168.25.139': 'controller',
    '192.168.25.147': 'hmi|hmi-or-scada',
  },
  's7commplus/controlthings-io__S7-1511-opc-request-all-types.pcap': {
    '192.168.25.139': 'controller',
    '192.168.25.146': 'scada-server|hmi-or-scada',
  },
  's7commplus/controlthings-io__s7-1200-hmi.pcap': {
    '192.168.25.131': 'controller',
    '192.168.25.177': 'hmi|hmi-or-scada',
  },
  // A SLC 5/05, RSLogix on a Dell, a Cisco switch, three Windows servers.
  'enip/iti__EIP-ControlProtocolChangeAttempt.pcap': {
    '192.168.10.120': 'controller',
    '192.168.10.105': 'engineering-workstation',
    '00:1e:f6:73:59:81': 'switch',
    '192.168.10.21': 'file-server|domain-server',
    '192.168.10.22': 'file-server|domain-server',
    '192.168.10.24': 'file-server|domain-server',
  },
  'enip/iti__EIP-RebootorRestart.pcap': {
    '192.168.10.120': 'controller',
    '192.168.10.105': 'engineering-workstation',
    '00:1e:f6:73:59:81': 'switch',
  },
  'enip/iti__EIP-FirmwareChange.pcap': {
    '192.168.10.120': 'controller',
    '192.168.10.105': 'engineering-workstation',
    '00:1e:f6:73:59:81': 'switch',
    '192.168.10.22': 'file-server|domain-server',
  },
  'enip/iti__EIP-SoftwareUpload.pcap': {
    '192.168.10.120': 'controller',
    '192.168.10.105': 'engineering-workstation',
    '00:1e:f6:73:59:81': 'switch',
  },
  'enip/iti__EIP-LockPLCAttempt.pcap': {
    '192.168.10.120': 'controller',
    '192.168.10.105': 'engineering-workstation',
    '00:1e:f6:73:59:8b': 'switch',
  },
  'enip/iti__EIP-ChangeDateAttempt.pcap': {
    '192.168.10.120': 'controller',
    // It sets the clock of the PLC; the capture shows reads and one attempt.
    '192.168.10.105': 'engineering-workstation|hmi-or-scada',
    '00:1e:f6:73:59:81': 'switch',
  },
  'enip/iti__cip_only.pcap': { '192.168.0.30': 'controller', '192.168.0.65': 'engineering-workstation' },
  // A Modicon Quantum and Unity Pro.
  'umas/iti__modicon_test__pkts_1-110.pcap': {
    '192.168.63.253': 'controller',
    '192.168.63.100': 'engineering-workstation',
  },
  'mixed/idaholab__Modicon.pcap': {
    '10.50.1.52': 'controller',
    '10.50.1.10': 'hmi|scada-server|hmi-or-scada',
    '00:1c:7f:39:de:5f': 'firewall|router',
    '00:1c:7f:39:de:5b': 'firewall|router',
    '10.200.1.174': 'it-client',
    '10.200.1.193': 'it-client',
    '10.200.1.86': 'it-client',
  },
  'mixed/idaholab__WinXP.pcap': {
    '10.50.1.54': 'controller',
    '10.200.1.18': 'hmi|scada-server|hmi-or-scada|engineering-workstation',
    '00:1c:7f:39:de:5b': 'firewall|router',
    '00:1c:7f:39:de:5f': 'firewall|router',
    '10.200.1.51': 'it-client',
    '10.200.1.178': 'it-client',
    '10.200.1.184': 'it-client',
    '10.200.1.191': 'it-client',
    '10.200.1.252': 'it-client',
    '10.200.1.86': 'it-client',
  },
  'mixed/controlthings-io__GOOSE_and_MMS.pcapng': {
    'f8:02:78:10:4a:b6': 'time-server',
    'f8:02:78:12:88:94': 'switch',
    '192.168.4.106': 'ied',
    '90:9a:77:55:b5:b4': 'ied',
    '192.168.4.206': 'ied',
    '192.168.4.89': 'ied',
    '192.168.4.215': 'scada-server|hmi-or-scada',
    '192.168.4.2': 'file-server|scada-server',
    '192.168.100.55': 'file-server|scada-server',
    // Chrome on Windows looks for televisions.
    '192.168.100.2': 'it-client',
  },
  'goose/controlthings-io__GOOSE.pcap': { '00:a0:f4:08:2f:77': 'ied' },
  'goose/controlthings-io__Routable-GOOSE.pcap': {
    '192.168.15.89': 'ied',
    '10.10.10.1': 'router|firewall',
    '10.10.10.2': 'router|firewall',
    '90:6c:ac:6b:98:35': 'firewall|router',
    '08:5b:0e:ae:65:3b': 'firewall|router',
  },
  'mms/controlthings-io__piccolo.pcap': { '10.10.0.30': 'ied', '10.10.0.33': 'scada-server|hmi-or-scada' },
  'synchrophasor/controlthings-io__C37.118_1PMU_TCP.pcap': { '192.168.0.241': 'ied', '192.168.0.20': 'scada-server' },
  'synchrophasor/controlthings-io__C37.118_2PMUsInSync_TCP.pcap': {
    '192.168.0.60': 'ied|gateway',
    '192.168.0.241': 'ied',
    '192.168.0.20': 'scada-server',
    '192.168.0.40': 'it-client',
  },
  'synchrophasor/controlthings-io__C37.118_4in1PMU_TCP.pcap': {
    '192.168.0.60': 'gateway',
    '192.168.0.10': 'scada-server',
  },
  // A GE VersaMax NIU, a Phoenix controller, two SCALANCE switches.
  'profinet/cisagov__profinet_io_cm_mixed_1.pcap': {
    '192.168.1.2': 'remote-io',
    '192.168.1.3': 'controller',
    '192.168.1.11': 'controller',
    '192.168.1.20': 'remote-io',
    '00:0e:8c:ef:75:cd': 'switch',
    '00:0e:8c:ef:75:c9': 'switch',
    '00:0e:8c:ef:75:c5': 'switch',
    '192.168.1.1': 'it-client|engineering-workstation',
    '169.254.216.43': 'it-client|engineering-workstation',
  },
  'profinet/cisagov__profinet_io_cm_device.pcapng': { '192.168.1.2': 'remote-io', '192.168.1.3': 'controller' },
  'ethercat/controlthings-io__EtherCAT__pkts_1-800.pcap': { '00:14:4f:23:98:cf': 'controller' },
  'ads/iti__beckoffiplink.pcapng': {
    '192.168.1.8': 'controller',
    '192.168.1.99': 'engineering-workstation|hmi-or-scada',
  },
  'ads/iti__addroute.pcapng': { '192.168.1.8': 'controller', '192.168.1.99': 'engineering-workstation' },
  // A GOT panel of Mitsubishi polls a controller.
  'melsec/iti__melsoft_129_clean.pcap': {
    '192.168.3.250': 'controller',
    '192.168.3.18': 'hmi|hmi-or-scada',
    '74:86:7a:07:28:94': 'router',
  },
  'fins/iti__omron_test.pcap': {
    '10.1.1.164': 'controller',
    '10.1.1.173': 'engineering-workstation|scanner',
    '00:19:07:24:3c:ca': 'router',
  },
  'fox/iti__fox_info.pcap': {
    '10.1.3.4': 'engineering-workstation',
    '106.68.88.119': 'controller',
    '00:19:07:24:3c:ca': 'router',
  },
  'hartip/controlthings-io__hart_ip.pcap': {
    '192.168.0.10': 'gateway',
    '192.168.0.101': 'hmi|hmi-or-scada|engineering-workstation',
    '00:26:f2:ca:25:9a': 'router',
  },
  // A Moxa gateway with four units, polled by several.
  'modbus/iti__modbus_test.pcap': {
    '192.168.0.20': 'gateway',
    '192.168.0.21': 'hmi-or-scada',
    '192.168.0.112': 'hmi-or-scada',
    '192.168.0.133': 'hmi-or-scada',
    '192.168.0.144': 'hmi-or-scada',
    '192.168.0.156': 'hmi-or-scada',
  },
  'modbus/idaholab__Advantech.pcap': {
    '10.50.1.50': 'controller|remote-io',
    '10.50.1.253': 'hmi-or-scada',
    '10.200.1.124': 'hmi-or-scada',
    '00:1c:7f:39:de:5f': 'firewall|router',
    '00:1c:7f:39:de:5b': 'firewall|router',
  },
  'modbus/zeek__4SICS-GeekLounge-151022-min.pcap': { '192.168.88.95': 'gateway', '00:07:7c:1a:61:83': 'router' },
  'dnp3/iti__full_exchange.pcap': { '192.168.60.130': 'rtu', '192.168.60.1': 'scada-server' },
  'dnp3/iti__dnp3_select_operate.pcap': { '130.126.140.229': 'rtu', '130.126.142.250': 'scada-server' },
  'dnp3/iti__file_write.pcap': { '192.168.1.1': 'rtu', '192.168.1.2': 'scada-server' },
  'bacnet/cisagov__bacnet_segmented_data.pcap': { '10.0.0.1': 'hmi-or-scada', '10.0.0.2': 'controller' },
  'bacnet/controlthings-io__BACnetDeviceObjectReference.pcap': {
    '192.168.1.1': 'controller',
    '192.168.1.100': 'hmi-or-scada',
  },
  'lab/dnp3.pcap': { '10.77.0.11': 'rtu', '10.77.0.13': 'scada-server' },
  'lab/iec104-lib60870.pcap': { '10.77.0.11': 'rtu', '10.77.0.13': 'scada-server' },
  'lab/iec61850-mms.pcap': { '10.77.0.11': 'ied', '10.77.0.13': 'scada-server' },
  'lab/iec61850-goose-sv.pcap': { '02:00:00:00:00:0b': 'ied', '02:00:00:00:00:0d': 'ied' },
  'lab/lldp.pcap': { '10.77.0.12': 'switch' },
  'lab/snmp.pcap': { '10.77.0.11': 'switch' },
  'lab/knx.pcap': { '10.77.0.11': 'gateway', '10.77.0.13': 'hmi-or-scada' },
  'lab/opcua-none.pcap': { '10.77.0.11': 'scada-server', '10.77.0.13': 'hmi-or-scada' },
  'lab/modbus.pcap': { '10.77.0.11': 'controller', '10.77.0.13': 'hmi-or-scada' },
  'lab/s7.pcap': { '10.77.0.11': 'controller', '10.77.0.13': 'engineering-workstation' },
  'lab/mixed.pcap': {
    '10.77.0.11': 'controller',
    '10.77.0.12': 'controller',
    '10.77.0.13': 'hmi-or-scada',
    '10.77.0.14': 'engineering-workstation',
  },
  'lab/enip-opener-io.pcap': { '10.77.0.11': 'remote-io', '10.77.0.13': 'controller' },
  'it/zeek__kinit.pcap': { '192.168.1.32': 'domain-server', '192.168.1.31': 'it-client' },
  'it/zeek__cdp-v1.pcap': { '192.168.10.1': 'router' },
  'it/arkime__wireshark-lldp.pcap': { '00:01:30:f9:ad:a0': 'switch|router', '00:13:21:57:ca:7f': 'switch' },
  'it/the-tcpdump-group__802.1w_rapid_STP.pcap': { '00:19:06:ea:b8:8c': 'switch' },
  'it/zeek__dhcp_inform.pcap': { '128.2.6.152': 'dhcp-server' },
}
