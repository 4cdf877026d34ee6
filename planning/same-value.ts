/** Whether two texts say the same vendor: case, punctuation and legal forms aside, one begins with the other. */
export function sameVendor(a: string, b: string): boolean {
  const [one, other] = [vendorWords(a), vendorWords(b)]
  if (one.length === 0 || other.length === 0) return a === b
  const shorter = Math.min(one.length, other.length)
  return one.slice(0, shorter).join(' ') === other.slice(0, shorter).join(' ')
}

/** Whether two texts say the same model: letters and digits are the same, or the shorter one, of some length, is in the other. */
export function sameModel(a: string, b: string): boolean {
  const [one, other] = [lettersAndDigits(a), lettersAndDigits(b)]
  if (one === other) return true
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one]
  return shorter.length >= MIN_MODEL_PART && longer.includes(shorter)
}

/** 'M580' is enough to know a 'Modicon M580'; '500' is not enough for anything. */
const MIN_MODEL_PART = 4

/** Whether two texts say the same version: 'V03.20' is '3.20', '002.005.001' is '2.5.1'. */
export function sameVersion(a: string, b: string): boolean {
  return versionOf(a) === versionOf(b)
}

/** Whether two texts say the same serial number: '0x00C0FFEE' is 'c0ffee'. */
export function sameSerial(a: string, b: string): boolean {
  return serialKey(a) === serialKey(b)
}

/** Whether two texts say the same name: in any case, with or without a domain after it. */
export function sameName(a: string, b: string): boolean {
  const [one, other] = [nameKey(a), nameKey(b)]
  return one === other || hostKey(one) === other || hostKey(other) === one
}

/** The role of ours that a word of people means; undefined when it is none that this version infers. */
export function roleOf(word: string): string | undefined {
  return ROLES.get(
    word
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, ' ')
      .trim(),
  )
}

const ROLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    controller: ['controller', 'plc', 'pac', 'rtu', 'dcs controller', 'safety plc', 'plcs', 'process controller'],
    'hmi-or-scada': ['hmi or scada', 'hmi', 'scada', 'scada server', 'panel', 'operator panel', 'operator station'],
    'engineering-workstation': [
      'engineering workstation',
      'engineering station',
      'ews',
      'engineering laptop',
      'programming device',
    ],
    gateway: ['gateway', 'protocol gateway', 'serial gateway', 'modbus gateway', 'serial server'],
    router: ['router', 'layer 3 switch', 'l3 switch'],
    scanner: ['scanner', 'vulnerability scanner'],
  }).flatMap(([role, words]) => words.map((word) => [word, role] as const)),
)

const LEGAL_FORMS: ReadonlySet<string> = new Set([
  'ag',
  'bv',
  'co',
  'company',
  'corp',
  'corporation',
  'gmbh',
  'inc',
  'incorporated',
  'kg',
  'kgaa',
  'limited',
  'llc',
  'ltd',
  'nv',
  'oy',
  'sa',
  'sas',
  'se',
  'spa',
  'srl',
])

function vendorWords(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll('.', '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !LEGAL_FORMS.has(word))
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

function versionOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^(?:fw|firmware|version|ver|rev|v)[\s.]*(?=\d)/, '')
    .replaceAll(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, ''))
    .replaceAll(/\s+/g, '')
}

/** A serial number without what is written in different ways. */
export function serialKey(text: string): string {
  return lettersAndDigits(text.trim().replace(/^0x/i, '')).replace(/^0+(?=.)/, '')
}

/** A name in one case. */
export function nameKey(name: string): string {
  return name.trim().toLowerCase()
}

/** As `nameKey`, without a domain after it. */
export function hostKey(name: string): string {
  const key = nameKey(name)
  // An address is no name with a domain, and neither is a sentence with a full stop.
  return /^[\d.]+$|\s/.test(key) ? key : (key.split('.')[0] ?? key)
}
