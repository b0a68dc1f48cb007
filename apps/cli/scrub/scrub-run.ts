import type { FileHandle } from 'node:fs/promises';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import type { Language } from '../shell.ts';
import { type AnswerError, type AnswerRows, BAD_ROW, type Ending } from './answer-rows.ts';
import type { BadRows } from './bad-rows.ts';
import { Block } from './block.ts';
import { type ListShape, listRows, rowTooLong, unreadList } from './list.ts';
import type { Sink } from './sink.ts';
import { type StreamCall, streamBroke } from './stream-call.ts';

export const NEXT = 'go on with --resume';
/** Readings of the list that wait for answers: what bounds memory. */
const BLOCKS_MAX = 6;

interface ScrubParts {
  readonly list: FileHandle;
  readonly shape: ListShape;
  readonly language: Language;
  readonly call: StreamCall;
  /** Undefined: nothing is written. */
  readonly sink: Sink | undefined;
  /** Rows that an earlier run has written, the header included; and where they end in the list. */
  readonly skip: number;
  readonly bad: Pick<BadRows, 'tell' | 'isFull' | 'flush'>;
  readonly answers: AnswerRows;
}

/** One run: the list goes out, answers come back, and rows are written with them, all at once and in little memory. */
export class ScrubRun {
  rows = 0;
  badRows = 0;
  blankRows = 0;
  readBytes = 0;
  /** Answers of this call, to whatever was asked. */
  #answers = 0;
  readonly #parts: ScrubParts;
  readonly #blocks: Block[] = [];
  #room: (() => void) | undefined;
  #stopped = false;
  #listFailure: Failure | undefined;

  constructor(parts: ScrubParts) {
    this.#parts = parts;
  }

  async run(): Promise<Result<void>> {
    const { call } = this.#parts;
    const asking = this.#ask().catch((error: unknown) => {
      call.stop();
      throw error;
    });
    const [answered] = await Promise.all([this.#answerAll(), asking]);
    const flushed = await this.#flush();
    return this.#listFailure ?? (answered.ok ? flushed : answered);
  }

  /** Bad rows first: whoever goes on finds at least those that the result counts. */
  async #flush(): Promise<Result<void>> {
    const { bad, sink } = this.#parts;
    const flushed = await bad.flush();
    return flushed.ok && sink !== undefined ? await sink.flush() : flushed;
  }

  async #answerAll(): Promise<Result<void>> {
    const answered = await this.#answer();
    this.#stopped = true;
    this.#room?.();
    if (!answered.ok) this.#parts.call.stop();
    return answered;
  }

  async #ask(): Promise<void> {
    const { list, shape, call, skip } = this.#parts;
    const { scan, more, read } = listRows(list);
    const moreOfList = (): Promise<boolean> => more().catch((error: unknown) => this.#unread(scan.line, error));
    let left = skip;
    let header = shape.hasHeader && skip === 0;
    for (let open = true; open && !this.#stopped; ) {
      open = await moreOfList();
      if (this.#listFailure !== undefined) return;
      this.readBytes = read();
      const block = new Block(scan.bytes);
      while (scan.read()) {
        if (scan.problem === 'too-long') return this.#tooLong(scan.line);
        if (left > 0) left--;
        else if (header) {
          header = false;
          this.#putHeader(scan.bytes, scan.start, scan.end, scan.next);
        } else block.take(scan, shape);
      }
      block.mark();
      if (block.count === 0) continue;
      this.#blocks.push(block);
      await call.write(block.callees);
      while (this.#blocks.length >= BLOCKS_MAX && !this.#stopped)
        await new Promise<void>((resolve) => {
          this.#room = resolve;
        });
    }
    call.end();
  }

  /** What was answered so far is written. */
  #unread(line: number, error: unknown): false {
    this.#listFailure = unreadList(error, line, NEXT);
    this.#parts.call.stop();
    return false;
  }

  #tooLong(line: number): void {
    this.#listFailure = rowTooLong(line, 'What was written so far stays for --resume.');
    this.#parts.call.stop();
  }

  #putHeader(bytes: Uint8Array, start: number, end: number, next: number): void {
    const { sink, answers } = this.#parts;
    if (sink === undefined) return;
    sink.put(bytes, start, end);
    sink.put(answers.bytesOf('decision', 'reason', 'reasonText'));
    if (next === end) sink.put(NEW_LINE);
    else sink.put(bytes, end, next);
    sink.sure();
  }

  async #answer(): Promise<Result<void>> {
    const { call, answers, sink, bad } = this.#parts;
    const stream = await call.answers();
    if (!stream.ok) return stream;
    try {
      for await (const chunk of stream.value) {
        answers.push(chunk);
        for (let answer = answers.read(); answer !== undefined; answer = answers.read()) {
          if ('ended' in answer) return failure(endedBy(answer), 'The server ended the run', answer);
          const isInStep = 'bytes' in answer ? this.#take(answer) : this.#takeBad(answer);
          if (!isInStep) return OUT_OF_STEP;
          if (!sink?.isFull && !bad.isFull) continue;
          const flushed = await this.#flush();
          if (!flushed.ok) return flushed;
        }
      }
    } catch (error) {
      return streamBroke(error instanceof Error ? error.message : String(error));
    }
    return this.#isAnswered() ? success(undefined) : streamBroke('it ended before every row was answered');
  }

  #isAnswered(): boolean {
    return this.#blocks.every((block) => block.cursor === block.count);
  }

  /** The block whose row is next; those that are done make room. */
  #block(): Block | undefined {
    let block = this.#blocks[0];
    while (block !== undefined && block.cursor === block.count) {
      this.#blocks.shift();
      this.#room?.();
      block = this.#blocks[0];
    }
    return block;
  }

  /** False: the answer cannot be this row's. */
  #take(ending: Ending): boolean {
    const block = this.#block();
    if (block === undefined || !block.isAsked(block.cursor)) return false;
    const row = block.cursor++;
    this.#answers++;
    ending.count++;
    this.rows++;
    this.#put(block, row, ending.bytes);
    return true;
  }

  /** A bad row is answered with the line it was sent on: what was put so far belongs to its rows. */
  #takeBad(error: AnswerError): boolean {
    const block = this.#block();
    if (block === undefined || error.line !== ++this.#answers) return false;
    const row = block.cursor++;
    if (block.isBlank(row)) {
      this.blankRows++;
      this.#put(block, row, NOTHING);
    } else if (!block.isMark(row)) this.#tellBad(block, row, error);
    this.#parts.sink?.sure();
    return true;
  }

  #tellBad(block: Block, row: number, error: AnswerError): void {
    const { answers, shape, bad } = this.#parts;
    const told = block.problem(row) ?? error;
    this.rows++;
    this.badRows++;
    const position = told === error ? error.position : undefined;
    const { field, message, remedy } = told;
    bad.tell({ line: block.line(row), column: shape.column + 1, field, position, message, remedy });
    this.#put(block, row, answers.bytesOf(BAD_ROW, 'bad-row', message));
  }

  #put(block: Block, row: number, ending: Uint8Array): void {
    const { sink } = this.#parts;
    if (sink === undefined) return;
    const end = block.end(row);
    sink.put(block.bytes, block.start(row), end);
    sink.put(ending);
    sink.put(block.bytes, end, block.next(row));
  }
}

/** Never seen from a server of this version. What was put since the last answer that fits is not written. */
const OUT_OF_STEP = failure('not-ready', 'The answers do not fit the rows', {
  field: '',
  message: 'an answer came that cannot belong to its row; nothing in doubt was written',
  remedy: 'Run the server and `wurao` in one version, then go on with --resume; if it stays, tell the operator.',
});
const NOTHING = new Uint8Array(0);
const NEW_LINE = Uint8Array.of(10);
const KNOWN_ENDS: readonly Failure['code'][] = [
  'too-many-requests',
  'unauthenticated',
  'journal-unavailable',
  'forbidden',
];
const endedBy = ({ code }: AnswerError): Failure['code'] => KNOWN_ENDS.find((known) => known === code) ?? 'not-ready';
