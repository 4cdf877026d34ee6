/* What the codes of models mean, by the open discovery tools. Those that wait in their boot code have others. */

/** A family with what its codes begin with, and the ends of codes that are the ends of names, too. */
const FAMILIES: readonly (readonly [begins: string, family: string, ends: string])[] = [
  ['', 'M90', 'R1 T T1'],
  ['1', 'M91-19', 'TC2 UN2 R1 R2 R2C T1 UA2 T2C T38'],
  ['7', 'M90-2', 'B1 B1A R1 T T1'],
  ['8', 'M91-2', 'TC2 UN2 R1 R2 R2C T1 UA2 T38 T2C R6C R34'],
  ['J', 'JZ10-11', 'R10 R16 R17 R31 T10 T17 T40'],
  ['V', 'V120-12', 'UN2 R1 R2C UA2 T1 T40 T2C T38'],
  ['W', 'V120-22', 'UN2 R1 R2C UA2 T1 T40 T2C T38 R6C R34'],
  ['13', 'V130-33', 'R2 R34 T2 T38 RA22 TA24 B1 T40 R6 TR34 TR20 TR6 TU24'],
  ['35', 'V350-35', 'R2 R34 T2 T38 RA22 TA24 B1 T40 R6 TR34 TR20 TR6 TU24'],
  ['S3', 'SM35-J', 'T20 R20'],
  ['S4', 'SM43-J', 'T20 R20'],
]

const OTHERS: Readonly<Record<string, string>> = {
  B1: 'M90-19-B1',
  B1A: 'M90-19-B1A',
  R1C: 'M90-R1-CAN',
  R2C: 'M90-R2-CAN',
  T1C: 'M90-T1-CAN',
  TA2C: 'M90-TA2-CAN',
  TA3C: 'M90-TA3-CAN',
  '7R1C': 'M90-2-R1-CAN',
  '7R2C': 'M90-2-R2-CAN',
  '7T1C': 'M90-2-T1-CAN',
  '7TA2': 'M90-2-TA2-CAN',
  '7TA3': 'M90-2-TA3-CAN',
  '8A19': 'M91-2-RA19',
  '8A22': 'M91-2-RA22',
  JEW1: 'JZB2-11-EW1',
  JE10: 'JZB1-11-SE10',
  JP15: 'JZ10-11-PT15',
  JE13: 'JZ10-11-UE13',
  JA24: 'JZ10-11-UA24',
  JN20: 'JZ10-11-UN20',
  '2320': 'V230-13-B20',
  '2620': 'V260-16-B20',
  '2820': 'V280-18-B20',
  '2920': 'V290-19-B20',
  WA19: 'V120-22-RA19',
  WA22: 'V120-22-RA22',
  ERC1: 'EX-RC1',
  EC15: 'EXF-RC15',
  '5320': 'V530-53-B20B',
  '56C3': 'V560-56-C30',
  '56T4': 'V560-56-T40',
  '56T3': 'V560-56-T34',
  '56T2': 'V560-56-T25B',
  '13TR22': 'V130-33-TRA22',
  '35TR22': 'V350-35-TRA22',
  '70T2': 'V700-T20BJ',
  '10T2': 'V1040',
  '12T2': 'V1210',
  ADP1: 'ADP-PB1',
}

const MODELS: ReadonlyMap<string, string> = new Map([
  ...FAMILIES.flatMap(([begins, family, ends]) =>
    ends.split(' ').map((end): [string, string] => [begins + end, `${family}-${end}`]),
  ),
  ...Object.entries(OTHERS),
])

/** '' for a code that nobody has told the meaning of. */
export function modelOf(code: string): string {
  return MODELS.get(code) ?? ''
}
