/*
 * Names of CIP services. Common ones: Volume 1, appendix A; those of a class: its section in Volume 1, chapter 5, and
 * Volume 2, chapter 5. Tags: Rockwell Automation 1756-PM020, "Logix 5000 Controllers Data Access". Rockwell's other
 * objects are not published: their services are named after what public captures show them do.
 */
import { TAG } from './service-codes.ts'

const COMMON: Readonly<Record<number, string>> = {
  1: 'Get_Attributes_All',
  2: 'Set_Attributes_All',
  3: 'Get_Attribute_List',
  4: 'Set_Attribute_List',
  5: 'Reset',
  6: 'Start',
  7: 'Stop',
  8: 'Create',
  9: 'Delete',
  10: 'Multiple_Service_Packet',
  13: 'Apply_Attributes',
  14: 'Get_Attribute_Single',
  16: 'Set_Attribute_Single',
  17: 'Find_Next_Object_Instance',
  20: 'Error Response',
  21: 'Restore',
  22: 'Save',
  23: 'No Operation',
  24: 'Get_Member',
  25: 'Set_Member',
  26: 'Insert_Member',
  27: 'Remove_Member',
  28: 'GroupSync',
  29: 'Get_Connection_Point_Member_List',
}

const SYMBOL: Readonly<Record<number, string>> = {
  76: 'Read Tag',
  77: 'Write Tag',
  78: 'Read Modify Write Tag',
  82: 'Read Tag Fragmented',
  83: 'Write Tag Fragmented',
  85: 'Get Instance Attribute List',
}

const INSTANCES: Readonly<Record<number, string>> = { 75: 'Read Instances' }

const PROGRAM: Readonly<Record<number, string>> = {
  75: 'Read Instances',
  79: 'Read Logic',
  80: 'Write Logic',
  81: 'Modify Logic',
}

const OF_CLASS: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  6: {
    78: 'Forward_Close',
    82: 'Unconnected_Send',
    84: 'Forward_Open',
    86: 'Get_Connection_Data',
    87: 'Search_Connection_Data',
    90: 'Get_Connection_Owner',
    91: 'Large_Forward_Open',
  },
  55: {
    75: 'Initiate_Upload',
    76: 'Initiate_Download',
    77: 'Initiate_Partial_Read',
    78: 'Initiate_Partial_Write',
    79: 'Upload_Transfer',
    80: 'Download_Transfer',
    81: 'Clear_File',
  },
  57: {
    76: 'Recover',
    78: 'Perform_Diagnostics',
    79: 'Configure_Request',
    80: 'Validate_Configuration',
    81: 'Set_Password',
    82: 'Configuration_Lock/Unlock',
    83: 'Mode_Change',
    84: 'Safety_Reset',
    85: 'Reset_Password',
    86: 'Propose_TUNID',
    87: 'Apply_TUNID',
    88: 'Propose_TUNID_List',
    89: 'Apply_TUNID_List',
  },
  68: {
    75: 'Read_Discrete_Inputs',
    76: 'Read_Coils',
    77: 'Read_Input_Registers',
    78: 'Read_Holding_Registers',
    79: 'Write_Coils',
    80: 'Write_Holding_Registers',
    81: 'Modbus_Passthrough',
  },
  71: {
    75: 'Verify_Fault_Location',
    76: 'Clear_Rapid_Faults',
    77: 'Restart_Sign_On',
    78: 'Clear_Gateway_Partial_Fault',
  },
  93: { 75: 'Begin_Config', 76: 'Kick_Timer', 77: 'End_Config', 78: 'Object_Cleanup' },
  94: { 75: 'Begin_Config', 76: 'Kick_Timer', 77: 'End_Config' },
  95: { 75: 'Create_CSR', 76: 'Verify_Certificate' },
  103: { 75: 'Execute PCCC', 76: 'Execute DH+', 77: 'Execute Local PCCC' },
  104: { ...PROGRAM, 77: 'Force', 78: 'Force' },
  105: { ...PROGRAM, 77: 'Force', 78: 'Force' },
  106: PROGRAM,
  107: { ...SYMBOL, 75: 'Read Instances' },
  108: { 75: 'Read Instances', 76: 'Read Template' },
  109: PROGRAM,
  110: INSTANCES,
  112: INSTANCES,
  114: { 76: 'Read Monitor' },
  116: { 75: 'Lock', 76: 'Unlock' },
  140: INSTANCES,
  141: INSTANCES,
  142: { 92: 'Handshake' },
  161: { 75: 'Update', 77: 'Transfer' },
  172: INSTANCES,
  176: INSTANCES,
  177: INSTANCES,
  178: INSTANCES,
  243: {
    75: 'Kick_Timer',
    76: 'Open_Connection',
    77: 'Close_Connection',
    78: 'Stop_Connection',
    79: 'Change_Start',
    80: 'Get_Status',
    81: 'Change_Complete',
    82: 'Audit_Changes',
  },
  246: { 76: 'Get_and_Clear' },
  [TAG]: SYMBOL,
}

/** The name of a service that every class may have; '' for the others. */
export function commonServiceName(service: number): string {
  return COMMON[service] ?? ''
}

/** The name of a service that a class gives its own meaning; '' when there is none. */
export function classServiceName(service: number, classId: number): string {
  return OF_CLASS[classId]?.[service] ?? ''
}
