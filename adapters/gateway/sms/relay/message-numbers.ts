import { chinaTimeOf, composeMessageId } from '@wurao/wire';
import type { MessageNumber } from '../ports.ts';

const SEQUENCES = 65_536;
/** Gateway code, 22 bits. */
const GATEWAYS = 4_194_304;
const SECOND_MS = 1_000;
const HEX = 16;
const DIGITS = 16;
/** The last 16 bits are the sequence. */
const SEQUENCE_DIGITS = 4;

/**
 * Numbers of messages in the form of a Msg_Id: time, run of the gate, sequence. More than 65,536 in a second take those of the next one;
 * `run` makes those of a restart others.
 */
export class MessageNumbers {
  readonly #gateway: number;
  #second = 0;
  #prefix = '';
  #sequence = 0;

  constructor(run: number) {
    this.#gateway = run % GATEWAYS;
  }

  next(nowMs: number): MessageNumber {
    const second = Math.floor(nowMs / SECOND_MS);
    if (second > this.#second) this.#begin(second);
    else if (this.#sequence === SEQUENCES) this.#begin(this.#second + 1);
    return (this.#prefix + (this.#sequence++).toString(HEX).padStart(SEQUENCE_DIGITS, '0')) as MessageNumber;
  }

  #begin(second: number): void {
    const composed = composeMessageId({ ...chinaTimeOf(second * SECOND_MS), gateway: this.#gateway, sequence: 0 });
    if (composed === undefined) throw new RangeError('a time that no Msg_Id has');
    this.#second = second;
    this.#sequence = 0;
    this.#prefix = composed.toString(HEX).padStart(DIGITS, '0').slice(0, -SEQUENCE_DIGITS);
  }
}
