import { Type } from 'typebox'
import { count, text } from './columns.ts'
import { maybeTime } from './maybe-time.ts'

export const CaptureSchema = Type.Object(
  {
    name: text("The file's name without its folder, or the interface."),
    format: text("'pcap', 'pcapng' or 'live'."),
    frames: count('Frames in it.'),
    bytes: count('Bytes of these frames.'),
    firstSeen: maybeTime('The earliest frame; null when there is none.'),
    lastSeen: maybeTime('The latest frame; null when there is none.'),
    damage: text("'' when it was read to its end; else where and why not."),
  },
  { $id: 'Capture', description: 'A capture that was read.' },
)
