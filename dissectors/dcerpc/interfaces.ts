/*
 * Interfaces by their UUIDs, and what their operations do. C706, appendix O (epm), Q (mgmt); MS-SCMR, MS-SAMR, MS-LSAD,
 * MS-SRVS, MS-WKST, MS-RRP, MS-TSCH, MS-NRPC, MS-RPRN, MS-EVEN, MS-EVEN6, MS-DRSR, MS-W32T, MS-RSP, MS-DCOM, MS-WMI,
 * MS-OAUT, section 1.9 or 3 of each; OPC Data Access 3.0, Common 1.1, Alarms and Events 1.1, Historical Data Access 1.2,
 * the IDL of each.
 */
import type { OperationClass } from '../kit/observation.ts'

export interface RpcInterface {
  readonly name: string
  /** Of the operations that are not among the `methods`. */
  readonly operationClass: OperationClass
  readonly methods: ReadonlyMap<number, Method>
}

export interface Method {
  readonly name: string
  readonly operationClass: OperationClass
}

/** UUID, name, class; then number, name and class of those operations that do more, or are met often. */
const TABLE = `
e1af8308-5d1f-11c9-91a4-08002b14a0fa epm discover 2 ept_lookup - 3 ept_map - 4 ept_lookup_handle_free -
afa8bd80-7d8a-11c9-bef4-08002b102989 mgmt discover 0 rpc__mgmt_inq_if_ids - 1 rpc__mgmt_inq_stats - 2 rpc__mgmt_is_server_listening - 3 rpc__mgmt_stop_server_listening control 4 rpc__mgmt_inq_princ_name -
367abb81-9844-35f1-ad32-98f038001003 svcctl read 0 RCloseServiceHandle - 1 RControlService control 2 RDeleteService configure 6 RQueryServiceStatus - 11 RChangeServiceConfigW configure 12 RCreateServiceW configure 14 REnumServicesStatusW - 15 ROpenSCManagerW session 16 ROpenServiceW session 17 RQueryServiceConfigW - 19 RStartServiceW control 23 RChangeServiceConfigA configure 24 RCreateServiceA configure 31 RStartServiceA control 37 RChangeServiceConfig2W configure 44 RCreateServiceWOW64A configure 45 RCreateServiceWOW64W configure
12345778-1234-abcd-ef00-0123456789ac samr read 0 SamrConnect session 1 SamrCloseHandle session 5 SamrLookupDomainInSamServer - 6 SamrEnumerateDomainsInSamServer - 7 SamrOpenDomain session 8 SamrQueryInformationDomain - 9 SamrSetInformationDomain configure 10 SamrCreateGroupInDomain configure 11 SamrEnumerateGroupsInDomain - 12 SamrCreateUserInDomain configure 13 SamrEnumerateUsersInDomain - 14 SamrCreateAliasInDomain configure 15 SamrEnumerateAliasesInDomain - 16 SamrGetAliasMembership - 17 SamrLookupNamesInDomain - 18 SamrLookupIdsInDomain - 19 SamrOpenGroup session 21 SamrSetInformationGroup configure 22 SamrAddMemberToGroup configure 23 SamrDeleteGroup configure 24 SamrRemoveMemberFromGroup configure 25 SamrGetMembersInGroup - 27 SamrOpenAlias session 29 SamrSetInformationAlias configure 30 SamrDeleteAlias configure 31 SamrAddMemberToAlias configure 32 SamrRemoveMemberFromAlias configure 33 SamrGetMembersInAlias - 34 SamrOpenUser session 35 SamrDeleteUser configure 36 SamrQueryInformationUser - 37 SamrSetInformationUser configure 38 SamrChangePasswordUser configure 39 SamrGetGroupsForUser - 50 SamrCreateUser2InDomain configure 55 SamrUnicodeChangePasswordUser2 configure 57 SamrConnect2 session 58 SamrSetInformationUser2 configure 62 SamrConnect4 session 64 SamrConnect5 session
12345778-1234-abcd-ef00-0123456789ab lsarpc read 0 LsarClose session 6 LsarOpenPolicy session 7 LsarQueryInformationPolicy - 8 LsarSetInformationPolicy configure 10 LsarCreateAccount configure 11 LsarEnumerateAccounts - 12 LsarCreateTrustedDomain configure 14 LsarLookupNames - 15 LsarLookupSids - 16 LsarCreateSecret configure 17 LsarOpenAccount session 19 LsarAddPrivilegesToAccount configure 20 LsarRemovePrivilegesFromAccount configure 24 LsarSetSystemAccessAccount configure 29 LsarSetSecret configure 34 LsarDeleteObject configure 37 LsarAddAccountRights configure 38 LsarRemoveAccountRights configure 44 LsarOpenPolicy2 session 47 LsarSetInformationPolicy2 configure 57 LsarLookupSids2 - 58 LsarLookupNames2 - 76 LsarLookupSids3 - 77 LsarLookupNames4 -
4b324fc8-1670-01d3-1278-5a47bf6ee188 srvsvc read 12 NetrSessionEnum - 14 NetrShareAdd configure 15 NetrShareEnum - 16 NetrShareGetInfo - 17 NetrShareSetInfo configure 18 NetrShareDel configure 21 NetrServerGetInfo - 22 NetrServerSetInfo configure 28 NetrRemoteTOD - 36 NetrShareEnumSticky -
6bffd098-a112-3610-9833-46c3f87e345a wkssvc read 0 NetrWkstaGetInfo - 1 NetrWkstaSetInfo configure 2 NetrWkstaUserEnum - 22 NetrJoinDomain2 configure
338cd001-2244-31f1-aaaa-900038001003 winreg read 2 OpenLocalMachine session 6 BaseRegCreateKey configure 7 BaseRegDeleteKey configure 8 BaseRegDeleteValue configure 13 BaseRegLoadKey configure 15 BaseRegOpenKey - 17 BaseRegQueryValue - 18 BaseRegReplaceKey configure 19 BaseRegRestoreKey configure 22 BaseRegSetValue configure
1ff70682-0a51-30e8-076d-740be8cee98b atsvc read 0 NetrJobAdd configure 1 NetrJobDel configure 2 NetrJobEnum - 3 NetrJobGetInfo -
378e52b0-c0a9-11cf-822d-00aa0051e40f sasec read 0 SASetAccountInformation configure
86d35949-83c9-4044-b424-db363231fd0c ITaskSchedulerService read 1 SchRpcRegisterTask configure 2 SchRpcRetrieveTask - 3 SchRpcCreateFolder configure 7 SchRpcEnumTasks - 10 SchRpcStopInstance control 11 SchRpcStop control 12 SchRpcRun control 13 SchRpcDelete configure 19 SchRpcEnableTask configure
12345678-1234-abcd-ef00-01234567cffb netlogon authenticate 4 NetrServerReqChallenge - 15 NetrServerAuthenticate2 - 26 NetrServerAuthenticate3 - 29 NetrLogonGetDomainInfo - 30 NetrServerPasswordSet2 configure 34 DsrGetDcNameEx2 discover 39 NetrLogonSamLogonEx - 45 NetrLogonSamLogonWithFlags -
12345678-1234-abcd-ef00-0123456789ab spoolss read 1 RpcOpenPrinter session 5 RpcAddPrinter configure 9 RpcAddPrinterDriver configure 69 RpcOpenPrinterEx session 70 RpcAddPrinterEx configure 89 RpcAddPrinterDriverEx configure
82273fdc-e32a-18c3-3f78-827929dc23ea eventlog read 0 ElfrClearELFW configure 10 ElfrReadELW - 11 ElfrReportEventW write
f6beaff7-1e19-4fbb-9f8f-b89e2018337c IEventService read 6 EvtRpcClearLog configure
e3514235-4b06-11d1-ab04-00c04fc2dcd2 drsuapi read 0 IDL_DRSBind session 3 IDL_DRSGetNCChanges - 12 IDL_DRSCrackNames -
3919286a-b10c-11d0-9ba8-00c04fd92ef5 dssetup read 0 DsRolerGetPrimaryDomainInformation -
8fb6d884-2388-11d0-8c35-00c04fda2795 w32time time
894de0c0-0d55-11d3-a322-00c04fa321a1 InitShutdown mode
76f226c3-ec14-4325-8a99-6a46348418af WindowsShutdown mode
c681d488-d850-11d0-8c52-00c04fd90f7e efsrpc file
99fcfec4-5260-101b-bbcb-00aa0021347a IObjectExporter discover 0 ResolveOxid - 1 SimplePing session 2 ComplexPing session 3 ServerAlive - 4 ResolveOxid2 - 5 ServerAlive2 -
4d9f4ab8-7d1c-11cf-861e-0020af6e7c57 IActivation session 0 RemoteActivation -
000001a0-0000-0000-c000-000000000046 IRemoteSCMActivator session 3 RemoteGetClassObject - 4 RemoteCreateInstance -
00000131-0000-0000-c000-000000000046 IRemUnknown session 3 RemQueryInterface - 4 RemAddRef - 5 RemRelease -
00000143-0000-0000-c000-000000000046 IRemUnknown2 session 3 RemQueryInterface - 4 RemAddRef - 5 RemRelease - 6 RemQueryInterface2 -
00020400-0000-0000-c000-000000000046 IDispatch unknown 3 GetTypeInfoCount read 4 GetTypeInfo read 5 GetIDsOfNames read 6 Invoke -
f309ad18-d86a-11d0-a075-00c04fb68820 IWbemLevel1Login session 6 NTLMLogin -
9556dc99-828c-11cf-a37e-00aa003240c7 IWbemServices read 8 PutClass configure 10 DeleteClass configure 14 PutInstance configure 16 DeleteInstance configure 20 ExecQuery - 24 ExecMethod control
027947e1-d731-11ce-a357-000000000001 IEnumWbemClassObject read
1c1c45ee-4395-11d2-b60b-00104b703efd IWbemFetchSmartEnum read
423ec01e-2e35-11d2-b604-00104b703efd IWbemWCOSmartEnum read
39c13a4d-011e-11d0-9675-0020afd8adb3 IOPCServer session 3 AddGroup - 4 GetErrorString read 5 GetGroupByName read 6 GetStatus diagnose 7 RemoveGroup -
39c13a4f-011e-11d0-9675-0020afd8adb3 IOPCBrowseServerAddressSpace discover
39c13a50-011e-11d0-9675-0020afd8adb3 IOPCGroupStateMgt session 3 GetState read 4 SetState -
39c13a52-011e-11d0-9675-0020afd8adb3 IOPCSyncIO read 3 Read - 4 Write write
39c13a53-011e-11d0-9675-0020afd8adb3 IOPCAsyncIO read 3 Read - 4 Write write 5 Refresh - 6 Cancel session
39c13a54-011e-11d0-9675-0020afd8adb3 IOPCItemMgt session 3 AddItems - 4 ValidateItems - 5 RemoveItems -
39c13a55-011e-11d0-9675-0020afd8adb3 IEnumOPCItemAttributes read
39c13a70-011e-11d0-9675-0020afd8adb3 IOPCDataCallback publish 3 OnDataChange - 4 OnReadComplete - 5 OnWriteComplete - 6 OnCancelComplete session
39c13a71-011e-11d0-9675-0020afd8adb3 IOPCAsyncIO2 read 3 Read - 4 Write write 5 Refresh2 - 6 Cancel2 session 7 SetEnable session 8 GetEnable -
39c13a72-011e-11d0-9675-0020afd8adb3 IOPCItemProperties read 3 QueryAvailableProperties - 4 GetItemProperties - 5 LookupItemIDs -
f31dfde1-07b6-11d2-b2d8-0060083ba1fb IOPCShutdown session 3 ShutdownRequest -
f31dfde2-07b6-11d2-b2d8-0060083ba1fb IOPCCommon session 3 SetLocaleID - 4 GetLocaleID read 5 QueryAvailableLocaleIDs read 6 GetErrorString read 7 SetClientName -
13486d50-4821-11d2-a494-3cb306c10000 IOPCServerList discover 3 EnumClassesOfCategories - 4 GetClassDetails - 5 CLSIDFromProgID -
9dd0b56c-ad9e-43ee-8305-487f3188bf7a IOPCServerList2 discover 3 EnumClassesOfCategories - 4 GetClassDetails - 5 CLSIDFromProgID -
39227004-a18f-4b57-8b0a-5235670f4468 IOPCBrowse discover 3 GetProperties read 4 Browse -
85c0b427-2893-4cbc-bd78-e5fc5146f08f IOPCItemIO read 3 Read - 4 WriteVQT write
730f5f0f-55b1-4c81-9e18-ff8a0904e1fa IOPCSyncIO2 read 3 Read - 4 Write write 5 ReadMaxAge - 6 WriteVQT write
0967b97b-36ef-423e-b6f8-6bff1e40d39d IOPCAsyncIO3 read 3 Read - 4 Write write 5 Refresh2 - 9 ReadMaxAge - 10 WriteVQT write
8e368666-d72e-4f78-87ed-647611c61c9f IOPCGroupStateMgt2 session
65168851-5783-11d1-84a0-00608cb8a7e9 IOPCEventServer alarm
65168855-5783-11d1-84a0-00608cb8a7e9 IOPCEventSubscriptionMgt alarm
6516885f-5783-11d1-84a0-00608cb8a7e9 IOPCEventSink alarm 3 OnEvent -
1f1217b0-dee0-11d2-a5e5-000086339399 IOPCHDA_Server read
1f1217b2-dee0-11d2-a5e5-000086339399 IOPCHDA_SyncRead read
b196b284-bab4-101a-b69c-00aa00341d07 IConnectionPointContainer session
b196b286-bab4-101a-b69c-00aa00341d07 IConnectionPoint session 5 Advise - 6 Unadvise -
0000013d-0000-0000-c000-000000000046 IClassFactory session
0002e000-0000-0000-c000-000000000046 IEnumGUID discover
`

const numbers = new Map<string, number>()
const all: RpcInterface[] = []
for (const line of TABLE.trim().split('\n')) {
  const [uuid = '', name = '', operationClass = 'unknown', ...rest] = line.split(' ')
  const methods = new Map<number, Method>()
  for (let at = 0; at + 2 < rest.length; at += 3) {
    const own = rest[at + 2] === '-' ? operationClass : rest[at + 2]
    methods.set(Number(rest[at]), { name: rest[at + 1] ?? '', operationClass: own as OperationClass })
  }
  numbers.set(uuid, all.length)
  all.push({ name, operationClass: operationClass as OperationClass, methods })
}

/** The number of an interface in the table; -1 when it is not in it. */
export function interfaceNumber(uuid: string): number {
  return numbers.get(uuid) ?? -1
}

export function interfaceOf(number: number): RpcInterface | undefined {
  return all[number]
}
