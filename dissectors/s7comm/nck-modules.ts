/** Data modules of a SINUMERIK NCK ("Lists sl, Book 2: variables"), from `FIRST` on; '' where none is known. */
const FIRST = 16
const NAMES = [
  ...[
    'Y',
    'YNCFL',
    'FU',
    'FA',
    'TO',
    'RP',
    'SE',
    'SGUD',
    'LUD',
    'TC',
    'M',
    '',
    'WAL',
    '',
    'DIAG',
    '',
    'FE',
    'TD',
    'TS',
  ],
  ...['TG', 'TU', 'TUE', 'TV', 'TM', 'TP', 'TPM', 'TT', 'TMV', 'TMC', 'MGUD', 'UGUD', 'GUD4', 'GUD5', 'GUD6', 'GUD7'],
  ...['GUD8', 'GUD9', 'PA', 'GD1', 'NIB', 'ETP', 'ETPD', 'SYNACT', 'DIAGN', 'VSYN', 'TUS', 'TUM', 'TUP', 'TF', 'FB'],
  ...['SSP2', 'PUD', 'TOS', 'TOST', 'TOE', 'TOET', 'AD', 'TOT', 'AEV', 'YFAFL', 'FS', 'SD', 'TAD', 'TAO', 'TAS', 'TAM'],
  ...['TAP', '', 'SALUC', 'AUXFU', 'TDC', 'CP', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', ''],
  ...['', '', '', '', '', 'SPARPI', 'SEGA', 'SEMA', 'SSP', 'SGA', 'SMA', 'SALAL', 'SALAP', 'SALA', 'SSYNAC', 'SPARPF'],
  ...['SPARPP', 'SNCF', '', 'SPARP', 'SINF', 'S'],
]

/** 'SPARP', or 'module 31' for one without a known name. */
export function nckModuleName(module: number): string {
  return NAMES[module - FIRST] || `module ${module}`
}
