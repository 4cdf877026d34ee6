/** One line to the person who waits; standard output belongs to the command that follows. */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`)
}
