import type { IntendedKind } from '../storage/decisions/intended-lists.ts'

const INVENTORY = `name,vendor,model,serial,firmware,role,vlan,part,mac,ip
MIXER LINE 1,Schneider Electric,BMEP584040,,3.20,plc,,,00:80:f4:1c:52:a1,10.20.1.11
Meter 1,Schneider Electric,PM5560,,2.5.1,,,unit 1,,10.20.1.20
HMI 1,,,,,hmi,10,,,10.20.1.50;10.20.2.50
`

const COMMUNICATIONS = `client,server,protocol,port,classes
HMI 1,MIXER LINE 1,modbus,502,read;write
10.20.1.60,10.20.1.0/24,modbus,502,read;discover
*,10.20.1.5,ntp,123,*
`

/** A file that can be imported, to begin with: every column of ours and rows that show how each is written. */
export function intendedTemplate(kind: IntendedKind): string {
  return kind === 'inventory' ? INVENTORY : COMMUNICATIONS
}
