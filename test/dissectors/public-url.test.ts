import { expect, test } from 'vitest'
import { publicUrl } from '../../dissectors/kit/public-url.ts'

test.each([
  ['http://10.0.0.5/onvif/device_service', 'http://10.0.0.5/onvif/device_service'],
  ['http://10.0.0.5/x?token=SECRET', 'http://10.0.0.5/x'],
  ['http://10.0.0.5/x;SECRET/y#SECRET', 'http://10.0.0.5/x'],
  ['http://user:SECRET@10.0.0.5:80/x', 'http://10.0.0.5:80/x'],
  ['rtsp://user:SEC@RET@camera.local', 'rtsp://camera.local'],
  ['user:SECRET@10.0.0.5/x', '10.0.0.5/x'],
  ['http://10.0.0.5/mail@plant', 'http://10.0.0.5/mail@plant'],
  ['http://a/x?SECRET  http://u:SECRET@[fd00::1]/y', 'http://a/x http://[fd00::1]/y'],
  ['uuid:4d454930', 'uuid:4d454930'],
  ['', ''],
])('of %j %j is kept', (url, kept) => {
  expect(publicUrl(url)).toBe(kept)
})
