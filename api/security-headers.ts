import { CONTENT_SECURITY_POLICY } from './page-frame.ts'

/** What every answer tells the browser: load nothing, run nothing, guess nothing, keep nothing. */
export const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const
