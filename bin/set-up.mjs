/*
 * Brings a checkout to where `npm start` and `npm test` work. It uses nothing but Node.js itself, because nothing else
 * is there yet, and does nothing when everything is in place.
 */
import { buildWhenStale } from './build-when-stale.mjs'
import { installWhenStale } from './install-when-stale.mjs'
import { say } from './say.mjs'
import { SetUpError } from './set-up-error.mjs'

const OLDEST_NODE = 20

function setUp() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < OLDEST_NODE) {
    throw new SetUpError(
      `Node.js ${OLDEST_NODE} or later is needed, this is ${process.version}: see https://nodejs.org`,
    )
  }
  installWhenStale()
  buildWhenStale()
}

try {
  setUp()
} catch (error) {
  if (!(error instanceof SetUpError)) throw error
  say(error.message)
  process.exitCode = 1
}
