import type { Fact } from '../kit/observation.ts'
import type { NetbiosName } from './netbios-name.ts'

/*
 * What the last byte of a name says: Microsoft, MS-NBTE 2.2.1 and MS-BRWS 2.1.1; "NetBIOS Suffixes (16th Character of
 * the NetBIOS Name)", article 163409.
 */
const UNIQUE: Readonly<Record<number, string>> = {
  0: 'workstation',
  1: 'messenger',
  3: 'messenger',
  6: 'remote access server',
  27: 'domain master browser',
  29: 'local master browser',
  31: 'NetDDE',
  32: 'file server',
  33: 'remote access client',
  34: 'Exchange interchange',
  35: 'Exchange store',
  36: 'Exchange directory',
  48: 'modem sharing server',
  49: 'modem sharing client',
  67: 'SMS client remote control',
  68: 'SMS administrator remote control',
  69: 'SMS client remote chat',
  70: 'SMS client remote transfer',
  106: 'Exchange connector',
  135: 'Exchange MTA',
  190: 'network monitor agent',
  191: 'network monitor',
}
const SUFFIX = { host: 0, messenger: 3, domainMaster: 0x1b, controllers: 0x1c, localMaster: 0x1d, elections: 0x1e }
/** Of these the text is the name of a computer, whatever it does under it. */
const OF_COMPUTER: readonly number[] = [0, 6, 0x1f, 0x20, 0x21, 0xbe]
/** Internet Information Server registers names of its own. */
const IIS_HOST = 'IS~'
const IIS_GROUP = 'INet~Services'
const BROWSERS = '__MSBROWSE__'

/** The facts that a registered name states of its owner. `host`: the owner's computer name, '' when it is not known. */
export function factsOfName(name: NetbiosName, isGroup: boolean, host: string): Partial<Record<Fact, string>> {
  return isGroup ? factsOfGroup(name) : factsOfUnique(name, host)
}

/** Whether the text is the name of a computer. */
export function isComputerName({ text, suffix }: NetbiosName, isGroup: boolean): boolean {
  return !isGroup && OF_COMPUTER.includes(suffix) && !text.startsWith(IIS_HOST) && text !== '' && text !== '*'
}

function factsOfUnique(name: NetbiosName, host: string): Partial<Record<Fact, string>> {
  const { text, suffix } = name
  const tag = `<${suffix.toString(16).padStart(2, '0')}>`
  if (text.startsWith(IIS_HOST)) return { service: `Internet Information Server ${tag}` }
  const word = UNIQUE[suffix]
  const service = word === undefined ? `${text}${tag}` : `${word} ${tag}`
  if (suffix === SUFFIX.domainMaster || suffix === SUFFIX.localMaster)
    return { domain: text, role: word ?? '', service }
  if (isComputerName(name, false)) return { name: text, service }
  // The messenger has the name of the computer, and that of who is signed in.
  if (suffix === SUFFIX.messenger && host !== '' && host !== text) return { user: text, service }
  return { service }
}

function factsOfGroup({ text, suffix }: NetbiosName): Partial<Record<Fact, string>> {
  if (text.includes(BROWSERS)) return { role: 'local master browser' }
  if (text.startsWith(IIS_GROUP)) return { service: 'Internet Information Server <1c>' }
  switch (suffix) {
    case SUFFIX.host:
    case SUFFIX.elections:
      return { domain: text }
    case SUFFIX.controllers:
      return { domain: text, role: 'domain controller' }
    default:
      return {}
  }
}
