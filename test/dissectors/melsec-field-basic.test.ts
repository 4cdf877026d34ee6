import { expect, test } from 'vitest'
import { melsec } from '../../dissectors/melsec/melsec.ts'
import {
  cyclicAnswer,
  cyclicRequest,
  nodeFound,
  nodeSearch,
  setAddress,
} from '../../fixtures/generate/field-basic-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { slmpAnswer, slmpRequest } from '../support/slmp-frame.ts'

const MASTER = { mac: '58:52:8a:00:00:21', ip: '192.168.3.39' }
const SLAVE = { mac: '00:0e:ac:00:00:31', ip: '192.168.3.41' }
const MADE = { vendor: 0x1234, model: 0x789a, version: 3 }
const ANSWER = { ...MADE, address: SLAVE.ip, group: 2 }

test('the master publishes to a group, and says whether it runs when that changes', () => {
  const ask = (group: number, running: number) =>
    cyclicRequest({ master: MASTER.ip, group, running, slaves: [SLAVE.ip] })
  const dialogue = new Dialogue(melsec).toServer(ask(1, 0), ask(1, 1), ask(1, 1), ask(2, 2), ask(2, 9))
  expect(dialogue.heard.map(({ name, class: kind, target }) => [name, kind, target])).toEqual(
    [1, 1, 1, 2, 2].map((group) => ['CC-Link IE Field Basic Cyclic Data', 'publish', `group ${group}`]),
  )
  expect(dialogue.operations[0]).toBe(dialogue.operations[2])
  const role = 'CC-Link IE Field Basic master'
  expect(dialogue.observed('identity').map(({ facts }) => facts)).toEqual([
    { role, mode: 'STOP' },
    { role, mode: 'RUN' },
    { role, mode: 'STOP by user' },
    { role },
  ])
})

test('a slave that answers a broadcast is known by the form, and says who it is once', () => {
  const dialogue = new Dialogue(melsec).toClient(
    cyclicAnswer(ANSWER),
    cyclicAnswer({ ...ANSWER, sequence: 2, stations: 3 }),
    cyclicAnswer({ ...ANSWER, running: 0, status: 0xcff0, error: 0x39 }),
  )
  expect(dialogue.heard).toMatchObject([
    { role: 'response', function: '0x0e70', class: 'publish', target: 'group 2', status: 0 },
    { target: 'group 2', status: 0 },
    { target: 'group 2', status: 0xcff0 },
  ])
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
  expect(dialogue.observed('identity').map(({ of, facts }) => [of, facts])).toEqual([
    [
      'server',
      {
        role: 'CC-Link IE Field Basic slave',
        'vendor-id': '0x1234',
        'product-code': '0x0000789a',
        'device-revision': '3',
        mode: 'RUN',
        state: 'no error',
      },
    ],
    ['server', expect.objectContaining({ mode: 'STOP', state: 'error 0x0039' })],
  ])
})

test('a slave that is asked alone answers under the request', () => {
  const dialogue = new Dialogue(melsec)
    .toServer(cyclicRequest({ master: MASTER.ip, group: 2, slaves: [SLAVE.ip] }))
    .toClient(cyclicAnswer(ANSWER))
  expect(dialogue.operations[0]).toBe(dialogue.operations[1])
})

test('a node that is found tells MAC, addresses and make, and binds them', () => {
  const dialogue = new Dialogue(melsec)
    .toServer(nodeSearch(MASTER))
    .toClient(nodeFound(MASTER, SLAVE, MADE, 'press', '192.168.3.1'), nodeFound(MASTER, SLAVE, MADE))
    .toClient(nodeFound(MASTER, SLAVE, MADE))
  expect(dialogue.heard.map(({ role, name }) => [role, name])).toEqual([
    ['request', 'Node Search'],
    ['response', 'Node Search'],
    ['response', 'Node Search'],
    ['response', 'Node Search'],
  ])
  const facts = {
    mac: SLAVE.mac,
    ip: SLAVE.ip,
    'subnet-mask': '255.255.255.0',
    'vendor-id': '0x1234',
    'product-code': '0x0000789a',
    'device-revision': '3',
  }
  expect(dialogue.observed('identity').map((one) => one.facts)).toEqual([
    { ...facts, name: 'press', gateway: '192.168.3.1' },
    facts,
  ])
  expect(dialogue.observed('binding')[0]).toEqual({ kind: 'binding', mac: SLAVE.mac, ip: SLAVE.ip })
})

test('who is to have which address is the target of the order', () => {
  const [heard] = new Dialogue(melsec).toServer(setAddress(MASTER, SLAVE)).heard
  expect(heard).toMatchObject({
    name: 'IP Address Set',
    class: 'configure',
    target: '00:0e:ac:00:00:31 to 192.168.3.41',
  })
})

test('messages that are too short say nothing of a slave', () => {
  const dialogue = new Dialogue(melsec)
    .toServer(slmpRequest(0x0e70, 0, new Uint8Array(30)), slmpRequest(0x0e31, 0, new Uint8Array(12)))
    .toClient(slmpAnswer(new Uint8Array(30)), slmpAnswer(), slmpAnswer(new Uint8Array(120)))
  expect(dialogue.observed('identity')).toEqual([])
  expect(dialogue.heard.map(({ target }) => target)).toEqual(['', '', '', '', ''])
})

test.each([
  [0x0e32, 'Device Information Compare', 'discover'],
  [0x0e33, 'Parameter Get', 'upload'],
  [0x0e34, 'Parameter Set', 'configure'],
  [0x0e44, 'Status Read', 'diagnose'],
  [0x0e45, 'Communication Setting Get', 'discover'],
])('command %i is %s', (command, name, kind) => {
  const [heard] = new Dialogue(melsec).toServer(slmpRequest(command, 0)).heard
  expect(heard).toMatchObject({ name, class: kind })
})
