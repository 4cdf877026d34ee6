import { ads } from './ads/ads.ts'
import { amqp } from './amqp/amqp.ts'
import { arp } from './arp/arp.ts'
import { atg } from './atg/atg.ts'
import { bacnet } from './bacnet/bacnet.ts'
import { bfd } from './bfd/bfd.ts'
import { bgp } from './bgp/bgp.ts'
import { browser } from './browser/browser.ts'
import { bsap } from './bsap/bsap.ts'
import { c1222 } from './c1222/c1222.ts'
import { c37118 } from './c37118/c37118.ts'
import { canopen } from './canopen/canopen.ts'
import { cdp } from './cdp/cdp.ts'
import { fdp } from './cdp/fdp.ts'
import { cip } from './cip/cip.ts'
import { coap } from './coap/coap.ts'
import { coapTcp } from './coap/coap-tcp.ts'
import { codesys } from './codesys/codesys.ts'
import { crimson } from './crimson/crimson.ts'
import { csp } from './csp/csp.ts'
import { dcerpc } from './dcerpc/dcerpc.ts'
import { dhcp } from './dhcp/dhcp.ts'
import { dhcpv6 } from './dhcpv6/dhcpv6.ts'
import { dlms } from './dlms/dlms.ts'
import { dlr } from './dlr/dlr.ts'
import { dnp3 } from './dnp3/dnp3.ts'
import { dns } from './dns/dns.ts'
import { doip } from './doip/doip.ts'
import { dtls } from './dtls/dtls.ts'
import { dtp } from './dtp/dtp.ts'
import { edp } from './edp/edp.ts'
import { egd } from './egd/egd.ts'
import { eigrp } from './eigrp/eigrp.ts'
import { enip } from './enip/enip.ts'
import { esio } from './esio/esio.ts'
import { esp } from './esp/esp.ts'
import { ethercat } from './ethercat/ethercat.ts'
import { facon } from './facon/facon.ts'
import { ffHse } from './ff-hse/ff-hse.ts'
import { fins } from './fins/fins.ts'
import { fox } from './fox/fox.ts'
import { ftp } from './ftp/ftp.ts'
import { genisys } from './genisys/genisys.ts'
import { goose } from './goose/goose.ts'
import { hartip } from './hartip/hartip.ts'
import { hislip } from './hislip/hislip.ts'
import { hsrPrp } from './hsr-prp/hsr-prp.ts'
import { glbp } from './hsrp/glbp.ts'
import { hsrp } from './hsrp/hsrp.ts'
import { http } from './http/http.ts'
import { http2 } from './http2/http2.ts'
import { icmp } from './icmp/icmp.ts'
import { icmpv6 } from './icmpv6/icmpv6.ts'
import { iec101 } from './iec101/iec101.ts'
import { iec104 } from './iec104/iec104.ts'
import { igmp } from './igmp/igmp.ts'
import { ike } from './ike/ike.ts'
import { imap } from './imap/imap.ts'
import { isis } from './isis/isis.ts'
import { isotp } from './isotp/isotp.ts'
import { j1939 } from './j1939/j1939.ts'
import { kerberos } from './kerberos/kerberos.ts'
import type { Dissector } from './kit/dissector.ts'
import { knx } from './knx/knx.ts'
import { kvHostlink } from './kv-hostlink/kv-hostlink.ts'
import { lacp } from './lacp/lacp.ts'
import { ldap } from './ldap/ldap.ts'
import { lldp } from './lldp/lldp.ts'
import { llmnr } from './llmnr/llmnr.ts'
import { lontalk } from './lontalk/lontalk.ts'
import { loop } from './loop/loop.ts'
import { mdns } from './mdns/mdns.ts'
import { melsec } from './melsec/melsec.ts'
import { mewtocol } from './mewtocol/mewtocol.ts'
import { mms } from './mms/mms.ts'
import { modbus } from './modbus/modbus.ts'
import { modbusRtu } from './modbus-rtu/modbus-rtu.ts'
import { moxa } from './moxa/moxa.ts'
import { mqtt } from './mqtt/mqtt.ts'
import { mstp } from './mstp/mstp.ts'
import { mysql } from './mysql/mysql.ts'
import { nbdgm } from './nbdgm/nbdgm.ts'
import { nbns } from './nbns/nbns.ts'
import { ntp } from './ntp/ntp.ts'
import { oncrpc } from './oncrpc/oncrpc.ts'
import { opcua } from './opcua/opcua.ts'
import { ospf } from './ospf/ospf.ts'
import { pagp } from './pagp/pagp.ts'
import { pcom } from './pcom/pcom.ts'
import { pcworx } from './pcworx/pcworx.ts'
import { pim } from './pim/pim.ts'
import { pjl } from './pjl/pjl.ts'
import { pop3 } from './pop3/pop3.ts'
import { postgresql } from './postgresql/postgresql.ts'
import { powerlink } from './powerlink/powerlink.ts'
import { proconos } from './proconos/proconos.ts'
import { mrp } from './profinet/mrp.ts'
import { profinet } from './profinet/profinet.ts'
import { ptp } from './ptp/ptp.ts'
import { quic } from './quic/quic.ts'
import { radius } from './radius/radius.ts'
import { rdp } from './rdp/rdp.ts'
import { redis } from './redis/redis.ts'
import { rfb } from './rfb/rfb.ts'
import { rip } from './rip/rip.ts'
import { rocplus } from './rocplus/rocplus.ts'
import { rtps } from './rtps/rtps.ts'
import { rtsp } from './rtsp/rtsp.ts'
import { s7comm } from './s7comm/s7comm.ts'
import { s7commplus } from './s7commplus/s7commplus.ts'
import { sbus } from './sbus/sbus.ts'
import { scpi } from './scpi/scpi.ts'
import { sercos } from './sercos/sercos.ts'
import { sip } from './sip/sip.ts'
import { smb } from './smb/smb.ts'
import { smtp } from './smtp/smtp.ts'
import { snmp } from './snmp/snmp.ts'
import { socks } from './socks/socks.ts'
import { someip } from './someip/someip.ts'
import { sparkplug } from './sparkplug/sparkplug.ts'
import { srtp } from './srtp/srtp.ts'
import { ssdp } from './ssdp/ssdp.ts'
import { ssh } from './ssh/ssh.ts'
import { stp } from './stp/stp.ts'
import { sv } from './sv/sv.ts'
import { syslog } from './syslog/syslog.ts'
import { syslogTcp } from './syslog/syslog-tcp.ts'
import { tacacs } from './tacacs/tacacs.ts'
import { tds } from './tds/tds.ts'
import { telnet } from './telnet/telnet.ts'
import { tftp } from './tftp/tftp.ts'
import { tls } from './tls/tls.ts'
import { tns } from './tns/tns.ts'
import { trdp } from './trdp/trdp.ts'
import { tristation } from './tristation/tristation.ts'
import { udld } from './udld/udld.ts'
import { vrrp } from './vrrp/vrrp.ts'
import { vtp } from './vtp/vtp.ts'
import { websocket } from './websocket/websocket.ts'
import { wireguard } from './wireguard/wireguard.ts'
import { wpan } from './wpan/wpan.ts'
import { wsDiscovery } from './ws-discovery/ws-discovery.ts'
import { xgt } from './xgt/xgt.ts'
import { zigbee } from './zigbee/zigbee.ts'

/** Every protocol the sensor knows, in the order they are probed. Add yours here. */
export const dissectors: readonly Dissector[] = [
  arp,
  modbus,
  modbusRtu,
  rocplus,
  opcua,
  s7comm,
  s7commplus,
  goose,
  mms,
  sv,
  dnp3,
  iec104,
  iec101,
  genisys,
  c1222,
  bsap,
  enip,
  cip,
  csp,
  bacnet,
  c37118,
  hartip,
  atg,
  xgt,
  mewtocol,
  facon,
  kvHostlink,
  dlms,
  mqtt,
  mstp,
  j1939,
  wpan,
  zigbee,
  canopen,
  isotp,
  sparkplug,
  lldp,
  dhcp,
  dhcpv6,
  icmp,
  icmpv6,
  stp,
  cdp,
  fdp,
  edp,
  vtp,
  dtp,
  pagp,
  udld,
  loop,
  igmp,
  ike,
  esp,
  wireguard,
  vrrp,
  hsrp,
  glbp,
  ospf,
  rip,
  eigrp,
  pim,
  bgp,
  bfd,
  isis,
  hsrPrp,
  dlr,
  lacp,
  ntp,
  ptp,
  fins,
  melsec,
  ads,
  srtp,
  sbus,
  esio,
  pcom,
  pcworx,
  proconos,
  crimson,
  profinet,
  mrp,
  ethercat,
  dns,
  mdns,
  llmnr,
  tls,
  dtls,
  quic,
  rtsp,
  ssh,
  fox,
  knx,
  nbns,
  nbdgm,
  browser,
  ssdp,
  wsDiscovery,
  http,
  http2,
  websocket,
  snmp,
  ftp,
  smtp,
  pop3,
  imap,
  codesys,
  syslog,
  syslogTcp,
  tds,
  postgresql,
  mysql,
  tns,
  telnet,
  tftp,
  rfb,
  moxa,
  pjl,
  smb,
  dcerpc,
  oncrpc,
  kerberos,
  ldap,
  rdp,
  radius,
  tacacs,
  socks,
  powerlink,
  egd,
  trdp,
  rtps,
  lontalk,
  tristation,
  ffHse,
  sercos,
  someip,
  doip,
  hislip,
  scpi,
  sip,
  coap,
  coapTcp,
  amqp,
  redis,
]
