/** IEC 61158-6-10, 4.10.3.2 (FrameID): what the first two bytes of every frame say that it is. */
export type FrameKind = 'dcp' | 'realtime' | 'alarm' | 'ptcp' | 'fragment' | 'reserved'

export const FRAME = {
  alarmHigh: 0xfc01,
  alarmLow: 0xfe01,
  dcpHello: 0xfefc,
  dcpGetSet: 0xfefd,
  dcpIdentifyRequest: 0xfefe,
  dcpIdentifyResponse: 0xfeff,
} as const

/** FrameIDs from here on belong to RT_CLASS_2, RT_CLASS_1 and RT_CLASS_UDP; below, to RT_CLASS_3 and streams. */
export const FIRST_UNSCHEDULED = 0x8000
const FIRST_SCHEDULED = 0x0100
const LAST_STREAM = 0x3fff
const LAST_UNSCHEDULED = 0xfbff
const FIRST_FRAGMENT = 0xff80
const LAST_FRAGMENT = 0xff8f

/** Which kind of frame a FrameID belongs to. */
export function frameKindOf(frameId: number): FrameKind {
  if (frameId >= FIRST_UNSCHEDULED && frameId <= LAST_UNSCHEDULED) return 'realtime'
  if (frameId >= FIRST_SCHEDULED && frameId <= LAST_STREAM) return 'realtime'
  if (frameId === FRAME.alarmHigh || frameId === FRAME.alarmLow) return 'alarm'
  if (frameId >= FRAME.dcpHello && frameId <= FRAME.dcpIdentifyResponse) return 'dcp'
  if (frameId >= FIRST_FRAGMENT && frameId <= LAST_FRAGMENT) return 'fragment'
  return isTimeSynchronisation(frameId) ? 'ptcp' : 'reserved'
}

/** RTSync with and without FollowUp, Announce, FollowUp, and the four PDUs that measure a line. */
function isTimeSynchronisation(frameId: number): boolean {
  switch (frameId) {
    case 0x0020:
    case 0x0021:
    case 0x0080:
    case 0x0081:
    case 0xff00:
    case 0xff01:
    case 0xff20:
    case 0xff21:
    case 0xff40:
    case 0xff41:
    case 0xff42:
    case 0xff43:
      return true
    default:
      return false
  }
}
