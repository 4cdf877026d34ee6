import { setFlagsFromString } from 'node:v8'

/**
 * Per cent that the heap may grow by before old garbage is collected. The engine's own choice is about 100, which takes
 * memory from its neighbours: at 100,000 conversations 520 MB with this, 570 with 50, in the same time; 20 takes a fifth
 * more time for 490.
 */
const GROWTH = 30

setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
