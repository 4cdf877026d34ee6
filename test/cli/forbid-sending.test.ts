import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canMakeNamespaces, Lab } from '../support/network-namespaces.ts'
import { PROJECT } from './run-sightline.ts'

describe.skipIf(!canMakeNamespaces())('in a network namespace (needs root)', () => {
  let lab: Lab

  beforeEach(() => {
    lab = new Lab()
  })

  afterEach(() => lab.remove())

  test('the kernel refuses a capturing process whatever sends, in every thread, and nothing that it needs', () => {
    const script = path.join(PROJECT, 'dist', 'test', 'support', 'send-attempts.js')
    const args = ['netns', 'exec', lab.sensor, process.execPath, script]
    const { stdout, stderr } = spawnSync('ip', args, { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      unenforced: '',
      write: 'refused',
      sendto: 'refused',
      dup: 'refused',
      packet: 'refused',
      internet: 'refused',
      internet6: 'refused',
      raw: 'refused',
      local: true,
      addresses: true,
      child: true,
      seccomp: '2',
      listening: 'EPERM',
      thread: '2',
    })
  })

  test('without it the same process could have written to the network', () => {
    const program = `import socket; s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('lo', 0)); print(s.send(b'\\xff' * 60))`
    const sent = execFileSync('ip', ['netns', 'exec', lab.sensor, 'python3', '-c', program], { encoding: 'utf8' })
    expect(sent.trim()).toBe('60')
  })
})
