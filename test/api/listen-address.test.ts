import { expect, test } from 'vitest'
import { ApiError } from '../../api/errors.ts'
import { listen } from '../../api/listen.ts'
import { parseListenAddress } from '../../api/listen-address.ts'
import { apiOver } from '../support/api.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

test.each([
  ['127.0.0.1:8440', '127.0.0.1', 8440],
  ['127.3.2.1:1', '127.3.2.1', 1],
  ['[::1]:8440', '::1', 8440],
  ['localhost:0', '127.0.0.1', 0],
  ['LocalHost:65535', '127.0.0.1', 65_535],
])('%s is an address of this machine only', (text, host, port) => {
  expect(parseListenAddress(text)).toEqual({ host, port })
})

test.each([
  '0.0.0.0:8440',
  '192.168.0.5:8440',
  '[::]:8440',
  'plant.example:8440',
  '[::ffff:127.0.0.1]:8440',
  '1270.0.0.1:80',
])('%s is refused, because others could reach it', (text) => {
  const message = expect.stringMatching(/no access control.*127\.0\.0\.1/)
  expect(() => parseListenAddress(text)).toThrow(
    expect.objectContaining({ code: 'SIGHTLINE_API_NOT_LOOPBACK', message }),
  )
})

test.each(['', '8440', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '::1:8440', '[127.0.0.1]:80', '127.0.0.1:80:90'])(
  '"%s" is no address to listen on',
  (text) => {
    expect(() => parseListenAddress(text)).toThrow(expect.objectContaining({ code: 'SIGHTLINE_API_BAD_ADDRESS' }))
  },
)

test('a port that is in use is an error that says so', async () => {
  const url = await listen(apiOver(temporaryDirectory()), { host: '127.0.0.1', port: 0 })
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const port = Number(new URL(url).port)
  await expect(listen(apiOver(temporaryDirectory()), { host: '127.0.0.1', port })).rejects.toSatisfy(
    (error) => error instanceof ApiError && error.code === 'SIGHTLINE_API_ADDRESS_IN_USE',
  )
})
