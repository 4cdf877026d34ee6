import { keyOfBytes } from '../kit/operations.ts'
import { pathText } from './path-text.ts'

/** Distinct routes remembered per dialogue; further ones are read again each time. */
export const MAX_ROUTES = 256

/** The way from the addressed host to a device behind it. */
export interface Route {
  /** 'slot 2'; '' for the host itself. */
  readonly module: string
  /** Tells the operations of different routes apart. */
  readonly seed: number
}

/** No way to go: the host itself. */
export const TO_HOST: Route = { module: '', seed: 0 }

/** The routes that one dialogue uses. */
export class Routes {
  private readonly known = new Map<number, Route>()

  /** The route in the port segments `view[from, to)`, from where `before` ends. */
  find(view: DataView, from: number, to: number, before: Route): Route {
    if (from >= to) return before
    const key = keyOfBytes(view, from, to, before.seed)
    const found = this.known.get(key)
    if (found !== undefined) return found
    const route = { module: `${before.module} ${pathText(view, from, to)}`.trimStart(), seed: key | 0 }
    if (this.known.size < MAX_ROUTES) this.known.set(key, route)
    return route
  }
}
