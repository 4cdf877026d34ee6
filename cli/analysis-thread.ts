import { workerData } from 'node:worker_threads'
import { dissectors } from '../dissectors/registry.ts'
import { runShard } from './run-shard.ts'
import type { ShardThreadData } from './shard-threads.ts'

runShard(dissectors, workerData as ShardThreadData)
