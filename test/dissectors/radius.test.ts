import { expect, test } from 'vitest'
import { radius } from '../../dissectors/radius/radius.ts'
import { attribute, PASSWORD, radiusPacket } from '../../fixtures/generate/radius-packet.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'

const USER = attribute(1, 'operator')
const STATION = attribute(31, '0050.5680.0021')
const ASK = radiusPacket(1, 7, USER, PASSWORD)

test('a request names the user and the station, and is made once', () => {
  const ask = radiusPacket(1, 7, USER, STATION)
  const dialogue = new Dialogue(radius).toServer(ask, ask)
  expect(dialogue.heard[0]).toMatchObject({
    function: '1',
    name: 'Access-Request',
    class: 'authenticate',
    target: 'user operator from 0050.5680.0021',
  })
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('an accepted account is that of its station, and of the NAS where no station is told', () => {
  const station = new Dialogue(radius)
    .toServer(radiusPacket(1, 1, USER, STATION, attribute(87, 'Gi1/0/7')))
    .toClient(radiusPacket(2, 1))
  expect(station.observed('identity').at(-1)).toMatchObject({
    about: '00:50:56:80:00:21',
    facts: { user: 'operator', 'port-id': 'Gi1/0/7' },
  })
  expect(station.observed('credential')).toEqual([])
  const own = new Dialogue(radius).toServer(ASK).toClient(radiusPacket(2, 7))
  expect(own.observed('credential')).toMatchObject([{ account: 'operator', protection: 'protected' }])
})

test('a refused account is told of nobody', () => {
  const dialogue = new Dialogue(radius).toServer(ASK).toClient(radiusPacket(3, 7))
  expect(dialogue.heard[1]).toMatchObject({ role: 'response', function: '1', status: 3 })
  expect(dialogue.observed('credential')).toEqual([])
})

test('the NAS tells its name and address, once', () => {
  const ask = radiusPacket(1, 1, attribute(32, 'SW-1'), attribute(4, [10, 0, 0, 1]))
  expect(new Dialogue(radius).toServer(ask, ask).observed('identity')).toMatchObject([
    { of: 'client', about: '', facts: { role: 'RADIUS client', name: 'SW-1', 'network-address': '10.0.0.1' } },
  ])
  const six = radiusPacket(1, 1, attribute(95, new Array<number>(16).fill(1)))
  expect(new Dialogue(radius).toServer(six).observed('identity')[0]?.facts).toMatchObject({
    'network-address': '101:101:101:101:101:101:101:101',
  })
})

test('127.0.0.1 is no address of a NAS', () => {
  const ask = radiusPacket(1, 1, attribute(4, [127, 0, 0, 1]))
  expect(new Dialogue(radius).toServer(ask).observed('identity')[0]?.facts).toEqual({ role: 'RADIUS client' })
})

test('accounting binds a station to its address', () => {
  const books = (address: number[]) => radiusPacket(4, 1, STATION, attribute(8, address))
  const dialogue = new Dialogue(radius).toServer(books([10, 0, 0, 7]), books([255, 255, 255, 254]))
  expect(dialogue.observed('binding')).toEqual([{ kind: 'binding', mac: '00:50:56:80:00:21', ip: '10.0.0.7' }])
})

test('no password is ever told', () => {
  const dialogue = new Dialogue(radius).toServer(ASK).toClient(radiusPacket(2, 7))
  expect(JSON.stringify([dialogue.observations, dialogue.heard])).not.toMatch(/Z{4}|5a5a/)
})

test('an answer whose request was not seen is counted all the same', () => {
  expect(new Dialogue(radius).toClient(radiusPacket(44, 1)).heard[0]).toMatchObject({
    role: 'response',
    function: '43',
  })
})

test.each([
  ['a request', ASK, 'yes'],
  ['an answer without attributes', radiusPacket(5, 1), 'no'],
  ['a code that does not exist', ASK.with(0, 99), 'no'],
  ['a length that does not agree', ASK.with(3, 90), 'no'],
  ['an attribute that reaches past the end', ASK.with(21, 200), 'no'],
  ['an attribute without a length', ASK.with(21, 1), 'no'],
  ['an attribute of type 0', ASK.with(20, 0), 'no'],
  ['a header that is cut', ASK.slice(0, 12), 'no'],
])('the probe: %s', (_, bytes, verdict) => {
  expect(radius.probe(cursorOver(bytes), 'to-server')).toBe(verdict)
})
