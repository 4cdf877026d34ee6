/*
 * What headers of SCPI do: IEEE 488.2, clause 10 (common commands); SCPI-99, volume 2 (subsystems). Every mnemonic has a long
 * form, and a short one of its first letters.
 */
import { OPERATION_CLASSES, type OperationClass } from '../kit/observation.ts'

/** In the order they are tried; the first that fits counts. */
const QUERIES: readonly (readonly [header: RegExp, operationClass: OperationClass])[] = [
  [/^\*(IDN|OPT|LRN)\?$|^SYST(EM)?:VERS(ION)?\?$/, 'discover'],
  [/^\*[A-Z]+\?$|^SYST(EM)?:ERR(OR)?(:|\?)|^STAT(US)?:|^DIAG(NOSTIC)?:|^TEST:/, 'diagnose'],
  [/./, 'read'],
]
const COMMANDS: typeof QUERIES = [
  [/^SYST(EM)?:PASS(WORD)?:/, 'authenticate'],
  [/:(FIRM(WARE)?|UPD(ATE)?)(:|$)/, 'firmware'],
  [/^SYST(EM)?:COMM(UNICATE)?:|^CAL(IBRATION)?(:|$)|^\*(PSC|PUD|RDT)$|^SYST(EM)?:SEC(URITY)?:/, 'configure'],
  [/^SYST(EM)?:(DATE|TIME)$/, 'time'],
  [/^MMEM(ORY)?:|^\*(SAV|RCL|DDT)$/, 'file'],
  [/^\*(CLS|ESE|SRE|OPC|WAI|PRE)$|^STAT(US)?:|^DIAG(NOSTIC)?:|^TEST:/, 'diagnose'],
  [
    /^\*(RST|TRG)$|^(OUTP(UT)?|INIT(IATE)?|ABOR(T)?|ROUT(E)?|TRIG(GER)?)\d*(:|$)|^SYST(EM)?:(PRES(ET)?|LOC(AL)?|REM(OTE)?)/,
    'control',
  ],
  [/./, 'write'],
]

/** The gravest of what the headers of one message do, by their text, in capitals with '; ' between them. */
export function classOfHeaders(target: string): OperationClass {
  let gravest: OperationClass = 'unknown'
  for (const header of target.split('; ')) {
    const found = classOfHeader(header.replace(/^:/, ''))
    if (gravest === 'unknown' || OPERATION_CLASSES.indexOf(found) > OPERATION_CLASSES.indexOf(gravest)) gravest = found
  }
  return gravest
}

function classOfHeader(header: string): OperationClass {
  const table = header.endsWith('?') ? QUERIES : COMMANDS
  return table.find(([pattern]) => pattern.test(header))?.[1] ?? 'unknown'
}
