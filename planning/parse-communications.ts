import type { AllowedCommunication } from '../storage/decisions/intended-lists.ts'
import { OPERATION_CLASSES } from '../storage/observed/operation-classes.ts'
import { ipOf, macOf, prefixOf } from './address.ts'
import { type Headers, readTable, type TableRow } from './csv-table.ts'
import type { ImportProblem } from './parse-csv.ts'
import type { Parsed } from './parse-inventory.ts'

export const COMMUNICATION_COLUMNS = ['client', 'server', 'protocol', 'port', 'classes'] as const
type Column = (typeof COMMUNICATION_COLUMNS)[number]

const MAX_PORT = 65_535

const HEADERS: Headers<Column> = {
  client: ['client', 'source'],
  server: ['server', 'destination'],
  protocol: ['protocol'],
  port: ['port', 'server port', 'destination port'],
  classes: ['classes', 'class', 'operations'],
}

/** Reads who may do what to whom. Every column must be there and filled: '*' says any, and nothing else does. */
export function parseCommunications(text: string): Parsed<AllowedCommunication> {
  const { rows, present, ignored, problems } = readTable(text, () => HEADERS)
  const found = [...problems]
  const missing = COMMUNICATION_COLUMNS.filter((column) => !present.has(column))
  if (missing.length > 0 && found.length === 0) {
    const reason = `no column ${missing.join(', ')}: the header must be ${COMMUNICATION_COLUMNS.join(',')}`
    found.push({ line: 1, column: missing[0] ?? '', reason })
  }
  const items = missing.length > 0 ? [] : rows.map((row) => communicationOf(row, found))
  return { items, problems: found, ignored, inactive: 0 }
}

function communicationOf({ line, fields }: TableRow<Column>, problems: ImportProblem[]): AllowedCommunication {
  const say = (column: Column, reason: string) => problems.push({ line, column, reason })
  for (const column of COMMUNICATION_COLUMNS) {
    if (fields[column] === '') say(column, 'is empty: write * for any')
  }
  const { port } = fields
  if (port !== '' && port !== '*' && !(/^\d{1,5}$/.test(port) && Number(port) <= MAX_PORT)) {
    say('port', `${JSON.stringify(port)} is no port: a number up to ${MAX_PORT}, or *`)
  }
  return {
    line,
    client: partyOf(fields.client, (reason) => say('client', reason)),
    server: partyOf(fields.server, (reason) => say('server', reason)),
    protocol: fields.protocol.toLowerCase(),
    port: port === '*' || port === '' ? '*' : String(Number(port)),
    classes: classesOf(fields.classes, (reason) => say('classes', reason)),
  }
}

/** Addresses as rows show them; anything else is a name, unless it was clearly meant to be an address. */
function partyOf(text: string, say: (reason: string) => void): string {
  const prefix = prefixOf(text)
  if (prefix !== undefined) return `${prefix.base}/${prefix.bits}`
  const address = macOf(text) ?? ipOf(text)
  if (address !== undefined) return address
  if (/^[\d.]+(?:\/\d*)?$|^[\da-f:]*:[\da-f:]*:[\da-f:]*(?:\/\d*)?$/i.test(text)) {
    say(`${JSON.stringify(text)} is no address, and no prefix like 10.0.0.0/8`)
  }
  return text
}

function classesOf(text: string, say: (reason: string) => void): string {
  const words = text.toLowerCase().split(/[\s;,|]+/)
  const named = [...new Set(words.filter((word) => word !== ''))]
  if (named.includes('*')) {
    if (named.length > 1) say('has * beside other classes: * alone means any')
    return '*'
  }
  const known: ReadonlySet<string> = new Set(OPERATION_CLASSES)
  for (const word of named) {
    if (!known.has(word))
      say(`${JSON.stringify(word)} is no operation class; there are ${OPERATION_CLASSES.join(', ')}`)
  }
  return named.sort().join(';')
}
