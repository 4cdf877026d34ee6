/*
 * Manufacturers by their FLAG id, the three letters that system titles and logical device names begin with
 * (IEC 62056-21, clause 6.3.2; the list of the FLAG Association). Those of meters that are widely in service.
 */
const FLAG_IDS: Readonly<Record<string, string>> = {
  ABB: 'ABB',
  ACE: 'Actaris',
  ACL: 'Aclara',
  ADD: 'ADD-Production',
  ADN: 'Aidon',
  ADX: 'ADD-Production',
  AEG: 'AEG',
  APA: 'Apator',
  CIR: 'Circutor',
  EDM: 'EDMI',
  EFR: 'EFR',
  EGM: 'Elgama',
  ELS: 'Elster',
  EMH: 'EMH metering',
  ESY: 'EasyMeter',
  GEC: 'General Electric',
  GRX: 'Gurux',
  HAG: 'Hager',
  HXE: 'Hexing',
  HYD: 'Hydrometer',
  ISK: 'Iskraemeco',
  ITR: 'Itron',
  JAN: 'Janz',
  KAM: 'Kamstrup',
  KFM: 'Kaifa',
  LGB: 'Landis+Gyr',
  LGD: 'Landis+Gyr',
  LGZ: 'Landis+Gyr',
  LUG: 'Landis+Gyr',
  NES: 'Networked Energy Services',
  ORB: 'Orbis',
  SAG: 'Sagemcom',
  SEN: 'Sensus',
  SIE: 'Siemens',
  SOG: 'Sogecam',
  ZIV: 'ZIV',
  ZPA: 'ZPA Smart Energy',
}

const ID = /^[A-Z]{3}/

/** The id at the start of a name, and whose it is; {} where it does not begin with one. */
export function flagFacts(name: string): { 'vendor-id'?: string; vendor?: string } {
  const id = ID.exec(name)?.[0]
  if (id === undefined) return {}
  const vendor = FLAG_IDS[id]
  return { 'vendor-id': id, ...(vendor !== undefined && { vendor }) }
}
