import { Type } from 'typebox'
import { count, oneOf, text, time } from './columns.ts'

const refused = (when: string) =>
  Type.Unsafe<number | null>({
    anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }],
    description: `Frames that something tried to send and the kernel dropped, by the counter of "sightline harden", ${when}; null when it could not be read.`,
  })

export const SensorSchema = Type.Object(
  {
    interface: text('The capture interface.'),
    since: time('When this spell of capture began.'),
    until: time('When the sensor last said so: at most some seconds ago while it runs.'),
    ending: oneOf(
      ['', 'stopped', 'interface gone', 'interface sent'],
      "How the spell ended; '' while it goes on, or when the sensor died.",
    ),
    filter: text("The filter as the kernel has it; '' for everything."),
    frames: count('Frames that were taken in.'),
    kernelDrops: count("Frames that did not fit into the kernel's ring."),
    interfaceDrops: count('Frames that the interface or its driver lost.'),
    poolWaits: count('Times that the capture waited for the analysis; of all interfaces of the spell.'),
    downSeconds: count('Seconds that the interface was down.'),
    sentAtStart: count("The interface's transmit counter when the spell began."),
    sentNow: count("The interface's transmit counter now."),
    refusedAtStart: refused('when the spell began'),
    refusedNow: refused('now'),
    hardened: Type.Boolean({ description: 'Every step of "sightline harden" is in force.' }),
    lacking: text("The steps that are not; '' when all are."),
    unenforced: text("Why the kernel does not refuse the sensor to send by its capture sockets; '' when it does."),
    silent: Type.Boolean({ description: 'Neither counter moved: nothing was sent, and nothing tried to.' }),
  },
  { $id: 'Sensor', description: 'One interface in one spell of live capture, with the proof that it was silent.' },
)
