import type { Schema } from '../../database.ts'
import { INITIAL } from './0001-initial.ts'
import { EVENTS } from './0002-events.ts'
import { SENSORS } from './0003-sensors.ts'
import { ACTIVITY } from './0004-activity.ts'
import { ALL_EVENTS } from './0005-all-events.ts'
import { UNENFORCED } from './0006-unenforced.ts'
import { COVERAGE_HOURS } from './0007-coverage.ts'
import { ASSET_PLACES } from './0008-asset-places.ts'
import { POINTS } from './0009-points.ts'
import { OUTAGES } from './0010-outages.ts'
import { REGROUPINGS } from './0011-regroupings.ts'
import { CLAIMS_VERSION } from './0012-claims-version.ts'
import { CRITICALITY } from './0013-criticality.ts'
import { CHANGES_OF_TARGETS } from './0014-changes-of-targets.ts'
import { ANNOUNCED_CHANGES } from './0015-announced-changes.ts'
import { OUTSIDE } from './0016-outside.ts'

/** What makes a file an observed.db: 'SLob' in its header, and these steps. */
export const OBSERVED_SCHEMA: Schema = {
  applicationId: 0x534c_6f62,
  migrations: [
    INITIAL,
    EVENTS,
    SENSORS,
    ACTIVITY,
    ALL_EVENTS,
    UNENFORCED,
    COVERAGE_HOURS,
    ASSET_PLACES,
    POINTS,
    OUTAGES,
    REGROUPINGS,
    CLAIMS_VERSION,
    CRITICALITY,
    CHANGES_OF_TARGETS,
    ANNOUNCED_CHANGES,
    OUTSIDE,
  ],
}

export const OBSERVED_FILE = 'observed.db'
