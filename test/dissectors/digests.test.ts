import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { md5Hex } from '../../dissectors/kit/md5.ts'
import { sha256Hex } from '../../dissectors/kit/sha256.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

describe('MD5', () => {
  test.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    [ALPHABET, 'd174ab98d277d9f5a5611c2c9f419d9f'],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
  ])('of "%s" is that of RFC 1321, A.5', (text, digest) => {
    expect(md5Hex(text)).toBe(digest)
  })
})

describe('SHA-256', () => {
  test.each([
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ])('of "%s" is that of the FIPS 180 examples', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest)
  })
})

test('texts of every length around a block give what another implementation gives', () => {
  for (let length = 0; length < 200; length++) {
    const text = 'x'.repeat(length)
    expect(md5Hex(text)).toBe(createHash('md5').update(text).digest('hex'))
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'))
  }
})
