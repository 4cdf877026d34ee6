import { expect, test } from 'vitest'
import { oncrpc } from '../../dissectors/oncrpc/oncrpc.ts'
import { MAX_NAMES, Names } from '../../dissectors/oncrpc/oncrpc-state.ts'
import { MAX_LISTED } from '../../dissectors/oncrpc/reply-results.ts'
import {
  authGss,
  authSys,
  MOUNT,
  NFS,
  NO_AUTH,
  PORTMAP,
  record,
  rpcCall,
  rpcDenied,
  rpcFailed,
  rpcReply,
  xdrOpaque,
  xdrString,
} from '../../fixtures/generate/oncrpc-message.ts'
import { cursorOver, Dialogue } from '../support/dialogue.ts'
import { bytesOf, u32 } from '../support/packet.ts'

const XID = 0x1234_0000
const ROOT = xdrOpaque([1, 1, 1, 1])
const FILE = xdrOpaque([2, 2, 2, 2])
const nfs = (procedure: number, version = 3) => ({ program: NFS, version, procedure })
const portmap = (procedure: number, version = 2) => ({ program: PORTMAP, version, procedure })
const mount = (procedure: number, version = 3) => ({ program: MOUNT, version, procedure })

test('calls are told by program and procedure, answered by their number, and allocate nothing when they come again', () => {
  const dialogue = new Dialogue(oncrpc)
    .toServer(rpcCall(XID, nfs(1), ROOT), rpcCall(XID + 1, nfs(1), ROOT))
    .toClient(rpcReply(XID + 1, u32(0)), rpcReply(XID, u32(70)))
  expect(dialogue.heard).toMatchObject([
    { role: 'request', function: '100003/3/1', name: 'NFS v3 GETATTR', class: 'file', target: '' },
    { role: 'request' },
    { role: 'response', function: '100003/3/1', status: 0 },
    { role: 'response', status: 70 },
  ])
  expect(new Set(dialogue.operations).size).toBe(1)
})

test('files are known by the names that they were looked up, and mounted, by', () => {
  const { heard } = new Dialogue(oncrpc)
    .toServer(rpcCall(XID, mount(1), xdrString('/recipes')))
    .toClient(rpcReply(XID, u32(0), ROOT, u32(0)))
    .toServer(rpcCall(XID + 1, nfs(3), ROOT, xdrString('a.csv')))
    .toClient(rpcReply(XID + 1, u32(0), FILE, u32(0), u32(0)))
    .toServer(rpcCall(XID + 2, nfs(6), FILE, u32(0), u32(0), u32(512)))
    .toServer(rpcCall(XID + 3, nfs(17), ROOT, u32(0), u32(0)))
  expect(heard.filter(({ role }) => role === 'request').map(({ name, target }) => [name, target])).toEqual([
    ['MOUNT v3 MNT', '/recipes'],
    ['NFS v3 LOOKUP', 'a.csv'],
    ['NFS v3 READ', 'a.csv'],
    ['NFS v3 READDIRPLUS', '/recipes'],
  ])
})

test('handles of NFS version 2 have a length of their own', () => {
  const handle = new Array(32).fill(7)
  const { heard } = new Dialogue(oncrpc)
    .toServer(rpcCall(XID, mount(1, 1), xdrString('/old')))
    .toClient(rpcReply(XID, u32(0), handle))
    .toServer(rpcCall(XID + 1, nfs(1, 2), handle), rpcCall(XID + 2, nfs(4, 2), handle, xdrString('x')))
  expect(heard.map(({ target }) => target)).toEqual(['/old', '/old', '/old', 'x'])
})

test('what is mounted in one connection is known in others of the same hosts, as many names as fit', () => {
  const shared = new Names()
  new Dialogue(oncrpc, shared)
    .toServer(rpcCall(XID, mount(1), xdrString('/recipes')))
    .toClient(rpcReply(XID, u32(0), ROOT, u32(0)))
  expect(new Dialogue(oncrpc, shared).toServer(rpcCall(1, nfs(1), ROOT)).heard[0]?.target).toBe('/recipes')
  for (let key = 1; key <= MAX_NAMES; key++) shared.remember(key, 'name')
  expect([shared.get(MAX_NAMES - 1), shared.get(MAX_NAMES)]).toEqual(['name', ''])
})

test('a program that is looked for is where the portmapper says, and will be met there', () => {
  const dialogue = new Dialogue(oncrpc)
    .toServer(rpcCall(XID, portmap(3), u32(NFS), u32(3), u32(17), u32(0)))
    .toClient(rpcReply(XID, u32(2049)))
    .toServer(rpcCall(XID + 1, portmap(3, 4), u32(MOUNT), u32(3), xdrString('tcp'), xdrString(''), xdrString('')))
    .toClient(rpcReply(XID + 1, xdrString('10.0.0.1.78.80')))
    .toServer(rpcCall(XID + 2, portmap(3), u32(0x2000_0001), u32(1), u32(6), u32(0)))
    .toClient(rpcReply(XID + 2, u32(0)))
  expect(dialogue.heard.filter(({ role }) => role === 'request')).toMatchObject([
    { class: 'discover', target: 'NFS v3 over UDP' },
    { name: 'Portmap v4 GETADDR', target: 'MOUNT v3 over tcp' },
    { target: 'program 536870913 v1 over TCP' },
  ])
  expect(dialogue.observed('expectation')).toMatchObject([
    { of: 'server', over: 'udp', port: 2049, protocol: 'oncrpc' },
    { over: 'tcp', port: 20048 },
  ])
})

test('a list of programs is one of services, told once', () => {
  const entry = (program: number, version: number, transport: number, port: number) =>
    [1, program, version, transport, port].flatMap((word) => u32(word))
  const list = [...entry(PORTMAP, 2, 6, 111), ...entry(NFS, 3, 17, 2049), ...entry(9, 1, 6, 0), ...u32(0)]
  const dialogue = new Dialogue(oncrpc)
  for (const xid of [XID, XID + 1]) dialogue.toServer(rpcCall(xid, portmap(4))).toClient(rpcReply(xid, list))
  const services = dialogue.observed('identity').map(({ facts }) => facts.service)
  expect(services).toEqual(['Portmap v2', 'Portmap v2 TCP 111', 'NFS v3 UDP 2049'])
  expect(dialogue.observed('expectation')).toMatchObject([{ over: 'udp', port: 2049 }])
})

test('rpcbind gives universal addresses in place of ports', () => {
  const entry = (netid: string, address: string) =>
    [u32(1), u32(MOUNT), u32(3), xdrString(netid), xdrString(address), xdrString('superuser')].flat()
  const list = [...entry('tcp', '0.0.0.0.2.179'), ...entry('local', '/run/rpcbind.sock'), ...u32(0)]
  const dialogue = new Dialogue(oncrpc).toServer(rpcCall(XID, portmap(4, 4))).toClient(rpcReply(XID, list))
  const services = dialogue.observed('identity').map(({ facts }) => facts.service)
  expect(services).toEqual(['Portmap v4', 'MOUNT v3 TCP 691'])
})

test('so many services of a list are told', () => {
  const list = Array.from({ length: 100 }, (_, i) => [1, NFS, 3, 6, i + 1].flatMap((word) => u32(word)))
  const dialogue = new Dialogue(oncrpc).toServer(rpcCall(XID, portmap(4))).toClient(rpcReply(XID, ...list, u32(0)))
  expect(dialogue.observed('identity')).toHaveLength(1 + MAX_LISTED)
})

test('paths that are exported are services', () => {
  const list = [u32(1), xdrString('/a'), u32(1), xdrString('*'), u32(0), u32(1), xdrString('/b'), u32(0), u32(0)].flat()
  const dialogue = new Dialogue(oncrpc)
  dialogue.toServer(rpcCall(XID, mount(5))).toClient(rpcReply(XID, list))
  dialogue.toServer(rpcCall(XID + 1, mount(5))).toClient(rpcReply(XID + 1, list.slice(0, 30)))
  const services = dialogue.observed('identity').map(({ facts }) => facts.service)
  expect(services.slice(0, 3)).toEqual(['MOUNT v3', 'NFS export /a', 'NFS export /b'])
  expect(dialogue.heard[0]).toMatchObject({ class: 'discover', name: 'MOUNT v3 EXPORT' })
})

test('a client says its name and user, once, whatever its stamp', () => {
  const dialogue = new Dialogue(oncrpc)
  for (const stamp of [1, 2]) dialogue.toServer(rpcCall(XID, { ...nfs(0), auth: authSys('plc-7', 1001, stamp) }))
  expect(dialogue.observed('identity')).toMatchObject([{ of: 'client', facts: { name: 'plc-7', user: 'uid 1001' } }])
  expect(dialogue.observed('credential')).toEqual([])
})

test('credentials that are longer than they say are no name', () => {
  const auth = [...u32(1), ...xdrOpaque([...u32(1), ...u32(200), 1, 2, 3, 4])]
  const dialogue = new Dialogue(oncrpc).toServer(rpcCall(XID, { ...nfs(1), auth }, ROOT))
  expect(dialogue.observed('identity')).toEqual([])
  expect(dialogue.heard).toMatchObject([{ name: 'NFS v3 GETATTR' }])
})

test.each([
  ['a program that is not there', rpcFailed(XID, 1), 0x1_0001],
  ['a version of RPC that is not spoken', rpcDenied(XID, 0, 2), 0x2_0100],
  ['credentials that are too weak', rpcDenied(XID, 1, 5), 0x2_0005],
])('%s has a status above those of programs', (_, reply, status) => {
  const { heard } = new Dialogue(oncrpc).toServer(rpcCall(XID, nfs(1), ROOT)).toClient(reply)
  expect(heard[1]).toMatchObject({ role: 'response', name: 'NFS v3 GETATTR', status })
})

test('what is protected against changes is read, and what is encrypted is told so', () => {
  const wrapped = xdrOpaque([...u32(7), ...ROOT, ...xdrString('a.csv')])
  const lookup = (service: number) =>
    rpcCall(XID, { ...nfs(3), auth: authGss(service) }, wrapped, xdrOpaque([1, 2, 3, 4]))
  const answer = rpcReply(XID, xdrOpaque([...u32(7), ...u32(2)]))
  const signed = new Dialogue(oncrpc).toServer(lookup(2)).toClient(answer)
  expect(signed.heard).toMatchObject([{ target: 'a.csv' }, { role: 'response', status: 2 }])
  const sealed = new Dialogue(oncrpc).toServer(lookup(3)).toClient(answer)
  expect(sealed.heard).toMatchObject([
    { class: 'file', target: '' },
    { role: 'response', status: 0 },
  ])
  expect(sealed.observed('undecoded').map(({ reason }) => reason)).toEqual(['encrypted', 'encrypted'])
  const plain = new Dialogue(oncrpc).toServer(rpcCall(XID, { ...nfs(3), auth: authGss(1) }, ROOT, xdrString('b')))
  expect(plain.heard).toMatchObject([{ target: 'b' }])
})

test('a record may have several fragments, and data behind what is looked at', () => {
  const data = xdrOpaque(new Array(9000).fill(0x33))
  const write = rpcCall(XID, nfs(7), FILE, u32(0), u32(0), u32(9000), u32(2), data)
  const dialogue = new Dialogue(oncrpc).toServer(record(write), record(write, 1000), record(write, 5000))
  dialogue.toServer(record(rpcCall(XID + 1, nfs(1), FILE))).toClient(record(rpcReply(XID + 1, u32(0))))
  expect(dialogue.heard.map(({ role, name }) => [role, name])).toEqual([
    ...Array(3).fill(['request', 'NFS v3 WRITE']),
    ['request', 'NFS v3 GETATTR'],
    ['response', 'NFS v3 GETATTR'],
  ])
  expect([dialogue.observed('malformed'), dialogue.lostBytes]).toEqual([[], 0])
})

test('what a server calls is told, and waits for no answer', () => {
  const { heard } = new Dialogue(oncrpc).toClient(
    record(rpcCall(9, { program: 0x4000_0000, version: 1, procedure: 1 })),
  )
  expect(heard).toMatchObject([{ role: 'event', class: 'unknown', name: 'program 1073741824 v1 procedure 1' }])
})

test('programs and procedures that are only named, or not known, are so', () => {
  const { heard } = new Dialogue(oncrpc).toServer(
    rpcCall(1, { program: 100_004, version: 2, procedure: 0 }),
    rpcCall(2, { program: 100_004, version: 2, procedure: 3 }),
    rpcCall(3, nfs(1, 4), xdrString('')),
    rpcCall(4, portmap(5), u32(NFS), u32(3), u32(1), xdrString('')),
    rpcCall(5, portmap(6, 4)),
    rpcCall(6, portmap(7, 4), xdrString('10.0.0.1.0.111')),
    rpcCall(7, portmap(1), u32(NFS), u32(3), u32(6), u32(2049)),
    rpcCall(8, portmap(5, 3), u32(NFS), u32(3), u32(1), xdrString('')),
    rpcCall(9, portmap(10, 4), u32(NFS), u32(3), u32(1), xdrString('')),
  )
  expect(heard.map((one) => [one.name, one.class, one.target])).toEqual([
    ['NIS v2 NULL', 'session', ''],
    ['NIS v2 procedure 3', 'unknown', ''],
    ['NFS v4 COMPOUND', 'file', ''],
    ['Portmap v2 CALLIT', 'discover', 'NFS v3'],
    ['Portmap v4 GETTIME', 'discover', ''],
    ['Portmap v4 UADDR2TADDR', 'discover', ''],
    ['Portmap v2 SET', 'configure', 'NFS v3 over TCP'],
    ['Portmap v3 CALLIT', 'discover', 'NFS v3'],
    ['Portmap v4 INDIRECT', 'discover', 'NFS v3'],
  ])
})

test.each([
  ['a call cut short', rpcCall(XID, nfs(1)).subarray(0, 30), 'truncated'],
  ['a call without its verifier', bytesOf(rpcCall(XID, nfs(1)).subarray(0, 36), u32(400)), 'truncated'],
  ['a reply cut short', rpcReply(XID).subarray(0, 16), 'truncated'],
  ['a kind that does not exist', bytesOf(u32(XID), u32(9), u32(0), u32(0), u32(0), u32(0)), 'bad-value'],
])('%s is malformed', (_, bytes, reason) => {
  const inRecord = bytesOf(u32(0x8000_0000 + bytes.length), bytes)
  expect(new Dialogue(oncrpc).toServer(inRecord).observed('malformed')).toMatchObject([{ reason }])
})

test('arguments that are not there name nothing', () => {
  expect(new Dialogue(oncrpc).toServer(rpcCall(XID, mount(1))).heard).toMatchObject([
    { name: 'MOUNT v3 MNT', target: '' },
  ])
})

test('an empty fragment goes before its record', () => {
  const dialogue = new Dialogue(oncrpc).toServer(bytesOf(u32(0x8000_0000)), record(rpcCall(XID, nfs(1), ROOT)))
  expect(dialogue.heard).toMatchObject([{ name: 'NFS v3 GETATTR' }])
})

test('calls and replies are beginnings, in records and datagrams', () => {
  for (const message of [rpcCall(XID, nfs(1), ROOT), rpcReply(XID), rpcDenied(XID, 0, 2), rpcDenied(XID, 1, 5)]) {
    for (const bytes of [message, record(message)]) expect(oncrpc.probe(cursorOver(bytes), 'to-server')).toBe('yes')
  }
  const call = record(rpcCall(XID, nfs(1), ROOT))
  expect(oncrpc.probe(cursorOver(call, 0, 16), 'to-server')).toBe('need-more')
  expect(oncrpc.probe(cursorOver(call, 0, 30), 'to-server')).toBe('need-more')
  expect(oncrpc.directionOf(cursorOver(call))).toBe('to-server')
  expect(oncrpc.directionOf(cursorOver(rpcReply(XID)))).toBe('to-client')
  expect(oncrpc.directionOf(cursorOver(call, 0, 16))).toBeUndefined()
  expect(oncrpc.messageLength(cursorOver(call, 0, 3))).toBe(0)
  expect(oncrpc.messageLength(cursorOver(bytesOf(u32(0x7fff_ffff), u32(1))))).toBe(-1)
})

test.each([
  ['another version of RPC', rpcCall(XID, nfs(1)), 11, 3],
  ['a program without a number', rpcCall(XID, { program: 0, version: 1, procedure: 0 }), 0, 0x12],
  ['a version beyond all', rpcCall(XID, nfs(1)), 18, 9],
  ['credentials of no kind', rpcCall(XID, nfs(1)), 27, 9],
  ['a verifier of no kind', rpcCall(XID, nfs(1)), 35, 9],
  ['credentials in AUTH_NONE', bytesOf(rpcCall(XID, nfs(1)), new Array(32).fill(0)), 31, 4],
  ['a reply with another status', rpcReply(XID), 11, 2],
  ['a reply with a status beyond all', rpcReply(XID), 23, 6],
  ['a denial for no reason', rpcDenied(XID, 1, 5), 15, 2],
  ['a reply to a small number', rpcReply(7), 3, 7],
])('%s is no beginning', (_, bytes, at, value) => {
  const copy = bytes.slice()
  copy[at] = value
  expect(oncrpc.probe(cursorOver(copy), 'to-client')).toBe('no')
})

test('credentials of a mechanism of GSS are told by their number', () => {
  const auth = [...u32(390_003), ...u32(0)]
  expect(oncrpc.probe(cursorOver(rpcCall(XID, { ...nfs(1), auth: [...auth] }, NO_AUTH)), 'to-server')).toBe('yes')
})
