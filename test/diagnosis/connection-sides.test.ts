import { expect, test } from 'vitest'
import { Frame, IP_TCP, NETWORK_IPV4, NETWORK_IPV6, TCP_ACK, TCP_RST, TCP_SYN } from '../../sensor/decode/frame.ts'
import { ConnectionSides, MAX_CONNECTIONS, MIN_SEGMENTS } from '../../sensor/diagnosis/connection-sides.ts'

const CLIENT_IP = 0x0a000001
const SERVER_IP = 0x0a000002

/** A segment of the connection from this client port; the frame is used again. */
/** Of all frames, where nothing else is said. */
const NETWORK = 0

function segment(frame: Frame, port: number, toServer: boolean, flags = TCP_ACK): Frame {
  frame.network = NETWORK_IPV4
  frame.ipProtocol = IP_TCP
  frame.tcpFlags = flags
  frame.sourceIp = toServer ? CLIENT_IP + (port >>> 16) * 256 : SERVER_IP
  frame.targetIp = toServer ? SERVER_IP : CLIENT_IP + (port >>> 16) * 256
  frame.sourcePort = toServer ? port & 0xffff : 502
  frame.targetPort = toServer ? 502 : port & 0xffff
  return frame
}

test('connections are told apart, each with its two sides, up to a limit', () => {
  const sides = new ConnectionSides()
  const frame = new Frame()
  for (let port = 0; port < MAX_CONNECTIONS + 50; port++) {
    for (let i = 0; i < MIN_SEGMENTS; i++) sides.note(segment(frame, port, port % 4 !== 0 || i === 0), NETWORK)
  }
  expect(sides.count()).toEqual({
    connections: MAX_CONNECTIONS,
    apart: 0,
    oneWay: (MAX_CONNECTIONS / 4) * 3,
    oneWayExample: '10.0.0.1:1 to 10.0.0.2:502',
  })
})

test('a connection is judged from its third segment on, and neither by SYN nor by RST', () => {
  const sides = new ConnectionSides()
  const frame = new Frame()
  for (let i = 1; i < MIN_SEGMENTS; i++) sides.note(segment(frame, 1, true), NETWORK)
  sides.note(segment(frame, 1, true, TCP_SYN | TCP_ACK), NETWORK)
  sides.note(segment(frame, 1, true, TCP_RST | TCP_ACK), NETWORK)
  expect(sides.count().connections).toBe(0)
  sides.note(segment(frame, 1, true), NETWORK)
  expect(sides.count()).toMatchObject({ connections: 1, oneWay: 1 })
})

test('a connection whose sides come by two networks is in neither of them whole', () => {
  const sides = new ConnectionSides()
  const frame = new Frame()
  for (let i = 0; i < MIN_SEGMENTS; i++) {
    sides.note(segment(frame, 1, true), 0)
    sides.note(segment(frame, 1, false), 1)
    sides.note(segment(frame, 2, true), 1)
    sides.note(segment(frame, 2, false), 1)
  }
  expect(sides.count()).toMatchObject({ connections: 2, apart: 1, oneWay: 0 })
})

test('IPv6 connections have two sides too', () => {
  const sides = new ConnectionSides()
  const frame = new Frame()
  frame.view = new DataView(new ArrayBuffer(32))
  frame.view.setUint8(15, 1)
  frame.view.setUint8(31, 2)
  frame.network = NETWORK_IPV6
  frame.tcpFlags = TCP_ACK
  const send = (sourceIpAt: number, targetIpAt: number, sourcePort: number, targetPort: number) =>
    sides.note(Object.assign(frame, { sourceIpAt, targetIpAt, sourcePort, targetPort }), NETWORK)
  for (let i = 0; i < MIN_SEGMENTS; i++) send(0, 16, 49152, 502)
  expect(sides.count()).toEqual({ connections: 1, apart: 0, oneWay: 1, oneWayExample: 'IPv6 port 49152 to port 502' })
  send(16, 0, 502, 49152)
  expect(sides.count()).toMatchObject({ connections: 1, oneWay: 0 })
})
