import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const MODBUS = fileURLToPath(new URL('../../fixtures/modbus/functions.pcap', import.meta.url))
let made = 0

/** The interface that the sensor captures from, in a namespace of its own. */
export const MIRROR = 'mirror0'
export const SECOND_MIRROR = 'mirror1'
const PORTS: Readonly<Record<string, string>> = { [MIRROR]: 'port0', [SECOND_MIRROR]: 'port1' }
export const FRAMES = 103

/** True where this process may make network namespaces. */
export function canMakeNamespaces(): boolean {
  const name = `sightline-probe-${process.pid}`
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return false
  return spawnSync('ip', ['netns', 'del', name]).status === 0
}

/** A sensor and a plant, each in a namespace, with one cable between them; nothing leads out. */
export class Lab {
  readonly sensor: string
  readonly plant: string

  constructor() {
    made++
    this.sensor = `sightline-${process.pid}-${made}-sensor`
    this.plant = `sightline-${process.pid}-${made}-plant`
    ip('netns', 'add', this.sensor)
    ip('netns', 'add', this.plant)
    ip('-n', this.sensor, 'link', 'set', 'lo', 'up')
    this.plugIn()
  }

  /** Makes a cable; the sensor's end is down, the other one is up and silent by itself. */
  plugIn(mirror = MIRROR): void {
    const port = portOf(mirror)
    ip('link', 'add', mirror, 'netns', this.sensor, 'type', 'veth', 'peer', 'name', port, 'netns', this.plant)
    ip('-n', this.plant, 'link', 'set', port, 'arp', 'off', 'multicast', 'off', 'addrgenmode', 'none')
    ip('-n', this.plant, 'link', 'set', port, 'up')
  }

  /** The plant's end of the cable. */
  get port(): string {
    return portOf(MIRROR)
  }

  /** Frames that a network card put together before they were captured are longer than any cable carries. */
  allowLongFrames(): void {
    ip('-n', this.plant, 'link', 'set', portOf(MIRROR), 'mtu', '65535')
    ip('-n', this.sensor, 'link', 'set', MIRROR, 'mtu', '65535')
  }

  unplug(): void {
    ip('-n', this.sensor, 'link', 'del', MIRROR)
  }

  /** Sends the frames of the Modbus fixture, and removes the cable before the kernel has handed them on. */
  sendAndUnplug(): void {
    this.python(
      this.plant,
      `import os\nframes = read('${MODBUS}')\nfor f in frames: s.send(f)\nos.execvp('ip', ['ip', 'link', 'del', '${portOf(MIRROR)}'])`,
      portOf(MIRROR),
    )
  }

  setMirror(state: 'up' | 'down'): void {
    ip('-n', this.sensor, 'link', 'set', MIRROR, state)
  }

  /** Sends the frames of the Modbus fixture into the mirror port, each with `tags` (hexadecimal) before its EtherType. */
  send(tags = '', mirror = MIRROR): void {
    this.python(
      this.plant,
      `frames = read('${MODBUS}')\nfor f in frames: s.send(f[:12] + bytes.fromhex('${tags}') + f[12:])`,
      portOf(mirror),
    )
  }

  /** Sends what the first sender of the Modbus fixture says by one cable, and what it hears by the other: the outputs of a tap. */
  sendApart(): void {
    const other = `t = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\nt.bind(('${portOf(SECOND_MIRROR)}', 0))`
    const each = `for f in frames: (s if f[6:12] == frames[0][6:12] else t).send(f)`
    this.python(this.plant, `${other}\nframes = read('${MODBUS}')\n${each}`, portOf(MIRROR))
  }

  /** Sends one frame by the cable of the mirror, given in hexadecimal. */
  sendFrame(frame: string): void {
    this.python(this.plant, `s.send(bytes.fromhex('${frame}'))`, portOf(MIRROR))
  }

  /** Sends one frame from the sensor's own end, which nothing should ever do; false when the kernel refuses. */
  sendFromSensor(): boolean {
    try {
      this.python(this.sensor, `s.send(b'\\xff' * 60)`, MIRROR)
      return true
    } catch {
      return false
    }
  }

  sentBySensor(): number {
    const counter = `/sys/class/net/${MIRROR}/statistics/tx_packets`
    return Number(execFileSync('ip', ['netns', 'exec', this.sensor, 'cat', counter], { encoding: 'utf8' }))
  }

  /** True when something captures in the sensor's namespace. */
  isListenedAt(): boolean {
    const listed = execFileSync('ip', ['netns', 'exec', this.sensor, 'cat', '/proc/net/packet'], { encoding: 'utf8' })
    return listed.trim().split('\n').length > 1
  }

  /** What answers on `url` inside the sensor's namespace. */
  fetch(url: string): unknown {
    const program = `fetch(${JSON.stringify(url)}).then((answer) => answer.text()).then((text) => process.stdout.write(text))`
    const args = ['netns', 'exec', this.sensor, process.execPath, '-e', program]
    return JSON.parse(execFileSync('ip', args, { encoding: 'utf8' }))
  }

  remove(): void {
    spawnSync('ip', ['netns', 'del', this.sensor])
    spawnSync('ip', ['netns', 'del', this.plant])
  }

  private python(namespace: string, program: string, name: string): void {
    const script = `${READ}\ns = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\ns.bind(('${name}', 0))\n${program}\n`
    execFileSync('ip', ['netns', 'exec', namespace, 'python3', '-c', script], { stdio: 'pipe', cwd: path.sep })
  }
}

/** A pcap file of this machine's byte order, as the fixtures are. */
const READ = `
import socket, struct
def read(path):
    data, at, frames = open(path, 'rb').read(), 24, []
    while at < len(data):
        length = struct.unpack('<I', data[at + 8:at + 12])[0]
        frames.append(data[at + 16:at + 16 + length])
        at += 16 + length
    return frames`

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' })
}

function portOf(mirror: string): string {
  return PORTS[mirror] as string
}
