import { Cursor } from '../../dissectors/kit/cursor.ts'
import type { Direction, Dissector, MessageInfo, Sink } from '../../dissectors/kit/dissector.ts'
import type { Observation, Operation, OperationRole } from '../../dissectors/kit/observation.ts'
import { ContentPassage } from '../../sensor/flow/content-passage.ts'
import { Moment } from '../../sensor/flow/moment.ts'

/** One message as a dissector reported it, in the words of an export. */
export interface Heard {
  readonly role: OperationRole
  readonly function: string
  readonly name: string
  readonly class: string
  readonly module: string
  readonly target: string
  readonly status: number
}

/** One dialogue with one dissector, without the rest of the line: bytes in, what it said out. */
export class Dialogue {
  readonly heard: Heard[] = []
  /** The operations as they were reported, to see that they are interned. */
  readonly operations: Operation[] = []
  readonly observations: Observation[] = []
  /** 'holding 7 = 42', when values are wanted. */
  readonly values: string[] = []
  /** What was handed to the dissectors of an inner protocol, in hexadecimal. */
  readonly handed: string[] = []
  samples = false
  /** How often a dissector asked whether they are. */
  asked = 0
  /** Bytes given up because no message began where one had to. */
  lostBytes = 0
  /** Content that nobody can read. */
  encryptedBytes = 0
  private readonly dissector: Dissector
  private readonly state: unknown
  private readonly held: Record<Direction, Uint8Array> = {
    'to-server': new Uint8Array(),
    'to-client': new Uint8Array(),
  }
  private readonly sink: Sink
  private readonly passages: Record<Direction, ContentPassage>
  private timeUs = 1_700_000_000_000_000
  private sourceMac = 0

  /** `shared`: what the dialogues of one pair of hosts know of each other. */
  constructor(dissector: Dissector, shared: unknown = dissector.newShared?.()) {
    this.dissector = dissector
    this.state = dissector.newState(shared)
    this.sink = {
      operation: (role, operation, status) => this.hear(role, operation, status),
      observe: (observation) => {
        this.observations.push(observation)
      },
      handOff: (payload) => {
        const { pos } = payload
        this.handed.push(payload.hex(payload.left))
        payload.pos = pos
      },
      wantsValues: () => {
        this.asked++
        return this.samples
      },
      value: (_operation, name, index, value) => {
        this.values.push(`${name}${index < 0 ? '' : index} = ${value}`)
      },
    }
    const content = {
      moment: new Moment(),
      nextContent: (direction: Direction) => dissector.content?.next(this.state, direction) ?? 0,
      contentPassed: (_direction: Direction, _view: DataView, start: number, end: number) => {
        const isEncrypted = dissector.content?.isEncrypted
        if (isEncrypted === true || isEncrypted?.(this.state)) this.encryptedBytes += end - start
      },
      lookLength: (direction: Direction) => dissector.content?.look(this.state, direction) ?? 0,
      content: (direction: Direction, bytes: Cursor) =>
        dissector.content?.dissect(bytes, this.info(direction), this.state, this.sink),
    }
    this.passages = {
      'to-server': new ContentPassage('to-server', content),
      'to-client': new ContentPassage('to-client', content),
    }
  }

  /** Nothing more will come. */
  finish(): this {
    this.passages['to-server'].finish()
    this.passages['to-client'].finish()
    return this
  }

  toServer(...bytes: (string | Uint8Array)[]): this {
    return this.feed('to-server', bytes)
  }

  toClient(...bytes: (string | Uint8Array)[]): this {
    return this.feed('to-client', bytes)
  }

  /** Lets capture time pass. */
  after(milliseconds: number): this {
    this.timeUs += milliseconds * 1000
    return this
  }

  /** The link address that messages come from. */
  from(mac: number): this {
    this.sourceMac = mac
    return this
  }

  /** Sets capture time. */
  at(milliseconds: number): this {
    this.timeUs = milliseconds * 1000
    return this
  }

  /** Observations of one kind. */
  observed<Kind extends Observation['kind']>(kind: Kind): Extract<Observation, { kind: Kind }>[] {
    return this.observations.filter((one): one is Extract<Observation, { kind: Kind }> => one.kind === kind)
  }

  private feed(direction: Direction, parts: (string | Uint8Array)[]): this {
    for (const part of parts) {
      const bytes = typeof part === 'string' ? fromHex(part) : part
      this.held[direction] = concat(this.held[direction], bytes)
      this.cut(direction)
    }
    return this
  }

  private cut(direction: Direction): void {
    const bytes = this.held[direction]
    let at = 0
    while (at < bytes.length) {
      if (this.passages[direction].isOpen()) {
        const { view } = cursorOver(bytes)
        at = this.passages[direction].pass(view, at, bytes.length)
        continue
      }
      const length = this.dissector.messageLength(cursorOver(bytes, at, bytes.length))
      if (length < 0) {
        this.lostBytes += bytes.length - at
        at = bytes.length
        break
      }
      if (length === 0 || at + length > bytes.length) break
      this.dissect(bytes, at, at + length, direction)
      at += length
    }
    this.held[direction] = bytes.slice(at)
  }

  private dissect(bytes: Uint8Array, from: number, to: number, direction: Direction): void {
    // A copy that is destroyed afterwards: a dissector keeps no view of its message.
    const copy = bytes.slice(from, to)
    this.dissector.dissect(cursorOver(copy, 0, copy.length), this.info(direction), this.state, this.sink)
    copy.fill(0xaa)
  }

  private info(direction: Direction): MessageInfo {
    return { timeUs: this.timeUs, direction, afterGap: false, sourceMac: this.sourceMac, targetMac: 0 }
  }

  private hear(role: OperationRole, operation: Operation, status: number): void {
    const { function: code, name } = this.dissector.describe(operation.code)
    const { class: operationClass, module, target } = operation
    this.operations.push(operation)
    this.heard.push({ role, function: code, name, class: operationClass, module, target, status })
  }
}

/** A cursor over `bytes[from, to)`. */
export function cursorOver(bytes: Uint8Array, from = 0, to = bytes.length): Cursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return new Cursor(view).reset(view, from, to)
}

/** Bytes written in hexadecimal, with any spaces. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.replace(/\s/g, '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
