import { expect, test } from 'vitest'
import { arp } from '../../dissectors/arp/arp.ts'
import { Dialogue } from '../support/dialogue.ts'
import { bytesOf, hex, ipBytes, u16 } from '../support/packet.ts'

const MAC = '0080f4000011'

function asked(sender: string, operation = 1): Uint8Array {
  const head = bytesOf(u16(1), u16(0x0800), 6, 4, u16(operation))
  return bytesOf(head, hex(MAC), ipBytes(sender), new Uint8Array(6), ipBytes('10.20.0.12'))
}

test('a sender binds its address each time that it says it, without making the same text again', () => {
  const dialogue = new Dialogue(arp).toServer(asked('10.20.0.11'), asked('10.20.0.11'))
  const bindings = dialogue.observed('binding')
  const said = { kind: 'binding', mac: '00:80:f4:00:00:11', ip: '10.20.0.11' }
  expect(bindings).toEqual([said, said])
  expect(bindings[1]).toBe(bindings[0])
  expect(dialogue.heard).toHaveLength(2)
})

test.each(['0.0.0.0', '0.0.0.9', '127.0.0.1', '224.0.0.5', '255.255.255.255'])(
  'a sender of %s has no address',
  (ip) => {
    const dialogue = new Dialogue(arp).toServer(asked(ip)).toClient(asked(ip, 2))
    expect(dialogue.observed('binding')).toEqual([])
    expect(dialogue.heard).toHaveLength(2)
  },
)
