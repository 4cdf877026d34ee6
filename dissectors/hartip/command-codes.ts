/*
 * HART commands. HCF_SPEC-127 (universal: 0 to 22, 38, 48), HCF_SPEC-151 (common practice), HCF_SPEC-155 (wireless, from
 * 768 on). From 128 to 253 they are the device's own.
 */
import type { OperationClass } from '../kit/observation.ts'

type Row = readonly [command: number, operationClass: OperationClass, name: string]

const ROWS: readonly Row[] = [
  [0, 'discover', 'Read Unique Identifier'],
  [1, 'read', 'Read Primary Variable'],
  [2, 'read', 'Read Loop Current and Percent of Range'],
  [3, 'read', 'Read Dynamic Variables and Loop Current'],
  [6, 'configure', 'Write Polling Address'],
  [7, 'read', 'Read Loop Configuration'],
  [8, 'read', 'Read Dynamic Variable Classifications'],
  [9, 'read', 'Read Device Variables with Status'],
  [11, 'discover', 'Read Unique Identifier Associated with Tag'],
  [12, 'discover', 'Read Message'],
  [13, 'discover', 'Read Tag, Descriptor, Date'],
  [14, 'read', 'Read Primary Variable Transducer Information'],
  [15, 'read', 'Read Device Information'],
  [16, 'read', 'Read Final Assembly Number'],
  [17, 'configure', 'Write Message'],
  [18, 'configure', 'Write Tag, Descriptor, Date'],
  [19, 'configure', 'Write Final Assembly Number'],
  [20, 'discover', 'Read Long Tag'],
  [21, 'discover', 'Read Unique Identifier Associated with Long Tag'],
  [22, 'configure', 'Write Long Tag'],
  [33, 'read', 'Read Device Variables'],
  [34, 'configure', 'Write Primary Variable Damping Value'],
  [35, 'configure', 'Write Primary Variable Range Values'],
  [36, 'configure', 'Set Primary Variable Upper Range Value'],
  [37, 'configure', 'Set Primary Variable Lower Range Value'],
  [38, 'configure', 'Reset Configuration Changed Flag'],
  [39, 'configure', 'EEPROM Control'],
  // Common practice, command 40 and 66: the output no longer follows the process.
  [40, 'control', 'Enter/Exit Fixed Current Mode'],
  [41, 'diagnose', 'Perform Self Test'],
  // Common practice, command 42: restarts the device.
  [42, 'mode', 'Perform Device Reset'],
  [43, 'configure', 'Set Primary Variable Zero'],
  [44, 'configure', 'Write Primary Variable Units'],
  [45, 'configure', 'Trim Loop Current Zero'],
  [46, 'configure', 'Trim Loop Current Gain'],
  [47, 'configure', 'Write Primary Variable Transfer Function'],
  [48, 'diagnose', 'Read Additional Device Status'],
  [49, 'configure', 'Write Primary Variable Transducer Serial Number'],
  [50, 'read', 'Read Dynamic Variable Assignments'],
  [51, 'configure', 'Write Dynamic Variable Assignments'],
  [52, 'configure', 'Set Device Variable Zero'],
  [53, 'configure', 'Write Device Variable Units'],
  [54, 'read', 'Read Device Variable Information'],
  [55, 'configure', 'Write Device Variable Damping Value'],
  [56, 'configure', 'Write Device Variable Transducer Serial Number'],
  [57, 'discover', 'Read Unit Tag, Descriptor, Date'],
  [58, 'configure', 'Write Unit Tag, Descriptor, Date'],
  [59, 'configure', 'Write Number of Response Preambles'],
  [60, 'read', 'Read Analog Channel and Percent of Range'],
  [61, 'read', 'Read Dynamic Variables and Primary Variable Analog Channel'],
  [62, 'read', 'Read Analog Channels'],
  [63, 'read', 'Read Analog Channel Information'],
  [64, 'configure', 'Write Analog Channel Additional Damping Value'],
  [65, 'configure', 'Write Analog Channel Range Values'],
  [66, 'control', 'Enter/Exit Fixed Analog Channel Mode'],
  [67, 'configure', 'Trim Analog Channel Zero'],
  [68, 'configure', 'Trim Analog Channel Gain'],
  [69, 'configure', 'Write Analog Channel Transfer Function'],
  [70, 'read', 'Read Analog Channel Endpoint Values'],
  [71, 'configure', 'Lock Device'],
  [72, 'diagnose', 'Squawk'],
  [73, 'discover', 'Find Device'],
  [74, 'discover', 'Read I/O System Capabilities'],
  [75, 'discover', 'Poll Sub-Device'],
  [76, 'read', 'Read Lock Device State'],
  [77, 'unknown', 'Send Command to Sub-Device'],
  [78, 'read', 'Read Aggregated Commands'],
  // Common practice, command 79: forces a value in place of the measured one.
  [79, 'control', 'Write Device Variable'],
  [80, 'read', 'Read Device Variable Trim Points'],
  [81, 'read', 'Read Device Variable Trim Guidelines'],
  [82, 'configure', 'Write Device Variable Trim Point'],
  [83, 'configure', 'Reset Device Variable Trim'],
  [84, 'discover', 'Read Sub-Device Identity Summary'],
  [85, 'diagnose', 'Read I/O Channel Statistics'],
  [86, 'diagnose', 'Read Sub-Device Statistics'],
  [87, 'configure', 'Write I/O System Master Mode'],
  [88, 'configure', 'Write I/O System Retry Count'],
  [89, 'time', 'Set Real-Time Clock'],
  [90, 'read', 'Read Real-Time Clock'],
  [91, 'read', 'Read Trend Configuration'],
  [92, 'configure', 'Write Trend Configuration'],
  [93, 'read', 'Read Trend'],
  [94, 'diagnose', 'Read I/O System Client-Side Communication Statistics'],
  [95, 'diagnose', 'Read Device Communications Statistics'],
  [96, 'read', 'Read Synchronous Action'],
  [97, 'configure', 'Configure Synchronous Action'],
  [98, 'read', 'Read Command Action'],
  [99, 'configure', 'Configure Command Action'],
  [100, 'configure', 'Write Primary Variable Alarm Code'],
  [101, 'read', 'Read Sub-Device to Burst Message Map'],
  [102, 'configure', 'Map Sub-Device to Burst Message'],
  [103, 'configure', 'Write Burst Period'],
  [104, 'configure', 'Write Burst Trigger'],
  [105, 'read', 'Read Burst Mode Configuration'],
  [106, 'configure', 'Flush Delayed Responses'],
  [107, 'configure', 'Write Burst Device Variables'],
  [108, 'configure', 'Write Burst Mode Command Number'],
  [109, 'configure', 'Burst Mode Control'],
  [110, 'read', 'Read All Dynamic Variables'],
  [111, 'file', 'Transfer Service Control'],
  [112, 'file', 'Transfer Service'],
  [113, 'configure', 'Catch Device Variable'],
  [114, 'read', 'Read Caught Device Variable'],
  [115, 'alarm', 'Read Event Notification Summary'],
  [116, 'configure', 'Write Event Notification Bit Mask'],
  [117, 'configure', 'Write Event Notification Timing'],
  [118, 'configure', 'Event Notification Control'],
  [119, 'alarm', 'Acknowledge Event Notification'],
  [512, 'read', 'Read Country Code'],
  [513, 'configure', 'Write Country Code'],
  [514, 'alarm', 'Register Event Manager'],
  [515, 'read', 'Read Event Manager Registration Status'],
  [516, 'discover', 'Read Device Location'],
  [517, 'configure', 'Write Device Location'],
  [518, 'discover', 'Read Location Description'],
  [519, 'configure', 'Write Location Description'],
  [520, 'discover', 'Read Process Unit Tag'],
  [521, 'configure', 'Write Process Unit Tag'],
  [522, 'configure', 'Write Volumetric Flow Classification'],
  [523, 'read', 'Read Condensed Status Mapping Array'],
  [524, 'configure', 'Write Condensed Status Mapping'],
  [525, 'configure', 'Reset Condensed Status Map'],
  // Common practice, commands 526 and 527: the status that is told is no longer the device's own.
  [526, 'control', 'Write Status Simulation Mode'],
  [527, 'control', 'Simulate Status Bit'],
  [528, 'read', 'Read Sub-Device Assignment List Information'],
  [529, 'read', 'Read Sub-Device Assignment'],
  [530, 'configure', 'Write Sub-Device Assignment'],
  [531, 'configure', 'Transfer Live Sub-Device List to Assignment List'],
  [532, 'read', 'Read Client Subscription Summary'],
  [533, 'publish', 'Write Client Subscription Flags'],
  [534, 'read', 'Read Device Variable Command Code'],
  // HART-IP, 538 to 547: how a server is reached, who may, and where it logs.
  [538, 'read', 'Read HART-IP Server Ports'],
  [539, 'configure', 'Write HART-IP UDP Port'],
  [540, 'configure', 'Write HART-IP TCP Port'],
  [541, 'configure', 'Write Client PAKE Password'],
  [542, 'configure', 'Write Client Pre-Shared Key'],
  [543, 'read', 'Read syslog Server HOSTNAME and Port'],
  [544, 'configure', 'Write syslog Port'],
  [545, 'configure', 'Write syslog Server HOSTNAME'],
  [546, 'configure', 'Write syslog Server Pre-Shared Key'],
  [547, 'configure', 'Write syslog Server PAKE Password'],
  [768, 'configure', 'Write Join Key'],
  [769, 'read', 'Read Join Status'],
  [770, 'configure', 'Request Active Advertisement'],
  [771, 'configure', 'Force Join Mode'],
  [772, 'read', 'Read Join Mode Configuration'],
  [773, 'configure', 'Write Network Id'],
  [774, 'read', 'Read Network Id'],
  [775, 'configure', 'Write Network Tag'],
  [776, 'read', 'Read Network Tag'],
  [777, 'read', 'Read Wireless Device Information'],
]

const COMMANDS: ReadonlyMap<number, Row> = new Map(ROWS.map((row) => [row[0], row]))

/** Command 77 carries another command: its class is that one's. */
export const SEND_TO_SUB_DEVICE = 77

export function classOfHartCommand(command: number): OperationClass {
  return COMMANDS.get(command)?.[1] ?? 'unknown'
}

export function nameOfHartCommand(command: number): string {
  return COMMANDS.get(command)?.[2] ?? `Command ${command}`
}

/** Whether the standards say what this command does; those of the device itself are not theirs. */
export function isKnownHartCommand(command: number): boolean {
  return COMMANDS.has(command)
}

/** HCF_SPEC-307, clause 5: codes that tell of something odd in what was done all the same. */
export function isWarning(responseCode: number): boolean {
  return (
    responseCode === 8 ||
    responseCode === 14 ||
    (responseCode >= 24 && responseCode <= 27) ||
    responseCode === 30 ||
    responseCode === 31 ||
    (responseCode >= 96 && responseCode <= 127)
  )
}
