import { buildWhenStale } from '../../bin/build-when-stale.mjs'

/** The tests of this folder run the product as it is run: the launcher and dist/. */
export function setup() {
  buildWhenStale()
}
