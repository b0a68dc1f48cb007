import { readFileSync } from 'node:fs';
import { sharedData } from '@wurao/testkit';

/** A PDU of another implementation's tests. */
export interface SmsPduVector {
  readonly protocol: 'cmpp' | 'smpp';
  /** File and line that it stands in there. */
  readonly source: string;
  readonly hex: string;
}

/** Of the shared data; undefined where that is not there. */
export const smsPduVectors = (protocol: SmsPduVector['protocol']): readonly SmsPduVector[] | undefined => {
  const file = sharedData('sms-pdu/vectors.json');
  if (file === undefined) return undefined;
  const all = JSON.parse(readFileSync(file, 'utf8')) as readonly SmsPduVector[];
  return all.filter((vector) => vector.protocol === protocol);
};
