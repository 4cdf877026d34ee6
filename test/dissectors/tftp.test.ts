import { expect, test } from 'vitest'
import { tftp } from '../../dissectors/tftp/tftp.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { ascii, bytesOf, u16 } from '../support/packet.ts'

const request = (opcode: number, name: string, mode = 'octet') => bytesOf(u16(opcode), ascii(name), 0, ascii(mode), 0)

test('requests name the file that is read or written', () => {
  const dialogue = new Dialogue(tftp).toServer(
    request(1, 'sw.bin'),
    request(1, 'sw.bin'),
    request(2, 'run.cfg', 'NETASCII'),
  )
  expect(dialogue.heard).toMatchObject([
    { role: 'request', function: '1', name: 'RRQ', class: 'file', target: 'sw.bin' },
    { role: 'request', function: '1', target: 'sw.bin' },
    { role: 'request', function: '2', name: 'WRQ', class: 'file', target: 'run.cfg' },
  ])
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('a transfer is counted, and an error answers', () => {
  const dialogue = new Dialogue(tftp)
    .toClient(bytesOf(u16(6), ascii('blksize'), 0, ascii('600'), 0), bytesOf(u16(3), u16(1), 1, 2))
    .toServer(bytesOf(u16(4), u16(1)))
    .toClient(bytesOf(u16(5), u16(2), ascii('no'), 0))
  expect(dialogue.heard.map((each) => [each.role, each.name, each.status])).toEqual([
    ['response', 'OACK', 0],
    ['event', 'DATA', 0],
    ['event', 'ACK', 0],
    ['response', 'ERROR', 3],
  ])
})

test('what is cut or not an operation is malformed', () => {
  const dialogue = new Dialogue(tftp).toServer(
    bytesOf(1),
    bytesOf(u16(9)),
    bytesOf(u16(1), ascii('x')),
    request(1, 'x'.repeat(300)),
  )
  expect(dialogue.observed('malformed').map((each) => each.reason)).toEqual([
    'truncated',
    'bad-value',
    'truncated',
    'truncated',
  ])
})

test('the probe knows requests, and what a transfer begins with', () => {
  const verdict = (bytes: Uint8Array) => tftp.probe(cursorOver(bytes), 'to-server')
  const direction = (bytes: Uint8Array) => tftp.directionOf(cursorOver(bytes))
  expect(verdict(request(1, 'a'))).toBe('yes')
  expect(verdict(bytesOf(u16(3), u16(1), new Uint8Array(512)))).toBe('yes')
  expect(verdict(bytesOf(u16(4), u16(0)))).toBe('yes')
  expect(verdict(bytesOf(u16(5), u16(1), ascii('File not found'), 0))).toBe('yes')
  expect(verdict(bytesOf(u16(6), ascii('tsize'), 0, ascii('5'), 0))).toBe('yes')
  for (const no of [
    request(1, 'a', 'binary'),
    request(1, ''),
    bytesOf(u16(3), u16(2), 1),
    bytesOf(u16(3), u16(1), new Uint8Array(600)),
    bytesOf(u16(4), u16(0), 0),
    bytesOf(u16(5), u16(99), ascii('text'), 0),
    bytesOf(u16(5), u16(1), ascii('text'), 0, 0),
    bytesOf(u16(5), u16(1), 1, 2, 0),
    bytesOf(u16(6), ascii('other'), 0),
    bytesOf(u16(7), u16(0)),
    bytesOf(1, 1, 1, 1),
  ])
    expect(verdict(no)).toBe('no')
  expect(direction(request(1, 'a'))).toBe('to-server')
  expect(direction(bytesOf(u16(3), u16(1)))).toBe('to-client')
  expect(direction(bytesOf(u16(4), u16(0)))).toBe('to-client')
  expect(direction(bytesOf(u16(6), u16(0)))).toBe('to-client')
  expect(direction(bytesOf(u16(4), u16(7)))).toBeUndefined()
  expect(direction(bytesOf(u16(4)))).toBeUndefined()
  expect(tftp.describe(77)).toEqual({ function: '77', name: 'opcode 77' })
})
