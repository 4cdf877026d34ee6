import { describe, expect, test } from 'vitest'
import { wireguard } from '../../dissectors/wireguard/wireguard.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u32le } from '../support/packet.ts'

const zeros = (length: number) => new Uint8Array(length)
const data = (high: number, length: number) => bytesOf(4, 0, 0, 0, u32le(1), u32le(5), u32le(high), zeros(length))

describe('what WireGuard is', () => {
  test.each([
    ['an initiation', bytesOf(1, 0, 0, 0, zeros(144)), 'yes'],
    ['an initiation of another length', bytesOf(1, 0, 0, 0, zeros(145)), 'no'],
    ['a response', bytesOf(2, 0, 0, 0, zeros(88)), 'yes'],
    ['a cookie', bytesOf(3, 0, 0, 0, zeros(60)), 'yes'],
    ['data', data(0, 32), 'yes'],
    ['data with a counter that nobody reaches', data(1, 32), 'no'],
    ['data for nobody', bytesOf(4, 0, 0, 0, u32le(0), u32le(5), zeros(32)), 'no'],
    ['data that is not padded', data(0, 33), 'no'],
    ['reserved bytes that are not zero', bytesOf(1, 0, 1, 0, zeros(144)), 'no'],
    ['a type that does not exist', bytesOf(5, 0, 0, 0, zeros(60)), 'no'],
    ['too little', bytesOf(4, 0, 0, 0, zeros(12)), 'no'],
  ])('%s', (_, bytes, verdict) => {
    expect(wireguard.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
  })
})

test('handshakes are asked and answered; data is encrypted, and what is neither is malformed', () => {
  const way = (bytes: Uint8Array) => wireguard.directionOf(cursorOver(bytes))
  expect(way(bytesOf(1, 0, 0, 0, zeros(144)))).toBe('to-server')
  expect(way(bytesOf(2, 0, 0, 0, zeros(88)))).toBe('to-client')
  expect(way(data(0, 16))).toBeUndefined()
  const dialogue = new Dialogue(wireguard).toServer(bytesOf(1, 0, 0, 0, zeros(144)), data(0, 16), bytesOf(9))
  expect(dialogue.heard).toMatchObject([
    { role: 'request', name: 'Handshake Initiation', class: 'authenticate' },
    { role: 'event', name: 'Transport Data', class: 'unknown' },
  ])
  expect(dialogue.observations).toMatchObject([{ reason: 'encrypted' }, { kind: 'malformed' }])
  expect(wireguard.describe(9).name).toBe('message type 9')
})
