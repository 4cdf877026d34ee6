import { workerData } from 'node:worker_threads'
import { runShard } from '../../cli/run-shard.ts'
import type { ShardThreadData } from '../../cli/shard-threads.ts'
import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { modbus } from '../../dissectors/modbus/modbus.ts'

/** Where the function code lies in a Modbus/TCP message, and that of Read Device Identification. */
const FUNCTION_AT = 7
const DEADLY = 43

/** An analysis thread that ends, as one does whose memory is used up, when it meets a certain message. */
const dying: Dissector = {
  ...modbus,
  dissect(message, info, state, sink) {
    // biome-ignore lint/plugin: it is the thread that ends here, not the process.
    if (message.peek(FUNCTION_AT) === DEADLY) process.exit(7)
    modbus.dissect(message, info, state, sink)
  },
}

runShard([dying], workerData as ShardThreadData)
