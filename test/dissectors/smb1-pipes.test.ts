/* Calls through a pipe of SMB 1: MS-CIFS, 2.2.4.42 (READ_ANDX), 2.2.4.43 (WRITE_ANDX), 2.2.5.6 (TRANS_TRANSACT_NMPIPE). */
import { expect, test } from 'vitest'
import { smb } from '../../dissectors/smb/smb.ts'
import * as rpc from '../../fixtures/generate/dcerpc-message.ts'
import { wide } from '../../fixtures/generate/ntlm-message.ts'
import { andX, smb1 } from '../../fixtures/generate/smb-message.ts'
import { Dialogue } from '../support/dialogue.ts'
import { type Bytes, bytesOf, u16le, u32le } from '../support/packet.ts'

const tree = 9
const PIPE = 0x4001
/** Header, count of words, count of bytes: what stands before the data beside the words. */
const BEFORE_DATA = 32 + 1 + 2

/** A block whose words say where its data is: `words` is given the offset. */
function withData(command: number, id: number, reply: boolean, data: Bytes, words: (offset: number) => Bytes): Bytes {
  const offset = BEFORE_DATA + words(0).length
  return smb1({ command, id, reply, tree }, words(offset), data)
}

function written(id: number, data: Bytes): Bytes {
  return withData(0x2f, id, false, data, (offset) =>
    andX(u16le(PIPE), new Uint8Array(14), u16le(data.length), u16le(offset), u32le(0)),
  )
}

function read(id: number, data: Bytes, claimed = data.length): Bytes {
  return withData(0x2e, id, true, data, (offset) =>
    andX(new Uint8Array(6), u16le(claimed), u16le(offset), new Uint8Array(10)),
  )
}

function transacted(id: number, data: Bytes): Bytes {
  return withData(0x25, id, false, data, (offset) =>
    bytesOf(new Uint8Array(22), u16le(data.length), u16le(offset), 2, 0, u16le(0x26), u16le(PIPE)).slice(0, 32),
  )
}

function transactAnswer(id: number, data: Bytes): Bytes {
  return withData(0x25, id, true, data, (offset) =>
    bytesOf(new Uint8Array(12), u16le(data.length), u16le(offset), new Uint8Array(4)),
  )
}

/** The services of a server, opened as a pipe. */
function opened(): Dialogue {
  const path = bytesOf(0, wide('\\\\HIST01\\IPC$'), 0, 0, 0)
  const nt = andX(0, u16le(14), new Uint8Array(41))
  return new Dialogue(smb)
    .toServer(smb1({ command: 0x75, id: 1 }, andX(u16le(8), u16le(1)), path))
    .toClient(smb1({ command: 0x75, id: 1, reply: true, tree }, andX(u16le(1)), bytesOf()))
    .toServer(smb1({ command: 0xa2, id: 2, tree }, nt, bytesOf(0, wide('\\svcctl'), 0, 0)))
    .toClient(smb1({ command: 0xa2, id: 2, reply: true, tree }, andX(0, u16le(PIPE), new Uint8Array(61)), bytesOf()))
}

function callsOf(dialogue: Dialogue): string[] {
  return dialogue.heard
    .filter(({ function: code }) => !code.startsWith('smb1'))
    .map(({ role, function: code, name, class: operationClass }) => `${role} ${code} ${name} ${operationClass}`)
}

const CALL = rpc.call(0, 19, new Uint8Array(24), { call: 12 })
const TOLD = rpc.callAnswer(0, new Uint8Array(24), { call: 12 })

function bound(): Dialogue {
  const ask = smb1({ command: 0x2e, id: 4, tree }, andX(u16le(PIPE), new Uint8Array(18)), bytesOf())
  return opened()
    .toServer(written(3, rpc.bind(11, [rpc.RPC_INTERFACES.svcctl])), ask)
    .toClient(read(4, rpc.bindAck(12, [0])))
}

test('calls that are written and read are told', () => {
  const dialogue = bound().toServer(written(5, CALL))
  dialogue.toServer(smb1({ command: 0x2e, id: 6, tree }, andX(u16le(PIPE), new Uint8Array(18)), bytesOf()))
  dialogue.toClient(read(6, TOLD))
  const [bind, ack, asked, answered] = callsOf(dialogue)
  expect([bind, ack].map((text) => text?.split(' ')[0])).toEqual(['request', 'response'])
  expect(asked).toMatch(/^request .*Start/)
  expect(answered).toBe(asked?.replace('request', 'response'))
})

test('calls that are written and answered at once are told', () => {
  const written = callsOf(bound().toServer(transacted(7, CALL)).toClient(transactAnswer(7, TOLD)))
  const [asked, answered] = written.slice(2)
  expect(asked).toMatch(/^request .*Start/)
  expect(answered).toBe(asked?.replace('request', 'response'))
})

test('a call is told of no pipe that was not seen to be opened, nor of data that is not there', () => {
  const unseen = new Dialogue(smb).toServer(transacted(7, CALL)).toClient(transactAnswer(7, TOLD))
  expect(callsOf(unseen)).toEqual([])
  const ask = smb1({ command: 0x2e, id: 6, tree }, andX(u16le(PIPE), new Uint8Array(18)), bytesOf())
  const short = bound()
    .toServer(written(5, bytesOf()))
    .toServer(ask)
    .toClient(read(6, TOLD, 60_000))
  expect(callsOf(short)).toHaveLength(2)
  expect(unseen.observed('malformed')).toEqual([])
})
