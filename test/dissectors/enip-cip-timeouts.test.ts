/* Numbers from the CIP Networks Library, Volume 1, section 3-5.5.2 (Forward_Open) and 3-4.6 (time-out). */
import { expect, test } from 'vitest'
import { cip } from '../../dissectors/cip/cip.ts'
import { MAX_IMPLICIT_CONNECTIONS, timeoutOf } from '../../dissectors/cip/implicit-connections.ts'
import {
  forwardClose,
  forwardCloseReply,
  forwardOpen,
  forwardOpenReply,
  implicit,
  path,
  response,
  unconnected,
} from '../../fixtures/generate/enip-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf } from '../support/packet.ts'

const SCANNER = { serial: 0x2001, vendor: 0x004d, originator: 0x1234_5678 }
const CLASS_1 = 0x01
const CLASS_3 = 0xa3
/** Every 2 s, and 32 times that before it is over. */
const TIMEOUT_MS = 64_000
const TO_TARGET = 0x00c0_0011
const TO_ORIGINATOR = 0x22

const OVER = 'timed-out class 0x06 (Connection Manager) instance 1 to class 0x04 (Assembly) instance 1'

const ask = (id: number, message: Bytes) => unconnected(id, message).slice(8)

/** The two dialogues of a pair of hosts at one time; what timed out, by what either said. */
class Pair {
  readonly explicit: Dialogue
  readonly io: Dialogue

  constructor() {
    const shared = cip.newShared?.()
    this.explicit = new Dialogue(cip, shared).at(0)
    this.io = new Dialogue(cip, shared).at(0)
  }

  after(milliseconds: number): this {
    this.explicit.after(milliseconds)
    this.io.after(milliseconds)
    return this
  }

  open(named = SCANNER, transport = CLASS_1, toTarget = TO_TARGET, toOriginator = TO_ORIGINATOR): this {
    this.explicit.toServer(ask(1, forwardOpen(named, 0, toOriginator, path(4, 1), false, transport)))
    this.explicit.toClient(ask(1, forwardOpenReply(named, toTarget, toOriginator)))
    return this
  }

  close(): this {
    this.explicit.toServer(ask(2, forwardClose(SCANNER, path(4, 1)))).toClient(ask(2, forwardCloseReply(SCANNER)))
    return this
  }

  send(connection = TO_TARGET): this {
    this.io.toServer(implicit(connection, 1, bytesOf([1, 0, 2, 3])))
    return this
  }

  get timedOut(): string[] {
    return [...this.explicit.observed('irregular'), ...this.io.observed('irregular')].map(
      ({ reason, detail }) => `${reason} ${detail}`,
    )
  }
}

test('a connection is over when nothing came for its interval times its multiplier, once', () => {
  const pair = new Pair().open().send().after(TIMEOUT_MS).send()
  expect(pair.timedOut).toEqual([])
  pair.after(TIMEOUT_MS + 1).send()
  expect(pair.timedOut).toEqual([OVER])
  pair
    .after(10 * TIMEOUT_MS)
    .send()
    .open({ ...SCANNER, serial: 1 }, CLASS_1, 5, 6)
  expect(pair.timedOut).toHaveLength(1)
  // Its packets count as before.
  expect(pair.io.heard.map(({ target }) => target)).toEqual(Array(4).fill('class 0x04 (Assembly) instance 1 O->T'))
})

test('packets that come before the answer that opens their connection have its name from then on', () => {
  const pair = new Pair().send().send(TO_ORIGINATOR).send(0x77).open().send().send(TO_ORIGINATOR).send(0x77)
  pair.close().send()
  const named = 'class 0x04 (Assembly) instance 1'
  expect(pair.io.heard.map(({ target }) => target)).toEqual([
    'connection 0x00c00011',
    'connection 0x00000022',
    'connection 0x00000077',
    `${named} O->T`,
    `${named} T->O`,
    'connection 0x00000077',
    `${named} O->T`,
  ])
  // As one that was known before, it is known to time out, and makes nothing anew.
  pair.open().send().after(TIMEOUT_MS).send()
  expect(pair.io.operations.at(-1)).toBe(pair.io.operations[3])
  pair.after(TIMEOUT_MS + 1).send()
  expect(pair.timedOut).toEqual([OVER])
})

test('either direction ends it', () => {
  const pair = new Pair().open().send(TO_ORIGINATOR).send()
  pair.after(TIMEOUT_MS).send().after(1).send(TO_ORIGINATOR)
  expect(pair.timedOut).toEqual([OVER])
})

test('who opens a connection finds those that are over', () => {
  const pair = new Pair()
    .open()
    .send()
    .after(TIMEOUT_MS + 1)
  expect(pair.timedOut).toEqual([])
  pair.open().send()
  expect(pair.timedOut).toEqual([OVER])
  pair.after(TIMEOUT_MS + 1).send()
  expect(pair.timedOut).toHaveLength(2)
})

test.each([
  ['that was closed', new Pair().open().send().close()],
  ['of which nothing was ever seen', new Pair().open()],
  ['of explicit messages', new Pair().open(SCANNER, CLASS_3).send()],
  ['that nobody was seen to open', new Pair().send()],
])('a connection %s does not time out', (_case, pair) => {
  pair
    .after(TIMEOUT_MS + 1)
    .send()
    .open({ ...SCANNER, serial: 1 }, CLASS_1, 5, 6)
  expect(pair.timedOut).toEqual([])
})

test('a connection whose opening was refused, or answered without intervals, does not time out', () => {
  for (const answer of [response(0x54, 1, [1, 0]), forwardOpenReply(SCANNER, TO_TARGET, TO_ORIGINATOR).slice(0, 22)]) {
    const pair = new Pair()
    pair.explicit.toServer(ask(1, forwardOpen(SCANNER, 0, TO_ORIGINATOR, path(4, 1), false, CLASS_1)))
    pair.explicit.toClient(ask(1, answer))
    pair
      .send()
      .after(TIMEOUT_MS + 1)
      .send()
    expect(pair.timedOut).toEqual([])
  }
})

test('of two connections with one id neither can be told to be over', () => {
  const pair = new Pair().open().open({ ...SCANNER, serial: 7 }, CLASS_1, TO_TARGET, 0x23)
  pair
    .send()
    .after(TIMEOUT_MS + 1)
    .send()
  expect(pair.timedOut).toEqual([])
})

test(`of ${MAX_IMPLICIT_CONNECTIONS} connections of a pair the one opened longest ago is forgotten`, () => {
  const timedOutOf = (further: number) => {
    const pair = new Pair().open()
    for (let serial = 1; serial <= further; serial++) {
      pair.open({ ...SCANNER, serial }, CLASS_1, 0x1000 + serial, 0x8000 + serial)
    }
    return pair
      .send()
      .after(TIMEOUT_MS + 1)
      .send().timedOut.length
  }
  expect([timedOutOf(MAX_IMPLICIT_CONNECTIONS - 1), timedOutOf(MAX_IMPLICIT_CONNECTIONS)]).toEqual([1, 0])
})

test('the multiplier is a power of two from 4 to 512; reserved codes count as the last one', () => {
  expect([0, 1, 7, 8, 255].map((code) => timeoutOf(10, code))).toEqual([40, 80, 5120, 5120, 5120])
})
