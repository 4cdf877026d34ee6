import { CUT_BAD } from './check-recording.ts'
import type { Check, Verdict } from './diagnosis.ts'
import { counted, duration, percent } from './in-words.ts'
import type { MirrorCounters } from './mirror-counters.ts'

/** Share of connections seen from one side only. A few are normal: some paths are asymmetric. */
export const ONE_WAY_LOOK = 0.05
export const ONE_WAY_BAD = 0.5
/** Share of frames from host to host. Below it the port sees what any port of the switch sees. */
export const UNICAST_LOOK = 0.05
export const UNICAST_BAD = 0.01
/** Captures shorter than this miss what is done once a minute. */
export const SHORT_US = 60_000_000

/** Are both directions of the conversations there? */
export function checkDirections({ connections, apart, oneWay, oneWayExample }: MirrorCounters): Check {
  const name = 'both directions'
  if (connections === 0) return { name, verdict: 'cannot tell', finding: 'no TCP connection to judge by', advice: '' }
  if (apart / connections >= ONE_WAY_LOOK) return sidesApart(name, connections, apart)
  const share = oneWay / connections
  const verdict = share >= ONE_WAY_BAD ? 'bad' : share >= ONE_WAY_LOOK ? 'look' : 'good'
  if (oneWay === 0) {
    return {
      name,
      verdict,
      finding: `both sides of ${connections === 1 ? 'the one TCP connection' : `all ${counted(connections, 'TCP connection')}`} are seen`,
      advice: '',
    }
  }
  const example = `for example only ${oneWayExample}`
  return {
    name,
    verdict,
    finding: `of ${counted(connections, 'TCP connection')} ${oneWay.toLocaleString('en')} (${percent(share)}) show one side only; ${example}`,
    advice:
      verdict === 'good'
        ? ''
        : 'Mirror both directions of the port (Cisco: "source interface … both"), or the port of the other path too; of a tap with two outputs, take both.',
  }
}

/** Of a tap that has an output for each direction. */
function sidesApart(name: string, connections: number, apart: number): Check {
  const share = apart / connections
  return {
    name,
    verdict: share >= ONE_WAY_BAD ? 'bad' : 'look',
    finding: `of ${counted(connections, 'TCP connection')} ${apart.toLocaleString('en')} (${percent(share)}) show each side at an interface of its own`,
    advice:
      'These are the outputs of one tap: take them for one network (--join-interfaces; live: --interface eth1+eth2).',
  }
}

/** Is there traffic between hosts, or only what every port gets? */
export function checkUnicast({ frames, unicast, multicast, broadcast, protocols }: MirrorCounters): Check {
  const share = unicast / frames
  const only = multicast === 0 && unicast === 0 ? 'only broadcast' : 'almost only broadcast and multicast'
  const all = `${counted(unicast, 'frame')} from host to host, ${multicast.toLocaleString('en')} multicast, ${broadcast.toLocaleString('en')} broadcast`
  const name = 'host-to-host traffic'
  if (unicast + multicast + broadcast === 0) {
    return { name, verdict: 'cannot tell', finding: 'no frame has addresses that are understood', advice: '' }
  }
  if (share >= UNICAST_LOOK) return { name, verdict: 'good', finding: `${percent(share)} of the frames`, advice: '' }
  // A process bus is multicast (GOOSE, Sampled Values): there it is as it should be.
  const verdict: Verdict = share < UNICAST_BAD && protocols.length === 0 ? 'bad' : 'look'
  return {
    name,
    verdict,
    finding: share < UNICAST_BAD ? `${only}: ${all}` : `only ${percent(share)} of the frames: ${all}`,
    advice:
      verdict === 'bad'
        ? 'This is what every port of the switch gets: the mirror is off, or its source is an unused port. Set the source ports.'
        : 'Right for a process bus (GOOSE, Sampled Values). Anywhere else: check the source ports of the mirror.',
  }
}

/** Do the VLANs that are there show? */
export function checkVlans({ frames, tagged, vlans, subnets }: MirrorCounters): Check {
  const name = 'VLAN tags'
  const nets = counted(subnets, 'local IPv4 /24 network')
  if (vlans > 1) {
    return {
      name,
      verdict: 'good',
      finding: `${counted(vlans, 'VLAN')}, ${percent(tagged / frames)} tagged`,
      advice: '',
    }
  }
  if (subnets === 0) {
    return { name, verdict: 'cannot tell', finding: 'no local IPv4 network to compare with', advice: '' }
  }
  if (subnets === 1)
    return { name, verdict: 'good', finding: `${vlans === 1 ? 'one VLAN' : 'untagged'}, and ${nets}`, advice: '' }
  if (vlans === 1) {
    return {
      name,
      verdict: 'look',
      finding: `one VLAN only, but ${nets}`,
      advice: 'If the switch has more VLANs, mirror the trunk or all of them, not one.',
    }
  }
  return {
    name,
    verdict: 'look',
    finding: `no frame has a VLAN tag, but there are ${nets}`,
    advice:
      'If the switch has VLANs, keep their tags (Cisco: "destination … encapsulation replicate"): equal addresses of two cells would be taken for one.',
  }
}

/** Is it the plant that is seen? */
export function checkProtocols({ protocols, cut, frames }: MirrorCounters): Check {
  const name = 'industrial protocols'
  if (protocols.length > 0) return { name, verdict: 'good', finding: protocols.join(', '), advice: '' }
  if (cut / frames >= CUT_BAD) {
    return { name, verdict: 'cannot tell', finding: 'none was recognised in what is left of the frames', advice: '' }
  }
  const advice = 'Check that controllers and their stations are behind the mirrored ports, and record for longer.'
  return { name, verdict: 'look', finding: 'none was recognised', advice }
}

/** Is there enough to judge by? */
export function checkDuration({ frames, firstUs, lastUs, listenedUs }: MirrorCounters): Check {
  const name = 'length'
  const spanUs = listenedUs ?? (lastUs ?? 0) - (firstUs ?? 0)
  const finding = `${counted(frames, 'frame')} in ${duration(spanUs)}`
  if (spanUs >= SHORT_US) return { name, verdict: 'good', finding, advice: '' }
  const advice =
    listenedUs === null
      ? 'Record ten minutes or more: slow polls are not in it yet.'
      : 'Listen for a minute or more (--seconds): slow polls are not in it yet.'
  return { name, verdict: 'look', finding, advice }
}
