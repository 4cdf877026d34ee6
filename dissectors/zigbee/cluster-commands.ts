/* Commands of clusters by number: ZigBee Cluster Library 075123, revision 8, and what each does to what is controlled. */
import type { OperationClass } from '../kit/observation.ts'
import { clusterName } from './clusters.ts'

type Command = readonly [name: string, operationClass: OperationClass]
type Commands = Readonly<Record<number, Command>>

/** To the server of a cluster. */
const TO_SERVER: Readonly<Record<number, Commands>> = {
  0x0000: { 0: ['Reset to Factory Defaults', 'configure'] },
  0x0003: { 0: ['Identify', 'diagnose'], 1: ['Identify Query', 'discover'], 64: ['Trigger Effect', 'diagnose'] },
  0x0004: {
    0: ['Add Group', 'configure'],
    1: ['View Group', 'read'],
    2: ['Get Group Membership', 'read'],
    3: ['Remove Group', 'configure'],
    4: ['Remove All Groups', 'configure'],
    5: ['Add Group If Identifying', 'configure'],
  },
  0x0005: {
    0: ['Add Scene', 'configure'],
    1: ['View Scene', 'read'],
    2: ['Remove Scene', 'configure'],
    3: ['Remove All Scenes', 'configure'],
    4: ['Store Scene', 'configure'],
    5: ['Recall Scene', 'control'],
    6: ['Get Scene Membership', 'read'],
  },
  0x0006: {
    0: ['Off', 'control'],
    1: ['On', 'control'],
    2: ['Toggle', 'control'],
    64: ['Off With Effect', 'control'],
    65: ['On With Recall Global Scene', 'control'],
    66: ['On With Timed Off', 'control'],
  },
  0x0008: {
    0: ['Move to Level', 'control'],
    1: ['Move', 'control'],
    2: ['Step', 'control'],
    3: ['Stop', 'control'],
    4: ['Move to Level with On/Off', 'control'],
    5: ['Move with On/Off', 'control'],
    6: ['Step with On/Off', 'control'],
    7: ['Stop with On/Off', 'control'],
  },
  0x0009: { 0: ['Reset Alarm', 'control'], 1: ['Reset All Alarms', 'control'], 2: ['Get Alarm', 'read'] },
  0x0019: {
    1: ['Query Next Image Request', 'discover'],
    3: ['Image Block Request', 'firmware'],
    4: ['Image Page Request', 'firmware'],
    6: ['Upgrade End Request', 'firmware'],
  },
  0x0020: {
    0: ['Check-in Response', 'session'],
    1: ['Fast Poll Stop', 'session'],
    2: ['Set Long Poll Interval', 'configure'],
    3: ['Set Short Poll Interval', 'configure'],
  },
  0x0101: {
    0: ['Lock Door', 'control'],
    1: ['Unlock Door', 'control'],
    2: ['Toggle', 'control'],
    3: ['Unlock with Timeout', 'control'],
    4: ['Get Log Record', 'read'],
    // A PIN or a code of a card is in them: only that it was set, or asked for, is told.
    5: ['Set PIN Code', 'configure'],
    6: ['Get PIN Code', 'read'],
    7: ['Clear PIN Code', 'configure'],
    8: ['Clear All PIN Codes', 'configure'],
    9: ['Set User Status', 'configure'],
    10: ['Get User Status', 'read'],
    22: ['Set RFID Code', 'configure'],
    23: ['Get RFID Code', 'read'],
    24: ['Clear RFID Code', 'configure'],
  },
  0x0102: {
    0: ['Up / Open', 'control'],
    1: ['Down / Close', 'control'],
    2: ['Stop', 'control'],
    4: ['Go to Lift Value', 'control'],
    5: ['Go to Lift Percentage', 'control'],
    7: ['Go to Tilt Value', 'control'],
    8: ['Go to Tilt Percentage', 'control'],
  },
  0x0201: {
    0: ['Setpoint Raise/Lower', 'write'],
    1: ['Set Weekly Schedule', 'configure'],
    2: ['Get Weekly Schedule', 'read'],
    3: ['Clear Weekly Schedule', 'configure'],
    4: ['Get Relay Status Log', 'read'],
  },
  0x0300: {
    0: ['Move to Hue', 'control'],
    3: ['Move to Saturation', 'control'],
    6: ['Move to Hue and Saturation', 'control'],
    7: ['Move to Color', 'control'],
    10: ['Move to Color Temperature', 'control'],
  },
  0x0500: { 0: ['Zone Enroll Response', 'session'] },
  0x0501: {
    0: ['Arm', 'mode'],
    1: ['Bypass', 'mode'],
    2: ['Emergency', 'alarm'],
    3: ['Fire', 'alarm'],
    4: ['Panic', 'alarm'],
  },
  0x0502: { 0: ['Start Warning', 'control'], 1: ['Squawk', 'control'] },
  0x0702: { 0: ['Get Profile', 'read'], 6: ['Take Snapshot', 'read'], 7: ['Get Sampled Data', 'read'] },
}

/** From the server of a cluster. */
const FROM_SERVER: Readonly<Record<number, Commands>> = {
  0x0003: { 0: ['Identify Query Response', 'discover'] },
  0x0004: {
    0: ['Add Group Response', 'configure'],
    1: ['View Group Response', 'read'],
    2: ['Get Group Membership Response', 'read'],
    3: ['Remove Group Response', 'configure'],
  },
  0x0009: { 0: ['Alarm', 'alarm'], 1: ['Get Alarm Response', 'read'] },
  0x0019: {
    0: ['Image Notify', 'discover'],
    2: ['Query Next Image Response', 'discover'],
    5: ['Image Block Response', 'firmware'],
    7: ['Upgrade End Response', 'firmware'],
  },
  0x0020: { 0: ['Check-in', 'session'] },
  0x0101: {
    0: ['Lock Door Response', 'control'],
    1: ['Unlock Door Response', 'control'],
    2: ['Toggle Response', 'control'],
    3: ['Unlock with Timeout Response', 'control'],
    5: ['Set PIN Code Response', 'configure'],
    6: ['Get PIN Code Response', 'read'],
    7: ['Clear PIN Code Response', 'configure'],
    32: ['Operating Event Notification', 'alarm'],
    33: ['Programming Event Notification', 'alarm'],
  },
  0x0201: { 0: ['Get Weekly Schedule Response', 'read'], 1: ['Get Relay Status Log Response', 'read'] },
  0x0500: { 0: ['Zone Status Change Notification', 'alarm'], 1: ['Zone Enroll Request', 'session'] },
  0x0700: { 0: ['Publish Price', 'publish'] },
  0x0701: { 0: ['Load Control Event', 'control'], 1: ['Cancel Load Control Event', 'control'] },
  0x0702: { 0: ['Get Profile Response', 'read'] },
}

function commandOf(cluster: number, isFromServer: boolean, command: number): Command | undefined {
  return (isFromServer ? FROM_SERVER : TO_SERVER)[cluster]?.[command]
}

/** What a command does; undefined where it is not known. */
export function clusterCommandClass(
  cluster: number,
  isFromServer: boolean,
  command: number,
): OperationClass | undefined {
  return commandOf(cluster, isFromServer, command)?.[1]
}

export function clusterCommandName(cluster: number, isFromServer: boolean, command: number): string {
  const known = commandOf(cluster, isFromServer, command)?.[0]
  return known ?? `${clusterName(cluster)} command ${command}${isFromServer ? ' of the server' : ''}`
}
