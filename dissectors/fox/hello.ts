/* What the two sides of a Fox session say of themselves. Nonces and digests are never read. */
import type { Sink } from '../kit/dissector.ts'
import type { Fact, Side } from '../kit/observation.ts'

type Values = ReadonlyMap<string, string>

export function sayHello(values: Values, of: Side, sink: Sink): void {
  const text = (...keys: string[]) =>
    keys
      .map((key) => values.get(key) ?? '')
      .filter((each) => each !== '')
      .join(' ')
  const host = text('hostName')
  const stated: readonly (readonly [Fact, string])[] = [
    ['name', isAddress(host) ? '' : host],
    ['ip', isAddress(text('hostAddress')) ? text('hostAddress') : ''],
    ['application', text('app.name')],
    ['software', text('app.name', 'app.version')],
    ['os', text('os.name', 'os.version')],
    ['description', text('vm.name', 'vm.version')],
    ['project', text('station.name')],
    ['vendor', text('brandId')],
    ['device-id', text('hostId')],
    ['uuid', text('vmUuid')],
    ['protocol-revision', text('fox.version')],
  ]
  const facts = Object.fromEntries(stated.filter(([, value]) => value !== ''))
  if (Object.keys(facts).length === 0) return
  sink.observe({ kind: 'identity', of, about: '', module: '', message: 'fox hello', facts })
}

/** The method stands in the server's challenge, the account in the client's answer. */
export function saySignIn(values: Values, of: Side, sink: Sink): void {
  const account = values.get('username') ?? values.get('userName') ?? values.get('user') ?? ''
  if (of !== 'client' || account === '') return
  const method = values.get('method') ?? ''
  const protection = method === 'basic' || values.has('password') ? 'clear' : 'protected'
  sink.observe({ kind: 'credential', of, method: `Fox ${method}`.trim(), account, protection })
}

function isAddress(text: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)
}
