import { NTLM, NtlmMessage } from './ntlmssp.ts'
import type { Identity, Side } from './observation.ts'
import { SecurityToken } from './security-token.ts'

type Facts = Record<string, string>

/**
 * What a security token tells of who signs in where: for every protocol that carries one. One object, reused: `read`
 * overwrites it.
 */
export class SignIn {
  /** 'NTLMSSP', 'Kerberos', 'NegoEx'; '' when there was none. */
  mechanism = ''
  /** 'DOMAIN\user'; '' when it is not told, or is anonymous. */
  account = ''
  /** Kerberos: the service that the client has a ticket for. */
  service = ''
  readonly ntlm = new NtlmMessage()
  private readonly token = new SecurityToken()

  /** Reads the token in `view[from, to)`, wrapped in SPNEGO or not. */
  read(view: DataView, from: number, to: number): boolean {
    const { token, ntlm } = this
    this.account = this.service = ''
    const found = token.read(view, from, to)
    this.mechanism = token.mechanism
    ntlm.read(view, token.start, found ? token.end : token.start)
    if (ntlm.type === NTLM.authenticate) this.account = accountText(ntlm.domain, ntlm.user)
    if (token.service !== '') this.service = token.realm === '' ? token.service : `${token.service}@${token.realm}`
    return found
  }

  /** Who the sender of the token says it is: the server in a CHALLENGE, the client in the others. */
  identities(of: Side): Identity[] {
    const { ntlm } = this
    switch (ntlm.type) {
      case NTLM.challenge:
        return challengeIdentities(ntlm, of)
      case NTLM.authenticate:
        return [identity(of, 'NTLMSSP AUTHENTICATE', { name: ntlm.host, os: ntlm.version })].filter(tells)
      case NTLM.negotiate:
        return [identity(of, 'NTLMSSP NEGOTIATE', { name: ntlm.host, domain: ntlm.domain })].filter(tells)
      default:
        return []
    }
  }
}

/** 'DOMAIN\user', 'user', or '' when nobody is named. */
export function accountText(domain: string, user: string): string {
  return user === '' || domain === '' ? user : `${domain}\\${user}`
}

/** A host outside a domain gives its own name for one. */
function challengeIdentities(ntlm: NtlmMessage, of: Side): Identity[] {
  const { netbiosHost, netbiosDomain, dnsHost, dnsDomain, version } = ntlm
  const domain = same(netbiosDomain, netbiosHost) ? '' : netbiosDomain
  const long = same(dnsDomain, dnsHost) ? '' : dnsDomain
  return [
    identity(of, 'NTLMSSP CHALLENGE', { name: netbiosHost, domain, os: version }),
    identity(of, 'NTLMSSP CHALLENGE DNS', { name: dnsHost, domain: long }),
  ].filter(tells)
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function identity(of: Side, message: string, all: Facts): Identity {
  const facts: Facts = {}
  for (const [fact, value] of Object.entries(all)) if (value !== '') facts[fact] = value
  return { kind: 'identity', of, about: '', module: '', message, facts }
}

function tells({ facts }: Identity): boolean {
  return Object.keys(facts).length > 0
}
