import { describe, expect, test } from 'vitest'
import { ads } from '../../dissectors/ads/ads.ts'
import { MAX_HANDLES, MAX_NAMES_ASKED } from '../../dissectors/ads/ads-state.ts'
import { MAX_BYTES_KEYED, MAX_PARTS_ASKED } from '../../dissectors/ads/sums.ts'
import { little, message, PLC, STATION } from '../support/ads-message.ts'
import { Dialogue } from '../support/dialogue.ts'

/** 'MAIN.x' and 'MAIN.y', with their ends. */
const X = '4d41494e2e7800'
const Y = '4d41494e2e7900'

describe('an ADS request', () => {
  test('by handle is shown by the name that the handle was given for', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(9, '03f00000 00000000 04000000 07000000 4d41494e2e7800'))
      .toClient(message(9, '00000000 04000000 01000038', { answer: true }))
      .toServer(message(3, '05f00000 01000038 02000000 0500', { invoke: 2 }))
    expect(dialogue.heard.at(-1)).toMatchObject({ class: 'write', target: 'MAIN.x' })
  })

  test('for a handle beyond those kept is shown by its number', () => {
    const dialogue = new Dialogue(ads)
    for (let handle = 0; handle <= MAX_HANDLES; handle++) {
      const name = Buffer.from(`V${handle}\0`).toString('hex')
      const length = `0${name.length / 2}000000`
      const number = Buffer.from(Uint32Array.of(handle).buffer).toString('hex')
      dialogue
        .toServer(message(9, `03f00000 00000000 04000000 ${length} ${name}`, { invoke: handle }))
        .toClient(message(9, `00000000 04000000 ${number}`, { answer: true, invoke: handle }))
    }
    dialogue.toServer(message(2, '05f00000 ff000000 02000000'), message(2, '05f00000 00010000 02000000'))
    expect(dialogue.heard.slice(-2).map(({ target }) => target)).toEqual(['V255', 'handle 0x100'])
  })

  test('for a handle is met by an answer that says more than the handle', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(9, `03f00000 00000000 ffffffff 07000000 ${X}`))
      .toClient(message(9, '00000000 0e000000 01000038 02000000 00000000 0300 494e5400', { answer: true }))
      .toServer(message(2, '05f00000 01000038 02000000', { invoke: 2 }))
    expect(dialogue.heard.at(-1)).toMatchObject({ class: 'read', target: 'MAIN.x' })
  })

  test('for a value by name gives no name to a handle that has the number of the value', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(9, `04f00000 00000000 04000000 07000000 ${X}`))
      .toClient(message(9, '00000000 04000000 01000038', { answer: true }))
      .toServer(message(2, '05f00000 01000038 02000000', { invoke: 2 }))
    expect(dialogue.heard.at(-1)).toMatchObject({ target: 'handle 0x38000001' })
  })

  test('by a handle that was released and given out again is shown by its new name', () => {
    const dialogue = new Dialogue(ads)
    for (const name of [X, Y]) {
      dialogue
        .toServer(message(9, `03f00000 00000000 04000000 07000000 ${name}`))
        .toClient(message(9, '00000000 04000000 01000038', { answer: true }))
        .toServer(message(2, '05f00000 01000038 02000000'), message(3, '06f00000 00000000 04000000 01000038'))
    }
    dialogue.toServer(message(2, '05f00000 01000038 02000000'), message(3, '06f00000 00000000 04000000 02000038'))
    expect(dialogue.heard.filter(({ role }) => role === 'request').map(({ target }) => target)).toEqual([
      ...['MAIN.x', 'MAIN.x', 'MAIN.x'],
      ...['MAIN.y', 'MAIN.y', 'MAIN.y'],
      ...['handle 0x38000001', 'handle 0x38000002'],
    ])
  })

  test('by the handle of another server of the connection has not its name', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(9, `03f00000 00000000 04000000 07000000 ${X}`))
      .toClient(message(9, '00000000 04000000 01000038', { answer: true }))
      .toServer(message(2, '05f00000 01000038 02000000').replace('5303', '5403'))
    expect(dialogue.heard.at(-1)).toMatchObject({ module: 'port 852', target: 'handle 0x38000001' })
  })

  test('that asks for more names than are remembered leaves the further handles without', () => {
    const dialogue = new Dialogue(ads)
    const ask = (from: number, count: number) => {
      const names = Array.from({ length: count }, (_, i) => Buffer.from(`V${from + i}`.padEnd(8, '\0')).toString('hex'))
      const parts = '03f00000 00000000 04000000 08000000'.repeat(count)
      return message(9, `82f00000 ${little(count)} ffffffff ${little(count * 24)} ${parts} ${names.join('')}`)
    }
    for (let from = 0; from < MAX_NAMES_ASKED; from += 256) dialogue.toServer(ask(from, 256))
    const answer = (count: number) => {
      const values = Array.from({ length: count }, (_, i) => little(i)).join('')
      return message(9, `00000000 ${little(count * 12)} ${'0000000004000000'.repeat(count)} ${values}`, {
        answer: true,
      })
    }
    dialogue.toServer(ask(MAX_NAMES_ASKED, 1)).toClient(answer(1)).toServer(message(2, '05f00000 00000000 02000000'))
    expect(dialogue.heard.at(-1)).toMatchObject({ target: 'handle 0x0' })
    dialogue.toServer(ask(0, 256)).toClient(answer(256)).toServer(message(2, '05f00000 02000000 02000000'))
    expect(dialogue.heard.at(-1)).toMatchObject({ target: 'V2' })
  })
})

describe('a sum', () => {
  const names = `${X} ${Y}`
  const asks = '03f00000 00000000 ffff0000 07000000'
  const sum = (group: string, parts: string, written: string, count = 2) => {
    const length = little(`${parts}${written}`.replace(/\s/g, '').length / 2)
    return message(9, `${group}f00000 ${little(count)} ffffffff ${length} ${parts} ${written}`)
  }

  test('of handles is known by its names, and gives them to the handles', () => {
    const dialogue = new Dialogue(ads)
      .toServer(sum('82', `${asks} ${asks}`, names))
      .toClient(message(9, `00000000 18000000 10070000 00000000 00000000 08000000 01000038 02000000`, { answer: true }))
      .toServer(message(2, '05f00000 01000038 02000000'), sum('80', '05f00000 01000038 02000000', '', 1))
      .toServer(sum('81', '06f00000 00000000 04000000', '01000038', 1))
      .toServer(sum('80', '05f00000 01000038 02000000', '', 1))
    expect(dialogue.heard.filter(({ role }) => role === 'request').map((one) => [one.class, one.target])).toEqual([
      ['read', 'MAIN.x, MAIN.y'],
      ['read', 'MAIN.y'],
      ['read', 'MAIN.y'],
      ['session', 'MAIN.y'],
      ['read', 'handle 0x38000001'],
    ])
  })

  test.each([
    ['81', '20400000 00000000 01000000', '00', '00000000 03070000', 0x703],
    ['81', '20400000 00000000 01000000', '00', '03070000 02070000', 0x703],
    ['81', '20400000 00000000 01000000', '00', '00000000 00000000', 0],
    ['81', '20400000 00000000 01000000', '00', '00000000', 0],
    ['82', '34120000 01000000 04000000 01000000', '00', '00000000 04000000 10070000 00000000 01000000', 0x710],
    ['82', '34120000 01000000 04000000 01000000', '00', '00000000 04000000 00000000 04000000 01000000 02000000', 0],
    // What is read has codes too, but is told by the whole.
    ['80', '20400000 00000000 01000000', '', '00000000 03070000 00', 0],
  ])('of group 0xf0%s, parts %s and %s, answered %s, has the code of a part that is refused', (...row) => {
    const [group, part, written, answered, status] = row
    const length = little(answered.replace(/\s/g, '').length / 2)
    const dialogue = new Dialogue(ads)
      .toServer(sum(group, part.repeat(2), written.repeat(2)))
      .toClient(message(9, `00000000 ${length} ${answered}`, { answer: true }))
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', status })
  })

  test('that is refused as a whole has the code of the whole', () => {
    const dialogue = new Dialogue(ads)
      .toServer(sum('81', '20400000 00000000 01000000', '00', 1))
      .toClient(message(9, '01070000 04000000 03070000', { answer: true }))
    expect(dialogue.heard[1]).toMatchObject({ role: 'response', status: 0x701 })
  })

  test('of other names is another operation', () => {
    const dialogue = new Dialogue(ads).toServer(
      sum('82', `${asks} ${asks}`, names),
      sum('82', `${asks} ${asks}`, `${Y} ${X}`),
    )
    expect(dialogue.heard.map(({ target }) => target)).toEqual(['MAIN.x, MAIN.y', 'MAIN.y, MAIN.x'])
  })

  test.each([
    ['82', '07f00000 00000000 ffff0000 07000000', X, 'discover', 'MAIN.x'],
    ['82', '11f00000 00000000 ffff0000 07000000', X, 'discover', 'MAIN.x'],
    ['82', '34120000 01000000 04000000 01000000', '00', 'write', 'group 0x1234 offset 0x1+4'],
    ['81', '06f00000 00000000 04000000', '01000038', 'session', 'handle 0x38000001'],
    ['81', '20400000 00000000 01000000', '00', 'write', '%MB0+1'],
    ['83', '20400000 00000000 01000000', '', 'read', '%MB0+1'],
    ['84', '20400000 00000000 01000000', '', 'read', '%MB0+1'],
    ['85', `20400000 00000000 01000000${'00'.repeat(28)}`, '', 'read', 'several subscriptions'],
    ['86', '01000000', '', 'session', 'several subscriptions'],
    ['82', '', '', 'write', ''],
  ])('of group 0xf0%s with parts %s and %s is of class %s', (group, parts, written, operationClass, target) => {
    const [heard] = new Dialogue(ads).toServer(sum(group, parts, written, 1)).heard
    expect(heard).toMatchObject({ class: operationClass, target })
  })
})

describe('a large sum', () => {
  const ask = '03f00000 00000000 ffff0000 02000000'
  const asks = (count: number, last = ask) => {
    const data = `${ask.repeat(count - 1)}${last}${'4100'.repeat(count)}`
    return message(9, `82f00000 ${little(count)} ffffffff ${little(count * 18)} ${data}`)
  }

  test('is a write when its last part alone is one', () => {
    const dialogue = new Dialogue(ads).toServer(asks(600), asks(600, '34120000 00000000 04000000 02000000'))
    expect(dialogue.heard.map((one) => one.class)).toEqual(['read', 'write'])
  })

  test('names handles up to a number of parts', () => {
    for (const [count, target] of [
      [MAX_PARTS_ASKED, 'A'],
      [MAX_PARTS_ASKED + 1, 'handle 0x0'],
    ] as const) {
      const results = '0000000004000000'.repeat(count)
      const values = Array.from({ length: count }, (_, i) => little(i)).join('')
      const dialogue = new Dialogue(ads)
        .toServer(asks(count))
        .toClient(message(9, `00000000 ${little(count * 12)} ${results} ${values}`, { answer: true }))
        .toServer(message(2, '05f00000 00000000 02000000'))
      expect(dialogue.heard.at(-1)?.target).toBe(target)
    }
  })

  test('is told from another by its first bytes', () => {
    const sums = [MAX_BYTES_KEYED / 12 - 1, MAX_BYTES_KEYED / 12 + 1].map((at) => {
      const count = 2000
      const parts = Array.from({ length: count }, (_, i) => `20400000 ${little(i === Math.floor(at) ? 7 : 0)} 01000000`)
      return message(9, `80f00000 ${little(count)} ffffffff ${little(count * 12)} ${parts.join('')}`)
    })
    const same = sums[1] as string
    const dialogue = new Dialogue(ads).toServer(sums[0] as string, same, same.replace('07000000', '08000000'))
    expect(new Set(dialogue.operations).size).toBe(2)
  })
})

describe('a notification', () => {
  const sample = '1a000000 01000000 0000000000000000 01000000 4d000000 02000000 0500'

  test('is published under what was subscribed', () => {
    const dialogue = new Dialogue(ads)
      .toServer(message(6, `20400000 c8000000 02000000 ${'00'.repeat(28)}`))
      .toClient(message(6, '00000000 4d000000', { answer: true }))
      .toClient(`0000 3e000000 ${STATION} ${PLC} 0800 0400 1e000000 00000000 00000000 ${sample}`)
    expect(dialogue.heard.at(-1)).toMatchObject({ role: 'event', function: '8', class: 'publish', target: '%MB200+2' })
  })
})

describe('subscriptions', () => {
  const add = (offset: number) => message(6, `20400000 ${little(offset)} 02000000 ${'00'.repeat(28)}`)
  const added = (handle: number) => message(6, `00000000 ${little(handle)}`, { answer: true })
  const notified = (handle: number) => {
    const sample = `1a000000 01000000 0000000000000000 01000000 ${little(handle)} 02000000 0500`
    return `0000 3e000000 ${STATION} ${PLC} 0800 0400 1e000000 00000000 00000000 ${sample}`
  }
  const remove = (handle: number) => message(7, little(handle))

  test('under a handle that was given before are published under what it is now', () => {
    const dialogue = new Dialogue(ads).toServer(add(2)).toClient(added(1), notified(1)).toServer(remove(1))
    dialogue.toServer(add(4)).toClient(added(1), notified(1)).toServer(remove(1), remove(9))
    expect(
      dialogue.heard.filter(({ function: code }) => code !== '6').map((one) => [one.function, one.target]),
    ).toEqual([
      ['8', '%MB2+2'],
      ['7', '%MB2+2'],
      ['8', '%MB4+2'],
      ['7', '%MB4+2'],
      ['7', ''],
    ])
  })

  test('of the same are the same operation under any handle', () => {
    const dialogue = new Dialogue(ads).toServer(add(2)).toClient(added(1), notified(1))
    dialogue.toServer(add(2)).toClient(added(2), notified(2))
    expect(new Set(dialogue.operations).size).toBe(2)
  })

  test('beyond those kept have no name, until one of those has ended', () => {
    const dialogue = new Dialogue(ads)
    for (let handle = 0; handle < MAX_HANDLES; handle++) dialogue.toServer(add(handle)).toClient(added(handle))
    const published = () => dialogue.toClient(notified(1000)).heard.at(-1)?.target
    dialogue.toServer(add(1000)).toClient(added(1000))
    expect(published()).toBe('')
    dialogue.toServer(remove(5)).toServer(add(1000)).toClient(added(1000))
    expect(published()).toBe('%MB1000+2')
    expect(dialogue.toClient(notified(5)).heard.at(-1)?.target).toBe('')
  })
})
