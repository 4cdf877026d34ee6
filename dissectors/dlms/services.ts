/*
 * APDUs by tag: IEC 62056-5-3, clause 8 (COSEMpdu). Of those with a choice behind the tag, the choice is part of the number.
 * Global and dedicated ciphering encrypt the service that they are named after.
 */
import type { OperationClass } from '../kit/observation.ts'

export const TAG = {
  read: 0x05,
  write: 0x06,
  initiateAnswer: 0x08,
  readAnswer: 0x0c,
  writeAnswer: 0x0d,
  serviceError: 0x0e,
  dataNotification: 0x0f,
  unconfirmedWrite: 0x16,
  informationReport: 0x18,
  associate: 0x60,
  associated: 0x61,
  release: 0x62,
  released: 0x63,
  get: 0xc0,
  set: 0xc1,
  eventNotification: 0xc2,
  action: 0xc3,
  getAnswer: 0xc4,
  setAnswer: 0xc5,
  actionAnswer: 0xc7,
  exception: 0xd8,
  generalGlobal: 0xdb,
  generalDedicated: 0xdc,
} as const

/** What an APDU is: asked, answered, sent by itself, or any of those by its direction. */
export const PART = { request: 0, answer: 1, event: 2, order: 3, either: 4 } as const

interface Service {
  readonly part: number
  readonly isCiphered: boolean
  /** Choices behind the tag; 0 where it has none. */
  readonly choices: number
  readonly class: OperationClass
  /** In an export, for each choice. */
  readonly names: readonly (readonly [name: string, title: string])[]
}

/** From the tag of a service with the global key to that with the dedicated one. */
const DEDICATED = 8

const SERVICES = new Map<number, Service>([
  [TAG.read, plain(PART.request, 'read', 'read', 'Read short names')],
  [TAG.write, plain(PART.request, 'write', 'write', 'Write short names')],
  [TAG.readAnswer, plain(PART.answer, 'read', 'read', 'Read short names')],
  [TAG.writeAnswer, plain(PART.answer, 'write', 'write', 'Write short names')],
  [TAG.serviceError, plain(PART.answer, 'unknown', 'service-error', 'Confirmed service error')],
  [TAG.dataNotification, plain(PART.event, 'publish', 'data-notification', 'Data notification')],
  [TAG.unconfirmedWrite, plain(PART.order, 'write', 'unconfirmed-write', 'Unconfirmed write of short names')],
  [TAG.informationReport, plain(PART.event, 'publish', 'information-report', 'Information report')],
  [TAG.associate, plain(PART.request, 'session', 'associate', 'Open association')],
  [TAG.associated, plain(PART.answer, 'session', 'associate', 'Open association')],
  [TAG.release, plain(PART.request, 'session', 'release', 'Release association')],
  [TAG.released, plain(PART.answer, 'session', 'release', 'Release association')],
  [
    TAG.get,
    chosen(PART.request, 'read', [
      ['get', 'Get'],
      ['get-next', 'Get next block'],
      ['get-list', 'Get with list'],
    ]),
  ],
  [
    TAG.set,
    chosen(PART.request, 'configure', [
      ['set', 'Set'],
      ['set-first-block', 'Set, first block'],
      ['set-block', 'Set, further block'],
      ['set-list', 'Set with list'],
      ['set-list-first-block', 'Set with list, first block'],
    ]),
  ],
  [TAG.eventNotification, plain(PART.event, 'alarm', 'event-notification', 'Event notification')],
  [
    TAG.action,
    chosen(PART.request, 'control', [
      ['action', 'Action'],
      ['action-next', 'Action, next block of the answer'],
      ['action-list', 'Action with list'],
      ['action-first-block', 'Action, first block'],
      ['action-list-first-block', 'Action with list, first block'],
      ['action-block', 'Action, further block'],
    ]),
  ],
  [TAG.getAnswer, answer('read', 'get', 'Get', 3)],
  [TAG.setAnswer, answer('configure', 'set', 'Set', 5)],
  [TAG.actionAnswer, answer('control', 'action', 'Action', 4)],
  [TAG.exception, plain(PART.answer, 'unknown', 'exception', 'Exception')],
  [0xd9, plain(PART.request, 'unknown', 'access', 'Access')],
  [0xda, plain(PART.answer, 'unknown', 'access', 'Access')],
  [0x21, ciphered(PART.request, 'session', 'glo-initiate')],
  [0x25, ciphered(PART.request, 'read', 'glo-read')],
  [0x26, ciphered(PART.request, 'write', 'glo-write')],
  [0x28, ciphered(PART.answer, 'session', 'glo-initiate')],
  [0x2c, ciphered(PART.answer, 'read', 'glo-read')],
  [0x2d, ciphered(PART.answer, 'write', 'glo-write')],
  [0x2e, ciphered(PART.answer, 'unknown', 'glo-service-error')],
  [0x38, ciphered(PART.event, 'publish', 'glo-information-report')],
  ...both(0xc8, PART.request, 'read', 'get'),
  ...both(0xc9, PART.request, 'write', 'set'),
  ...both(0xca, PART.event, 'alarm', 'event-notification'),
  ...both(0xcb, PART.request, 'unknown', 'action'),
  ...both(0xcc, PART.answer, 'read', 'get'),
  ...both(0xcd, PART.answer, 'write', 'set'),
  ...both(0xcf, PART.answer, 'unknown', 'action'),
  [TAG.generalGlobal, ciphered(PART.either, 'unknown', 'general-glo')],
  [TAG.generalDedicated, ciphered(PART.either, 'unknown', 'general-ded')],
  [0xdd, ciphered(PART.either, 'unknown', 'general-ciphering')],
  [0xdf, plain(PART.either, 'unknown', 'general-signing', 'Signed APDU')],
  [0xe0, plain(PART.either, 'unknown', 'general-block-transfer', 'Block of an APDU')],
])

/** Control octets of HDLC are operations too: above every tag and choice. */
export const LINK_SPACE = 0x1_0000
const CHOICES = 16

export function isKnownTag(tag: number): boolean {
  return SERVICES.has(tag)
}

export function partOfTag(tag: number): number {
  return SERVICES.get(tag)?.part ?? PART.either
}

export function isCiphered(tag: number): boolean {
  return SERVICES.get(tag)?.isCiphered ?? false
}

/** How many choices stand behind the tag; 0 where there is none. */
export function choicesOf(tag: number): number {
  return SERVICES.get(tag)?.choices ?? 0
}

export function classOfTag(tag: number): OperationClass {
  return SERVICES.get(tag)?.class ?? 'unknown'
}

export function codeOf(tag: number, choice: number): number {
  return tag * CHOICES + choice
}

export function tagOf(code: number): number {
  return Math.floor(code / CHOICES)
}

export function describeCode(code: number): { function: string; name: string } {
  if (code >= LINK_SPACE) return code === LINK_SPACE ? LINK_NAMES[0] : LINK_NAMES[1]
  const tag = tagOf(code)
  const names = SERVICES.get(tag)?.names ?? []
  const named = names[Math.max(0, (code % CHOICES) - 1)] ?? names[0]
  const hex = `0x${tag.toString(16).padStart(2, '0')}`
  return named === undefined ? { function: hex, name: `APDU ${hex}` } : { function: named[0], name: named[1] }
}

const LINK_NAMES = [
  { function: 'snrm', name: 'Connect (HDLC)' },
  { function: 'disc', name: 'Disconnect (HDLC)' },
] as const

function plain(part: number, operationClass: OperationClass, name: string, title: string): Service {
  return { part, isCiphered: false, choices: 0, class: operationClass, names: [[name, title]] }
}

function chosen(part: number, operationClass: OperationClass, names: Service['names']): Service {
  return { part, isCiphered: false, choices: names.length, class: operationClass, names }
}

function answer(operationClass: OperationClass, name: string, title: string, choices: number): Service {
  return { ...plain(PART.answer, operationClass, name, title), choices }
}

function ciphered(part: number, operationClass: OperationClass, name: string): Service {
  return { part, isCiphered: true, choices: 0, class: operationClass, names: [[name, `Ciphered: ${name}`]] }
}

/** With the global key, and with the dedicated key of the association. */
function both(tag: number, part: number, operationClass: OperationClass, name: string): [number, Service][] {
  return [
    [tag, ciphered(part, operationClass, `glo-${name}`)],
    [tag + DEDICATED, ciphered(part, operationClass, `ded-${name}`)],
  ]
}
