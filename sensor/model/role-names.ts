import type { Condition } from './role-condition.ts'
import type { RoleRule } from './role-rule.ts'
import type { RoleName } from './roles.ts'

const KIND = ['device-type', 'role']
const MODEL = ['order-number', 'model', 'product', 'product-code', 'description']
const TEXT = [...MODEL, 'device-type', 'name', 'software', 'title', 'banner', 'vendor-class']
const SOFTWARE = ['application', 'software', 'product', 'description', 'title', 'vendor-class']

/** What a device says it is, or what its maker's number says. */
export const NAMED: readonly RoleRule[] = [
  stated('safety-controller', { says: /safety (plc|controller)/i, as: KIND }),
  named(
    'safety-controller',
    /\b(6ES7 ?[345]1\d-\dF|(1756|5069)-L\w*S\b|GuardLogix|Tricon(ex)?\b|Trident|HIMa(x|trix)|H41q|H51q|ProSafe-RS|AADvance|PSS ?(u2|4000)|PNOZ ?m|Flexi ?Soft)/i,
    MODEL,
  ),
  stated('controller', {
    says: /Programmable Logic Controller|^PLC\b|\bIO-Controller\b|POWERLINK managing node|Sercos III master|IE Field Basic master/i,
    as: KIND,
  }),
  named('remote-io', /\b6ES7 ?15[1-5]-(?![78])|\bIM ?15[1-5]-[1-6]/, MODEL),
  named(
    'controller',
    /\b6ES7 ?(21\d|31[2-9]|41[2-9]|51\d|15[14]-[78])|\bCPU ?(3|4|12|15)\d\d\b|IM15[14]-[78].*CPU|\bS7-(200|300|400|1200|1500)/,
    MODEL,
  ),
  named(
    'controller',
    /\b(1756-L|1769-L|1768-L|5069-L|5069-L|176[1-6]-L|1747-L|1785-L|2080-L)|\b(Control|Compact|Micro)Logix|\bSLC[- ]?5\/?0/i,
    MODEL,
  ),
  named(
    'controller',
    /\b(BMX ?P34|BME ?[PH]58|140 ?CPU|171 ?CCC|TSX ?P\d|TM2[2345]1|TM241|Modicon M(221|241|251|340|580))/i,
    MODEL,
  ),
  named(
    'controller',
    /\b(CP[12][A-Z]-?[A-Z]*\d+|C[JSV][12][A-Z]?-CPU|CJ2[HM]|N[JXY]\d{3}|FX[35][A-Z]+-|(Q|L|R)\d\dU?\w*CPU|CX-?\d{4}|IC69[345]CPU|750-8\d\d|PFC[12]00|AC500|AC ?800)/,
    MODEL,
  ),
  // Phoenix Contact; Unitronics, whose controllers have a panel of their own.
  named('controller', /\b((ILC|AXC|RFC)( F)? \d{3}|V(120|130|350|430|570|700)-|V1040\b|V1210\b|SM(35|43|70)-J)/, MODEL),
  stated('hmi', { says: /Human-Machine Interface/i, as: KIND }),
  named(
    'hmi',
    /\b6AV[2367]|\b(KTP|TP|MP|KP|OP)\d{3,4}\b|\b2711[A-Z]?-|PanelView|\bHMI(ST|GT|DT|S5T|BMI)|Magelis|\bGOT[12]\d{3}|\bNB\dQ|cMT-|Comfort Panel/i,
    TEXT,
  ),
  stated('drive', {
    says: /(AC|DC|Motion|Safety) Drive|drives and motion control|Motor (Starter|Overload)|Soft Start/i,
    as: KIND,
  }),
  named(
    'drive',
    /\b6SL3|SINAMICS|\bATV\d|Altivar|PowerFlex|\bKinetix|\bACS\d{3}|MICROMASTER|VLT|Danfoss|MOVIDRIVE|Unidrive/i,
    [...MODEL, 'vendor'],
  ),
  stated('switch', { says: /Managed Ethernet Switch/i, as: KIND }),
  named(
    'firewall',
    /\b6GK5 ?(6\d\d|S6\d\d)|SCALANCE S|FortiGate|PAN-OS|PA-\d{3}|mGuard|Tofino|\bEAGLE\d|Check Point|ASA ?55|pfSense|OPNsense|EDR-\d/i,
    TEXT,
  ),
  named('access-point', /SCALANCE W|\bAWK-|ArubaAP|Aironet|\bAIR-(AP|LAP|CAP)|\bUAP-|WLAN access point(?! \(off\))/i, [
    ...TEXT,
    'capability',
  ]),
  named('router', /SCALANCE M|RUGGEDCOM RX1|\b(ISR|ASR) ?\d{3,4}|MikroTik|InternetGatewayDevice|WANDevice/i, [
    ...TEXT,
    'service',
  ]),
  named(
    'switch',
    /\b6GK5 ?[0-4]\d\d|SCALANCE X|Stratix|RUGGEDCOM RS|Hirschmann|\b(RS[PB]?|MACH|MICE|MSP|BRS|GRS|OCTOPUS)[ -]?\d{2,4}|\bEDS-|\bIKS-|Catalyst|\bWS-C\d|\bIE-?[2345]\d{3}|C29\d\d|C3[57]\d\d|FL SWITCH|ConneXium|TCSES|N-Tron|ProCurve|Nexus ?\d|Lynx|WeOS|S20\d\d Switch/i,
    TEXT,
  ),
  named(
    'ied',
    /\b7(SJ|SA|SD|UT|UM|SS|VK|KE)\d{2}|SIPROTEC|\bSEL-?\d{3}|\bMiCOM|\bP[1-9]4\d\b|\bRE[FLTBCD]6\d\d|\bUR[ -]?\w?\d\d|\bF650|\b[DLTCBFGMN][369]0\b.*relay|protection relay|\b6MD\d/i,
    [...MODEL, 'name', 'logical-device'],
  ),
  named(
    'instrument',
    /flow ?meter|(?<!Video)transmitter|pressure (sensor|gauge)|Proximity Switch|Photoelectric|Encoder|Resolver|Flow Controller|Vacuum .*Gauge/i,
    [...MODEL, 'device-type'],
  ),
  named('historian', /historian|PI (Server|Data Archive)|\bIP\.21\b|Canary Labs/i, SOFTWARE),
  named(
    'scada-server',
    /\bWinCC(?! flexible ES)|\biFIX\b|FactoryTalk View|RSView|InTouch|Wonderware|Citect|Ignition|\bzenon\b|CIMPLICITY|GENESIS(32|64)|Movicon|KEPServer|MatrikonOPC/i,
    SOFTWARE,
  ),
  named(
    'engineering-workstation',
    /STEP ?7|TIA Portal|\bTIAP|Unity Pro|RSLogix|Studio 5000|RSWho|RSLinx|Workbench|Sysmac Studio|GX (Works|Developer)|EcoStruxure (Control|Machine)|PC ?WORX(?! RT)|SIMATIC Manager/i,
    SOFTWARE,
  ),
  stated('engineering-workstation', { says: /PN-Supervisor/, as: KIND }),
  named('camera', /NetworkVideoTransmitter|IP ?camera|_axis-video|network camera|\bDS-2CD/i, [...TEXT, 'service']),
  named(
    'printer',
    /_(ipp|ipps|printer|pdl-datastream)\._tcp|device:Printer|PrintDevice|JetDirect|LaserJet|\bprinter\b/i,
    [...TEXT, 'service'],
  ),
]

function stated(role: RoleName, when: Condition): RoleRule {
  return { role, confidence: 'stated', reason: 'says {said}', when: [when] }
}

function named(role: RoleName, says: RegExp, as: readonly string[]): RoleRule {
  return { role, confidence: 'inferred', reason: 'is named {said}', when: [{ says, as }] }
}
