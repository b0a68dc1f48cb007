import { parentPort, workerData } from 'node:worker_threads';
import { checkStoreFile } from './check.ts';

parentPort?.postMessage(checkStoreFile(String(workerData)));
