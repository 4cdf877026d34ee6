import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { Greeting } from './greeting.ts'
import { SignInSteps } from './sign-in-steps.ts'

/** What is remembered of one connection. */
export class TelnetState {
  readonly operations = new Operations()
  readonly said = new SaidOnce()
  readonly greeting = new Greeting()
  readonly steps = new SignInSteps()
  /** From here on a side is encrypted (RFC 2946); it takes note of it once. */
  encryptedToServer = false
  encryptedToClient = false
}
