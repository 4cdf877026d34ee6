import type { Check } from './diagnosis.ts'
import { counted } from './in-words.ts'
import type { MirrorCounters } from './mirror-counters.ts'
import type { SilenceProof } from './silence-proof.ts'

/** What is asked of a live interface beyond what a file tells. */
export function checkInterface(proof: SilenceProof, { downSeconds }: MirrorCounters): readonly Check[] {
  return [checkSilence(proof), checkHardening(proof), checkEnforced(proof), checkLink(proof, downSeconds)]
}

/** Did anything leave by the interface, or try to? */
function checkSilence({ sentAtStart, sentNow, refusedAtStart, refusedNow, sent }: SilenceProof): Check {
  const name = 'nothing sent'
  const refused =
    refusedAtStart === null || refusedNow === null
      ? 'no nftables counter to read'
      : `nftables refused ${(refusedNow - refusedAtStart).toLocaleString('en')}`
  const finding = `transmit counter ${sentAtStart.toLocaleString('en')} before, ${sentNow.toLocaleString('en')} after; ${refused}`
  if (sent === '') return { name, verdict: 'good', finding, advice: '' }
  const advice = `${sent.charAt(0).toUpperCase()}${sent.slice(1)}. Find out what it was; "sightline harden" keeps the kernel itself silent.`
  return { name, verdict: 'bad', finding, advice }
}

/** Can anything leave? */
function checkHardening({ interface: name, lacking, lifeline }: SilenceProof): Check {
  const check = 'nothing can be sent'
  if (lacking.length === 0) {
    const finding = 'no address, IPv6, ARP and multicast off, an nftables rule drops whatever is to leave'
    return { name: check, verdict: 'good', finding, advice: '' }
  }
  const advice =
    lifeline === ''
      ? `sudo sightline harden --interface ${name} --apply (it takes the addresses of ${name} away)`
      : `Listen at an interface that is there for nothing else. Do not harden ${name}: ${lifeline}.`
  return { name: check, verdict: 'look', finding: lacking.join('; '), advice }
}

/** Does the kernel refuse the sensor itself to send? */
function checkEnforced({ unenforced }: SilenceProof): Check {
  const name = 'the sensor cannot send'
  if (unenforced !== '') return { name, verdict: 'cannot tell', finding: unenforced, advice: '' }
  const finding = 'a seccomp filter refuses it sends and writes on its capture sockets, and new ones of the network'
  return { name, verdict: 'good', finding, advice: '' }
}

/** Was there a signal all the time? */
function checkLink({ interface: name }: SilenceProof, downSeconds: number): Check {
  if (downSeconds === 0) return { name: 'link', verdict: 'good', finding: 'up all the time', advice: '' }
  const finding = `${name} had no signal for ${counted(Math.ceil(downSeconds), 'second')}`
  return { name: 'link', verdict: 'look', finding, advice: 'Check the cable, and that the mirror port is enabled.' }
}
