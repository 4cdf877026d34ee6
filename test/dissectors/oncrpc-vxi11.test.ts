import { expect, test } from 'vitest'
import { oncrpc } from '../../dissectors/oncrpc/oncrpc.ts'
import {
  record,
  rpcCall,
  rpcReply,
  VXI_ABORT,
  VXI_CORE,
  VXI_INTERRUPT,
  xdrOpaque,
  xdrString,
} from '../../fixtures/generate/oncrpc-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { u32 } from '../support/packet.ts'

const LINK = u32(5)
const core = (procedure: number) => ({ program: VXI_CORE, version: 1, procedure })
const NO_TIME = [...u32(0), ...u32(0), ...u32(8)]

/** A link to a device, which is then asked who it is, in these words, and answers so. */
function asked(device: string, question: string, answer: string): Dialogue {
  return new Dialogue(oncrpc)
    .toServer(record(rpcCall(1, core(10), u32(1), u32(0), u32(0), xdrString(device))))
    .toClient(record(rpcReply(1, u32(0), LINK, u32(1025), u32(4096))))
    .toServer(record(rpcCall(2, core(11), LINK, NO_TIME, xdrString(question))))
    .toClient(record(rpcReply(2, u32(0), u32(question.length))))
    .toServer(record(rpcCall(3, core(12), LINK, u32(1024), NO_TIME, u32(0))))
    .toClient(record(rpcReply(3, u32(0), u32(4), xdrString(answer))))
}

const saysWho = (dialogue: Dialogue) => dialogue.observed('identity').filter(({ message }) => message.includes('IDN'))

test('an instrument is written to and read by its name, which the link has', () => {
  const dialogue = asked('inst0', 'OUTP ON\n', '1')
  expect(dialogue.heard.filter(({ role }) => role === 'request')).toMatchObject([
    { name: 'VXI-11 core v1 CREATE_LINK', class: 'session', target: 'inst0' },
    { name: 'VXI-11 core v1 DEVICE_WRITE', class: 'write', target: 'inst0' },
    { name: 'VXI-11 core v1 DEVICE_READ', class: 'read', target: 'inst0' },
  ])
  expect(dialogue.observed('expectation')).toMatchObject([{ over: 'tcp', port: 1025, protocol: 'oncrpc' }])
  expect(saysWho(dialogue)).toEqual([])
})

test.each(['*IDN?\n', '*idn?'])('an instrument that is asked %j says who it is', (question) => {
  expect(saysWho(asked('inst0', question, 'KEITHLEY INSTRUMENTS,MODEL 2450, 04012345,1.7.0b\n'))).toMatchObject([
    {
      of: 'server',
      module: '',
      facts: { vendor: 'KEITHLEY INSTRUMENTS', model: 'MODEL 2450', serial: '04012345', firmware: '1.7.0b' },
    },
  ])
})

test('one that is behind a bus is a part, and what it has not is not said', () => {
  expect(saysWho(asked('gpib0,5', '*IDN?', 'FLUKE,8842A,0,0'))).toMatchObject([
    { module: 'gpib0,5', facts: { vendor: 'FLUKE', model: '8842A' } },
  ])
})

test('an answer that is none is no identity', () => {
  expect(saysWho(asked('inst0', '*IDN?', '-113,"Undefined header"'))).toEqual([])
})

test('what a program refuses has its error', () => {
  const { heard } = new Dialogue(oncrpc)
    .toServer(record(rpcCall(1, core(16), LINK, NO_TIME)))
    .toClient(record(rpcReply(1, u32(11))))
  expect(heard).toMatchObject([
    { class: 'mode', name: 'VXI-11 core v1 DEVICE_REMOTE' },
    { role: 'response', status: 11 },
  ])
})

test('an abort is control, and a service request an alarm that nobody answers', () => {
  const { heard } = new Dialogue(oncrpc).toServer(
    record(rpcCall(1, { program: VXI_ABORT, version: 1, procedure: 1 }, LINK)),
    record(rpcCall(2, { program: VXI_INTERRUPT, version: 1, procedure: 30 }, xdrOpaque([1]))),
  )
  expect(heard).toMatchObject([
    { role: 'request', class: 'control', name: 'VXI-11 abort v1 DEVICE_ABORT' },
    { role: 'event', class: 'alarm', name: 'VXI-11 interrupt v1 DEVICE_INTR_SRQ' },
  ])
})
