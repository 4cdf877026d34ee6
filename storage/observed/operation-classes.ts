import type { OperationClass } from '../../dissectors/kit/observation.ts'

/** The words of `class`, in order of consequence to production. */
export const OPERATION_CLASSES = Object.keys({
  session: true,
  discover: true,
  diagnose: true,
  read: true,
  publish: true,
  alarm: true,
  authenticate: true,
  time: true,
  file: true,
  upload: true,
  write: true,
  control: true,
  configure: true,
  download: true,
  mode: true,
  firmware: true,
  unknown: true,
  // Storage takes only types from the dissectors: this way none of their classes can be missing here.
} satisfies Record<OperationClass, true>) as readonly OperationClass[]
