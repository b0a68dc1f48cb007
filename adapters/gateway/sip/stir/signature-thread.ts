// A worker that verifies one signature after the other.
import { parentPort } from 'node:worker_threads';
import { isSignatureRight, type SignatureAnswer, type SignatureTask } from './signature.ts';

parentPort?.on('message', ({ id, key, signed, signature }: SignatureTask) => {
  const answer: SignatureAnswer = { id, right: isSignatureRight(key, signed, signature) };
  parentPort?.postMessage(answer);
});
