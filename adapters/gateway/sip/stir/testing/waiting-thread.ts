// A worker that holds what it gets, and answers everything as right as soon as it holds three.
import { parentPort } from 'node:worker_threads';
import type { SignatureTask } from '../signature.ts';

const held: SignatureTask[] = [];
const HELD_MAX = 3;
parentPort?.on('message', (task: SignatureTask) => {
  held.push(task);
  if (held.length < HELD_MAX) return;
  for (const { id } of held.splice(0)) parentPort?.postMessage({ id, right: true });
});
