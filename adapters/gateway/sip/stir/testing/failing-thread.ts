// A worker that goes down with its first task.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', () => process.exit(7));
