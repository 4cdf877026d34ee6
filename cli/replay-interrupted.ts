/** The person at the terminal stopped it; the file being read is not stored, those before it are. */
export class ReplayInterrupted extends Error {
  override readonly name = 'ReplayInterrupted'
}
