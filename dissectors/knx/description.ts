/*
 * Description information blocks: KNX Standard 03/08/02, 7.5.4. What a device says of itself when it is searched for.
 */
import { Cursor } from '../kit/cursor.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import type { Fact } from '../kit/observation.ts'
import { addressText } from './addresses.ts'

const BLOCK = { device: 0x01, families: 0x02, ipCurrent: 0x04 } as const
/** Blocks of one message that are read. */
const MAX_BLOCKS = 16
const NAME_LENGTH = 30
const NOTHING = '0.0.0.0'
const PROGRAMMING = 0x01

const MEDIA: Readonly<Record<number, string>> = { 2: 'TP1', 4: 'PL110', 16: 'RF', 32: 'KNX IP' }
const FAMILIES: Readonly<Record<number, string>> = {
  2: 'core',
  3: 'device management',
  4: 'tunnelling',
  5: 'routing',
  6: 'remote logging',
  7: 'remote configuration',
  8: 'object server',
  9: 'security',
}

export interface Description {
  readonly facts: Partial<Record<Fact, string>>
  /** '' when none, or one that cannot be a device's. */
  readonly mac: string
  /** False when a block does not fit. */
  readonly isWhole: boolean
}

const block = new Cursor(new DataView(new ArrayBuffer(0)))

/** The blocks from the cursor to its end. */
export function readDescription(message: Cursor): Description {
  const facts: Partial<Record<Fact, string>> = {}
  let mac = ''
  for (let i = 0; message.left > 0 && i < MAX_BLOCKS; i++) {
    const length = message.u8()
    const type = message.u8()
    if (message.short || length < 2 || length - 2 > message.left) return { facts, mac, isWhole: false }
    block.reset(message.view, message.pos, message.pos + length - 2)
    if (type === BLOCK.device) mac = readDevice(facts)
    if (type === BLOCK.families) readFamilies(facts)
    if (type === BLOCK.ipCurrent) readIp(facts)
    message.skip(length - 2)
  }
  return { facts, mac, isWhole: true }
}

function readDevice(facts: Partial<Record<Fact, string>>): string {
  const medium = block.u8()
  const status = block.u8()
  const address = block.u16()
  const project = block.u16()
  const serial = block.hex(6)
  const group = ipv4Text(block)
  const first = block.left > 0 ? block.peek(0) : 0
  const mac = block.hex(6, ':')
  const name = block.text(NAME_LENGTH, 'latin1')
  if (block.short) return ''
  facts['network-address'] = addressText(address)
  facts.capability = `medium ${MEDIA[medium] ?? medium}`
  if (project !== 0) facts.project = `project ${project >> 4} installation ${project & 15}`
  if (!/^0+$/.test(serial)) {
    facts.serial = serial
    facts['vendor-id'] = `0x${serial.slice(0, 4)}`
  }
  if (name !== '') facts.name = name
  if (status & PROGRAMMING) facts.mode = 'programming mode'
  if (group !== NOTHING) facts.description = `routing multicast ${group}`
  // A device has no group address of its own.
  if (mac === '00:00:00:00:00:00' || (first & 1) === 1) return ''
  facts.mac = mac
  return mac
}

function readFamilies(facts: Partial<Record<Fact, string>>): void {
  const names: string[] = []
  while (block.left >= 2) {
    const family = block.u8()
    names.push(`${FAMILIES[family] ?? `family ${family}`} ${block.u8()}`)
  }
  facts.capability = [facts.capability ?? '', ...names].filter((each) => each !== '').join(', ')
}

function readIp(facts: Partial<Record<Fact, string>>): void {
  const [ip, mask, gateway] = [ipv4Text(block), ipv4Text(block), ipv4Text(block)]
  if (block.short) return
  if (ip !== NOTHING) facts.ip = ip
  if (mask !== NOTHING) facts['subnet-mask'] = mask
  if (gateway !== NOTHING) facts.gateway = gateway
}
